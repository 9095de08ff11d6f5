"""The run: one order after another until the queue is through, `Z` goes back one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.orders.queries import list_orders
from zhanggui.orders.queries.address import VIEWS, read_address
from zhanggui.orders.ui.narrowing import narrowed
from zhanggui.orders.values import CHECK_ORDERS, OrderState, OrderStep

SESSION_RUN = "orders_run"
MOST_ORDERS = 300


@dataclass(frozen=True, slots=True)
class RunPlace:
    """How far a run is, for the strip above the order."""

    done: int
    total: int
    has_previous: bool

    @property
    def position(self) -> int:
        """The order's place, from one."""
        return self.done + 1


def run_place(request: StaffRequest, shop: ShopRef, number: str) -> RunPlace | None:
    """Where the run of this session stands, when the order is its present one."""
    run: dict[str, Any] | None = request.session.get(SESSION_RUN)
    key = [shop.code, number]
    if not run or key not in run["keys"]:
        return None
    at = run["keys"].index(key)
    if at != run["at"]:
        run["at"] = at
        request.session[SESSION_RUN] = run
    return RunPlace(at, len(run["keys"]), at > 0)


@staff_page(CHECK_ORDERS, methods=("GET",))
def run(request: StaffRequest) -> HttpResponse:
    """Start a run over a list, or go one on or back in it (`go=next`, `go=back`)."""
    go = request.GET.get("go", "")
    if go in {"next", "back"}:
        return _move(request, 1 if go == "next" else -1)
    keys = _queue(request)
    if not keys:
        messages.success(request, _("Nothing here waits for a person."))
        return redirect("orders:list")
    request.session[SESSION_RUN] = {"keys": keys, "at": 0}
    return _open(keys[0])


def _queue(request: StaffRequest) -> list[list[str]]:
    """Orders of the list that wait for checking, in its order; held ones first asked for by their view."""
    address = read_address(request.GET)
    if not address.view.is_open:
        address = read_address(request.GET, view=VIEWS["open"].code)
    found = narrowed(request.actor, request.scope, address)
    page = list_orders(found.filters, found.shops, limit=MOST_ORDERS)
    codes = {shop.id: shop.code for shop in request.scope.available}
    return [
        [codes[row.shop_id], row.number]
        for row in page.rows
        if row.state == OrderState.PAID and row.step == OrderStep.TO_CHECK
    ]


def _move(request: StaffRequest, by: int) -> HttpResponse:
    found: dict[str, Any] | None = request.session.get(SESSION_RUN)
    if not found:
        return redirect("orders:list")
    at = found["at"] + by
    if at >= len(found["keys"]):
        del request.session[SESSION_RUN]
        count = len(found["keys"])
        text = ngettext("Through: %(count)d order looked at", "Through: %(count)d orders looked at", count)
        messages.success(request, text % {"count": count})
        return redirect("orders:list")
    found["at"] = max(0, at)
    request.session[SESSION_RUN] = found
    return _open(found["keys"][found["at"]])


def _open(key: list[str]) -> HttpResponse:
    return redirect(f"{reverse('orders:order', args=key)}?run=1")
