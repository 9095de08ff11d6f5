"""Reading the timeline of one object."""

from typing import Any

from zhanggui.kernel.events.models import Event


def timeline(subject_kind: str, subject_id: int, *, limit: int = 200) -> list[dict[str, Any]]:
    """Events of one object, newest first, as plain values."""
    rows = Event.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-pk")[:limit]
    return [event_values(row) for row in rows]


def event_values(event: Event) -> dict[str, Any]:
    """An event as timelines tell it."""
    return {
        "id": event.pk,
        "at": event.at,
        "kind": event.kind,
        "actor": event.actor_name,
        "position": event.position,
        "origin": event.origin,
        "reason": event.reason,
        "data": event.data,
    }
