"""Noting promises that were missed, and why (ORD-13)."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.models import PromiseBreach
from zhanggui.fulfilment.values import EXPLAIN_BREACH, BreachCause
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.record import record, record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject, system_actor

# What was promised longer ago came from an old file; nobody can make it good any more.
MOST_DAYS = 60
_SHIP = """
INSERT INTO fulfilment_promisebreach (shop_id, kind, order_id, order_number, parcel_id, due_at, amount, courier, found_at,
    cause, note, said_by)
SELECT o.shop_id, 'ship', o.id, o.number, 0, o.ship_by_at, coalesce(o.paid_amount, o.total_amount, 0), '', %(at)s,
    CASE WHEN o.is_held AND h.id IS NOT NULL THEN 'stock' WHEN o.is_held THEN 'held' WHEN o.step = 'to_check' THEN 'unchecked'
         WHEN o.step = 'checked' THEN 'no_batch' WHEN o.step = 'batched' THEN 'not_packed' ELSE 'no_number' END, '', ''
FROM orders_order o
LEFT JOIN LATERAL (SELECT id FROM orders_orderhold WHERE order_id = o.id AND reason = 'stock_short' AND released_at IS NULL
                   LIMIT 1) h ON true
WHERE o.shop_id = ANY(%(shops)s) AND o.state = 'paid' AND o.ship_by_at <= %(at)s
  AND o.ship_by_at > %(at)s - %(days)s * interval '1 day'
ON CONFLICT (kind, order_id, parcel_id) DO NOTHING RETURNING id
"""
_DELIVER = """
INSERT INTO fulfilment_promisebreach (shop_id, kind, order_id, order_number, parcel_id, due_at, amount, courier, found_at,
    cause, note, said_by)
SELECT p.shop_id, 'deliver', p.order_id, p.order_number, p.id, (p.expected_on + 1)::timestamp AT TIME ZONE s.timezone,
    coalesce(o.paid_amount, o.total_amount, 0), p.courier, %(at)s,
    CASE WHEN p.track_state IN ('trouble', 'returning', 'returned') THEN 'trouble' ELSE 'courier' END, '', ''
FROM fulfilment_parcel p JOIN shops_shop s ON s.id = p.shop_id JOIN orders_order o ON o.id = p.order_id
WHERE p.shop_id = ANY(%(shops)s) AND p.state = 'shipped' AND p.delivered_at IS NULL
  AND p.expected_on < (%(at)s::timestamptz AT TIME ZONE s.timezone)::date
  AND p.expected_on > (%(at)s::timestamptz)::date - %(days)s
ON CONFLICT (kind, order_id, parcel_id) DO NOTHING RETURNING id
"""
_END_SHIP = """
UPDATE fulfilment_promisebreach b SET ended_at = coalesce(o.shipped_at, %(at)s) FROM orders_order o
WHERE b.shop_id = ANY(%(shops)s) AND b.ended_at IS NULL AND b.kind = 'ship' AND o.id = b.order_id AND o.state <> 'paid'
"""
_END_DELIVER = """
UPDATE fulfilment_promisebreach b SET ended_at = coalesce(p.delivered_at, %(at)s)
FROM fulfilment_parcel p JOIN orders_order o ON o.id = p.order_id
WHERE b.shop_id = ANY(%(shops)s) AND b.ended_at IS NULL AND b.kind = 'deliver' AND p.id = b.parcel_id
  AND (p.delivered_at IS NOT NULL OR o.state IN ('completed', 'closed'))
"""
_EVENTS = """
SELECT shop_id, 'order', order_id, jsonb_build_object('promise', kind, 'due_at', due_at, 'cause', cause)
FROM fulfilment_promisebreach WHERE id = ANY(%s)
"""


class BreachNotFound(NotFound):
    """The shop has no such missed promise."""

    def __init__(self, breach_id: int) -> None:
        super().__init__(
            "fulfilment.breach_not_found", _("There is no missed promise %(id)s in this shop."), id=breach_id
        )


def note_breaches(shops: list[int], *, at: datetime | None = None) -> int:
    """Note the promises of shops that passed since the last look, each once; end those made good (ORD-13).

    Each carries the cause that can be seen at that moment, and stands on its order's timeline.
    Returns how many are new.
    """
    facts: dict[str, Any] = {"shops": shops, "at": at or now(), "days": MOST_DAYS}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_END_SHIP, facts)
        cursor.execute(_END_DELIVER, facts)
        found: list[int] = []
        for statement in (_SHIP, _DELIVER):
            cursor.execute(statement, facts)
            found += [row[0] for row in cursor.fetchall()]
        if found:
            record_set(system_actor(), "order.promise_missed", select=_EVENTS, params=[found])
    return len(found)


def explain_breach(*, actor: Actor, shop_id: int, breach_id: int, cause: str, note: str = "") -> PromiseBreach:
    """Say why a promise was missed; the timeline keeps what stood there before (ORD-13)."""
    require(actor, EXPLAIN_BREACH, shop_id)
    if cause not in BreachCause.values:
        raise InvalidInput(
            "fulfilment.unknown_cause",
            _("“%(cause)s” is not a known cause. Known: %(known)s."),
            cause=cause,
            known=", ".join(BreachCause.values),
        )
    with transaction.atomic():
        breach = PromiseBreach.objects.select_for_update().filter(pk=breach_id, shop_id=shop_id).first()
        if breach is None:
            raise BreachNotFound(breach_id)
        before = breach.cause
        breach.cause, breach.note, breach.said_by = cause, note.strip()[:200], actor.name
        breach.save(update_fields=["cause", "note", "said_by"])
        record(
            actor,
            "order.breach_explained",
            shop_id=shop_id,
            subject=Subject("order", breach.order_id, breach.order_number),
            data={"promise": breach.kind, "before": before, "after": cause},
            reason=breach.note,
        )
    return breach
