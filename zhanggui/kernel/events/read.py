"""Reading the timeline of one object."""

from collections.abc import Iterable
from typing import Any

from zhanggui.kernel.events.models import Event


def timeline(subject_kind: str, subject_id: int, *, limit: int = 200) -> list[dict[str, Any]]:
    """Events of one object, newest first, as plain values."""
    return [
        {
            "id": event.pk,
            "at": event.at,
            "kind": event.kind,
            "actor": event.actor_name,
            "position": event.position,
            "origin": event.origin,
            "reason": event.reason,
            "data": event.data,
        }
        for event in Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-pk")[:limit]
    ]


def recent_of(actor_id: int, kinds: Iterable[str], *, limit: int = 10) -> list[dict[str, Any]]:
    """What a person did last, of the given kinds."""
    rows = Event.objects.filter(actor_id=actor_id, kind__in=list(kinds)).order_by("-pk")[:limit]
    return [{"at": row.at, "kind": row.kind, "data": row.data, "subject_id": row.subject_id} for row in rows]
