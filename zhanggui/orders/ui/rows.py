"""Rows of the order desk as its templates draw them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.clock import local_moment, now, shop_zone
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import OrderRow, open_instructions
from zhanggui.orders.ui.decisions import RECHECK, SHORTAGE, can_resolve, decision_of, most_urgent
from zhanggui.orders.ui.instruction_words import chips
from zhanggui.orders.ui.words import hold_cause, hold_label, standing_words, step_of
from zhanggui.orders.values import CHECK_ORDERS, Channel, Flag, InstructionCard, OrderState, OrderStep
from zhanggui.shops.queries import default_warehouse

_SWATCHES = 7
_MANY = 5
# Fulfilment lies above orders, so its capability is known here by name only.
_CLOSE_BATCH = "fulfilment.close"
_SUFFIXES = ("特别行政区", "自治州", "地区", "市", "区", "县", "旗")


@dataclass(frozen=True, slots=True)
class NextClose:
    """When the batch of a shop closes next."""

    at: datetime
    words: str


def next_close(shop: ShopRef) -> NextClose:
    """The next close of a shop, in its own time."""
    batch_time = default_warehouse(shop.id).batch_time
    zone = shop_zone(shop.timezone)
    local = now().astimezone(zone)
    today = local_moment(local.date(), batch_time, zone)
    day = local.date() if today > local else local.date() + timedelta(days=1)
    return NextClose(local_moment(day, batch_time, zone), f"{batch_time:%H:%M}")


def url_if(name: str, *arguments: Any) -> str:
    """The address of a page that another module may offer; empty when it does not."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def order_url(shop: ShopRef, number: str, page: str = "order", *more: Any) -> str:
    """The address of an order's page."""
    return reverse(f"orders:{page}", args=[shop.code, number, *more])


def key_of(shop: ShopRef, number: str) -> str:
    """What a tick of the list posts."""
    return f"{shop.code}:{number}"


def short_place(order: OrderRow) -> str:
    """City and district without their endings: `杭州 余杭`."""
    return " ".join(part for part in (_short(order.contact.city), _short(order.contact.district)) if part)


def _short(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def goods_words(order: OrderRow) -> str:
    """The first thing of an order, and how many kinds more."""
    if not order.lines:
        return order.title or _("no goods named")
    first = order.lines[0]
    words = f"{first.title} {first.attributes}".strip() or first.sku_code
    more = len(order.lines) - 1
    return _("%(first)s and %(count)d more") % {"first": words, "count": more} if more else words


def order_rows(
    orders: Sequence[OrderRow],
    *,
    actor: Actor,
    shops: Sequence[ShopRef],
    close: NextClose | None,
    tail: str = "",
    by_hand: Collection[int] = (),
) -> list[dict[str, Any]]:
    """Rows for `orders/_row.html`. `tail` is put behind the address of each order.

    `by_hand` are the shops where a person verifies every order.
    """
    by_id: Mapping[int, ShopRef] = {shop.id: shop for shop in shops}
    asked = open_instructions(order.id for order in orders)
    return [
        order_row(
            order,
            actor=actor,
            shop=by_id[order.shop_id],
            close=close,
            tail=tail,
            by_hand=by_hand,
            asked=asked.get(order.id, ()),
        )
        for order in orders
    ]


def order_row(
    order: OrderRow,
    *,
    actor: Actor,
    shop: ShopRef,
    close: NextClose | None,
    tail: str = "",
    by_hand: Collection[int] = (),
    asked: Sequence[InstructionCard] = (),
) -> dict[str, Any]:
    """One row; `asked` are the open instructions of the order."""
    pieces = order.piece_count or sum(line.quantity for line in order.lines)
    is_over = order.state in {OrderState.SHIPPED, OrderState.COMPLETED}
    product = order.lines[0].product_id if order.lines else None
    return {
        "key": key_of(shop, order.number),
        "id": order.id,
        "number": order.number,
        "url": f"{order_url(shop, order.number)}{tail}",
        "peek": order_url(shop, order.number, "peek"),
        "due": order.ship_by_at if order.state == OrderState.PAID or (is_over and order.shipped_at) else None,
        "since": order.paid_at,
        "met_at": order.shipped_at if is_over else None,
        "channel": order.channel,
        "channel_name": Channel(order.channel).label if order.channel in Channel.values else order.channel,
        "label": standing_words(order),
        "step": step_of(order),
        "is_held": order.is_held,
        "is_closed": order.state == OrderState.CLOSED,
        **_hold_cell(order, actor, shop, close, tail if shop.id in by_hand else None),
        "shop": shop.name,
        "remark_count": order.remark_count,
        "buyer": order.contact.receiver_name or order.contact.buyer_nick,
        "place": short_place(order),
        "goods": goods_words(order),
        "pieces": pieces,
        "is_many": pieces >= _MANY,
        "swatch": (product or order.id) % _SWATCHES + 1,
        "paid": order.paid_amount,
        "currency": shop.currency,
        "courier": order.courier_name,
        "flag": order.flag or 0,
        "flag_label": order.flag_label or (Flag(order.flag).label if order.flag in Flag.values else ""),
        "has_seller_note": bool(order.seller_note),
        "is_deposit": order.is_deposit,
        "chips": chips(asked),
    }


def _hold_cell(
    order: OrderRow, actor: Actor, shop: ShopRef, close: NextClose | None, verify_tail: str | None
) -> dict[str, Any]:
    hold = most_urgent(order.holds)
    if hold is None or order.state != OrderState.PAID:
        return _free_cell(order, actor, shop, close, verify_tail)
    decision = decision_of(hold.reason)
    cell: dict[str, Any] = {
        "hold": hold_label(hold.reason),
        "more": len(order.holds) - 1,
        "cause": hold_cause(hold, order.contact),
    }
    if not can_resolve(actor, hold, shop.id):
        return cell
    if decision.kind == RECHECK:
        return cell | {
            "verb": decision.verb,
            "act_url": order_url(shop, order.number, "check"),
            "is_post": True,
            "target": f"#zg-order-{order.id}",
        }
    if decision.kind == SHORTAGE:
        return cell | {"verb": decision.verb, "act_url": order_url(shop, order.number, "shortage")}
    url = order_url(shop, order.number, "decide", hold.id)
    return cell | {"verb": decision.verb, "act_url": url, "dialog": url}


def _free_cell(
    order: OrderRow, actor: Actor, shop: ShopRef, close: NextClose | None, verify_tail: str | None
) -> dict[str, Any]:
    """What a row says when nothing holds the order, and what may be done then."""
    if order.state == OrderState.CLOSED:
        return {"cause": order.close_reason or _("closed")}
    if order.state != OrderState.PAID:
        return {"cause": order.waybill_no or order.status_text}
    if order.step == OrderStep.TO_CHECK:
        return _new_cell(order, actor, shop, verify_tail)
    if order.step != OrderStep.CHECKED:
        return {"cause": _("in a batch") if order.step == OrderStep.BATCHED else _("packed, waits for the courier")}
    return _passed_cell(order, actor, shop, close)


def _new_cell(order: OrderRow, actor: Actor, shop: ShopRef, verify_tail: str | None) -> dict[str, Any]:
    """A new order: rules try it, or a person compares it on its page."""
    can_check = actor.can(CHECK_ORDERS, shop.id)
    if verify_tail is not None:
        cell: dict[str, Any] = {"cause": _("nobody has verified it")}
        url = f"{order_url(shop, order.number)}{verify_tail}"
        return cell | {"verb": _("Verify"), "act_url": url} if can_check else cell
    cell = {"cause": _("new, not checked yet")}
    if not can_check:
        return cell
    return cell | {
        "verb": _("Check"),
        "act_url": order_url(shop, order.number, "check"),
        "is_post": True,
        "target": f"#zg-order-{order.id}",
    }


def _passed_cell(order: OrderRow, actor: Actor, shop: ShopRef, close: NextClose | None) -> dict[str, Any]:
    if close is None:
        return {"cause": _("passed, waits for the close")}
    if not order.ship_by_at or order.ship_by_at >= close.at:
        return {"cause": _("passed, waits for %(time)s") % {"time": close.words}}
    cell = {"cause": _("passed, but %(time)s is too late for it") % {"time": close.words}}
    close_url = url_if("fulfilment:close")
    if close_url and actor.can(_CLOSE_BATCH, shop.id):
        cell |= {"verb": _("Close now…"), "act_url": close_url}
    return cell
