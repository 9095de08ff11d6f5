"""Exceptions that the courier's news, or their absence, make by themselves; and those that settle so (LOG-05, LOG-07)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.lifecycle import EXCEPTION
from zhanggui.fulfilment.models import Parcel, ParcelException
from zhanggui.fulfilment.queries.tracking import late_parcels, silent_parcels
from zhanggui.fulfilment.rules.exceptions import DELIVERED, NEWS
from zhanggui.fulfilment.rules.tracking import exception_of
from zhanggui.fulfilment.values import ExceptionKind, ExceptionState
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Origin, Subject, system_actor
from zhanggui.shops.queries import shop_by_id

DUE_TASK = "exceptions_due"
register_task_kind(
    TaskKind(
        DUE_TASK,
        _("Parcel exceptions, next step is due"),
        _("Next step"),
        "fulfilment:exceptions",
        "truck",
    )
)
# The first step is due within a day: couriers answer requests within that time.
_FIRST_STEP = timedelta(hours=24)
_BATCH = 1_000
_NEWS = """
SELECT DISTINCT ON (e.parcel_id) e.parcel_id, e.id, e.state, e.text FROM fulfilment_trackingevent e
JOIN fulfilment_parcel p ON p.id = e.parcel_id AND p.track_state = e.state
WHERE e.parcel_id = ANY(%s) AND e.state IN ('trouble', 'returning', 'returned')
  AND NOT EXISTS (SELECT 1 FROM fulfilment_parcelexception x
                  WHERE x.parcel_id = e.parcel_id AND (x.state = 'open' OR x.track_event_id = e.id))
ORDER BY e.parcel_id, e.at DESC, e.id DESC
"""
# News end a silence; delivery ends a delay as well. What was lost or damaged a person closes.
_SETTLED = """
SELECT x.id, p.delivered_at IS NOT NULL FROM fulfilment_parcelexception x JOIN fulfilment_parcel p ON p.id = x.parcel_id
WHERE x.parcel_id = ANY(%s) AND x.state = 'open' AND ((x.kind = 'silent' AND p.tracked_at > x.opened_at)
   OR (x.kind IN ('silent', 'delay') AND p.delivered_at IS NOT NULL)) ORDER BY x.id FOR UPDATE OF x
"""
_EVENTS = """
SELECT shop_id, 'parcel', parcel_id, jsonb_build_object('exception', id, 'kind', kind)
FROM fulfilment_parcelexception WHERE id = ANY(%s)
"""
_KNOWN = """
SELECT parcel_id FROM fulfilment_parcelexception x JOIN fulfilment_parcel p ON p.id = x.parcel_id
WHERE x.parcel_id = ANY(%s) AND (x.state = 'open' OR (x.kind = %s AND x.opened_at > p.tracked_at))
"""


def notice_exceptions(actor: Actor, parcel_ids: Sequence[int]) -> int:
    """After the courier's news came: open what went wrong, close what settled; returns how many were opened."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, [list(parcel_ids)])
        settled = cursor.fetchall()
        cursor.execute(_NEWS, [list(parcel_ids)])
        news = {parcel: (event, exception_of(state, text)) for parcel, event, state, text in cursor.fetchall()}
    for is_delivered, words in ((True, DELIVERED), (False, NEWS)):
        _close(actor, [row[0] for row in settled if row[1] is is_delivered], words)
    return _open(actor, {parcel: found for parcel, found in news.items() if found[1]})


def notice_silence(shop_id: int, *, before: datetime, today: datetime) -> int:
    """Open exceptions of parcels without news and of those later than expected; returns how many."""
    actor = system_actor(Origin.JOB)
    count = 0
    for kind, parcels in (
        (ExceptionKind.SILENT, silent_parcels(shop_id, before=before, limit=_BATCH)),
        (ExceptionKind.DELAY, late_parcels(shop_id, today.date(), limit=_BATCH)),
    ):
        with connection.cursor() as cursor:
            cursor.execute(_KNOWN, [parcels, kind])
            known = {row[0] for row in cursor.fetchall()}
        count += _open(actor, {parcel: (None, kind.value) for parcel in parcels if parcel not in known})
    return count


def tell_of_exceptions(shop_id: int) -> int:
    """One task for a shop's exceptions whose next step is due, closed when there are none; returns how many."""
    subject = Subject("shop", shop_id, shop_by_id(shop_id).name)
    due = ParcelException.objects.filter(shop_id=shop_id, state=ExceptionState.OPEN, due_at__lte=now())
    count = due.count()
    if count:
        open_task(DUE_TASK, shop_id=shop_id, subject=subject, position="order_clerk", data={"count": count})
    else:
        close_tasks(DUE_TASK, shop_id=shop_id, subject=subject, actor=system_actor(Origin.JOB))
    return count


def _open(actor: Actor, found: Mapping[int, tuple[int | None, str]]) -> int:
    shops = dict(Parcel.objects.filter(pk__in=list(found)).values_list("pk", "shop_id"))
    at = now()
    ParcelException.objects.bulk_create(
        [
            ParcelException(
                shop_id=shops[parcel_id],
                parcel_id=parcel_id,
                kind=kind,
                next_step="",
                due_at=at + _FIRST_STEP,
                track_event_id=event_id,
                opened_at=at,
                opened_by=actor.name,
            )
            for parcel_id, (event_id, kind) in sorted(found.items())
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    made = ParcelException.objects.filter(parcel_id__in=list(found), opened_at=at, state=ExceptionState.OPEN)
    ids = list(made.values_list("pk", flat=True))
    if ids:
        record_set(actor, "parcel.exception_opened", select=_EVENTS, params=[ids])
    return len(ids)


def _close(actor: Actor, ids: Sequence[int], result: str) -> None:
    """Locked rows move at once, one event each."""
    if not ids:
        return
    transition = EXCEPTION.transition("close")
    ParcelException.objects.filter(pk__in=list(ids), state__in=transition.sources).update(
        state=transition.target, closed_at=now(), closed_by=actor.name, result=result
    )
    record_set(actor, transition.event, select=_EVENTS, params=[list(ids)], reason=result)
