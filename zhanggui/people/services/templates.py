"""What positions include: the owner's changes to templates, and the shop's own positions (ORG-02, ORG-09)."""

import re
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import capabilities as all_capabilities
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.models import PositionHolding, PositionSetting, StepSetting
from zhanggui.people.queries import LivePosition, live_positions, position_label
from zhanggui.people.queries.routines import superiors
from zhanggui.people.rules.steps import STEPS
from zhanggui.people.services.reach import require_over
from zhanggui.people.values import MUST_NOT, OWNER, OWNER_KEEPS

_CODE = re.compile(r"[a-z][a-z0-9_]{1,38}")


def change_position(
    *,
    actor: Actor,
    code: str,
    capabilities: Collection[str] | None = None,
    is_on: bool | None = None,
    needs_second_factor: bool | None = None,
    superior: str | None = None,
    reason: str = "",
) -> LivePosition:
    """Change what a position includes, whether it is offered, whether it asks for a second factor, who stands above it.

    A template holds for every shop, so the actor must manage people in all of them; a shop's own
    position only there. Adding what appendix A keeps from the role needs a reason. Errors: an unknown
    position or capability, a superior that stands below, switching off what somebody holds, taking from the owner what keeps the
    shop manageable.
    """
    live = _live(code)
    require_over(actor, live.shop_id)
    wanted = live.capabilities if capabilities is None else frozenset(capabilities)
    words = reason.strip()[:300]
    _check_added(code, wanted - live.capabilities, words)
    _check_owner(code, wanted, is_on=is_on)
    if superior is not None:
        _check_superior(code, superior)
    with transaction.atomic():
        if is_on is False and PositionHolding.objects.filter(position=code, user__is_active=True).exists():
            raise Conflict(
                "people.position_held",
                _("“%(position)s” is held by somebody. Take the position from them first."),
                position=position_label(code),
            )
        row, _created = PositionSetting.objects.select_for_update().get_or_create(
            code=code, defaults={"changed_at": now()}
        )
        if capabilities is not None:
            row.capabilities = sorted(wanted)
        row.is_on = row.is_on if is_on is None else is_on
        row.needs_second_factor = row.needs_second_factor if needs_second_factor is None else needs_second_factor
        row.superior = row.superior if superior is None else superior
        row.changed_at = now()
        row.save()
        facts = {
            "position": code,
            "added": sorted(wanted - live.capabilities),
            "taken": sorted(live.capabilities - wanted),
            "is_on": is_on,
            "needs_second_factor": needs_second_factor,
            "superior": superior,
        }
        record(actor, "position.changed", shop_id=row.shop_id, subject=_subject(row), data=facts, reason=words)
    return _live(code)


def _check_added(code: str, added: Collection[str], reason: str) -> None:
    """Rights that there are; those that the role must not have only with a reason."""
    known = all_capabilities()
    unknown = set(added) - set(known)
    if unknown:
        raise InvalidInput("people.unknown_capability", _("There is no right “%(code)s”."), code=min(unknown))
    delicate = set(added) & MUST_NOT.get(code, frozenset())
    if delicate and not reason:
        names = ", ".join(sorted(str(known[each].label) for each in delicate))
        raise InvalidInput(
            "people.delicate", _("The role should not have “%(names)s”. Write down why it gets it."), names=names
        )


def _check_superior(code: str, superior: str) -> None:
    """The position above is one inside the shop, and going up from it never leads back."""
    live = live_positions()
    above = superiors()
    step: str = superior
    while step and step != code:
        step = above.get(step, OWNER)
    if superior not in live or live[superior].is_outside or code in {step, OWNER}:
        raise InvalidInput(
            "people.superior",
            _("“%(superior)s” cannot stand above this position: it is unknown, outside the shop, or below it."),
            superior=superior,
        )


def reset_position(*, actor: Actor, code: str) -> LivePosition:
    """A template as it is shipped again."""
    live = _live(code)
    require_over(actor, live.shop_id)
    if live.is_own:
        raise Conflict(
            "people.own_position", _("This is a position of your own; there is nothing shipped to go back to.")
        )
    with transaction.atomic():
        row = PositionSetting.objects.select_for_update().filter(code=code).first()
        if row is not None:
            row.capabilities, row.changed_at = None, now()
            row.save(update_fields=["capabilities", "changed_at"])
            record(actor, "position.reset", shop_id=None, subject=_subject(row), data={"position": code})
    return _live(code)


def add_position(
    *,
    actor: Actor,
    code: str,
    label_zh: str,
    label_en: str = "",
    like: str = "",
    shop_id: int | None = None,
) -> LivePosition:
    """A position of the shop's own, to begin with like another one (ORG-09).

    With `shop_id` it may be held in that shop only. Errors: a code that is taken or not of small
    letters, no name.
    """
    require_over(actor, shop_id)
    known = live_positions()
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            "people.bad_code",
            _("A code has 2 to 39 small letters, digits or _, a letter first; “%(code)s” is not one."),
            code=code,
        )
    if code in known:
        raise Conflict("people.position_exists", _("There is a position “%(code)s” already."), code=code)
    names = label_zh.strip()[:60], label_en.strip()[:60]
    if not any(names):
        raise InvalidInput("people.no_label", _("A position needs a name."))
    source = known.get(like)
    rights = source.capabilities - OWNER_KEEPS if source else frozenset()
    with transaction.atomic():
        row = PositionSetting.objects.create(
            code=code,
            is_own=True,
            is_on=True,
            capabilities=sorted(rights),
            label_zh=names[0],
            label_en=names[1],
            shop_id=shop_id,
            changed_at=now(),
        )
        record(
            actor,
            "position.added",
            shop_id=shop_id,
            subject=_subject(row),
            data={"position": code, "like": like, "added": sorted(rights)},
        )
    return _live(code)


def name_step_position(*, actor: Actor, step: str, position: str) -> None:
    """Say which position answers for a step of the order process; it must include one of its actions (ORG-08)."""
    require_over(actor, None)
    found = next((each for each in STEPS if each.code == step), None)
    if found is None:
        raise NotFound("people.no_step", _("There is no step “%(step)s”."), step=step)
    live = _live(position)
    if not live.capabilities & set(found.actions):
        raise Conflict(
            "people.step_without_rights",
            _("“%(position)s” may do nothing in this step. Give it the rights first."),
            position=str(live.label),
        )
    with transaction.atomic():
        row, _created = StepSetting.objects.update_or_create(
            step=step, defaults={"position": position, "changed_at": now()}
        )
        record(
            actor,
            "step.position_named",
            shop_id=None,
            subject=Subject("process_step", row.pk, step),
            data={"step": step, "position": position},
        )


def _live(code: str) -> LivePosition:
    found = live_positions().get(code)
    if found is None:
        raise NotFound("people.no_position", _("There is no position “%(code)s”."), code=code)
    return found


def _check_owner(code: str, wanted: frozenset[str], *, is_on: bool | None) -> None:
    if code == OWNER and (is_on is False or not wanted >= OWNER_KEEPS):
        raise Conflict(
            "people.owner_keeps", _("The owner keeps managing people and settings; otherwise nobody could any more.")
        )


def _subject(row: PositionSetting) -> Subject:
    return Subject("position", row.pk, row.code)
