"""The queue of parcels that went wrong, and what is done about one (LOG-07)."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.couriers.queries import courier_label
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.exceptions import (
    ExceptionRow,
    exception_counts,
    exception_with_log,
    exceptions_of,
    parcel_exceptions,
)
from zhanggui.fulfilment.queries.notices import parcels_of_order
from zhanggui.fulfilment.services.exceptions import (
    Contact,
    ExceptionNotFound,
    close_exception,
    contact_courier,
    mark_exception_told,
    open_exception,
)
from zhanggui.fulfilment.values import FOLLOW_EXCEPTIONS, VIEW_BATCHES, ExceptionKind
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.asking import answer, back_with_toast, came_from
from zhanggui.kernel.pages.followed import VIEW_WORDS, NextStepForm, ResultForm, queue_parts
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.pages.registry import PanelSource, register_panels
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.followed import CaseFilters
from zhanggui.people.queries import active_users

_PAGE = 50
_VIEW_WORDS = {
    "open": VIEW_WORDS["open"],
    "overdue": VIEW_WORDS["overdue"],
    "untold": gettext_lazy("Buyer not told"),
    "closed": VIEW_WORDS["closed"],
}


class ContactForm(NextStepForm):
    """A talk with the courier, what is claimed, and what comes next."""

    places: ClassVar[dict[str, str]] = {
        "orders.step_missing": "next_step",
        "orders.reason_missing": "text",
        "orders.owner_unknown": "owner",
        "fulfilment.bad_claim": "claim_amount",
    }
    kind = forms.ChoiceField(label=gettext_lazy("What is wrong"), choices=ExceptionKind.choices)
    spoke_with = forms.CharField(
        label=gettext_lazy("Spoke with"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Like “ZTO Yuhang, Mr Wu, 95311”."),
    )
    claim_amount = forms.DecimalField(
        label=gettext_lazy("Claimed from the courier"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    field_order = ("kind", "spoke_with", "text", "claim_amount")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, owners=active_users(), **kwargs)
        self.fields["text"].label = _("What came of it")

    def contact(self) -> Contact:
        """What was said to the courier."""
        found = self.cleaned_data
        return Contact(found["text"], found["spoke_with"], found["claim_amount"])


class CloseForm(ResultForm):
    """What came of it, and what the courier pays."""

    places: ClassVar[dict[str, str]] = {"orders.reason_missing": "result", "fulfilment.bad_claim": "claim_amount"}
    claim_amount = forms.DecimalField(
        label=gettext_lazy("The courier pays"), required=False, min_value=0, max_digits=9, decimal_places=2
    )


@staff_page(VIEW_BATCHES, methods=("GET",))
def queue(request: StaffRequest) -> HttpResponse:
    """All parcels that went wrong, what is overdue first."""
    view, kind = str(request.GET.get("view", "open")), str(request.GET.get("kind", ""))
    shops = {shop.id: shop for shop in request.scope.shops}
    rows, after = parcel_exceptions(
        CaseFilters(view, kind), request.scope.ids, limit=_PAGE, cursor=request.GET.get("after") or None
    )
    counts = exception_counts(request.scope.ids)
    context = {
        **queue_parts(_VIEW_WORDS, ExceptionKind.choices, counts, view=view, kind=kind, after=after),
        "name": _("Parcel exceptions"),
        "rows": [_row(request.actor, row, shops[row.shop_id]) for row in rows],
        "claimed": counts["claimed"],
        "currency": next(iter(shops.values())).currency if shops else "",
        "has_shops": len(shops) > 1,
    }
    return render(request, "fulfilment/exceptions.html", context)


def _row(actor: Actor, row: ExceptionRow, shop: ShopRef) -> dict[str, Any]:
    may = actor.can(FOLLOW_EXCEPTIONS, shop.id) and row.is_open

    def url(page: str) -> str:
        return reverse(f"fulfilment:exception_{page}", args=[shop.code, row.id]) if may else ""

    return {
        "row": row,
        "shop": shop.name,
        "currency": shop.currency,
        "url": f"{reverse('fulfilment:tracked', args=[row.parcel_id])}#zg-exceptions",
        "kind": ExceptionKind(row.kind).label,
        "courier": courier_label(row.courier),
        "step_url": url("contact"),
        "close_url": url("close"),
        "told_url": url("told") if row.told_at is None else "",
    }


@staff_page(FOLLOW_EXCEPTIONS)
def start(request: StaffRequest, number: str) -> HttpResponse:
    """Follow a parcel that went wrong."""
    shop = shop_of(request)
    form = ContactForm(request.POST or None)
    form.fields["text"].required = False
    return answer(
        request,
        form,
        lambda: open_exception(
            actor=request.actor,
            shop_id=shop.id,
            parcel=number,
            kind=form.cleaned_data["kind"],
            step=form.step(),
            contact=form.contact(),
        ),
        done=_("It is followed until it is closed."),
        back=_back(request),
        title=_("Parcel went wrong"),
        act=_("Follow it"),
    )


@staff_page(FOLLOW_EXCEPTIONS)
def contact(request: StaffRequest, exception_id: int) -> HttpResponse:
    """Log a talk with the courier and set what comes next."""
    shop, row = _one(request, exception_id)
    form = ContactForm(request.POST or None, initial={"kind": row.kind, "claim_amount": row.claim_amount})
    return answer(
        request,
        form,
        lambda: contact_courier(
            actor=request.actor,
            shop_id=shop.id,
            exception_id=row.id,
            contact=form.contact(),
            step=form.step(),
            kind=form.cleaned_data["kind"],
        ),
        done=_("Next step kept"),
        back=_back(request),
        title=_("Talk with the courier"),
        act=_("Keep"),
        teach=row.next_step,
    )


@staff_page(FOLLOW_EXCEPTIONS)
def close(request: StaffRequest, exception_id: int) -> HttpResponse:
    """Close it with what came of it."""
    shop, row = _one(request, exception_id)
    form = CloseForm(request.POST or None, initial={"claim_amount": row.claim_amount})
    return answer(
        request,
        form,
        lambda: close_exception(
            actor=request.actor,
            shop_id=shop.id,
            exception_id=row.id,
            result=form.cleaned_data["result"],
            claim_amount=form.cleaned_data["claim_amount"],
        ),
        done=_("Closed"),
        back=_back(request),
        title=_("Close this exception"),
        act=_("Close"),
    )


@staff_page(FOLLOW_EXCEPTIONS, methods=("POST",))
def told(request: StaffRequest, exception_id: int) -> HttpResponse:
    """Note that the buyer was told."""
    shop, row = _one(request, exception_id)
    mark_exception_told(actor=request.actor, shop_id=shop.id, exception_id=row.id)
    text = _("Noted: the buyer of %(parcel)s was told.") % {"parcel": row.parcel}
    return back_with_toast(request, text, back=_back(request))


def _one(request: StaffRequest, exception_id: int) -> tuple[ShopRef, ExceptionRow]:
    shop = shop_of(request)
    found = exception_with_log(exception_id, [shop.id])
    if found is None or not found[0].is_open:
        raise ExceptionNotFound
    return shop, found[0]


def _back(request: StaffRequest) -> str:
    return came_from(request, reverse("fulfilment:exceptions"))


def exceptions_part(actor: Actor, shop: ShopRef, parcels: list[Parcel]) -> dict[str, Any]:
    """What pages show of the exceptions of parcels: each with its log, and which parcels could be followed."""
    found = exceptions_of([parcel.pk for parcel in parcels])
    followed = {row.parcel_id for row, _log in found if row.is_open}
    may = actor.can(FOLLOW_EXCEPTIONS, shop.id)
    return {
        "rows": [{**_row(actor, row, shop), "log": [talk for talk in log if talk.text]} for row, log in found],
        "starts": [
            {"number": parcel.number, "url": reverse("fulfilment:exception_start", args=[shop.code, parcel.number])}
            for parcel in parcels
            if may and parcel.shipped_at and parcel.pk not in followed
        ],
    }


def order_exceptions(actor: Actor, shop_id: int, order_id: int) -> dict[str, Any] | None:
    """The exceptions of an order's parcels beside it; nothing while nothing left."""
    shop = next(shop for shop in all_shops() if shop.id == shop_id)
    part = exceptions_part(actor, shop, parcels_of_order(shop_id, order_id))
    return part if part["rows"] or part["starts"] else None


register_panels(PanelSource("order", 102, VIEW_BATCHES, "fulfilment/_exceptions.html", order_exceptions))
