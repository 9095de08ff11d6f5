"""Changing a value within what its source allows."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.rulebook.models import RuleValue
from zhanggui.kernel.rulebook.read import rule_value
from zhanggui.kernel.rulebook.registry import value_kinds
from zhanggui.kernel.values import EVERY_SHOP, Actor, Subject

VIEW_VALUES = declare("rulebook.view", _("See legal values and timers"))
MANAGE_VALUES = declare("rulebook.manage", _("Change legal values and timers"))
_LONGEST = 300


class ValueOutOfRange(InvalidInput):
    """The source does not allow this value."""

    def __init__(self, label: str, minimum: int, maximum: int) -> None:
        super().__init__(
            "rulebook.out_of_range",
            _("“%(label)s” may be from %(minimum)d to %(maximum)d; its source allows no other value."),
            label=label,
            minimum=minimum,
            maximum=maximum,
        )


def change_value(*, actor: Actor, shop_id: int, code: str, value: int, reason: str = "") -> int:
    """Set a value; one that holds everywhere needs the right in every shop (CMP-01).

    Returns the value before. Errors: an unknown code, a value that the source does not allow, no reason.
    """
    kind = value_kinds().get(code)
    if kind is None:
        raise NotFound("rulebook.unknown", _("There is no value “%(code)s”."), code=code)
    require(actor, MANAGE_VALUES, EVERY_SHOP if kind.is_everywhere else shop_id)
    if not kind.minimum <= value <= kind.maximum:
        raise ValueOutOfRange(kind.words, kind.minimum, kind.maximum)
    words = reason.strip()[:_LONGEST]
    if not words:
        raise InvalidInput("rulebook.no_reason", _("Write down why; whoever checks the values reads it."))
    place = None if kind.is_everywhere else shop_id
    with transaction.atomic():
        before = rule_value(code, shop_id)
        if before == value:
            return before
        if kind.write is not None:
            kind.write(actor, shop_id, value)
        RuleValue.objects.update_or_create(
            code=code,
            shop_id=place,
            defaults={"value": value, "reason": words, "changed_by": actor.name, "changed_at": now()},
        )
        record(
            actor,
            "rulebook.changed",
            shop_id=place,
            subject=Subject("rule_value", 0, code),
            data={"code": code, "before": before, "after": value},
            reason=words,
        )
    return before
