"""Writing the timeline."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from zhanggui.kernel.acting import position_of
from zhanggui.kernel.clock import current_request_id, now
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.locks import TIMELINE_LOCK
from zhanggui.kernel.news import tell_of_change
from zhanggui.kernel.values import Actor, Subject


def hold_timeline_lock() -> None:
    """Take the shared lock that lets a seal know no writer is under way. Never waits for writers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [TIMELINE_LOCK])


def personal_hash(salt: str, values: Mapping[str, Any]) -> str:
    """The salted hash that stands in the event for personal values."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def record(
    actor: Actor,
    kind: str,
    *,
    shop_id: int | None,
    subject: Subject,
    data: Mapping[str, Any] | None = None,
    reason: str = "",
    personal: Mapping[str, Any] | None = None,
) -> Event:
    """Add one event to the timeline, in the caller's transaction.

    `data` must not hold personal values; those go to `personal`, which lies in an erasable
    table while the event keeps only a salted hash.
    """
    salt = secrets.token_hex(16) if personal else ""
    with transaction.atomic():
        hold_timeline_lock()
        event = Event.objects.create(
            at=now(),
            shop_id=shop_id,
            kind=kind,
            subject_kind=subject.kind,
            subject_id=subject.id,
            actor_id=actor.user_id,
            actor_name=actor.name,
            position=position_of(actor),
            origin=actor.origin,
            reason=reason,
            data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
            personal_hash=personal_hash(salt, personal) if personal else "",
            request_id=current_request_id(),
        )
        if personal:
            PersonalChange.objects.create(
                event_id=event.pk,
                shop_id=shop_id,
                subject_kind=subject.kind,
                subject_id=subject.id,
                salt=salt,
                values=json.loads(json.dumps(personal, cls=DjangoJSONEncoder)),
            )
        tell_of_change(shop_id)
    return event


def record_set(actor: Actor, kind: str, *, select: str, params: list[Any], reason: str = "") -> int:
    """Add one event a row of a SELECT that yields (shop_id, subject_kind, subject_id, data jsonb).

    Set-based: used by imports, checks and batches over thousands of orders.
    """
    with transaction.atomic():
        hold_timeline_lock()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_event (at, shop_id, kind, subject_kind, subject_id, actor_id, actor_name,"
                " position, origin, reason, data, personal_hash, request_id)"
                f" SELECT %s, s.shop_id, %s, s.subject_kind, s.subject_id, %s, %s, %s, %s, %s, s.data, '', %s"
                f" FROM ({select}) AS s (shop_id, subject_kind, subject_id, data)",
                [
                    now(),
                    kind,
                    actor.user_id,
                    actor.name,
                    position_of(actor),
                    str(actor.origin),
                    reason,
                    current_request_id(),
                    *params,
                ],
            )
            count = int(cursor.rowcount)
        if count:
            tell_of_change(None)
    return count


def record_denied(actor: Actor, capability: str, shop_id: int | None) -> Event:
    """Log that somebody tried what their positions do not include (ORG-09)."""
    return record(
        actor,
        "permission.denied",
        shop_id=shop_id,
        subject=Subject("user", actor.user_id or 0),
        data={"capability": capability},
    )
