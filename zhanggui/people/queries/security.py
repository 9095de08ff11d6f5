"""What stands between a person and the desk: lock-out, idle time, second factor, secrecy note (SEC-03, SEC-05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from zhanggui.kernel.clock import now
from zhanggui.kernel.rulebook.read import rule_value, rule_values
from zhanggui.people.models import PositionHolding, SecrecyNote, User
from zhanggui.people.queries.positions import needs_second_factor
from zhanggui.people.rules.security import (
    ALARM_RECORDS,
    DORMANT_DAYS,
    IDLE_MINUTES,
    LOCK_MINUTES,
    LOCK_TRIES,
    SECOND_FACTOR_DAYS,
    SECRECY_DAYS,
)

SECRECY, SECOND_FACTOR = "secrecy", "second_factor"
_HOUR = timedelta(hours=1)
# One reading of a contact is one record; an export in the clear counts its rows, a masked one shows nobody.
_READ = """
SELECT actor_id, sum(records) FROM (
    SELECT actor_id, CASE WHEN kind = 'order.contact_revealed' THEN 1
        WHEN (data ->> 'is_clear')::boolean THEN (data ->> 'rows')::bigint ELSE 0 END AS records
    FROM kernel_event
    WHERE kind IN ('order.contact_revealed', 'orders.exported') AND at >= %s AND actor_id IS NOT NULL
) read GROUP BY actor_id HAVING sum(records) > %s ORDER BY actor_id
"""


def lock_tries() -> int:
    """After how many failed tries an account locks."""
    return rule_value(LOCK_TRIES)


def lock_time() -> timedelta:
    """How long the lock lasts."""
    return timedelta(minutes=rule_value(LOCK_MINUTES))


def idle_time() -> timedelta:
    """After how long without a request a person is signed out."""
    return timedelta(minutes=rule_value(IDLE_MINUTES))


def gates_of(user: User, *, has_factor: bool, at: datetime | None = None) -> list[str]:
    """What the person must do at sign-in before anything else: sign the note, switch the second factor on.

    Accounts of the demo are nobody's and pass.
    """
    if user.is_demo:
        return []
    moment, values = at or now(), rule_values((SECRECY_DAYS, SECOND_FACTOR_DAYS))
    gates = []
    signed = last_signature(user.pk)
    if signed is None or signed.signed_at + timedelta(days=values[SECRECY_DAYS]) <= moment:
        gates.append(SECRECY)
    is_due = user.created_at + timedelta(days=values[SECOND_FACTOR_DAYS]) <= moment
    if is_due and not has_factor and needs_second_factor(user.pk):
        gates.append(SECOND_FACTOR)
    return gates


def last_signature(user_id: int) -> SecrecyNote | None:
    """The newest signature of the person below the secrecy note."""
    return SecrecyNote.objects.filter(user_id=user_id).order_by("-signed_at").first()


def signatures_of(user_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of the people signed last; who never did is left out."""
    rows = SecrecyNote.objects.filter(user_id__in=list(user_ids)).order_by("user_id", "-signed_at")
    return dict(rows.distinct("user_id").values_list("user_id", "signed_at"))


@dataclass(frozen=True, slots=True)
class DormantAccount:
    """An open account that nobody used for long, and a shop whose owner hears of it."""

    user_id: int
    username: str
    name: str
    days: int
    shop_id: int | None


def dormant_accounts(at: datetime | None = None) -> list[DormantAccount]:
    """Open accounts without a sign-in for as long as the value says (SEC-08)."""
    moment, days = at or now(), rule_value(DORMANT_DAYS)
    places = dict(PositionHolding.objects.order_by("-shop_id").values_list("user_id", "shop_id"))
    found = []
    for user in User.objects.filter(is_active=True, is_demo=False).order_by("pk"):
        idle = (moment - (user.last_login or user.created_at)).days
        if idle >= days:
            found.append(DormantAccount(user.pk, user.username, user.shown_name, idle, places.get(user.pk)))
    return found


def heavy_readers(at: datetime | None = None) -> list[tuple[int, int]]:
    """(person, records) of those who read more customer records within an hour than the value allows (SEC-04)."""
    moment, most = at or now(), rule_value(ALARM_RECORDS)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [moment - _HOUR, most])
        return [(int(user_id), int(count)) for user_id, count in cursor.fetchall()]
