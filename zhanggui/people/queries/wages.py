"""Agreed monthly pay: what counts now, and how it came to that; only for whom it is meant (SEC-05)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from zhanggui.kernel.confidential import for_programs, may_see
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.values import EVERY_SHOP, Actor
from zhanggui.people.models import PositionHolding, Wage
from zhanggui.people.values import WAGE

_FIGURES = ("monthly_pay", "since", "set_at", "set_by")


@dataclass(frozen=True, slots=True)
class WageCard:
    """Pay for a month from a day on, who wrote it down, and when; amount None means taken back."""

    amount: Decimal | None
    since: date
    set_at: datetime
    set_by: str


def wages_of(user_id: int, *, limit: int = 20) -> list[WageCard]:
    """What was agreed with a person, the newest first. The caller asks `may_see_wage`."""
    rows = Wage.objects.filter(user_id=user_id).order_by("-pk")[:limit]
    return [WageCard(row.amount, row.since, row.set_at, row.set_by) for row in rows]


def wage_places(user_id: int) -> list[int]:
    """The shops whose right to see wages is needed for this person: all where a position is held."""
    held = PositionHolding.objects.filter(user_id=user_id).values_list("shop_id", flat=True).distinct()
    return [EVERY_SHOP if shop_id is None else shop_id for shop_id in held] or [EVERY_SHOP]


def may_see_wage(actor: Actor, user_id: int) -> bool:
    """Whether the actor sees the person's pay: in every shop where the person holds a position."""
    return all(may_see(actor, WAGE, place) for place in wage_places(user_id))


def wage_json(actor: Actor, user_id: int, username: str) -> dict[str, Any]:
    """The pay for programs: null and listed in `hidden` for whom it is not meant."""
    card = next(iter(wages_of(user_id, limit=1)), None)
    row = {
        "user": username,
        "monthly_pay": amount_text(card.amount) if card else None,
        "since": card.since.isoformat() if card else None,
        "set_at": card.set_at.isoformat() if card else None,
        "set_by": card.set_by if card else None,
    }
    fields = dict.fromkeys(_FIGURES, WAGE)
    hiding = next((place for place in wage_places(user_id) if not may_see(actor, WAGE, place)), None)
    return {**row, "hidden": []} if hiding is None else for_programs(actor, row, fields, hiding)
