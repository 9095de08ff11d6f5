"""States: one compare-and-set that moves a row from one to another and tells the timeline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal change: its verb, from which states, to which, and the event kind it leaves."""

    verb: str
    sources: tuple[str, ...]
    target: str
    event: str


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of one field of one table and the legal changes between them."""

    name: str
    field: str
    states: tuple[str, ...]
    initial: tuple[str, ...]
    final: tuple[str, ...]
    transitions: tuple[Transition, ...] = ()

    def transition(self, verb: str) -> Transition:
        """The transition of a verb; a wrong verb is a programming error."""
        return next(item for item in self.transitions if item.verb == verb)


def move(
    row: models.Model,
    lifecycle: Lifecycle,
    verb: str,
    *,
    actor: Actor,
    subject: Subject,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Change the state of one row if it still is where the verb may start, and record it.

    Raises Conflict when somebody else moved the row first; then nothing is changed.
    """
    transition = lifecycle.transition(verb)
    before = getattr(row, lifecycle.field)
    with transaction.atomic():
        updated = (
            type(row)
            ._default_manager.filter(pk=row.pk, **{f"{lifecycle.field}__in": transition.sources})
            .update(**{lifecycle.field: transition.target}, **changes)
        )
        if not updated:
            raise Conflict(
                "lifecycle.moved",
                _("%(subject)s is not where this step starts any more. Nothing was changed; look at its timeline."),
                subject=subject.label or subject.kind,
                verb=verb,
            )
        for name, value in {lifecycle.field: transition.target, **changes}.items():
            setattr(row, name, value)
        record(
            actor,
            transition.event,
            shop_id=getattr(row, "shop_id", None),
            subject=subject,
            reason=reason,
            data={"before": before, "after": transition.target, **(data or {})},
        )
