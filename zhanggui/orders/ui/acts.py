"""Decisions on one order: each page asks, or does it and comes back with a toast."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask, back_with_toast
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.queries import (
    HoldRow,
    OrderDetail,
    OrderRow,
    flag_policies,
    open_instructions,
    order_detail,
    without_hidden_flags,
)
from zhanggui.orders.services import (
    confirm_address,
    hold_orders,
    recheck_order,
    release_hold,
    send_back_to_check,
    set_flag,
    write_note,
)
from zhanggui.orders.ui.answers import remember_undo
from zhanggui.orders.ui.cells import put_cells, shown_where_it_was
from zhanggui.orders.ui.deciding import back_of, decided
from zhanggui.orders.ui.decisions import ADDRESS, CALL, RECHECK, SHORTAGE, decision_of
from zhanggui.orders.ui.forms import AddressNoteForm, FlagForm, NoteForm, ReasonForm
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.remarks import settable_choices
from zhanggui.orders.ui.rows import next_close, order_row, order_url
from zhanggui.orders.ui.words import hold_cause, hold_label, summary_words
from zhanggui.orders.values import (
    CHECK_ORDERS,
    HOLD_ORDERS,
    NOTE_ORDERS,
    CheckSummary,
    HoldReason,
)
from zhanggui.shops.queries import shops_verifying_by_hand


def _ask(request: StaffRequest, number: str, form: StaffForm, **words: Any) -> HttpResponse:
    """The form as a dialog over the page, or as a page of its own."""
    return ask(request, form, template="orders/ask.html", back=back_of(request, number), number=number, **words)


def _summary(summary: CheckSummary, done: str) -> str:
    return _("%(done)s. %(then)s") % {"done": done, "then": summary_words(summary)}


@staff_page(CHECK_ORDERS, methods=("POST",))
def check(request: StaffRequest, number: str) -> HttpResponse:
    """Check one order now; a row of the list answers with itself."""
    shop = shop_of(request)
    detail = order_detail(shop.id, number)
    before = detail.order
    summary = recheck_order(actor=request.actor, shop_id=shop.id, order_id=before.id)
    passed = [before.id] if summary.released else []
    if getattr(request, "htmx", False):
        return _row_answer(request, shop, number, summary_words(summary), passed)
    return decided(request, detail, summary_words(summary), undo=("pass", passed) if passed else None)


def _row_answer(request: StaffRequest, shop: ShopRef, number: str, text: str, passed: list[int]) -> HttpResponse:
    """The row as it stands now, greyed where it was, and a toast beside it."""
    policies = flag_policies(request.actor, [shop.id])
    found: OrderRow = without_hidden_flags([order_detail(shop.id, number).order], policies)[0]
    by_hand = shops_verifying_by_hand([shop.id])
    asked = open_instructions([found.id]).get(found.id, [])
    row = order_row(found, actor=request.actor, shop=shop, close=next_close(shop), by_hand=by_hand, asked=asked)
    put_cells([row], [found], shown_where_it_was(request))
    undo_url = remember_undo(request, "pass", {shop.id: passed})
    response = render(request, "orders/_row_answer.html", {"row": row, "text": text, "undo_url": undo_url})
    response["HX-Retarget"] = f"#zg-order-{found.id}"
    response["HX-Reswap"] = "outerHTML"
    return response


@staff_page(CHECK_ORDERS, methods=("POST",))
def send_back(request: StaffRequest, number: str) -> HttpResponse:
    """Send a checked order back to checking."""
    shop = shop_of(request)
    detail = order_detail(shop.id, number)
    send_back_to_check(actor=request.actor, shop_id=shop.id, numbers=[number])
    return decided(request, detail, _("Sent back to checking"))


def _open_hold(detail: OrderDetail, hold_id: int) -> HoldRow | None:
    return next((hold for hold in detail.order.holds if hold.id == hold_id), None)


@staff_page(HOLD_ORDERS)
def decide(request: StaffRequest, number: str, hold_id: int) -> HttpResponse:
    """Resolve one hold: what is asked depends on its reason (ORD-05, ORD-07, ORD-09)."""
    shop = shop_of(request)
    detail = order_detail(shop.id, number)
    hold = _open_hold(detail, hold_id)
    if hold is None:
        return back_with_toast(
            request,
            _("This hold is released already. Nothing was changed."),
            back=back_of(request, number),
            is_bad=True,
        )
    decision = decision_of(hold.reason)
    if decision.kind in {ADDRESS, CALL, RECHECK, SHORTAGE} and request.method == "GET" and "release" not in request.GET:
        return _other_way(request, detail, decision.kind)
    form = ReasonForm(request.POST or None, initial={"reason": decision.words})
    if request.method == "POST" and form.attempt(
        lambda: release_hold(actor=request.actor, hold_id=hold.id, reason=form.cleaned_data["reason"])
    ):
        return decided(
            request, detail, _summary(form.result, _("Released: %(hold)s") % {"hold": hold_label(hold.reason)})
        )
    return _ask(
        request,
        number,
        form,
        title=_title(hold, detail.order),
        teach=decision.teach,
        quote=detail.order.contact.buyer_note if hold.reason == HoldReason.BUYER_NOTE else "",
        act=_("Release"),
    )


def _title(hold: HoldRow, order: OrderRow) -> str:
    """The hold and its cause; a note is quoted whole below."""
    label = hold_label(hold.reason)
    if hold.reason == HoldReason.BUYER_NOTE:
        return label
    return _("%(hold)s: %(cause)s") % {"hold": label, "cause": hold_cause(hold, order.contact)}


def _other_way(request: StaffRequest, detail: OrderDetail, kind: str) -> HttpResponse:
    """Holds that are not simply released lead to the page that resolves them."""
    shop, number = shop_of(request), detail.order.number
    page = {ADDRESS: "address", CALL: "call", SHORTAGE: "shortage"}.get(kind, "order")
    return redirect(order_url(shop, number, page))


def _form_page(
    request: StaffRequest,
    number: str,
    form: StaffForm,
    call: Callable[[int], Any],
    done: Callable[[Any], str],
    **words: Any,
) -> HttpResponse:
    """Ask, or do it and come back."""
    detail = order_detail(shop_of(request).id, number)
    if request.method == "POST" and form.attempt(lambda: call(detail.order.id)):
        return decided(request, detail, done(form.result))
    return _ask(request, number, form, **words)


@staff_page(HOLD_ORDERS)
def confirm(request: StaffRequest, number: str) -> HttpResponse:
    """Take the address as it stands, with how one knows (ORD-09)."""
    shop = shop_of(request)
    form = AddressNoteForm(request.POST or None)
    detail = order_detail(shop.id, number)
    return _form_page(
        request,
        number,
        form,
        lambda order_id: confirm_address(
            actor=request.actor, shop_id=shop.id, order_id=order_id, note=form.cleaned_data["note"]
        ),
        lambda summary: _summary(summary, _("Address confirmed")),
        title=_("Is the address right?"),
        teach=decision_of("address_incomplete").teach,
        quote=detail.order.contact.buyer_note,
        address=detail.order.contact,
        change_url=order_url(shop, number, "contact"),
        act=_("The address is right"),
    )


@staff_page(HOLD_ORDERS)
def hold(request: StaffRequest, number: str) -> HttpResponse:
    """Hold one order by hand."""
    shop = shop_of(request)
    detail = order_detail(shop.id, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: hold_orders(actor=request.actor, shop_id=shop.id, numbers=[number], reason=form.cleaned_data["reason"])
    ):
        undo = ("hold", [detail.order.id]) if form.result else None
        return decided(request, detail, _("Order held"), undo=undo)
    return _ask(
        request,
        number,
        form,
        title=_("Hold this order"),
        teach=_("It stays out of every batch until somebody releases it."),
        act=_("Hold"),
    )


@staff_page(NOTE_ORDERS)
def note(request: StaffRequest, number: str) -> HttpResponse:
    """Write the seller's note; the buyer never sees it (ORD-18)."""
    shop = shop_of(request)
    known = order_detail(shop.id, number).order.seller_note
    form = NoteForm(request.POST or None, initial={"text": known})
    return _form_page(
        request,
        number,
        form,
        lambda order_id: write_note(
            actor=request.actor, shop_id=shop.id, order_id=order_id, text=form.cleaned_data["text"]
        ),
        lambda _none: _("Note kept"),
        title=_("Seller's note"),
        act=_("Keep"),
    )


@staff_page(NOTE_ORDERS)
def flag(request: StaffRequest, number: str) -> HttpResponse:
    """Set or take away the coloured flag (ORD-18)."""
    shop = shop_of(request)
    found = order_detail(shop.id, number).order
    policy = flag_policies(request.actor, [shop.id])[shop.id]
    choices = settable_choices(policy)
    known = found.flag if found.flag in policy.seen else 0
    initial = {"flag": known or (choices[1][0] if len(choices) > 1 else 0), "label": found.flag_label if known else ""}
    form = FlagForm(request.POST or None, choices=choices, initial=initial)
    return _form_page(
        request,
        number,
        form,
        lambda order_id: set_flag(actor=request.actor, shop_id=shop.id, order_id=order_id, **form.cleaned_data),
        lambda _none: _("Flag set"),
        title=_("Flag"),
        teach=_("A flag can hold the order: the rules decide."),
        act=_("Set"),
    )
