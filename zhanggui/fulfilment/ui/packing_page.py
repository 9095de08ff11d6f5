"""What the packing page shows: the open parcel, what it still needs, what comes next, what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhanggui.catalog.queries import sku_cards
from zhanggui.catalog.values import SpecCard
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries import PackingView, batch_detail, packing_view, parcels_without_number, unstamped_slips
from zhanggui.fulfilment.queries.companions import order_ids_in
from zhanggui.fulfilment.queries.desk import aside_ids, goods_of, next_parcels, parcels_aside
from zhanggui.fulfilment.queries.needs import ParcelNeeds, parcel_needs, specs_of
from zhanggui.fulfilment.queries.pace import packed_in_the_last_hour
from zhanggui.fulfilment.queries.papers import receivers
from zhanggui.fulfilment.ui.frame import chosen_warehouse, show, warehouse_tabs
from zhanggui.fulfilment.ui.verdicts import Verdict, first_missing, full_title
from zhanggui.fulfilment.ui.words import courier_words, masked_name, running_number
from zhanggui.fulfilment.values import SHIP_PARCELS, ExtraKind, ParcelState, TroubleKind, WeightSource
from zhanggui.kernel.pages.access import StaffRequest
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.weights import weight_text
from zhanggui.orders.queries import instructions_of

_SHOWN = 6
_LIST = 8
WISH = "wish"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which parcel is open now, what is said about the scan, and what F8 would take back."""

    parcel: str
    verdict: Verdict | None = None
    last: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to tick: an accessory, an insert or a request; `number` is the key that ticks it."""

    number: int
    kind: str
    key: str
    words: str
    detail: str
    is_ticked: bool
    is_required: bool


def points_of(view: PackingView, needs: ParcelNeeds) -> list[Point]:
    """What is ticked beside the goods, numbered as the keys tick it: accessories, inserts, requests."""
    found = [
        Point(
            number,
            extra.kind,
            extra.key,
            f"{extra.name} ×{extra.quantity}",
            str(ExtraKind(extra.kind).label),
            extra.is_ticked,
            extra.is_required,
        )
        for number, extra in enumerate(needs.extras, start=1)
    ]
    asked = instructions_of(order_ids_in(view.parcel)).values()
    wishes = [card for cards in asked for card in cards if not card.is_dismissed]
    return found + [
        Point(number, WISH, f"{WISH}:{card.id}", card.label, card.text, card.is_ticked, is_required=True)
        for number, card in enumerate(wishes, start=len(found) + 1)
    ]


def spec_words(spec: SpecCard) -> str:
    """`5 号箱，蜂窝纸，中性包装`: how the goods are packed, in one line."""
    parts = [spec.box, spec.filler, spec.card, _("neutral wrap") if spec.is_neutral else "", spec.note]
    return _(", ").join(part for part in parts if part)


def packing_page(request: StaffRequest, outcome: Outcome, *, status: int = 200) -> HttpResponse:
    """The page, or for a scan only its table."""
    shop = shop_of(request)
    warehouse = chosen_warehouse(request)
    tabs = warehouse_tabs(shop, warehouse, request.actor)
    context: dict[str, Any] = {"verdict": outcome.verdict, "last": outcome.last, "warehouse_tabs": tabs}
    context |= {"warehouse": warehouse, "next_up": _next_up(shop.id, 0, warehouse.id)}
    if outcome.parcel:
        view = packing_view(shop.id, outcome.parcel)
        context |= _parcel_context(view)
        context["next_up"] = _next_up(shop.id, view.parcel.pk, view.batch.warehouse_id)
        context["may_ship"] = request.actor.can(SHIP_PARCELS, shop.id)
    context |= _side(shop.id, context, request.actor.name)
    template = "fulfilment/pack.html#table" if getattr(request, "htmx", False) else "fulfilment/pack.html"
    return show(request, template, context, status=status)


def _parcel_context(view: PackingView) -> dict[str, Any]:
    missing = first_missing(view)
    receiver = next(iter(receivers([view.parcel.order_id])), None)
    cards = sku_cards([line.sku_id for line in view.lines if line.sku_id])
    lines = [
        {
            "line": line,
            "title": full_title(line, cards),
            "is_done": line.packed_quantity >= line.quantity,
            "is_now": line is missing,
        }
        for line in view.lines
    ]
    return {
        "view": view,
        "parcel": view.parcel,
        "lines": lines,
        "now_line": missing,
        "now_title": full_title(missing, cards) if missing else "",
        "now_position": lines.index(next(row for row in lines if row["is_now"])) + 1 if missing else 0,
        "missing": [
            {"title": full_title(line, cards), "count": line.quantity - line.packed_quantity}
            for line in view.lines
            if line.packed_quantity < line.quantity
        ],
        **_points_context(view),
        "wish": courier_words(view.parcel.courier or (receiver.wish if receiver else "")),
        "receiver": masked_name(receiver.name) if receiver else "",
        "weight": weight_text(view.parcel.weight_g),
        "weight_source": WeightSource(view.parcel.weight_source).label if view.parcel.weight_source else "",
        "is_aside": view.parcel.pk in aside_ids(view.parcel.shop_id),
    }


def _points_context(view: PackingView) -> dict[str, Any]:
    points = points_of(view, parcel_needs(view.parcel, view.lines))
    is_open = view.parcel.state == ParcelState.BATCHED
    unmet = [point for point in points if point.is_required and not point.is_ticked]
    return {
        "extras": [point for point in points if point.kind != WISH],
        "wishes": [point for point in points if point.kind == WISH],
        "unmet": unmet if is_open else [],
        "next_point": unmet[0].key if unmet and is_open else "",
        "is_open": is_open,
        "specs": [words for words in map(spec_words, specs_of(view.parcel.shop_id, view.lines)) if words],
    }


def _next_up(shop_id: int, after: int, warehouse_id: int) -> list[dict[str, Any]]:
    parcels: Sequence[Parcel] = next_parcels(shop_id, warehouse_id=warehouse_id, after=after, limit=_SHOWN)
    goods = goods_of([parcel.pk for parcel in parcels])
    return [
        {
            "parcel": parcel,
            "goods": "，".join(f"{line.title} ×{line.quantity}" for line in goods.get(parcel.pk, [])[:2]),
            "place": goods[parcel.pk][0].place if goods.get(parcel.pk) else "",
        }
        for parcel in parcels
    ]


def _side(shop_id: int, context: dict[str, Any], person: str) -> dict[str, Any]:
    """The right column: how far the batch is, what waits without number or stamp, what lies aside."""
    batch = context["view"].batch if "view" in context else None
    if batch is None and context["next_up"]:
        batch = context["next_up"][0]["parcel"].batch
    card = batch_detail(shop_id, batch.number).card if batch else None
    return {
        "card": card,
        "running": running_number(card.number) if card else "",
        "left": card.parcels - card.pulled if card else 0,
        "packed": card.packed + card.shipped if card else 0,
        "pace": packed_in_the_last_hour(card.id, person) if card else 0,
        "without_number": parcels_without_number(shop_id, limit=_LIST),
        "unstamped": unstamped_slips(shop_id, limit=_LIST),
        "aside": parcels_aside(shop_id),
        "trouble_labels": dict(TroubleKind.choices),
    }
