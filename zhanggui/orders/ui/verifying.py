"""Verifying one order: colour, size and address are right (ORD-05)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.orders.queries import order_detail
from zhanggui.orders.services import verify_orders
from zhanggui.orders.ui.deciding import decided
from zhanggui.orders.ui.words import summary_words
from zhanggui.orders.values import CHECK_ORDERS


@staff_page(CHECK_ORDERS, methods=("POST",))
def verify(request: StaffRequest, number: str) -> HttpResponse:
    """Colour, size and address are right; what no rule stops passes."""
    shop = request.scope.shops[0]
    detail = order_detail(shop.id, number)
    summary = verify_orders(actor=request.actor, shop_id=shop.id, numbers=[number])
    passed = [detail.order.id] if summary.released else []
    text = _("Verified. %(then)s") % {"then": summary_words(summary)}
    return decided(request, detail, text, undo=("pass", passed) if passed else None)
