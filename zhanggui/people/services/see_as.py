"""Looking at the desk as another role: when it began and ended stands in the timeline (SEC-05)."""

from datetime import datetime, timedelta

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.queries import user_id_by_name
from zhanggui.people.queries.see_as import POSITION, Seen, onlooker
from zhanggui.people.values import SEE_AS, VIEW_PEOPLE

LONGEST = timedelta(hours=1)


def start_seeing(*, actor: Actor, seen: Seen) -> datetime:
    """Begin to look as a position or person; returns when it ends by itself, an hour later.

    Errors: the right to look is missing, the role is not known.
    """
    require(actor, SEE_AS)
    require(actor, VIEW_PEOPLE)
    onlooker(actor, seen)
    _tell(actor, "user.see_as_started", seen)
    return now() + LONGEST


def end_seeing(*, actor: Actor, seen: Seen, is_over: bool = False) -> None:
    """Stop looking; `is_over` when the hour ended it."""
    _tell(actor, "user.see_as_ended", seen, ended="time" if is_over else "person")


def _tell(actor: Actor, kind: str, seen: Seen, **facts: str) -> None:
    who: dict[str, str | int] = (
        {"position": seen.name} if seen.kind == POSITION else {"user": user_id_by_name(seen.name)}
    )
    record(actor, kind, shop_id=None, subject=Subject("user", actor.user_id or 0), data={**who, **facts})
