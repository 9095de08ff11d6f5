"""What every followed case asks of its next step, be it of an order or of a parcel."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.values import Actor
from zhanggui.people.queries import active_users

LONGEST_STEP, LONGEST_TEXT = 200, 2_000
_FURTHEST = timedelta(days=366)


class StepMissing(InvalidInput):
    """A followed case has a next step and its date."""

    def __init__(self) -> None:
        super().__init__(
            "orders.step_missing", _("Write what comes next and until when; the date lies within a year from now.")
        )


class OwnerUnknown(InvalidInput):
    """Who sees to it must be somebody here."""

    def __init__(self) -> None:
        super().__init__("orders.owner_unknown", _("Choose somebody who works here."))


def step_values(actor: Actor, step: NextStep) -> dict[str, Any]:
    """What a case keeps of its next step; the person sees to it unless somebody else was chosen.

    Errors: StepMissing without words, or with a date that lies behind or too far off; OwnerUnknown.
    """
    words = step.words.strip()[:LONGEST_STEP]
    if not words or not now() - timedelta(days=1) < step.due_at < now() + _FURTHEST:
        raise StepMissing
    owner_id, owner_name = _owner(actor, step.owner_id)
    return {"next_step": words, "due_at": step.due_at, "owner_id": owner_id, "owner_name": owner_name}


def _owner(actor: Actor, owner_id: int | None) -> tuple[int | None, str]:
    if owner_id is None or owner_id == actor.user_id:
        return actor.user_id, actor.name
    name = dict(active_users()).get(owner_id)
    if name is None:
        raise OwnerUnknown
    return owner_id, name
