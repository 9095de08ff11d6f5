"""What is at risk if promises are missed, and what was missed already with its cause (ORD-13)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.fulfilment.models import PromiseBreach
from zhanggui.fulfilment.queries.breaches import breaches, open_breach_count
from zhanggui.fulfilment.queries.exposure import ExposureRow, Share, column_bounds, exposure, parcels_due
from zhanggui.fulfilment.services.breaches import BreachNotFound, explain_breach
from zhanggui.fulfilment.ui.forms import CauseForm
from zhanggui.fulfilment.ui.frame import orders_url, show
from zhanggui.fulfilment.ui.words import courier_words
from zhanggui.fulfilment.values import EXPLAIN_BREACH, VIEW_BATCHES, BreachCause, PromiseKind
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.pages.registry import HomeRow, HomeSource, NavItem, register_home, register_nav
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import pressing_promises
from zhanggui.shops.queries import warehouses_of

_MOST_DUE = 20
_PAGE = 50


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def promises(request: StaffRequest) -> HttpResponse:
    """Hours left, orders and money, by courier and warehouse; below it what was missed."""
    shop = shop_of(request)
    found = exposure([shop.id])
    names = {card.id: card.name for card in warehouses_of(shop.id)}
    is_all = request.GET.get("missed") == "all"
    after = request.GET.get("after", "")
    missed = breaches(
        [shop.id], is_open=None if is_all else True, after=int(after) if after.isdigit() else None, limit=_PAGE + 1
    )
    context = {
        "columns": [_column(start, end) for start, end in column_bounds()],
        "total": _row(_("All orders to ship"), found.total),
        "couriers": [
            _row(courier_words(str(row.key)) if row.key else _("no courier chosen yet"), row) for row in found.couriers
        ],
        "warehouses": [_row(names.get(int(row.key), str(row.key)), row) for row in found.warehouses],
        "shows_warehouses": len(names) > 1,
        "missed": [_missed(breach, shop.code) for breach in missed[:_PAGE]],
        "more": f"?missed={'all' if is_all else 'open'}&after={missed[_PAGE - 1].pk}" if len(missed) > _PAGE else "",
        "is_all": is_all,
        "open_count": open_breach_count([shop.id]),
        "due": [
            {
                "row": parcel,
                "courier": courier_words(parcel.courier),
                "url": reverse("fulfilment:parcel", args=[parcel.id]),
            }
            for parcel in parcels_due([shop.id], limit=_MOST_DUE)
        ],
        "may_explain": request.actor.can(EXPLAIN_BREACH, shop.id),
        "desk_url": orders_url(view="open", sort="promise"),
    }
    return show(request, "fulfilment/promises.html", context)


@staff_page(EXPLAIN_BREACH)
def explain(request: StaffRequest, breach_id: int) -> HttpResponse:
    """Say why a promise was missed."""
    shop = shop_of(request)
    breach = PromiseBreach.objects.filter(pk=breach_id, shop_id=shop.id).first()
    if breach is None:
        raise BreachNotFound(breach_id)
    back = f"{reverse('fulfilment:promises')}?shop={shop.code}"
    form = CauseForm(request.POST or None, initial={"cause": breach.cause, "note": breach.note})
    if request.method == "POST" and form.attempt(
        lambda: explain_breach(actor=request.actor, shop_id=shop.id, breach_id=breach_id, **form.cleaned_data)
    ):
        messages.success(request, _("The cause is noted."))
        return redirect(back)
    context = {
        "title": _("Why was %(number)s late?") % {"number": breach.order_number},
        "lead": _("Proposed by what stood at that moment. What you say stays on the order's timeline."),
        "form": form,
        "act_label": _("Keep"),
        "cancel_url": back,
    }
    return show(request, "fulfilment/reason.html", context, status=422 if form.errors else 200)


def home_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Orders late or due within two hours."""
    late, soon = pressing_promises(shop_ids)
    rows = []
    for share, title in ((late, _("orders are late")), (soon, _("orders must leave within 2 hours"))):
        if share.orders:
            rows.append(
                HomeRow(
                    "clock",
                    title,
                    "",
                    _("See what is at risk"),
                    address("fulfilment:promises"),
                    count=share.orders,
                    due_at=share.first_at,
                    group="late" if share is late else "today",
                )
            )
    return rows


def _column(start: int | None, end: int | None) -> dict[str, Any]:
    if start is None:
        return {"label": _("Late"), "url": orders_url(view="overdue")}
    if end is None:
        return {"label": _("Over %(hours)d h") % {"hours": start}, "url": ""}
    return {"label": ngettext("Under %(hours)d h", "Under %(hours)d h", end) % {"hours": end}, "url": ""}


def _row(label: str, row: ExposureRow) -> dict[str, Any]:
    return {
        "label": label,
        "orders": row.orders,
        "amount": row.amount,
        "cells": [_cell(*pair) for pair in enumerate(row.shares)],
    }


def _cell(index: int, share: Share) -> dict[str, Any]:
    tone = "late" if index == 0 else "risk" if index == 1 else ""
    return {"orders": share.orders, "amount": share.amount, "tone": tone if share.orders else ""}


def _missed(breach: PromiseBreach, shop_code: str) -> dict[str, Any]:
    return {
        "row": breach,
        "kind": PromiseKind(breach.kind).label,
        "cause": BreachCause(breach.cause).label,
        "courier": courier_words(breach.courier) if breach.courier else "",
        "order_url": reverse("orders:order", args=[shop_code, breach.order_number]),
        "url": reverse("fulfilment:explain", args=[shop_code, breach.pk]),
    }


register_nav(NavItem("orders", 130, gettext_lazy("Promises"), "fulfilment:promises", "clock", VIEW_BATCHES, "G M"))
register_home(HomeSource(40, VIEW_BATCHES, rows=home_rows))
