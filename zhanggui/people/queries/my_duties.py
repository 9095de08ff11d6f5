"""One's own duties with their targets and how they stand (ORG-17)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from zhanggui.kernel.duties import Figure, measures
from zhanggui.kernel.values import EVERY_SHOP, Actor
from zhanggui.people.models import PositionHolding
from zhanggui.people.queries.positions import LivePosition, live_positions
from zhanggui.people.queries.routines import LiveRoutine, live_routines
from zhanggui.people.rules.duties import Duty, duties


@dataclass(frozen=True, slots=True)
class MyDuty:
    """A duty with its target in words and the figure of the live system, where there is one."""

    duty: Duty
    target: Any
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class MyPosition:
    """A held position: where, its duties, and its routines as the first of its shops has them."""

    position: LivePosition
    shop_ids: tuple[int, ...]
    duties: tuple[MyDuty, ...]
    routines: tuple[LiveRoutine, ...]


def my_duties(actor: Actor, shop_ids: list[int]) -> list[MyPosition]:
    """Every position that the actor holds in one of the shops, with its duties; figures speak of those shops only."""
    held: dict[str, set[int]] = defaultdict(set)
    if not actor.user_id:
        held.update((code, {EVERY_SHOP}) for code in actor.position.split(","))
    for code, shop_id in (
        PositionHolding.objects.filter(user_id=actor.user_id or 0).order_by("pk").values_list("position", "shop_id")
    ):
        held[code].add(EVERY_SHOP if shop_id is None else shop_id)
    live = live_positions()
    returning = {shop_id: live_routines(shop_id) for shop_id in shop_ids}
    found = []
    for code, places in held.items():
        seen = [shop_id for shop_id in shop_ids if EVERY_SHOP in places or shop_id in places]
        if code in live and seen:
            mine = tuple(_measured(actor, duty, seen) for duty in duties().get(code, ()))
            own = (each for each in returning[seen[0]].values() if each.position == code and each.is_on)
            found.append(MyPosition(live[code], tuple(seen), mine, tuple(own)))
    return found


def _measured(actor: Actor, duty: Duty, shop_ids: list[int]) -> MyDuty:
    measure = measures().get(duty.measure)
    if measure is None:
        return MyDuty(duty, "", None)
    return MyDuty(duty, measure.target, measure.figure(actor, shop_ids))


def my_duties_json(actor: Actor, shop_ids: list[int]) -> list[dict[str, Any]]:
    """The actor's duties as commands and the API show them."""
    return [
        {
            "position": each.position.code,
            "duty": str(mine.duty.words),
            "target": str(mine.target),
            "figure": mine.figure.text if mine.figure else None,
            "is_met": mine.figure.is_met if mine.figure else None,
        }
        for each in my_duties(actor, shop_ids)
        for mine in each.duties
    ]
