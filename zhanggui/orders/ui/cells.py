"""Cells of the order list: each row draws the columns that its list shows, without a query of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import StaffRequest, chosen_scope
from zhanggui.orders.queries import OrderRow
from zhanggui.orders.queries.address import ListAddress, read_address
from zhanggui.orders.queries.columns import COLUMNS, LIST, SHIPPED, Column, warehouse_names, whole
from zhanggui.orders.values import RefundState
from zhanggui.people.queries import list_columns_of

_SLOTS = {"due": "when", "number": "name", "hold": "act", "goods": "what", "paid": "sum"}
_DRAWN = {"due", "channel", "number", "progress", "hold", "goods", "flag"}
_MOMENTS = {"promised": "ship_by_at", "placed_at": "placed_at", "paid_at": "paid_at", "shipped_at": "shipped_at"}
_AMOUNTS = {
    "paid": "paid_amount",
    "goods_amount": "goods_amount",
    "freight": "freight_amount",
    "total": "total_amount",
    "refunded": "refund_amount",
}
_REST = 240  # the least width that the cell of hold and action needs
_STEP = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """The columns of one list: in which order, and whether the person chose them."""

    codes: tuple[str, ...]
    is_own: bool

    @property
    def columns(self) -> list[Column]:
        """The columns themselves."""
        return [COLUMNS[code] for code in self.codes]

    @property
    def least_width(self) -> int:
        """The width below which the list scrolls, in steps that the style sheet knows; 0 for the shipped columns."""
        if not self.is_own:
            return 0
        needed = 40 + sum(column.width or _REST for column in self.columns)
        return min(4_000, -(-needed // _STEP) * _STEP)


def shown_columns(request: StaffRequest, address: ListAddress, *, has_shops: bool) -> Shown:
    """Those of the address (a saved view keeps its own), else the person's own, else the shipped ones."""
    chosen = address.columns or whole_or_none(list_columns_of(request.actor.user_id or 0, LIST))
    codes = tuple(code for code in chosen or SHIPPED if has_shops or code != "shop")
    return Shown(codes, bool(chosen))


def shown_where_it_was(request: StaffRequest) -> Shown:
    """The columns of the list that a row's answer goes back to."""
    address = read_address(QueryDict(urlsplit(request.headers.get("HX-Current-URL", "")).query))
    named = address.shops(request.scope.available if address.values.get("shop") else chosen_scope(request).shops)
    return shown_columns(request, address, has_shops=len(named) > 1)


def whole_or_none(codes: Sequence[str]) -> tuple[str, ...]:
    """A stored choice with the columns that no list can do without; empty when nothing was chosen."""
    return whole(codes) if codes else ()


def _slot(column: Column, shown: Shown) -> SafeString:
    slot = _SLOTS.get(column.code, "")
    css = " ".join(
        name
        for name in (
            "zg-c-mark" if column.code == "channel" else "",
            "zg-num" if column.is_money or column.code == "pieces" else "",
            "zg-mid" if column.code == "courier" else "",
        )
        if name
    )
    return format_html(
        "{}{}{}",
        format_html(' class="{}"', css) if css else "",
        format_html(' data-slot="{}"', slot) if slot else "",
        mark_safe(" data-fold") if column.is_folded and not shown.is_own else "",
    )


def put_cells(rows: Sequence[dict[str, Any]], orders: Sequence[OrderRow], shown: Shown) -> None:
    """Give each row its cells: `kind` says how one is drawn, `value` what stands in it."""
    slots = [(column, _slot(column, shown), _kind(column)) for column in shown.columns]
    names = warehouse_names([order.id for order in orders]) if "warehouse" in shown.codes else {}
    for row, order in zip(rows, orders, strict=True):
        row["cells"] = [
            {"kind": kind, "slot": slot, "value": _value(column, row, order, names)} for column, slot, kind in slots
        ]


def _kind(column: Column) -> str:
    if column.code in _DRAWN:
        return column.code
    if column.is_money:
        return "money"
    return "moment" if column.code in _MOMENTS else "text"


def _value(column: Column, row: dict[str, Any], order: OrderRow, warehouses: Mapping[int, str]) -> Any:
    code = column.code
    if code in _DRAWN:
        return None
    if code in _AMOUNTS:
        return getattr(order, _AMOUNTS[code])
    if code in _MOMENTS:
        return getattr(order, _MOMENTS[code])
    if code == "warehouse":
        return warehouses.get(order.id, "")
    return _TEXTS[code](row, order)


def _refund(_row: dict[str, Any], order: OrderRow) -> str:
    return "" if order.refund_state == RefundState.NONE else str(RefundState(order.refund_state).label)


_TEXTS: dict[str, Callable[[dict[str, Any], OrderRow], Any]] = {
    "shop": lambda row, _order: row["shop"],
    "buyer": lambda row, _order: format_html('{} <span class="zg-dim">{}</span>', row["buyer"], row["place"]),
    "courier": lambda row, _order: row["courier"],
    "pieces": lambda row, _order: row["pieces"],
    "buyer_note": lambda _row, order: order.contact.buyer_note,
    "seller_note": lambda _row, order: order.seller_note,
    "waybill": lambda _row, order: order.waybill_no,
    "nick": lambda _row, order: order.contact.buyer_nick,
    "phone": lambda _row, order: order.contact.phone,
    "place": lambda _row, order: f"{order.contact.province}{order.contact.city}{order.contact.district}",
    "sku_codes": lambda _row, order: "、".join(line.sku_code for line in order.lines if line.sku_code),
    "refund": _refund,
    "cod": lambda _row, order: _("yes") if order.is_cod else "",
    "status": lambda _row, order: order.status_text,
}
