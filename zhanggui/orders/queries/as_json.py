"""Orders as the command line and the API write them: amounts with two decimals, times with offset."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from zhanggui.kernel.clock import shop_zone
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import UnknownField
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.flags import flag_policies, shops_seeing, without_hidden_flags
from zhanggui.orders.queries.lists import list_orders
from zhanggui.orders.queries.rows import HoldRow, LineRow, OrderDetail, OrderRow

_AMOUNTS = ("goods_amount", "freight_amount", "total_amount", "paid_amount", "refund_amount", "payout_amount")
_TIMES = ("placed_at", "paid_at", "ship_by_at", "shipped_at", "completed_at")
_PLAIN = (
    "number", "channel", "state", "step", "is_held", "refund_state", "is_deposit", "is_part_shipped", "is_cod",
    "status_text", "close_reason", "title", "piece_count", "seller_note", "remark_count", "flag", "flag_label", "courier_name", "waybill_no",
)  # fmt: skip


def time_text(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """ISO 8601 with the shop's offset, to the second."""
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def order_json(row: OrderRow, zone: ZoneInfo) -> dict[str, Any]:
    """One order of a list; `holds` are the open reasons, contact data is what the row holds."""
    contact = row.contact
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        **{name: amount_text(getattr(row, name)) for name in _AMOUNTS},
        **{name: time_text(getattr(row, name), zone) for name in _TIMES},
        "holds": [hold.reason for hold in row.holds],
        "buyer_note": contact.buyer_note,
        "contact": {
            "buyer_nick": contact.buyer_nick,
            "receiver_name": contact.receiver_name,
            "phone": contact.phone,
            "province": contact.province,
            "city": contact.city,
            "district": contact.district,
            "address": contact.address,
            "address_quality": contact.address_quality,
            "is_masked": contact.is_masked,
        },
        "lines": [_line(line) for line in row.lines],
    }


def order_detail_json(detail: OrderDetail, zone: ZoneInfo) -> dict[str, Any]:
    """One order whole, with every hold, the rules tried and the timeline."""
    return {
        **order_json(detail.order, zone),
        "hold_log": [_hold(hold, zone) for hold in detail.holds],
        "checked_at": time_text(detail.checked_at, zone),
        "rules": [dict(rule) for rule in detail.rules],
        "calls": [
            {"at": time_text(call.called_at, zone), "result": call.result, "note": call.note, "actor": call.actor}
            for call in detail.calls
        ],
        "remarks": [
            {
                "id": remark.id,
                "text": remark.text,
                "author": remark.author,
                "positions": list(remark.positions),
                "at": time_text(remark.at, zone),
            }
            for remark in detail.remarks
        ],
        "verified": detail.verification
        and {
            "at": time_text(detail.verification.at, zone),
            "by": detail.verification.by,
            "how": detail.verification.how,
        },
        "timeline": [{**event, "at": time_text(event["at"], zone)} for event in detail.timeline],
    }


def _line(line: LineRow) -> dict[str, Any]:
    return {
        "title": line.title,
        "attributes": line.attributes,
        "sku_code": line.sku_code,
        "quantity": line.quantity,
        "price": amount_text(line.price),
        "paid_amount": amount_text(line.paid_amount),
        "refund_amount": amount_text(line.refund_amount),
        "refund_state": line.refund_state,
        "status_text": line.status_text,
    }


def _hold(hold: HoldRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": hold.id,
        "reason": hold.reason,
        "cause": dict(hold.cause),
        "note": hold.note,
        "rule": hold.rule_code,
        "version": hold.rule_version,
        "placed_at": time_text(hold.placed_at, zone),
        "placed_by": hold.placed_by,
        "released_at": time_text(hold.released_at, zone),
        "released_by": hold.released_by,
        "release_reason": hold.release_reason,
    }


ORDER_FIELDS = (*_PLAIN, *_AMOUNTS, *_TIMES, "holds", "buyer_note", "contact", "lines")
_ALWAYS = ("shop", "number")


def _only(order: dict[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    """Those fields of an order in their order, its shop and number always; all of them when none is named."""
    if not columns:
        return order
    return {name: order[name] for name in (*_ALWAYS, *columns)}


def read_fields(text: str) -> list[str]:
    """Field names of a list, `number,paid_amount`. UnknownField for one that an order does not have."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in (*_ALWAYS, *ORDER_FIELDS):
            raise UnknownField(name, ORDER_FIELDS)
    return names


def orders_page_json(
    actor: Actor,
    filters: OrderFilters,
    shops: Sequence[ShopRef],
    *,
    limit: int,
    cursor: str | None,
    columns: Sequence[str] = (),
) -> dict[str, Any]:
    """A page over several shops as a person may see it; each order names its shop, times are the shop's."""
    by_id = {shop.id: shop for shop in shops}
    policies = flag_policies(actor, by_id)
    page = list_orders(filters, shops_seeing(filters.flag, policies, list(by_id)), limit=limit, cursor=cursor)
    return {
        "orders": [
            _only({"shop": by_id[row.shop_id].code, **order_json(row, shop_zone(by_id[row.shop_id].timezone))}, columns)
            for row in without_hidden_flags(page.rows, policies)
        ],
        "next": page.next,
    }
