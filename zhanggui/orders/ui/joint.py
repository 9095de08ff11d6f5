"""Shipping together and in parts: what could go together, before and after, and taking it back (ORD-17)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.couriers.values import FREIGHT
from zhanggui.kernel.confidential import masked
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.asking import back_with_toast, came_from
from zhanggui.kernel.pages.registry import HomeRow, HomeSource, PanelSource, register_home, register_panels
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import BadSplit
from zhanggui.orders.queries import merge_candidates, order_detail, order_detail_by_id, shipping_facts, together_of
from zhanggui.orders.queries.joint import Together, orders_by_id
from zhanggui.orders.rules.joint import OrderFactsForShipping, Preview, Side
from zhanggui.orders.services import (
    let_parts_go,
    merge_orders,
    preview_merging,
    preview_splitting,
    split_order,
    undo_together,
)
from zhanggui.orders.services.joint.merge import postage_paid_twice
from zhanggui.orders.services.joint.waiting import waiting_together
from zhanggui.orders.ui.forms import MergeForm
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.ui.rows import order_url, short_place
from zhanggui.orders.values import ARRANGE_ORDERS, VIEW_ORDERS, OrderState, OrderStep, Part

_MOST_SHOWN = 100
_WAITING = {OrderStep.TO_CHECK, OrderStep.CHECKED}


@staff_page(ARRANGE_ORDERS, methods=("GET",))
def candidates(request: StaffRequest) -> HttpResponse:
    """Open orders with the same receiver: each group could leave in one parcel."""
    groups = merge_candidates(request.scope.ids, limit=_MOST_SHOWN)
    known = orders_by_id([order_id for group in groups for order_id in group.order_ids], request.scope.ids)
    shops = {shop.id: shop for shop in all_shops()}
    rows = []
    for group in groups:
        orders = [known[order_id] for order_id in group.order_ids if order_id in known]
        if len(orders) > 1:
            shop = shops[orders[0].shop_id]
            others = "&".join(f"with={order.number}" for order in orders[1:])
            rows.append(
                {
                    "orders": [{"row": order, "url": order_url(shop, order.number)} for order in orders],
                    "receiver": orders[0].contact,
                    "place": short_place(orders[0]),
                    "shop": shop,
                    "promise": group.ship_by_at,
                    "url": f"{order_url(shop, orders[0].number, 'merge')}?{others}",
                }
            )
    return render(request, "orders/together.html", {"rows": rows, "most": _MOST_SHOWN, "back": address("orders:list")})


@staff_page(ARRANGE_ORDERS)
def merge(request: StaffRequest, number: str) -> HttpResponse:
    """Before and after of one parcel for several orders, then the merge itself."""
    shop = shop_of(request)
    others = request.POST.getlist("with") or request.GET.getlist("with")
    if not others and request.method == "GET":
        return redirect("orders:together")
    ids = [order_detail(shop.id, each).order.id for each in [number, *others]]
    preview = preview_merging(actor=request.actor, shop_id=shop.id, order_ids=ids)
    facts = shipping_facts(shop.id, ids)
    most = postage_paid_twice(facts)
    form = MergeForm(request.POST or None, most=most)
    if request.method == "POST" and form.attempt(
        lambda: merge_orders(
            actor=request.actor,
            shop_id=shop.id,
            order_ids=ids,
            give_back=form.cleaned_data.get("give_back") or Decimal("0.00"),
        )
    ):
        text = ngettext("%(count)d order leaves in one parcel.", "%(count)d orders leave in one parcel.", len(ids)) % {
            "count": len(ids)
        }
        undo = order_url(shop, number, "apart")
        return back_with_toast(request, text, back=came_from(request, order_url(shop, number)), undo_url=undo)
    context = {
        "title": ngettext("%(count)d order in one parcel", "%(count)d orders in one parcel", len(ids))
        % {"count": len(ids)},
        "rows": _compared(request.actor, shop.id, preview),
        "bases": _bases([each.number for each in facts], preview.before, preview.after),
        "columns": (_("Now"), _("After")),
        "hidden": [{"name": "with", "value": each} for each in others],
        "form": form if most else None,
        "act": _("Ship together"),
        "shop": shop,
        "back": came_from(request, order_url(shop, number)),
    }
    return render(request, "orders/arrange.html", context, status=422 if form.errors else 200)


@staff_page(ARRANGE_ORDERS)
def split(request: StaffRequest, number: str) -> HttpResponse:
    """Which pieces leave in which parcel: choose, see before and after, then split."""
    shop = shop_of(request)
    order_id = order_detail(shop.id, number).order.id
    facts = shipping_facts(shop.id, [order_id])[0]
    chosen = request.POST if request.method == "POST" else request.GET
    second = {line.id: _pieces(chosen.get(f"second-{line.id}", ""), line.quantity) for line in facts.lines}
    is_later = bool(chosen.get("is_later"))
    context: dict[str, Any] = {
        "title": _("In two parcels"),
        "lines": [{"line": line, "second": second[line.id]} for line in facts.lines],
        "is_later": is_later,
        "columns": (_("Now"), _("After")),
        "act": _("Split"),
        "shop": shop,
        "number": number,
        "back": came_from(request, order_url(shop, number)),
    }
    if not any(second.values()) and request.method == "GET":
        return render(request, "orders/arrange.html", context)
    parts = _two_parts(facts, second, is_later=is_later)
    try:
        preview = preview_splitting(actor=request.actor, shop_id=shop.id, order_id=order_id, parts=parts)
        if request.method == "POST":
            split_order(actor=request.actor, shop_id=shop.id, order_id=order_id, parts=parts)
            undo = order_url(shop, number, "apart")
            text = _("The second parcel waits.") if is_later else _("The order leaves in two parcels.")
            return back_with_toast(request, text, back=order_url(shop, number), undo_url=undo)
    except BadSplit as error:
        return render(request, "orders/arrange.html", context | {"error": str(error)}, status=422)
    names = [_("Parcel %(number)d") % {"number": index} for index in range(1, len(parts) + 1)]
    context |= {
        "rows": _compared(request.actor, shop.id, preview),
        "bases": _bases(names, None, preview.after),
        "is_ready": True,
    }
    return render(request, "orders/arrange.html", context)


@staff_page(ARRANGE_ORDERS, methods=("POST",))
def apart(request: StaffRequest, number: str) -> HttpResponse:
    """Undo a merge or a split while nothing is printed."""
    shop = shop_of(request)
    order_id = order_detail(shop.id, number).order.id
    undone = undo_together(actor=request.actor, shop_id=shop.id, order_id=order_id, reason=_("undone on the desk"))
    text = ngettext(
        "Undone: %(count)d order leaves by itself.", "Undone: %(count)d orders leave by themselves.", len(undone)
    ) % {"count": len(undone)}
    return back_with_toast(request, text, back=came_from(request, order_url(shop, number)))


@staff_page(ARRANGE_ORDERS, methods=("POST",))
def let_go(request: StaffRequest, number: str) -> HttpResponse:
    """Let the waiting parts leave with the next batch."""
    shop = shop_of(request)
    order_id = order_detail(shop.id, number).order.id
    let_parts_go(actor=request.actor, shop_id=shop.id, order_id=order_id)
    text = _("The waiting parcel goes with the next batch for which its goods are there.")
    return back_with_toast(request, text, back=came_from(request, order_url(shop, number)))


def together_panel(actor: Actor, shop_id: int, order_id: int) -> dict[str, Any] | None:
    """How an order leaves, beside it: with whom, in which parts, or what could be done about it."""
    shop = next(shop for shop in all_shops() if shop.id == shop_id)
    found = order_detail_by_id(shop_id, order_id).order
    together = together_of(order_id)
    is_waiting = found.state == OrderState.PAID and found.step in _WAITING
    may = actor.can(ARRANGE_ORDERS, shop_id)
    if together is None and not (is_waiting and may):
        return None
    urls = {page: order_url(shop, found.number, page) for page in ("split", "apart", "let_go")}
    pieces = sum(line.quantity for line in found.lines)
    panel: dict[str, Any] = {"urls": urls, "may": may, "can_split": is_waiting and together is None and pieces > 1}
    if together is None:
        others = _fitting(shop, order_id)
        panel["others"] = others
        panel["merge_url"] = f"{order_url(shop, found.number, 'merge')}?" + "&".join(
            f"with={number}" for number in others
        )
        return panel if others or panel["can_split"] else None
    return panel | _told(shop, order_id, together, {line.id: line.title for line in found.lines})


def _told(shop: ShopRef, order_id: int, together: Together, titles: Mapping[int, str]) -> dict[str, Any]:
    return {
        "joint": together.joint,
        "split": together.split,
        "members": [
            {"number": number, "url": order_url(shop, number)}
            for member, number in together.members
            if member != order_id
        ],
        "parts": [
            {
                "part": part,
                "goods": ", ".join(f"{titles.get(line_id, '')} ×{count}" for line_id, count in part.pieces.items()),
            }
            for part in together.parts
        ],
        "has_waiting": any(part.is_later for part in together.parts),
    }


def _fitting(shop: ShopRef, order_id: int) -> list[str]:
    for group in merge_candidates([shop.id], of_order=order_id):
        known = orders_by_id([each for each in group.order_ids if each != order_id], [shop.id])
        return [row.number for row in known.values()]
    return []


def _two_parts(facts: OrderFactsForShipping, second: Mapping[int, int], *, is_later: bool) -> list[Part]:
    first = {line.id: line.quantity - second[line.id] for line in facts.lines if line.quantity > second[line.id]}
    return [Part(first), Part({line_id: count for line_id, count in second.items() if count}, is_later=is_later)]


def _pieces(text: str, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() else 0


def _compared(actor: Actor, shop_id: int, preview: Preview) -> list[dict[str, Any]]:
    before, after = preview.before, preview.after
    return [
        {"label": _("Parcels"), "kind": "count", "before": before.parcels, "after": after.parcels},
        {
            "label": _("Postage that we pay, by the weight of the goods"),
            "kind": "money",
            "before": masked(actor, FREIGHT, before.postage_cost, shop_id),
            "after": masked(actor, FREIGHT, after.postage_cost, shop_id),
        },
        {
            "label": _("Postage that the buyer paid"),
            "kind": "money",
            "before": before.postage_paid,
            "after": after.postage_paid,
        },
        {"label": _("To be shipped by"), "kind": "moment", "before": before.promises, "after": after.promises},
        {
            "label": _("Most that can be refunded"),
            "kind": "money",
            "before": before.refund_base,
            "after": after.refund_base,
        },
    ]


def _bases(names: Sequence[str], before: Side | None, after: Side) -> list[dict[str, Any]]:
    """What can be refunded by order or by parcel, so that nobody fears for a cent."""
    befores = before.refund_bases if before else [None] * len(names)
    return [
        {"name": name, "before": old, "after": new}
        for name, old, new in zip(names, befores, after.refund_bases, strict=True)
    ]


def home_rows(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """How many receivers have several open orders."""
    found = waiting_together(shop_ids)
    if not found.groups:
        return []
    detail = _("several orders to the same receiver")
    return [
        HomeRow(
            "box",
            _("buyers could get one parcel"),
            detail,
            _("Before and after…"),
            address("orders:together"),
            count=found.groups,
            due_at=found.first_at,
            group="new",
        )
    ]


register_home(HomeSource(115, ARRANGE_ORDERS, rows=home_rows))
register_panels(PanelSource("order", 80, VIEW_ORDERS, "orders/_together.html", together_panel))
