"""One row of a stock count: code, quantity, place and warehouse, or why it cannot be used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhanggui.kernel.imports.columns import cell, fault
from zhanggui.kernel.imports.ports import RowFinding
from zhanggui.kernel.imports.reading.cells import CellError, identifier, integer, text
from zhanggui.shops.queries import warehouses_of

NAMES = {
    "code": ("商家编码", "规格编码", "sku编码", "sku code", "sku", "外部系统编号", "货品编码"),
    "quantity": ("库存", "数量", "库存数量", "实盘数量", "quantity", "stock", "on hand"),
    "place": ("货位", "库位", "place", "location", "bin"),
    "warehouse": ("仓库", "仓库编码", "仓库名称", "warehouse", "warehouse code"),
}
_LARGEST_PLACE = 30


@dataclass(frozen=True, slots=True)
class Count:
    """One usable row of the file."""

    position: int
    row_no: int
    code: str
    quantity: int
    place: str
    warehouse_id: int


class Stores:
    """The warehouses of a shop by code and by name; a row that names none means the given one, else the first."""

    def __init__(self, shop_id: int, usual: str = "") -> None:
        self._cards = warehouses_of(shop_id)
        self._known = {name.casefold(): card.id for card in reversed(self._cards) for name in (card.name, card.code)}
        self._usual = self._known.get(usual.casefold(), self._cards[0].id)

    def find(self, name: str) -> int | None:
        """The id of the warehouse; None for a name that the shop does not have."""
        return self._known.get(name.casefold()) if name else self._usual

    @property
    def words(self) -> str:
        """All codes, for the one who has to mend the file."""
        return ", ".join(card.code for card in self._cards)


def read_row(
    at: tuple[int, int], cells: Sequence[str], columns: dict[str, int], header: Sequence[str], stores: Stores
) -> Count | RowFinding:
    """The row as a count, or why it is quarantined; `at` is the file's place and the row's number."""
    column, (position, row_no) = "", at
    try:
        column = header[columns["code"]]
        code = identifier(cells[columns["code"]])
        if not code:
            return fault(row_no, cells, "inventory.no_code", column)
        column = header[columns["quantity"]]
        quantity = integer(cells[columns["quantity"]])
    except CellError as wrong:
        return fault(row_no, cells, wrong.code, column, **wrong.params)
    if quantity is None:
        return fault(row_no, cells, "inventory.no_quantity", column)
    if quantity < 0:
        return fault(row_no, cells, "inventory.negative_count", column, value=quantity)
    return _placed(Count(position, row_no, code, quantity, "", 0), cells, columns, header, stores)


def _placed(
    count: Count, cells: Sequence[str], columns: dict[str, int], header: Sequence[str], stores: Stores
) -> Count | RowFinding:
    """The count with the warehouse and the place that the row names."""
    place, named = (text(cell(cells, columns.get(column))) for column in ("place", "warehouse"))
    if len(place) > _LARGEST_PLACE:
        return fault(count.row_no, cells, "inventory.long_place", header[columns["place"]], value=place)
    warehouse_id = stores.find(named)
    if warehouse_id is None:
        column = header[columns["warehouse"]]
        return fault(count.row_no, cells, "inventory.no_such_warehouse", column, value=named, known=stores.words)
    return replace(count, place=place, warehouse_id=warehouse_id)
