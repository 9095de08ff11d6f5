"""The order in which rules are tried and shown."""

from django.db import transaction

from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import CheckRule
from zhanggui.orders.services.rules.drafting import locked_rule, subject_of
from zhanggui.orders.values import MANAGE_RULES

DIRECTIONS = ("up", "down", "top")


def move_rule(*, actor: Actor, shop_id: int, code: str, direction: str) -> bool:
    """Move a rule one place up or down, or to the top; False when it is there already.

    What is held does not depend on the order; people read the first rule first. So no second
    person is asked, and the timeline notes it.
    """
    require(actor, MANAGE_RULES, shop_id)
    if direction not in DIRECTIONS:
        raise UnknownChoice("direction", direction, DIRECTIONS)
    with transaction.atomic():
        rule = locked_rule(shop_id, code)
        rows = list(CheckRule.objects.select_for_update().filter(shop_id=shop_id).order_by("position", "pk"))
        place = next(index for index, row in enumerate(rows) if row.pk == rule.pk)
        target = {"up": place - 1, "down": place + 1, "top": 0}[direction]
        if not 0 <= target < len(rows) or target == place:
            return False
        rows.insert(target, rows.pop(place))
        for position, row in enumerate(rows, start=1):
            row.position = position
        CheckRule.objects.bulk_update(rows, ["position"])
        data = {"before": place + 1, "after": target + 1}
        record(actor, "check_rule.moved", shop_id=shop_id, subject=subject_of(rule), data=data)
    return True
