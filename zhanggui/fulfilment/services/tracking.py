"""Where parcels are: bringing them up to date with what couriers told, and noticing the silent ones (LOG-05)."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.models import Parcel, TrackingEvent
from zhanggui.fulfilment.queries.tracking import silent_parcels
from zhanggui.fulfilment.services.notice_exceptions import notice_exceptions, notice_silence, tell_of_exceptions
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Origin, Subject, system_actor
from zhanggui.shops.queries import settings_of, shop_by_id

SILENT = "silent_parcels"
register_task_kind(TaskKind(SILENT, _("Parcels without news"), _("Ask the courier"), "fulfilment:tracking", "truck"))

# The state is that of the newest event which tells one; a parcel without events is where it left us.
_REFRESH = """
WITH before AS (SELECT id, track_state FROM fulfilment_parcel WHERE id = ANY(%(parcels)s) ORDER BY id FOR UPDATE),
told AS (
    SELECT b.id, b.track_state AS was, max(e.at) AS at,
           coalesce((array_agg(e.state ORDER BY e.at DESC, e.id DESC) FILTER (WHERE e.state <> ''))[1], '') AS state,
           max(e.at) FILTER (WHERE e.state = 'delivered') AS delivered_at
    FROM before b LEFT JOIN fulfilment_trackingevent e ON e.parcel_id = b.id GROUP BY b.id, b.track_state
)
UPDATE fulfilment_parcel p
SET track_state = told.state, tracked_at = greatest(told.at, p.shipped_at),
    delivered_at = CASE WHEN told.state = 'delivered' THEN told.delivered_at END
FROM told WHERE p.id = told.id RETURNING p.id, told.was <> told.state
"""
_EVENTS = """
SELECT shop_id, 'parcel', id, jsonb_build_object('after', track_state, 'waybill_no', waybill_no, 'at', tracked_at)
FROM fulfilment_parcel WHERE id = ANY(%s)
"""


def refresh_parcels(actor: Actor, parcel_ids: Sequence[int]) -> int:
    """Bring parcels up to date with their traces, in the caller's transaction; returns how many changed state."""
    if not parcel_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, {"parcels": list(parcel_ids)})
        changed = [row[0] for row in cursor.fetchall() if row[1]]
    if changed:
        record_set(actor, "parcel.tracked", select=_EVENTS, params=[changed])
    notice_exceptions(actor, parcel_ids)
    return len(changed)


def replace_trace(actor: Actor, parcel: Parcel, events: Sequence[TrackingEvent]) -> bool:
    """Replace what the tracking service told of a parcel; False when it knew something newer already.

    Callbacks repeat and come out of order: an older trace, or the same one again, changes nothing.
    """
    newest = max((event.at for event in events), default=None)
    if newest is None:
        return False
    with transaction.atomic():
        Parcel.objects.select_for_update().get(pk=parcel.pk)
        mine = TrackingEvent.objects.filter(parcel_id=parcel.pk, source="kuaidi100")
        known = {(event.at, event.text) for event in mine}
        newest_known = max((at for at, _text in known), default=None)
        if newest_known is not None and newest < newest_known:
            return False
        fresh = {(event.at, event.text): event for event in events}
        if set(fresh) == known:
            return False
        mine.delete()
        TrackingEvent.objects.bulk_create(fresh.values(), ignore_conflicts=True)
        refresh_parcels(actor, [parcel.pk])
    return True


def tell_of_silent_parcels(shop_id: int) -> int:
    """Open one task for a shop's parcels without news, close it when there are none; returns how many there are."""
    subject = Subject("shop", shop_id, shop_by_id(shop_id).name)
    actor = system_actor(Origin.JOB)
    before = now() - timedelta(hours=settings_of(shop_id)["silent_after_hours"])
    count = len(silent_parcels(shop_id, before=before, limit=1_000))
    with transaction.atomic():
        notice_silence(shop_id, before=before, today=now().astimezone(shop_zone(shop_by_id(shop_id).timezone)))
        tell_of_exceptions(shop_id)
    if count:
        open_task(SILENT, shop_id=shop_id, subject=subject, position="order_clerk", data={"count": count})
    else:
        close_tasks(SILENT, shop_id=shop_id, subject=subject, actor=actor)
    return count
