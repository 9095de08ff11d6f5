"""Positions as they are now: the shipped templates with what the owner changed, and the shop's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from zhanggui.kernel.acting import register_position_words
from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.memory import while_unchanged
from zhanggui.people.models import PositionHolding, PositionSetting, StepSetting, User
from zhanggui.people.rules.duties import Duty, Words, duties
from zhanggui.people.rules.steps import STEPS, ProcessStep
from zhanggui.people.values import POSITIONS

_GUARDED = frozenset({"owner", "supervisor", "finance"})


@dataclass(frozen=True, slots=True)
class LivePosition:
    """A position that may be held: shipped or the shop's own, as the owner has it now."""

    code: str
    label: Any
    capabilities: frozenset[str]
    is_on: bool
    is_own: bool = False
    is_outside: bool = False
    is_changed: bool = False
    needs_second_factor: bool = False
    shop_id: int | None = None


@while_unchanged("people_positionsetting")
def live_positions() -> dict[str, LivePosition]:
    """Every position by code, templates first. One statement."""
    found = {
        code: LivePosition(
            code,
            template.label,
            template.capabilities,
            template.is_on,
            is_outside=template.is_outside,
            needs_second_factor=code in _GUARDED,
        )
        for code, template in POSITIONS.items()
    }
    for row in PositionSetting.objects.order_by("pk"):
        if row.is_own:
            found[row.code] = LivePosition(
                row.code,
                Words(row.label_en or row.label_zh, row.label_zh or row.label_en),
                frozenset(row.capabilities or ()),
                row.is_on is not False,
                is_own=True,
                needs_second_factor=bool(row.needs_second_factor),
                shop_id=row.shop_id,
            )
        elif row.code in found:
            found[row.code] = _changed(found[row.code], row)
    return found


def _changed(position: LivePosition, row: PositionSetting) -> LivePosition:
    is_changed = row.capabilities is not None and frozenset(row.capabilities) != position.capabilities
    return replace(
        position,
        capabilities=position.capabilities if row.capabilities is None else frozenset(row.capabilities),
        is_on=position.is_on if row.is_on is None else row.is_on,
        needs_second_factor=(
            position.needs_second_factor if row.needs_second_factor is None else row.needs_second_factor
        ),
        is_changed=is_changed,
    )


def offered_positions(held: Iterable[str] = ()) -> dict[str, LivePosition]:
    """Positions that are switched on, and those that are held all the same."""
    kept = set(held)
    return {code: each for code, each in live_positions().items() if each.is_on or code in kept}


def position_label(code: str) -> str:
    """What a position is called; the code itself when it is gone."""
    template = POSITIONS.get(code)
    if template is not None:
        return str(template.label)
    own = PositionSetting.objects.filter(code=code, is_own=True).first()
    return str(Words(own.label_en or own.label_zh, own.label_zh or own.label_en)) if own else code


register_position_words(position_label)


def needs_second_factor(user_id: int) -> bool:
    """Whether one of the held positions asks for a second factor (SEC-03)."""
    held = PositionHolding.objects.filter(user_id=user_id).values_list("position", flat=True)
    live = live_positions()
    return any(live[code].needs_second_factor for code in held if code in live)


@dataclass(frozen=True, slots=True)
class CoveredDuty:
    """A duty of an active position and who carries it; nobody is a gap (ORG-04 is the report of it)."""

    position: str
    duty: Duty
    holders: tuple[str, ...]


def duty_cover(shop_ids: Iterable[int]) -> list[CoveredDuty]:
    """Duties of the positions that are switched on, with the people who hold the position in one of the shops."""
    wanted = set(shop_ids)
    holders: dict[str, list[str]] = defaultdict(list)
    for position, shop_id, name in _active_holdings():
        if (shop_id is None or shop_id in wanted) and name not in holders[position]:
            holders[position].append(name)
    return [
        CoveredDuty(code, duty, tuple(holders[code]))
        for code, position in live_positions().items()
        if position.is_on and not position.is_outside
        for duty in duties().get(code, ())
    ]


@while_unchanged("people_positionholding", "people_user")
def _active_holdings() -> list[tuple[str, int | None, str]]:
    rows = (
        PositionHolding.objects.filter(user__is_active=True, brand="").order_by("user__username").select_related("user")
    )
    return [(row.position, row.shop_id, row.user.shown_name) for row in rows]


def uncovered_positions(shop_ids: Iterable[int]) -> list[str]:
    """Codes of active positions with duties that nobody holds."""
    return list(dict.fromkeys(each.position for each in duty_cover(shop_ids) if not each.holders))


@dataclass(frozen=True, slots=True)
class LiveStep:
    """A step of the order process with who answers for it and who else may act there."""

    step: ProcessStep
    position: str
    actions: Mapping[str, tuple[str, ...]]


def process_steps() -> list[LiveStep]:
    """The steps in order; `actions` maps each allowed action to the positions that include it (ORG-08)."""
    chosen = dict(StepSetting.objects.values_list("step", "position"))
    live = {code: each for code, each in live_positions().items() if each.is_on}
    known = capabilities()
    return [
        LiveStep(
            step,
            chosen.get(step.code, step.position),
            {
                action: tuple(code for code, each in live.items() if action in each.capabilities)
                for action in step.actions
                if action in known
            },
        )
        for step in STEPS
    ]


def held_position(shop_id: int, *codes: str) -> str:
    """The first of the positions that somebody holds in the shop, else the last: to whom a task goes."""
    rows = PositionHolding.objects.filter(position__in=codes, user__is_active=True, brand="")
    held = set(rows.filter(Q(shop_id=None) | Q(shop_id=shop_id)).values_list("position", flat=True))
    return next((code for code in codes if code in held), codes[-1])


def active_users() -> list[tuple[int, str]]:
    """Open accounts as (id, shown name), by name."""
    return sorted(
        ((user.pk, user.shown_name) for user in User.objects.filter(is_active=True)), key=lambda each: each[1]
    )
