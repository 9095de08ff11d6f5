"""Rows of mapped files become OrderRows and LineRows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhanggui.channels.connectors.mapped.joins import JoinStore
from zhanggui.channels.connectors.mapped.tables import KeyPlace, join_key, own_key_places, store_name
from zhanggui.channels.rules.definition import Definition, Part
from zhanggui.channels.rules.expressions import ColumnProblem, Evaluate, Groups, Places
from zhanggui.channels.rules.targets import ADDRESS_PARTS, problem
from zhanggui.customers.queries import parse_address, phone_tail
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import RowFinding
from zhanggui.kernel.imports.reading.cells import CellError
from zhanggui.kernel.imports.reading.headers import MISSING
from zhanggui.orders.services.intake import LineRow, OrderRow

MOMENTS = ("placed_at", "paid_at")
_CHINESE = re.compile("[\u4e00-\u9fff]")
Staged = OrderRow | LineRow
Piece = Sequence[tuple[int, list[str]]]


@dataclass(slots=True)
class Joined:
    """The rows of other files that belong to one row; `wrong` when a key cannot be read."""

    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    wrong: ColumnProblem | None = None


class PartReader:
    """Reads the rows of one table as one part of the mapping says."""

    def __init__(
        self,
        definition: Definition,
        part: Part,
        *,
        header: Sequence[str],
        position: int,
        columns_of: dict[str, tuple[str, ...]],
        store: JoinStore,
        currency: str,
    ) -> None:
        places = Places(header, columns_of)
        self._part = part
        self._store = store
        self._position = position
        self._currency = currency
        self._channel = definition.channel
        self._fields = {name: build(places) for name, build in part.fields.items()}
        self._extra = {label: build(places) for label, build in part.extra.items()}
        self._skips = [build(places) for build in part.skips]
        self._joins = [(join, own_key_places(join.own, header, columns_of)) for join in part.joins]
        is_order = part is definition.orders
        self._finish: Callable[[dict[str, Any]], Staged] = self._order if is_order else self._line

    def join(self, piece: Piece) -> list[Joined]:
        """The joined rows of each row of a piece, found with one question a join."""
        groups = [Joined() for _row in piece]
        for join, places in self._joins:
            keys = [_own_key(cells, joined, places) for (_row_no, cells), joined in zip(piece, groups, strict=True)]
            rows = self._store.find(store_name(join), (key for key in keys if key))
            for joined, key in zip(groups, keys, strict=True):
                if key in rows:
                    joined.rows[join.file] = rows[key]
        return groups

    def is_left_out(self, cells: Sequence[str], joined: Joined) -> bool:
        """Whether the mapping skips the row."""
        return any(skip(cells, joined.rows) for skip in self._skips)

    def read(self, row_no: int, cells: list[str], joined: Joined) -> Staged | list[RowFinding]:
        """The row to stage, or what is wrong with it."""
        wrong: list[RowFinding] = []

        def note(column: str, error: CellError) -> None:
            wrong.append(RowFinding(row_no, Finding.ERROR, error.code, column=column, params=error.params, cells=cells))

        if joined.wrong:
            note(joined.wrong.column, joined.wrong.error)
        facts = _values(self._fields, cells, joined.rows, note)
        if not facts.get("number") and not any(finding.column for finding in wrong):
            note("number", problem("mappings.no_number"))
        currency = facts.pop("currency", None)
        if currency and currency.upper() != self._currency:
            note("currency", problem("mappings.row_currency", currency))
        extra = _values(self._extra, cells, joined.rows, note)
        if wrong:
            return wrong
        facts["extra"] = {label: value for label, value in extra.items() if value is not None} or None
        facts |= {"file_position": self._position, "row_no": row_no, "channel": self._channel}
        return self._finish(facts)

    def _line(self, facts: dict[str, Any]) -> LineRow:
        _split_moments(facts)
        facts.setdefault("quantity", 1)
        return LineRow(**facts)

    def _order(self, facts: dict[str, Any]) -> OrderRow:
        _split_moments(facts)
        for name in ("shipped_at", "completed_at", "ship_by_at"):
            facts[name] = facts[name].value if facts.get(name) else None
        street = facts.pop("street", None)
        parts = {"street": street, **{name: facts.get(name) for name in ADDRESS_PARTS if name != "street"}}
        facts["address"] = facts.get("address") or ", ".join(part for part in parts.values() if part) or None
        facts |= judged_address(
            facts["address"], parts, self._part.address_needs, is_chinese_shop=self._currency == "CNY"
        )
        facts["phone_tail"] = phone_tail(facts.get("mobile") or facts.get("phone") or "") or None
        return OrderRow(**facts)


def judged_address(
    address: str | None, parts: Mapping[str, str | None], needs: Sequence[str], *, is_chinese_shop: bool
) -> dict[str, Any]:
    """Parts and quality of an address.

    The table of Chinese divisions judges the addresses of a shop that counts in CNY, and any
    that is written in Chinese. Abroad an address is complete when it has what the mapping says it
    needs (by default a city and a street line), and stops at the city or is empty otherwise.
    """
    if not address:
        return {}
    if is_chinese_shop or _CHINESE.search(address):
        found = parse_address(address)
        return {
            "province": found.province or parts["province"],
            "city": found.city or parts["city"],
            "district": found.district or parts["district"],
            "postcode": found.postcode or parts["postcode"],
            "division_code": found.code or "",
            "address_quality": found.quality,
            "address_reason": found.reason,
            "is_masked": found.masked or None,
        }
    known = {**parts, "address": address}
    if all(known.get(name) for name in needs):
        return {"address_quality": "complete", "address_reason": ""}
    return {"address_quality": "incomplete", "address_reason": "city_only" if parts["city"] else "empty"}


def _split_moments(facts: dict[str, Any]) -> None:
    for name in MOMENTS:
        found = facts.get(name)
        if found:
            facts[name], facts[name.replace("_at", "_precision")] = found


def _values(
    readers: Mapping[str, Evaluate], cells: Sequence[str], joined: Groups, note: Callable[[str, CellError], None]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, read in readers.items():
        try:
            found[name] = read(cells, joined)
        except ColumnProblem as wrong:
            note(wrong.column, wrong.error)
    return found


def _own_key(cells: Sequence[str], joined: Joined, places: Sequence[KeyPlace]) -> str:
    parts: list[str] = []
    for each in places:
        if not each.file:
            parts.append(cells[each.place])
        elif rows := joined.rows.get(each.file):
            parts.append(rows[0][each.place])
        else:
            return ""
    if any(part.strip() in MISSING for part in parts):
        return ""
    try:
        return join_key(parts)
    except CellError as error:
        joined.wrong = ColumnProblem(places[0].shown, error)
        return ""
