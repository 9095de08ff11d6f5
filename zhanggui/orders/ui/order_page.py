"""One order: what it is, what holds it and what resolves that, goods, rules, timeline (ORD-11)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.inventory.queries import availability, places
from zhanggui.kernel.confidential import may_see_all
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.registry import panels_beside
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import (
    HoldRow,
    LineRow,
    OrderDetail,
    OrderRow,
    detail_without_hidden_flags,
    flag_policies,
    order_detail,
)
from zhanggui.orders.queries.rules import rule_words
from zhanggui.orders.ui.decisions import ADDRESS, CALL, RECHECK, RELEASE, SHORTAGE, can_resolve, decision_of
from zhanggui.orders.ui.difficult import difficulty_part
from zhanggui.orders.ui.flow import flow_steps
from zhanggui.orders.ui.instruction_words import instructions_part
from zhanggui.orders.ui.neighbours import Neighbours, neighbours_in_list
from zhanggui.orders.ui.remarks import remark_rows
from zhanggui.orders.ui.rows import NextClose, next_close, order_url, url_if
from zhanggui.orders.ui.rule_values import rule_values
from zhanggui.orders.ui.run import run_place
from zhanggui.orders.ui.shortage_words import say_what_was_chosen
from zhanggui.orders.ui.timeline import FIELD_WORDS, page_entries, timeline_entry
from zhanggui.orders.ui.verification import verification_part
from zhanggui.orders.ui.words import (
    ADDRESS_WORDS,
    VERDICT_TAGS,
    hold_cause,
    hold_label,
)
from zhanggui.orders.values import (
    CHECK_ORDERS,
    CONTACT_FIELDS,
    ERASE_BUYERS,
    HOLD_ORDERS,
    LOG_CALLS,
    NOTE_ORDERS,
    REMARK_ORDERS,
    VIEW_ORDERS,
    CallResult,
    Channel,
    Flag,
    HoldReason,
    OrderState,
    OrderStep,
    RefundState,
    Verdict,
)
from zhanggui.shops.queries import shops_verifying_by_hand

_SWATCHES = 7
_HIT_FIRST = {Verdict.HOLD: 0, Verdict.RELEASED: 1, Verdict.PASS: 2, Verdict.SKIPPED: 3}
_SHOWN_ENTRIES = 40


def shop_of(request: StaffRequest) -> ShopRef:
    """The shop of the address; the decorator has made sure of it."""
    shop = request.scope.one
    if shop is None:
        raise NotFound("orders.choose_shop", _("Choose a shop first."))
    return shop


@staff_page(VIEW_ORDERS, methods=("GET",))
def order(request: StaffRequest, number: str) -> HttpResponse:
    """One order whole."""
    return order_response(request, number)


def order_response(
    request: StaffRequest, number: str, *, revealed: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of an order; with `revealed` its contact stands in the clear and nothing may keep it."""
    shop = shop_of(request)
    detail = seen_detail(request.actor, shop, number)
    context = order_context(request.actor, shop, detail)
    context |= _place(request, shop, detail.order)
    context |= page_entries(request.actor, shop, detail.order.id, number, most=_SHOWN_ENTRIES)
    context |= {"contact": contact_rows(detail.order, revealed), "is_revealed": revealed is not None}
    context |= verification_part(request.actor, shop, detail.order, revealed, can_verify=bool(context["can_verify"]))
    response = render(request, "orders/order.html", context, status=status)
    if revealed is not None:
        response["Cache-Control"] = "no-store"
    return response


@staff_page(VIEW_ORDERS, methods=("GET",))
def peek(request: StaffRequest, number: str) -> HttpResponse:
    """The same order beside the list, in the drawer."""
    shop = shop_of(request)
    detail = seen_detail(request.actor, shop, number)
    context = order_context(request.actor, shop, detail)
    context |= {
        "title": f"…{number[-5:]}",
        "subtitle": shop.name,
        "body_template": "orders/_peek.html",
        "open_url": order_url(shop, number),
        "contact": contact_rows(detail.order, None),
    }
    return render(request, "orders/peek.html", context)


def seen_detail(actor: Actor, shop: ShopRef, number: str) -> OrderDetail:
    """An order with only those flags that the person's positions see."""
    return detail_without_hidden_flags(order_detail(shop.id, number), flag_policies(actor, [shop.id]))


def order_context(actor: Actor, shop: ShopRef, detail: OrderDetail) -> dict[str, Any]:
    """What page and drawer share."""
    found = detail.order
    close = next_close(shop)
    holds = [_hold(actor, shop, found, hold, index) for index, hold in enumerate(found.holds, start=1)]
    say_what_was_chosen(holds, found)
    rules = _rules(detail)
    is_by_hand = bool(shops_verifying_by_hand([shop.id]))
    return {
        "order": found,
        "shop": shop,
        "channel_name": Channel(found.channel).label if found.channel in Channel.values else found.channel,
        "flag_words": _flag_words(found),
        "tags": _tags(found),
        "steps": flow_steps(detail, close),
        "holds": holds,
        "holds_note": _holds_note(found, close),
        "lines": _lines(shop, found),
        "rules": rules,
        "hits": sum(rule["is_hit"] for rule in rules),
        "checked_at": detail.checked_at,
        "calls": [
            {"at": call.called_at, "label": CallResult(call.result).label, "note": call.note, "actor": call.actor}
            for call in detail.calls
        ],
        "entries": [timeline_entry(event) for event in detail.timeline[:_SHOWN_ENTRIES]],
        "past_holds": sum(hold.released_at is not None for hold in detail.holds),
        "refund_words": RefundState(found.refund_state).label if found.refund_state != RefundState.NONE else "",
        "batch_url": _batch_url(shop, detail),
        "panels": panels_beside("order", actor, shop.id, found.id),
        "remarks": remark_rows(actor, shop.id, detail),
        "verification": detail.verification,
        **instructions_part(actor, shop.id, found),
        **difficulty_part(actor, shop, found.id),
        **_may(actor, shop, detail, is_by_hand=is_by_hand),
    }


def _may(actor: Actor, shop: ShopRef, detail: OrderDetail, *, is_by_hand: bool) -> dict[str, bool]:
    found = detail.order
    is_verified = detail.verification is not None and detail.verification.is_current
    is_waiting = found.state == OrderState.PAID and found.step in {OrderStep.TO_CHECK, OrderStep.CHECKED}
    return {
        "can_check": is_waiting and found.step == OrderStep.TO_CHECK and actor.can(CHECK_ORDERS, shop.id),
        "can_verify": is_waiting
        and found.step == OrderStep.TO_CHECK
        and is_by_hand
        and not is_verified
        and actor.can(CHECK_ORDERS, shop.id),
        "can_remark": actor.can(REMARK_ORDERS, shop.id),
        "can_send_back": is_waiting and found.step == OrderStep.CHECKED and actor.can(CHECK_ORDERS, shop.id),
        "can_hold": is_waiting and actor.can(HOLD_ORDERS, shop.id),
        "can_run": actor.can(CHECK_ORDERS, shop.id),
        "can_note": actor.can(NOTE_ORDERS, shop.id),
        "can_call": actor.can(LOG_CALLS, shop.id),
        "can_reveal": may_see_all(actor, CONTACT_FIELDS, shop.id),
        "can_erase": found.state in {OrderState.COMPLETED, OrderState.CLOSED}
        and bool(found.contact.receiver_name or found.contact.buyer_nick)
        and actor.can(ERASE_BUYERS, shop.id),
    }


def _place(request: StaffRequest, shop: ShopRef, found: OrderRow) -> dict[str, Any]:
    """Where in its list or run the order stands."""
    if request.GET.get("run") == "1":
        return {"run": run_place(request, shop, found.number), "back_url": reverse("orders:list")}
    inside = request.GET.get("in", "")
    base = reverse("orders:list")
    around = neighbours_in_list(request, found, inside) if inside else Neighbours()
    return {
        "around": around,
        "inside": inside,
        "run_query": inside or "view=open",
        "back_url": f"{base}?{inside}" if inside else base,
        "list_label": around.label if inside else "",
    }


def _batch_url(shop: ShopRef, detail: OrderDetail) -> str:
    """The batch that took the order in last, with its papers and parcels."""
    for event in detail.timeline:
        if event["kind"] == "order.unbatched":
            return ""
        number = event["data"].get("batch") if event["kind"] == "order.batched" else None
        if number:
            return url_if("fulfilment:batch", shop.code, number)
    return ""


def _flag_words(found: OrderRow) -> str:
    label = str(Flag(found.flag).label) if found.flag and found.flag in Flag.values else ""
    return " ".join(part for part in (label, found.flag_label) if part)


def _tags(found: OrderRow) -> list[dict[str, str]]:
    tags = [
        (found.has_buyer_note or bool(found.contact.buyer_note), "note", _("buyer's note"), ""),
        (found.is_cod, "money", _("cash on delivery"), "is-risk"),
        (found.is_deposit, "money", _("deposit"), ""),
        (found.is_part_shipped, "split", _("part shipped"), ""),
        (found.refund_state != RefundState.NONE, "refund", str(RefundState(found.refund_state).label), "is-late"),
    ]
    return [{"icon": icon, "label": label, "tone": tone} for is_on, icon, label, tone in tags if is_on]


def _holds_note(found: OrderRow, close: NextClose) -> str:
    count = len(found.holds)
    if not count:
        return ""
    if found.ship_by_at and found.ship_by_at < close.at:
        return _("Resolve %(count)d first. The promise falls before the %(time)s close.") % {
            "count": count,
            "time": close.words,
        }
    return _("Resolve %(count)d before the %(time)s close, then it goes into the batch.") % {
        "count": count,
        "time": close.words,
    }


def _hold(actor: Actor, shop: ShopRef, found: OrderRow, hold: HoldRow, index: int) -> dict[str, Any]:
    decision = decision_of(hold.reason)
    rule = rule_words(shop.id, hold.rule_code) if hold.rule_code else ""
    return {
        "id": hold.id,
        "label": hold_label(hold.reason),
        "is_note": hold.reason == HoldReason.BUYER_NOTE,
        "cause": hold_cause(hold, found.contact),
        "teach": decision.teach,
        "rule": _("rule “%(rule)s”, version %(version)s") % {"rule": rule, "version": hold.rule_version}
        if hold.rule_code
        else "",
        "by": "" if hold.rule_code else hold.placed_by,
        "at": hold.placed_at,
        "key": str(index) if index <= 9 else "",
        "is_first": index == 1,
        "can": can_resolve(actor, hold, shop.id),
        "is_address": decision.kind == ADDRESS,
        "is_call": decision.kind == CALL,
        "is_recheck": decision.kind == RECHECK,
        "is_shortage": decision.kind == SHORTAGE,
        "is_release": decision.kind == RELEASE,
        "is_direct": bool(decision.words),
        "act": decision.act,
        "words": decision.words,
        "decide_url": order_url(shop, found.number, "decide", hold.id),
    }


def _lines(shop: ShopRef, found: OrderRow) -> list[dict[str, Any]]:
    sku_ids = [line.sku_id for line in found.lines if line.sku_id is not None]
    free = availability(shop.id, sku_ids) if sku_ids else {}
    where = places(shop.id, sku_ids) if sku_ids else {}
    return [_line(line, free, where, found.id) for line in found.lines]


def _line(line: LineRow, free: Mapping[int, int], where: Mapping[int, str], order_id: int) -> dict[str, Any]:
    sku_id = line.sku_id or 0
    return {
        "line": line,
        "place": where.get(sku_id, ""),
        "available": free.get(sku_id),
        "is_unknown": line.sku_id is None,
        "is_refunded": line.refund_state not in {RefundState.NONE, ""},
        "refund_words": RefundState(line.refund_state).label if line.refund_state in RefundState.values else "",
        "swatch": (line.product_id or order_id) % _SWATCHES + 1,
    }


def _rules(detail: OrderDetail) -> list[dict[str, Any]]:
    ordered = sorted(detail.rules, key=lambda rule: _HIT_FIRST.get(rule["verdict"], 3))
    return [
        {
            "words": rule_words(detail.order.shop_id, rule["rule"]),
            "version": rule["version"],
            "verdict": Verdict(rule["verdict"]).label,
            "tone": VERDICT_TAGS.get(rule["verdict"], ""),
            "is_hit": rule["verdict"] == Verdict.HOLD,
            "values": rule_values(rule["values"]),
        }
        for rule in ordered
    ]


def contact_rows(found: OrderRow, revealed: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """Receiver, phone and address as fields; in the clear when they were revealed."""
    contact = found.contact
    area = " ".join(dict.fromkeys(part for part in (contact.province, contact.city, contact.district) if part))
    shown: list[tuple[str, str]] = [
        ("receiver_name", contact.receiver_name),
        ("mobile", contact.phone),
        ("address", contact.address),
        ("buyer_nick", contact.buyer_nick),
    ]
    if revealed is not None:
        shown = [(name, value) for name, value in revealed.items() if value]
    rows: list[dict[str, Any]] = [
        {"label": FIELD_WORDS[name], "value": value, "is_address": name == "address"} for name, value in shown
    ]
    if area:
        rows.insert(2, {"label": _("Area"), "value": area})
    if contact.address_reason or contact.address_quality not in {"", "complete"}:
        words = ADDRESS_WORDS.get(contact.address_reason, contact.address_reason)
        rows.append({"label": _("Judged"), "value": words, "is_doubtful": contact.address_reason != "confirmed"})
    return rows
