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

from zhanggui.catalog.queries import sibling_cards, sku_cards
from zhanggui.inventory.queries import availability
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.asking import back_with_toast, came_from
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.shortage_facts import shelves_of, short_facts
from zhanggui.orders.queries.shortages import choices_of, undecided_of_sku
from zhanggui.orders.rules.shortage import missing_of
from zhanggui.orders.services import choose_shortage, preview_shortage
from zhanggui.orders.services.shortage.choosing import ShortagePreview
from zhanggui.orders.services.shortage.texts import LANGUAGES, buyer_text
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.ui.shortage_forms import PlanForm, TellForm
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
    swaps = _swaps(shop, place.order_ids)
    values: Mapping[str, Any] = asked if "answer_by" in asked else _first_values(initial, swaps)
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


def _first_values(
    initial: Mapping[str, str], swaps: Mapping[int, tuple[str, Sequence[tuple[str, str]]]]
) -> dict[str, str]:
    """What stands in the fields at first: a week, the shop's hours, the colour of which most is here."""
    first = {f"swap_{sku_id}": choices[1][0] for sku_id, (_label, choices) in swaps.items() if len(choices) > 1}
    return {**initial, **first}


def _swaps(shop: ShopRef, order_ids: Sequence[int]) -> dict[int, tuple[str, list[tuple[str, str]]]]:
    """For each short SKU the other colours and sizes, those of which most is here first."""
    orders = short_facts(shop.id, order_ids)
    shelves = shelves_of(shop.id, {sku for order in orders for sku in order.pieces})
    short = {sku for order in orders for sku in missing_of(order, shelves)}
    cards = sku_cards(short)
    siblings = sibling_cards({card.product_id for card in cards.values()})
    free = availability(shop.id, [card.id for group in siblings.values() for card in group])
    found: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    for sku_id, card in sorted(cards.items()):
        others = [each for each in siblings.get(card.product_id, []) if each.id != sku_id and free.get(each.id, 0) > 0]
        others.sort(key=lambda each: (-free.get(each.id, 0), each.code))
        choices = [
            (
                str(each.id),
                _("%(variant)s, %(count)d free") % {"variant": each.attributes or each.code, "count": free[each.id]},
            )
            for each in others
        ]
        label = _("Instead of %(goods)s") % {"goods": f"{card.code} {card.attributes}".strip()}
        found[sku_id] = (label, [("", _("nothing else")), *choices])
    return found


def _options(request: StaffRequest, kind: str) -> list[dict[str, Any]]:
    back = request.GET.get("next", "")
    words = {
        ShortageKind.WAIT: ("clock", _("until a day; goes on by itself when goods arrive")),
        ShortageKind.REPLACE: ("split", _("swapped once the buyer agrees; price difference shown")),
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
