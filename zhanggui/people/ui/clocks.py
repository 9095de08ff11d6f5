"""The clock of tasks that people give each other, for the page of all deadlines (TSK-11)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clocks.registry import (
    ClockAsk,
    ClockKind,
    ClockSource,
    RunningClock,
    register_clock_source,
)
from zhanggui.people.models import GivenTask
from zhanggui.people.values import GIVE_TASKS


def _rows(ask: ClockAsk, limit: int) -> list[RunningClock]:
    rows = GivenTask.objects.filter(shop_id=ask.shop_id, closed_at=None).order_by("due_at", "pk")[:limit]
    return [
        RunningClock(
            row.shop_id,
            f"{row.title} · {row.owner_name}",
            reverse("people:task", args=[row.pk]),
            row.given_at,
            row.due_at,
        )
        for row in rows
    ]


_RUNNING = "SELECT given_at, due_at FROM people_giventask WHERE shop_id = ANY(%s) AND closed_at IS NULL"

register_clock_source(ClockSource(ClockKind("given_task", _("Given task")), GIVE_TASKS, _rows, running=_RUNNING))
