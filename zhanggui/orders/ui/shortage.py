"""Choosing about short goods, for one order or all of a SKU: options, effect on stock, words, one button (ORD-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.catalog.queries import sku_cards
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.money import spoken_amount
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.asking import back_with_toast, came_from
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.shortages import choices_of, undecided_of_sku
from zhanggui.orders.services import choose_shortage, preview_shortage
from zhanggui.orders.services.shortage.choosing import ShortagePreview
from zhanggui.orders.services.shortage.texts import LANGUAGES, buyer_text
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.ui.shortage_forms import PlanForm, TellForm
from zhanggui.orders.ui.shortage_goods import first_choices, swaps_of
from zhanggui.orders.values import HOLD_ORDERS, HoldReason, ShortageKind
from zhanggui.shops.queries import settings_of

_USUAL_WAIT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Place:
    """For which orders is chosen, under which title, and where the person goes afterwards."""

    order_ids: list[int]
    title: str
    back: str


@staff_page(HOLD_ORDERS)
def choose(request: StaffRequest, number: str) -> HttpResponse:
    """Choose for one order; one that was decided already shows what was chosen."""
    shop = shop_of(request)
    order = order_detail(shop.id, number).order
    page = order_url(shop, number)
    is_short = any(hold.reason == HoldReason.STOCK_SHORT for hold in order.holds)
    if request.method == "GET" and (not is_short or any(row.is_open for row in choices_of(order.id))):
        return redirect(f"{page}#zg-shortage")
    title = _("Goods are short: order …%(tail)s") % {"tail": number[-5:]}
    return _decide(request, shop, _Place([order.id], title, came_from(request, page)))


@staff_page(HOLD_ORDERS)
def choose_all(request: StaffRequest, sku_id: int) -> HttpResponse:
    """Choose for every undecided order that waits for a SKU."""
    shop = shop_of(request)
    card = sku_cards([sku_id]).get(sku_id)
    ids = undecided_of_sku(shop.id, card.code) if card else []
    if card is None or not ids:
        raise NotFound("orders.nothing_short", _("No undecided order waits for this SKU any more."))
    title = ngettext("%(sku)s is short: %(count)d order", "%(sku)s is short: %(count)d orders", len(ids)) % {
        "sku": card.code,
        "count": len(ids),
    }
    return _decide(request, shop, _Place(ids, title, came_from(request, reverse("orders:shortages"))))


def _decide(request: StaffRequest, shop: ShopRef, place: _Place) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    kind = kind if kind in ShortageKind.values else ShortageKind.WAIT.value
    initial = _initial(shop)
    swaps = swaps_of(shop, place.order_ids, asked=asked) if kind == ShortageKind.REPLACE else {}
    values: Mapping[str, Any] = (asked.dict() if "answer_by" in asked else initial) | first_choices(swaps, asked)
    form = PlanForm(values, kind=kind, swaps=swaps)
    tell = TellForm(request.POST or None, kind=kind)
    preview, error, status = None, "", 200
    if form.is_valid():
        facts: dict[str, Any] = {"actor": request.actor, "shop_id": shop.id, "order_ids": place.order_ids}
        try:
            if request.method == "POST" and tell.is_valid():
                is_fresh = request.POST.get("mark", "") == form.mark()
                message = _own_words(shop, kind, tell.cleaned_data["message"]) if is_fresh else ""
                plan = form.plan(message=message, consent=tell.consent_given())
                done, choices = choose_shortage(**facts, plan=plan)
                return _done(request, shop, place, done, [row.id for row in choices])
            if request.method == "POST" or form.is_whole():
                preview = preview_shortage(**facts, plan=form.plan())
        except (InvalidInput, Conflict) as refused:
            error, status = str(refused), 422 if request.method == "POST" else 200
    if request.method == "GET" and preview is not None:
        # For many the places stay open: each buyer is called by the own name and number.
        is_many = len(place.order_ids) > 1
        words = buyer_text(shop.id, kind, preview.language) if is_many else preview.message
        tell = TellForm(kind=kind, initial={"message": words})
    context = {
        "title": place.title,
        "options": _options(request, kind),
        "kind": kind,
        "form": form,
        "tell": tell,
        "mark": form.mark() if form.is_valid() else "",
        "error": error,
        "preview": preview,
        "effect": _effect(preview) if preview else [],
        "left_out": ", ".join(f"…{number[-5:]}" for number in preview.unfit[:8]) if preview else "",
        "shop": shop,
        "back": place.back,
        "is_many": len(place.order_ids) > 1,
        "price_words": _price_words(preview, shop) if preview and kind == ShortageKind.REPLACE else "",
    }
    return render(request, "orders/shortage.html", context, status=status)


def _own_words(shop: ShopRef, kind: str, text: str) -> str:
    """Words that were typed; the shop's usual ones count as none, so that each buyer gets them in the own language."""
    plain = text.replace("\r\n", "\n").strip()
    usual = {buyer_text(shop.id, kind, language).strip() for language in LANGUAGES}
    return "" if plain in usual else plain


def _done(
    request: StaffRequest, shop: ShopRef, place: _Place, done: ShortagePreview, choice_ids: Sequence[int]
) -> HttpResponse:
    text = ngettext(
        "Chosen for %(count)d order; tell the buyer by %(at)s.",
        "Chosen for %(count)d orders; tell the buyers by %(at)s.",
        done.orders,
    ) % {"count": done.orders, "at": f"{done.answer_by.astimezone(shop_zone(shop.timezone)):%m-%d %H:%M}"}
    if done.unfit:
        text += " " + _("Left out: %(count)d.") % {"count": len(done.unfit)}
    undo = reverse("orders:shortage_undo", args=[shop.code, choice_ids[0]]) if len(choice_ids) == 1 else ""
    return back_with_toast(request, text, back=place.back, undo_url=undo)


def _initial(shop: ShopRef) -> dict[str, str]:
    at = now().astimezone(shop_zone(shop.timezone))
    due = at + timedelta(hours=settings_of(shop.id)["shortage_answer_hours"])
    return {"wait_until": f"{(at + _USUAL_WAIT):%Y-%m-%d}", "answer_by": f"{due:%Y-%m-%dT%H:%M}"}


def _price_words(preview: ShortagePreview, shop: ShopRef) -> str:
    """What the other goods mean for the buyer's money: nothing is charged; what is less, somebody pays back."""
    amount = preview.difference
    if amount is None:
        return _("The price of the other goods is not known: agree on it with the buyer. Nothing is charged by itself.")
    facts = {"amount": spoken_amount(amount, shop.currency)}
    if amount > 0:
        return _("%(amount)s more, at usual prices. Nothing is charged by itself; the buyer's answer is kept.") % facts
    if amount < 0:
        return (
            _("%(amount)s less, at usual prices. Once the buyer agrees, a task asks after-sales to pay it back.")
            % facts
        )
    return _("The usual price is the same.")


def _options(request: StaffRequest, kind: str) -> list[dict[str, Any]]:
    back = request.GET.get("next", "")
    words = {
        ShortageKind.WAIT: ("clock", _("until a day; goes on by itself when goods arrive")),
        ShortageKind.REPLACE: ("split", _("any goods of the shop, once the buyer agrees; price difference shown")),
        ShortageKind.PART_SHIP: ("truck", _("what is here leaves now, the rest later")),
        ShortageKind.REFUND: ("refund", _("held; after-sales gets a task, no money moves")),
    }
    return [
        {
            "key": str(place),
            "label": each.label,
            "icon": words[each][0],
            "hint": words[each][1],
            "url": f"?{urlencode({'kind': each.value, **({'next': back} if back else {})})}",
            "is_on": each.value == kind,
        }
        for place, each in enumerate(ShortageKind, start=1)
    ]


def _effect(preview: ShortagePreview) -> list[dict[str, Any]]:
    return [
        {"code": preview.codes.get(row.sku_id, str(row.sku_id)), "row": row, "is_short": row.waits > 0}
        for row in preview.effect
    ]
