"""After a decision on one order: back to its page, or on to the next of a run."""

from django.http import HttpResponse
from django.urls import reverse

from zhanggui.kernel.pages.access import StaffRequest
from zhanggui.kernel.pages.asking import back_with_toast, came_from
from zhanggui.orders.queries import OrderDetail, order_detail
from zhanggui.orders.ui.answers import is_run, remember_undo
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.values import OrderState, OrderStep


def back_of(request: StaffRequest, number: str) -> str:
    """Where the person came from, else the order's page."""
    return came_from(request, order_url(shop_of(request), number))


def decided(
    request: StaffRequest, detail: OrderDetail, text: str, *, undo: tuple[str, list[int]] | None = None
) -> HttpResponse:
    """Back to the page; in a run on to the next order, unless something still holds this one."""
    number, shop = detail.order.number, shop_of(request)
    back = back_of(request, number)
    if is_run(back):
        now_is = order_detail(shop.id, number).order
        is_waiting = now_is.state == OrderState.PAID and now_is.step == OrderStep.TO_CHECK
        is_by_hand = any(not hold.rule_code for hold in now_is.holds)
        if not is_waiting or is_by_hand:
            back = f"{reverse('orders:run')}?go=next"
    undo_url = remember_undo(request, undo[0], {shop.id: undo[1]}) if undo else ""
    return back_with_toast(request, text, back=back, undo_url=undo_url)
