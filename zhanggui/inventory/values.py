"""Stock as other modules see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare


@dataclass(frozen=True, slots=True)
class StockRow:
    """What a count says of one SKU; an empty place leaves the known one."""

    sku_id: int
    on_hand: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class CountedBefore:
    """What a SKU's stock and place were before a count, and what was counted."""

    sku_id: int
    on_hand: int
    place: str
    counted: int
    warehouse_id: int


@dataclass(frozen=True, slots=True)
class Demand:
    """The goods that one order needs: pieces by SKU."""

    order_id: int
    pieces: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One SKU's stock in the default warehouse as lists show it."""

    sku_id: int
    sku_code: str
    title: str
    attributes: str
    place: str
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        """What may still be promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class BalancePage:
    """A page of balances and where the next begins (None at the end)."""

    rows: tuple[BalanceRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A storage place: number on the pick route, most pieces of one SKU stacked there, note, what lies there."""

    code: str
    route_no: int | None
    stack_limit: int | None
    note: str
    skus: int
    pieces: int
    most: int

    @property
    def is_too_high(self) -> bool:
        """Whether more pieces of one SKU lie there than may be stacked."""
        return self.stack_limit is not None and self.most > self.stack_limit


VIEW_STOCK = declare("inventory.view", _("See stock"))
SET_STOCK = declare("inventory.set", _("Set stock"))
