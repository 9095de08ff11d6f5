"""What people ask of higher modules: events after which a routine is due (TSK-02)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened once: its own number among its kind, what people call it, when."""

    id: int
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RoutineEvent:
    """A kind of event that work may follow; `find` takes (shop id, from, until) and reads an index, not the timeline."""

    code: str
    label: Any
    find: Callable[[int, datetime, datetime], list[Occurrence]]


_EVENTS: dict[str, RoutineEvent] = {}


def register_routine_event(event: RoutineEvent) -> None:
    """Offer an event on the page of routines."""
    _EVENTS[event.code] = event


def routine_events() -> dict[str, RoutineEvent]:
    """All events by code."""
    return dict(_EVENTS)
