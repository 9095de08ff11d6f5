"""The orders before and after one, in the list that it was opened from."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode

from zhanggui.kernel.pages.access import Scope, StaffRequest, scope_for
from zhanggui.orders.queries import OrderRow, list_orders
from zhanggui.orders.queries.address import ListAddress, read_address
from zhanggui.orders.ui.listing import PAGE_ROWS
from zhanggui.orders.ui.narrowing import narrowed
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.values import VIEW_ORDERS

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Addresses of the order before and after, the place among the rows shown, and the list's name."""

    previous_url: str = ""
    next_url: str = ""
    position: int = 0
    count: int = 0
    label: Any = ""


def neighbours_in_list(request: StaffRequest, order: OrderRow, inside: str) -> Neighbours:
    """Neighbours within the page of the list. An order that has left its view still knows where it stood."""
    # The page's own scope is one shop; its list may speak of several.
    scope = scope_for(request, VIEW_ORDERS)
    address = read_address(QueryDict(inside))
    found = narrowed(request.actor, scope, address)
    page = list_orders(found.filters, found.shops, limit=PAGE_ROWS, cursor=address.after or None)
    rows = list(page.rows)
    at = next((index for index, row in enumerate(rows) if row.id == order.id), None)
    before = rows[:at] if at is not None else [row for row in rows if _key(row, address) < _key(order, address)]
    after = rows[at + 1 :] if at is not None else rows[len(before) :]
    next_url = _url(scope, after[0], inside) if after else ""
    if not after and page.next:
        query = f"{address.query(after=page.next)}"
        following = list_orders(found.filters, found.shops, limit=1, cursor=page.next).rows
        next_url = _url(scope, following[0], query) if following else ""
    return Neighbours(
        previous_url=_url(scope, before[-1], inside) if before else "",
        next_url=next_url,
        position=at + 1 if at is not None else 0,
        count=len(rows),
        label=address.view.label,
    )


def _key(order: OrderRow, address: ListAddress) -> tuple[float, int]:
    if address.sort == "promise":
        return (order.ship_by_at or _NEVER).timestamp(), order.id
    return -order.sort_at.timestamp(), -order.id


def _url(scope: Scope, order: OrderRow, inside: str) -> str:
    shop = next(shop for shop in scope.available if shop.id == order.shop_id)
    return f"{order_url(shop, order.number)}?{urlencode({'in': inside})}"
