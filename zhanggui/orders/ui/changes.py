"""Contact, colour and size changed with the buyer's consent, and taken back (ORD-07)."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhanggui.catalog.queries import sibling_cards
from zhanggui.inventory.queries import availability
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask
from zhanggui.orders.queries import LineRow, OrderRow, order_detail
from zhanggui.orders.services import agree_change, undo_change
from zhanggui.orders.ui.change_forms import ConsentForm, ContactForm, GoodsForm
from zhanggui.orders.ui.deciding import back_of, decided
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.words import summary_words
from zhanggui.orders.values import HOLD_ORDERS, CheckSummary


@staff_page(HOLD_ORDERS)
def contact(request: StaffRequest, number: str) -> HttpResponse:
    """Change receiver, phone or address."""
    shop = shop_of(request)
    order = order_detail(shop.id, number).order
    found = order.contact
    shown = {"receiver_name": found.receiver_name, "mobile": found.phone, "address": found.address}
    form = ContactForm(request.POST or None, shown=shown)
    return _answer(
        request,
        order,
        form,
        lambda: agree_change(
            actor=request.actor,
            shop_id=shop.id,
            order_id=order.id,
            consent=form.consent_given(),
            contact=form.changes(),
        ),
        done=_("Contact changed"),
        title=_("Change the contact"),
        teach=_("What is left empty stays as it is. Before and after are kept where they can be erased."),
    )


@staff_page(HOLD_ORDERS)
def goods(request: StaffRequest, number: str, line_id: int) -> HttpResponse:
    """Change colour or size of one line to another SKU of the same product."""
    shop = shop_of(request)
    order = order_detail(shop.id, number).order
    line = next((each for each in order.lines if each.id == line_id), None)
    if line is None or line.product_id is None:
        raise NotFound("orders.line_not_found", _("There is no such line, or nobody knows its product yet."))
    form = GoodsForm(request.POST or None, choices=_choices(shop.id, line), initial={"sku": line.sku_id})
    return _answer(
        request,
        order,
        form,
        lambda: agree_change(
            actor=request.actor,
            shop_id=shop.id,
            order_id=order.id,
            consent=form.consent_given(),
            goods={line.id: form.cleaned_data["sku"]},
        ),
        done=_("Goods changed"),
        title=_("Change colour or size: %(goods)s") % {"goods": line.title or line.sku_code},
        teach=_("Promised stock follows, and the order is checked again."),
    )


def _choices(shop_id: int, line: LineRow) -> list[tuple[int, str]]:
    """Colours and sizes of the line's product with what is free of each."""
    cards = sibling_cards([line.product_id or 0]).get(line.product_id or 0, [])
    free = availability(shop_id, [card.id for card in cards])
    return [
        (
            card.id,
            _("%(variant)s, %(count)d free") % {"variant": card.attributes or card.code, "count": free.get(card.id, 0)}
            + (_(" (as now)") if card.id == line.sku_id else ""),
        )
        for card in cards
    ]


@staff_page(HOLD_ORDERS, methods=("POST",))
def undo(request: StaffRequest, number: str, change_id: int) -> HttpResponse:
    """Put back what stood before."""
    shop = shop_of(request)
    detail = order_detail(shop.id, number)
    summary = undo_change(actor=request.actor, shop_id=shop.id, change_id=change_id)
    return decided(request, detail, _("Put back. %(then)s") % {"then": summary_words(summary)})


def _answer(
    request: StaffRequest,
    order: OrderRow,
    form: ConsentForm,
    call: Callable[[], CheckSummary],
    *,
    done: str,
    title: str,
    teach: str,
) -> HttpResponse:
    if request.method == "POST" and form.attempt(call):
        text = _("%(done)s. %(then)s") % {"done": done, "then": summary_words(form.result)}
        return decided(request, order_detail(shop_of(request).id, order.number), text)
    return ask(
        request,
        form,
        template="orders/ask.html",
        back=back_of(request, order.number),
        number=order.number,
        title=title,
        teach=teach,
        quote=order.contact.buyer_note,
        act=_("Change"),
    )
