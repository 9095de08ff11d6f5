"""Calling the buyer: script, number, tries so far, what came of it; and the manager's word when nobody answers."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask, back_with_toast
from zhanggui.kernel.permissions import require
from zhanggui.orders.errors import OrderNotFound
from zhanggui.orders.queries import OrderDetail, OrderRow, order_detail, order_detail_by_id
from zhanggui.orders.queries.keys import keys_by_id
from zhanggui.orders.services import decide_unreached, log_call, reveal_contact
from zhanggui.orders.ui.deciding import back_of, decided
from zhanggui.orders.ui.forms import CallForm, UnreachedForm
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import goods_words, order_url
from zhanggui.orders.ui.words import summary_words
from zhanggui.orders.values import DECIDE_UNREACHED, LOG_CALLS, REVEAL_CONTACT, CallResult
from zhanggui.shops.queries import settings_of

_FIELDS = ("receiver_name", "mobile", "phone")
_SCRIPT = gettext_lazy(
    "Hello, is this {name}? This is {shop}. You ordered {goods}, {amount} to be paid to the courier, "
    "to be delivered to {area}. Is that right, and can you pay when it arrives?"
)


@staff_page(LOG_CALLS)
def call(request: StaffRequest, number: str) -> HttpResponse:
    """Log a try to reach the buyer; the number is shown on demand and the timeline notes it (ORD-09, ORD-10)."""
    shop = shop_of(request)
    detail = order_detail(shop.id, number)
    if request.method == "POST" and request.POST.get("reveal"):
        require(request.actor, REVEAL_CONTACT, shop.id)
        shown = reveal_contact(actor=request.actor, shop_id=shop.id, order_id=detail.order.id, fields=_FIELDS)
        response = _page(request, shop, detail, CallForm(), shown)
        response["Cache-Control"] = "no-store"
        return response
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: log_call(actor=request.actor, shop_id=shop.id, order_id=detail.order.id, **form.cleaned_data)
    ):
        # The form has a field of this name, so its type says less than it is.
        done: Any = form.result
        text = _("%(done)s. %(then)s") % {"done": _("Call logged"), "then": summary_words(done)}
        return decided(request, detail, text)
    return _page(request, shop, detail, form, None)


def _page(
    request: StaffRequest, shop: ShopRef, detail: OrderDetail, form: CallForm, shown: Mapping[str, str] | None
) -> HttpResponse:
    found = detail.order
    name = shown["receiver_name"] if shown else found.contact.receiver_name
    return ask(
        request,
        form,
        template="orders/call.html",
        back=back_of(request, found.number),
        number=found.number,
        name=name,
        phone=(shown["mobile"] or shown["phone"]) if shown else found.contact.phone,
        is_revealed=shown is not None,
        can_reveal=shown is None and request.actor.can(REVEAL_CONTACT, shop.id),
        script=script_words(shop, found, name=name),
        tries=call_rows(detail),
        most_tries=settings_of(shop.id)["cod_call_tries"],
        is_cod=found.is_cod,
    )


def script_words(shop: ShopRef, found: OrderRow, *, name: str) -> str:
    """What to say, from the shop's own words or ours, with this order's facts."""
    contact = found.contact
    words = settings_of(shop.id)["call_script"].strip() or str(_SCRIPT)
    area = " ".join(part for part in (contact.city, contact.district) if part)
    facts = {
        "name": name or _("the receiver"),
        "shop": shop.name,
        "goods": goods_words(found),
        "amount": f"¥{found.total_amount or found.paid_amount or 0:.2f}",
        "area": area or _("the address in the order"),
    }
    for key, value in facts.items():
        words = words.replace(f"{{{key}}}", value)
    return words


def call_rows(detail: OrderDetail) -> list[dict[str, Any]]:
    """The tries so far, newest first."""
    return [
        {
            "at": one.called_at,
            "label": CallResult(one.result).label if one.result in CallResult.values else one.result,
            "note": one.note,
            "actor": one.actor,
        }
        for one in detail.calls
    ]


def _shop_of(request: StaffRequest, order_id: int) -> ShopRef:
    """The shop of an order, when the person may decide there; OrderNotFound otherwise."""
    shops = {shop.id: shop for shop in request.scope.available}
    found = [shops[key.shop_id] for key in keys_by_id([order_id]) if key.shop_id in shops]
    if not found:
        raise OrderNotFound([str(order_id)])
    return found[0]


@staff_page(DECIDE_UNREACHED)
def unreached(request: StaffRequest, order_id: int) -> HttpResponse:
    """Ship a cash-on-delivery order whose buyer was not reached, or close it (ORD-10)."""
    shop = _shop_of(request, order_id)
    detail = order_detail_by_id(shop.id, order_id)
    form = UnreachedForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: decide_unreached(
            actor=request.actor,
            shop_id=shop.id,
            order_id=order_id,
            ship=form.cleaned_data["ship"] == "1",
            reason=form.cleaned_data["reason"],
        )
    ):
        text = summary_words(form.result) if form.cleaned_data["ship"] == "1" else _("Order closed")
        return back_with_toast(request, text, back=order_url(shop, detail.order.number))
    return ask(
        request,
        form,
        template="orders/unreached.html",
        url=reverse("orders:unreached", args=[order_id]),
        back=order_url(shop, detail.order.number),
        number=detail.order.number,
        title=_("Nobody reaches this buyer: ship or close?"),
        teach=_(
            "Shipping opens the gate for this order only. Closing ends it here and gives its goods back; "
            "close the trade in the marketplace as well."
        ),
        tries=call_rows(detail),
        act=_("Decide"),
    )
