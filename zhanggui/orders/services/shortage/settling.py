"""Choices end by themselves when their goods came, or when the order went another way. Called by every check."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.verbs import meet_deadlines
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.values import Actor
from zhanggui.orders.lifecycle import SHORTAGE
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.services.shortage.owing import withdraw_owed_of_closed
from zhanggui.orders.services.shortage.tasks import close_choice_tasks
from zhanggui.orders.services.shortage.waiting import DEADLINE

# A part-shipment stands while one of its parts waits.
_SETTLED = """
SELECT c.id, c.order_id FROM orders_shortagechoice c JOIN orders_order o ON o.id = c.order_id
WHERE c.shop_id = %(shop)s AND c.state IN ('asked', 'agreed') {only}
  AND (o.state <> 'paid' OR (c.kind <> 'part_ship' AND o.step <> 'to_check') OR (c.kind = 'part_ship' AND NOT EXISTS (
    SELECT 1 FROM orders_ordersplit s JOIN orders_orderpart p ON p.split_id = s.id
    WHERE s.order_id = o.id AND s.undone_at IS NULL AND p.is_later AND p.shipped_at IS NULL)))
ORDER BY c.id FOR UPDATE OF c
"""
_EVENTS = """
SELECT shop_id, 'order', order_id, jsonb_build_object('shortage', id, 'kind', kind, 'after', state)
FROM orders_shortagechoice WHERE id = ANY(%s)
"""


def end_settled(actor: Actor, shop_id: int, order_ids: Sequence[int] | None) -> int:
    """End the choices of orders (None: of the shop) that no longer wait for goods; returns how many."""
    only = "" if order_ids is None else "AND c.order_id = ANY(%(ids)s::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED.format(only=only), {"shop": shop_id, "ids": id_array(order_ids or ())})
        rows = cursor.fetchall()
    if order_ids is None:
        withdraw_owed_of_closed(actor, shop_id)
    if rows:
        move_choices(actor, "end", [row[0] for row in rows], ended_at=now())
        meet_deadlines(DEADLINE, shop_id=shop_id, subject_kind="shortage", subject_ids=[row[0] for row in rows])
        close_choice_tasks(actor, shop_id, [row[1] for row in rows])
    return len(rows)


def move_choices(actor: Actor, verb: str, ids: Sequence[int], *, ended_at: datetime | None = None) -> None:
    """Move locked choices along their lifecycle at once, one event each."""
    transition = SHORTAGE.transition(verb)
    ShortageChoice.objects.filter(pk__in=list(ids), state__in=transition.sources).update(
        state=transition.target, ended_at=ended_at
    )
    record_set(actor, transition.event, select=_EVENTS, params=[list(ids)])
