"""The queue of short goods, the buyer's answers, and the choice shown beside its order (ORD-08)."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.catalog.queries import sku_cards
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.asking import answer as answer_form
from zhanggui.kernel.pages.asking import ask, back_with_toast, came_from
from zhanggui.kernel.pages.registry import HomeRow, PanelSource, register_panels
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import order_number
from zhanggui.orders.queries.shortage_facts import parts_that_could_leave
from zhanggui.orders.queries.shortages import (
    ChoiceRow,
    ShortSku,
    choice_by_id,
    choices_of,
    short_orders,
    short_skus,
    shortage_choices,
    shortage_counts,
)
from zhanggui.orders.services import (
    answer_shortage,
    let_arrived_go,
    mark_shortage_told,
    set_buyer_texts,
    undo_shortage,
)
from zhanggui.orders.services.shortage.texts import PLACES, buyer_texts
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.ui.shortage_forms import AnswerForm, TextsForm, name_of
from zhanggui.orders.values import (
    ARRANGE_ORDERS,
    HOLD_ORDERS,
    MANAGE_RULES,
    VIEW_ORDERS,
    ShortageKind,
    ShortageState,
)

_PAGE = 50
_VIEWS = {
    "open": gettext_lazy("To decide"),
    "asked": gettext_lazy("Answer due"),
    "agreed": gettext_lazy("Wait for goods"),
    "back": gettext_lazy("To pay back"),
}
_TONES = {ShortageState.ASKED: "is-risk", ShortageState.AGREED: "is-good"}


@staff_page(VIEW_ORDERS, methods=("GET",))
def queue(request: StaffRequest) -> HttpResponse:
    """What orders lack, by SKU and one by one; what buyers were asked; what waits for goods."""
    view = request.GET.get("view", "open")
    view = view if view in _VIEWS else "open"
    sku, after = request.GET.get("sku", ""), request.GET.get("after") or None
    ids = request.scope.ids
    shops = {shop.id: shop for shop in request.scope.shops}
    counts = shortage_counts(ids)
    context: dict[str, Any] = {
        "view": view,
        "sku": sku,
        "tabs": [
            {"label": label, "url": f"?{urlencode({'view': name})}", "count": counts[name], "current": name == view,
             "is_late": name == "asked" and counts["late"] > 0}
            for name, label in _VIEWS.items()
        ],
        "has_shops": len(shops) > 1,
        "can_decide": request.actor.can(HOLD_ORDERS),
        "arrived": [row for shop in shops.values() if (row := _arrived(request.actor, shop))],
        "texts_urls": [
            reverse("orders:shortage_texts", args=[shop.code]) for shop in shops.values() if len(shops) == 1
        ],
    }  # fmt: skip
    if view == "open":
        orders, more = short_orders(ids, sku=sku, limit=_PAGE, cursor=after)
        context["skus"] = [_sku(row, shops[row.shop_id]) for row in short_skus(ids)]
        context["rows"] = [
            {
                "row": row,
                "shop": shops[row.shop_id].name,
                "url": order_url(shops[row.shop_id], row.number),
                "act_url": order_url(shops[row.shop_id], row.number, "shortage"),
                "missing": ", ".join(f"{code} ×{count}" for code, count in row.missing.items()),
            }
            for row in orders
        ]
    else:
        choices, more = shortage_choices(view, ids, limit=_PAGE, cursor=after)
        context["rows"] = [_choice(request.actor, shops[row.shop_id], row) for row in choices]
    context["next_url"] = f"?{urlencode({'view': view, 'sku': sku, 'after': more})}" if more else ""
    return render(request, "orders/shortages.html", context)


def _sku(row: ShortSku, shop: ShopRef) -> dict[str, Any]:
    return {
        "row": row,
        "shop": shop.name,
        "url": f"?{urlencode({'sku': row.code})}",
        "act_url": reverse("orders:shortage_all", args=[shop.code, row.sku_id]) if row.sku_id and row.undecided else "",
    }


def _arrived(actor: Actor, shop: ShopRef) -> dict[str, Any] | None:
    count = len(parts_that_could_leave(shop.id)) if actor.can(ARRANGE_ORDERS, shop.id) else 0
    url = reverse("orders:shortage_let_go", args=[shop.code])
    return {"count": count, "shop": shop.name, "url": url} if count else None


def _choice(actor: Actor, shop: ShopRef, row: ChoiceRow) -> dict[str, Any]:
    may = actor.can(HOLD_ORDERS, shop.id)
    is_settled_swap = row.state == ShortageState.ENDED and "change" in row.plan
    return {
        "row": row,
        "shop": shop.name,
        "url": f"{order_url(shop, row.number)}#zg-shortage",
        "kind": ShortageKind(row.kind).label,
        "state": ShortageState(row.state).label,
        "tone": _TONES.get(ShortageState(row.state), ""),
        "missing": ", ".join(f"{code} ×{count}" for code, count in (row.plan.get("missing") or {}).items()),
        "swap": ", ".join(f"{code} → {other}" for code, other in (row.plan.get("swap") or {}).items()),
        "effect": row.plan.get("effect") or [],
        "difference": Decimal(row.plan["difference"]) if row.plan.get("difference") else None,
        "currency": shop.currency,
        "answer_url": reverse("orders:shortage_answer", args=[shop.code, row.id])
        if may and row.state == ShortageState.ASKED
        else "",
        "told_url": reverse("orders:shortage_told", args=[shop.code, row.id])
        if may and row.is_open and row.told_at is None
        else "",
        "undo_url": reverse("orders:shortage_undo", args=[shop.code, row.id])
        if may and (row.is_open or is_settled_swap) and row.paid_back_at is None
        else "",
        "paid_url": reverse("orders:shortage_paid_back", args=[shop.code, row.id])
        if may and row.back_amount is not None and row.paid_back_at is None
        else "",
        "not_paid_url": reverse("orders:shortage_not_paid_back", args=[shop.code, row.id])
        if may and row.paid_back_at is not None
        else "",
    }


@staff_page(VIEW_ORDERS, methods=("GET",))
def of_order(request: StaffRequest, order_id: int) -> HttpResponse:
    """Where a task leads: the order's page, at its choice."""
    for shop in request.scope.available:
        try:
            return redirect(f"{order_url(shop, order_number(shop.id, order_id))}#zg-shortage")
        except NotFound:
            continue
    raise NotFound("orders.not_found", _("There is no such order in your shops."))


@staff_page(VIEW_ORDERS, methods=("GET",))
def of_sku(_request: StaffRequest, sku_id: int) -> HttpResponse:
    """Where a task leads: the queue, at its SKU."""
    card = sku_cards([sku_id]).get(sku_id)
    return redirect(f"{reverse('orders:shortages')}?{urlencode({'sku': card.code if card else ''})}")


def one_choice(request: StaffRequest, choice_id: int) -> tuple[ShopRef, ChoiceRow, str]:
    """A choice of the shop in the address, and where the person goes back to; NotFound."""
    shop = shop_of(request)
    row = choice_by_id(choice_id, [shop.id])
    if row is None:
        raise NotFound("orders.shortage_not_found", _("There is no such choice about short goods in this shop."))
    return shop, row, came_from(request, f"{order_url(shop, row.number)}#zg-shortage")


@staff_page(HOLD_ORDERS)
def answer(request: StaffRequest, choice_id: int) -> HttpResponse:
    """Note what the buyer said."""
    shop, row, back = one_choice(request, choice_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: answer_shortage(
            actor=request.actor,
            shop_id=shop.id,
            choice_id=row.id,
            agrees=form.cleaned_data["agrees"] == "yes",
            words=form.cleaned_data["words"],
            how=form.cleaned_data["how"],
        )
    ):
        return back_with_toast(
            request, _("Answer noted: %(state)s") % {"state": ShortageState(form.result.state).label}, back=back
        )
    return ask(request, form, back=back, title=_("What does the buyer say?"), teach=row.message, act=_("Note it"))


@staff_page(HOLD_ORDERS, methods=("POST",))
def told(request: StaffRequest, choice_id: int) -> HttpResponse:
    """Note that the buyer was told."""
    shop, row, back = one_choice(request, choice_id)
    mark_shortage_told(actor=request.actor, shop_id=shop.id, choice_ids=[row.id])
    return back_with_toast(request, _("Marked as told"), back=back)


@staff_page(HOLD_ORDERS, methods=("POST",))
def undo(request: StaffRequest, choice_id: int) -> HttpResponse:
    """Take the choice back."""
    shop, row, back = one_choice(request, choice_id)
    undo_shortage(actor=request.actor, shop_id=shop.id, choice_id=row.id, reason=_("undone on the desk"))
    return back_with_toast(request, _("Taken back; the order waits for a decision again."), back=back)


@staff_page(ARRANGE_ORDERS, methods=("POST",))
def let_go(request: StaffRequest) -> HttpResponse:
    """Let waiting parts go whose goods arrived."""
    count = len(let_arrived_go(actor=request.actor, shop_id=shop_of(request).id))
    text = ngettext("%(count)d waiting part leaves.", "%(count)d waiting parts leave.", count) % {"count": count}
    return back_with_toast(request, text, back=came_from(request, reverse("orders:shortages")))


@staff_page(MANAGE_RULES)
def texts(request: StaffRequest) -> HttpResponse:
    """The shop's own words for telling buyers."""
    shop = shop_of(request)
    rows = buyer_texts(shop.id)
    form = TextsForm(request.POST or None, texts=rows)
    return answer_form(
        request,
        form,
        lambda: set_buyer_texts(
            actor=request.actor,
            shop_id=shop.id,
            texts={(str(row["kind"]), str(row["language"])): form.cleaned_data[name_of(row)] for row in rows},
        ),
        done=_("Words kept"),
        back=reverse("orders:shortages"),
        title=_("What buyers are told of short goods"),
        teach=_("Filled in by itself: %(places)s. Empty brings our own words back.")
        % {"places": " ".join(f"{{{place}}}" for place in PLACES)},
        act=_("Keep"),
    )


def shortage_panel(actor: Actor, shop_id: int, order_id: int) -> dict[str, Any] | None:
    """What was chosen about an order's short goods, the newest first."""
    rows = choices_of(order_id)
    if not rows:
        return None
    shop = next(shop for shop in all_shops() if shop.id == shop_id)
    return {"rows": [_choice(actor, shop, row) for row in rows[:3]]}


def rows_of_short(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Answers that are overdue; the tasks tell the rest."""
    counts = shortage_counts(shop_ids)
    if not counts["late"]:
        return []
    url = f"{reverse('orders:shortages')}?view=asked"
    words = _("buyers have not answered about short goods")
    return [
        HomeRow("stock", words, _("the time for the answer is over"), _("Ask again"), url, counts["late"], group="late")
    ]


register_panels(PanelSource("order", 70, VIEW_ORDERS, "orders/_shortage.html", shortage_panel))
