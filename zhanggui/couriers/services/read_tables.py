"""Reading price lists and transit days from a table file; one wrong row and nothing is changed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.errors import BadPrices, BadTransit
from zhanggui.couriers.services.transit import TransitEntry
from zhanggui.couriers.values import Zone
from zhanggui.kernel.imports.reading.cells import CellError, integer, number, text
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.kernel.imports.reading.source import open_source
from zhanggui.kernel.imports.reading.table import Table

PRICE_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("区域", "分区", "zone"),
    "provinces": ("省份", "目的省", "provinces"),
    "first_kg": ("首重kg", "首重", "first kg"),
    "first_price": ("首重价格", "首重费", "first price"),
    "step_kg": ("续重kg", "续重", "step kg"),
    "step_price": ("续重价格", "续重费", "step price"),
}
TRANSIT_COLUMNS: dict[str, tuple[str, ...]] = {
    "origin": ("始发省", "发货省", "from"),
    "province": ("目的省", "收货省", "to"),
    "city": ("目的市", "收货市", "city"),
    "days": ("天数", "时效", "days"),
}
_MOST_ROWS = 20_000
_SEPARATORS = str.maketrans("、,，;；/", "      ")


def read_prices(path: Path, name: str) -> tuple[Zone, ...]:
    """The zones of a price list file. BadPrices names the row that cannot be read."""
    zones = []
    for row_no, row in _rows(path, name, PRICE_COLUMNS, BadPrices):
        try:
            amounts = {key: _amount(row[key]) for key in ("first_kg", "first_price", "step_kg", "step_price")}
        except CellError as wrong:
            raise BadPrices(_("Row %(row)s: %(why)s"), row=row_no, why=str(wrong)) from wrong
        places = tuple(text(row["provinces"]).translate(_SEPARATORS).split())
        zones.append(Zone(name=text(row["name"]), provinces=places, **amounts))
    return tuple(zones)


def read_transit(path: Path, name: str) -> list[TransitEntry]:
    """The pairs of a transit file. BadTransit names the row that cannot be read."""
    entries = []
    for row_no, row in _rows(path, name, TRANSIT_COLUMNS, BadTransit, optional={"city"}):
        try:
            days = integer(row["days"])
        except CellError as wrong:
            raise BadTransit(_("Row %(row)s: %(why)s"), row=row_no, why=str(wrong)) from wrong
        entries.append(TransitEntry(text(row["origin"]), text(row["province"]), text(row["city"]), days))
    return entries


def _amount(cell: Any) -> Decimal:
    found = number(cell)
    if found is None:
        raise CellError("couriers.no_number", _("A number is missing."), "")
    return found


def _rows(
    path: Path,
    name: str,
    columns: dict[str, tuple[str, ...]],
    refusal: type[BadPrices] | type[BadTransit],
    *,
    optional: set[str] | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    table = next(iter(open_source(path, display_name=name)), None)
    raw = list(islice(_data_rows(table), _MOST_ROWS)) if table is not None else []
    header = table.header if table is not None else []
    places = _places(header, columns)
    missing = set(columns) - set(places) - (optional or set())
    if missing or not raw:
        wanted = ", ".join(names[0] for names in columns.values())
        message = _("%(file)s needs a header with these columns and rows below it: %(columns)s.")
        raise refusal(message, file=name, columns=wanted)
    for row_no, cells in raw:
        yield row_no, {key: _cell(cells, places.get(key)) for key in columns}


def _data_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    return ((row_no, cells) for row_no, cells in table.rows() if table.not_data(cells) is None)


def _places(header: Sequence[str], columns: dict[str, tuple[str, ...]]) -> dict[str, int]:
    names = [normalise_header(cell).casefold().replace("（", "(").split("(")[0].strip() for cell in header]
    found = {}
    for key, known in columns.items():
        at = next((names.index(word) for word in known if word in names), None)
        if at is not None:
            found[key] = at
    return found


def _cell(cells: Sequence[Any], at: int | None) -> Any:
    return cells[at] if at is not None and at < len(cells) else ""
