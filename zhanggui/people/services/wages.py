"""Agreed monthly pay of staff (SEC-05)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.confidential import VIEW_WAGES
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.money import as_amount
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.models import Wage
from zhanggui.people.queries.wages import wage_places, wages_of
from zhanggui.people.services.accounts import locked_user
from zhanggui.people.services.reach import require_over_user

_LARGEST = Decimal(10) ** 8


def agree_wage(*, actor: Actor, username: str, amount: Decimal | None, since: date) -> bool:
    """Write down the monthly pay agreed with a person from a day on; None takes it back.

    Needs the rights to manage the person and to see wages, both wherever the person holds a position.
    The timeline says that it changed, never to what. Returns False when nothing changed. InvalidInput
    for an amount below zero or out of reach.
    """
    require(actor, VIEW_WAGES)
    if amount is not None and not (amount.is_finite() and 0 <= amount < _LARGEST):
        raise InvalidInput("people.bad_wage", _("Monthly pay is an amount from 0.00 to 99,999,999.99."))
    with transaction.atomic():
        user = locked_user(username)
        require_over_user(actor, user.pk)
        for place in wage_places(user.pk):
            require(actor, VIEW_WAGES, place)
        wanted = None if amount is None else as_amount(amount)
        last = next(iter(wages_of(user.pk, limit=1)), None)
        if (last.amount, last.since) == (wanted, since) if last else wanted is None:
            return False
        Wage.objects.create(user=user, amount=wanted, since=since, set_at=now(), set_by=actor.name)
        record(
            actor,
            "user.wage_changed",
            shop_id=None,
            subject=Subject("user", user.pk),
            data={"changed": ["monthly_pay"]},
        )
    return True
