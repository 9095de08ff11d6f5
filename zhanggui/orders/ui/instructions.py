"""Instructions on an order's page: recorded, ticked off, set aside (ORD-06, ORD-22)."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask, back_with_toast
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.queries import order_detail
from zhanggui.orders.services import (
    add_instruction,
    dismiss_instruction,
    tick_instruction,
    untick_instruction,
)
from zhanggui.orders.ui.deciding import back_of
from zhanggui.orders.ui.forms import ReasonForm
from zhanggui.orders.ui.instruction_forms import InstructForm
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.values import INSTRUCT_ORDERS, VIEW_ORDERS


@staff_page(INSTRUCT_ORDERS)
def instruct(request: StaffRequest, number: str) -> HttpResponse:
    """Record on behalf of the buyer what the parcel needs (ORD-22)."""
    shop = shop_of(request)
    found = order_detail(shop.id, number).order
    form = InstructForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: add_instruction(actor=request.actor, shop_id=shop.id, order_id=found.id, **form.cleaned_data)
    ):
        text = _("Kept. It stands on slip, label and packing page until it is ticked off.")
        return back_with_toast(request, text, back=back_of(request, number))
    return _ask(
        request, number, form, title=_("Record what the buyer asks for"), act=_("Keep"), quote=found.contact.buyer_note
    )


def _ask(request: StaffRequest, number: str, form: StaffForm, **words: Any) -> HttpResponse:
    return ask(request, form, template="orders/ask.html", back=back_of(request, number), number=number, **words)


# Recording, checking and packing people may tick: the service knows who.
@staff_page(VIEW_ORDERS, methods=("POST",))
def tick(request: StaffRequest, number: str, instruction_id: int) -> HttpResponse:
    """What was asked is done."""
    shop = shop_of(request)
    tick_instruction(actor=request.actor, shop_id=shop.id, instruction_id=instruction_id)
    return back_with_toast(request, _("Ticked off"), back=back_of(request, number))


@staff_page(VIEW_ORDERS, methods=("POST",))
def reopen(request: StaffRequest, number: str, instruction_id: int) -> HttpResponse:
    """It is not done after all."""
    shop = shop_of(request)
    untick_instruction(actor=request.actor, shop_id=shop.id, instruction_id=instruction_id)
    return back_with_toast(request, _("Open again"), back=back_of(request, number))


@staff_page(VIEW_ORDERS)
def dismiss(request: StaffRequest, number: str, instruction_id: int) -> HttpResponse:
    """It need not or cannot be done, and why."""
    shop = shop_of(request)
    order_detail(shop.id, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: dismiss_instruction(
            actor=request.actor, shop_id=shop.id, instruction_id=instruction_id, reason=form.cleaned_data["reason"]
        )
    ):
        return back_with_toast(request, _("Set aside, with the reason"), back=back_of(request, number))
    return _ask(request, number, form, title=_("Set this aside"), act=_("Set aside"))
