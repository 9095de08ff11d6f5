"""Showing what is masked, and taking back what was just done."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import back_with_toast, came_from
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.keys import open_manual_holds
from zhanggui.orders.services import release_hold, reveal_contact, undo_check
from zhanggui.orders.ui.answers import take_undo
from zhanggui.orders.ui.order_page import order_response, shop_of
from zhanggui.orders.values import CHECK_ORDERS, REVEAL_CONTACT


@staff_page(REVEAL_CONTACT, methods=("POST",))
def reveal(request: StaffRequest, number: str) -> HttpResponse:
    """Show the contact in the clear, once; the timeline notes who saw it (SEC-12)."""
    shop = shop_of(request)
    order_id = order_detail(shop.id, number).order.id
    fields = reveal_contact(actor=request.actor, shop_id=shop.id, order_id=order_id)
    return order_response(request, number, revealed=fields)


class NothingToUndo(Conflict):
    """Another action came after, or the undo was used."""

    def __init__(self) -> None:
        super().__init__(
            "orders.nothing_to_undo",
            _("Only the last action can be undone here. Nothing was changed; open the order to change it."),
        )


@staff_page(CHECK_ORDERS, methods=("POST",))
def undo(request: StaffRequest) -> HttpResponse:
    """Take back the last pass or hold, while no batch has the orders."""
    last = take_undo(request, request.GET.get("of", ""))
    if last is None:
        raise NothingToUndo
    count = 0
    for shop_id, order_ids in last["orders"]:
        if last["verb"] == "pass":
            count += undo_check(actor=request.actor, shop_id=shop_id, order_ids=order_ids)
        else:
            holds = open_manual_holds(shop_id, order_ids)
            for hold_id in holds:
                release_hold(actor=request.actor, hold_id=hold_id, reason="undo")
            count += len(holds)
    text = ngettext("Undone: %(count)d order", "Undone: %(count)d orders", count) % {"count": count}
    return back_with_toast(request, text, back=came_from(request, reverse("orders:list")))
