"""Which columns the order list offers, which it shows as shipped, and what those need beyond the order's row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

LIST = "orders"
SIGN = "."


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its words, its width (0: the rest), and the columns of an export that say the same."""

    code: str
    label: Any
    width: int
    export: tuple[str, ...]
    is_shipped: bool = False
    is_fixed: bool = False
    is_money: bool = False
    is_folded: bool = False


COLUMNS: dict[str, Column] = {
    column.code: column
    for column in (
        Column("due", _("Ship by"), 96, ("ship_by_at",), is_shipped=True),
        Column("channel", _("Channel"), 32, ("channel",), is_shipped=True),
        Column("number", _("Order number"), 184, ("number",), is_shipped=True, is_fixed=True),
        Column("shop", _("Shop"), 88, ("shop",), is_shipped=True, is_folded=True),
        Column("progress", _("Progress"), 128, ("state", "step"), is_shipped=True),
        Column("hold", _("Hold and action"), 0, ("holds",), is_shipped=True, is_fixed=True),
        Column("buyer", _("Buyer"), 122, ("receiver_name",), is_shipped=True, is_folded=True),
        Column("goods", _("Goods"), 204, ("goods",), is_shipped=True),
        Column("paid", _("Amount paid"), 90, ("paid_amount",), is_shipped=True, is_money=True),
        Column("courier", _("Courier"), 82, ("courier_name",), is_shipped=True, is_folded=True),
        Column("pieces", _("Pieces"), 60, ("pieces",)),
        Column("buyer_note", _("Buyer's note"), 180, ("buyer_note",)),
        Column("seller_note", _("Seller's note"), 180, ("seller_note",)),
        Column("flag", _("Flag"), 72, ("flag",)),
        Column("promised", _("Promised until"), 112, ("ship_by_at",)),
        Column("placed_at", _("Placed"), 112, ("placed_at",)),
        Column("paid_at", _("Paid at"), 112, ("paid_at",)),
        Column("shipped_at", _("Shipped at"), 112, ("shipped_at",)),
        Column("warehouse", _("Warehouse"), 96, ("warehouse",)),
        Column("waybill", _("Waybill"), 150, ("waybill_no",)),
        Column("nick", _("Nickname"), 110, ("buyer_nick",)),
        Column("phone", _("Phone"), 112, ("phone",)),
        Column("place", _("Destination"), 120, ("address",)),
        Column("sku_codes", _("Product codes"), 140, ("sku_codes",)),
        Column("goods_amount", _("Goods amount"), 90, ("goods_amount",), is_money=True),
        Column("freight", _("Postage paid"), 90, ("freight_amount",), is_money=True),
        Column("total", _("Total"), 90, ("total_amount",), is_money=True),
        Column("refunded", _("Refunded"), 90, ("refund_amount",), is_money=True),
        Column("refund", _("Refund"), 96, ("refund_state",)),
        Column("cod", _("Cash on delivery"), 84, ("cod",)),
        Column("status", _("Marketplace's words"), 120, ("status_text",)),
    )
}
SHIPPED = tuple(code for code, column in COLUMNS.items() if column.is_shipped)
FIXED = tuple(code for code, column in COLUMNS.items() if column.is_fixed)
_WAREHOUSES = """
SELECT DISTINCT ON (o.id) o.id, w.name
FROM unnest(%s::bigint[]) AS o (id) JOIN inventory_reservation r ON r.order_id = o.id
JOIN shops_warehouse w ON w.id = r.warehouse_id ORDER BY o.id, r.id
"""


def read_columns(text: str) -> tuple[str, ...]:
    """The columns of an address, `number.buyer.paid`; what it does not know is left out, empty means: none chosen."""
    known = tuple(dict.fromkeys(code for code in text.replace(",", SIGN).split(SIGN) if code in COLUMNS))
    return whole(known) if known else ()


def whole(codes: Iterable[str]) -> tuple[str, ...]:
    """The columns in their order, with those that no list can do without."""
    chosen = tuple(dict.fromkeys(code for code in codes if code in COLUMNS))
    missing = tuple(code for code in FIXED if code not in chosen)
    return (*missing, *chosen)


def export_columns(codes: Sequence[str]) -> tuple[str, ...]:
    """What an export has for these columns, in their order."""
    return tuple(dict.fromkeys(name for code in codes for name in COLUMNS[code].export))


def warehouse_names(order_ids: Sequence[int]) -> dict[int, str]:
    """Where the goods of orders are reserved, for orders that have any. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_WAREHOUSES, [list(order_ids)])
        return dict(cursor.fetchall())
