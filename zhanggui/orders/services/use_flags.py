"""What each flag means in a shop, and which positions set and see it (ORD-18)."""

from collections.abc import Collection

from django.db import transaction

from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import FlagUse
from zhanggui.orders.queries.flags import COLOURS
from zhanggui.orders.values import MANAGE_RULES
from zhanggui.people.queries import live_positions

_LONGEST = 40


def use_flag(
    *,
    actor: Actor,
    shop_id: int,
    flag: int,
    meaning: str = "",
    set_by: Collection[str] = (),
    seen_by: Collection[str] = (),
) -> bool:
    """Say what a colour means and keep it to positions; nobody named means everybody (ORD-18).

    Who may set a colour always sees it. Returns False when nothing changed.
    """
    require(actor, MANAGE_RULES, shop_id)
    if flag not in COLOURS:
        raise UnknownChoice("flag", str(flag), map(str, COLOURS))
    known = live_positions()
    for code in (*set_by, *seen_by):
        if code not in known:
            raise UnknownChoice("position", code, known)
    wanted = {
        "meaning": " ".join(meaning.split())[:_LONGEST],
        "set_by": sorted(set(set_by)),
        "seen_by": sorted(set(seen_by)),
    }
    with transaction.atomic():
        use, is_new = FlagUse.objects.select_for_update().get_or_create(shop_id=shop_id, flag=flag, defaults=wanted)
        before = {name: getattr(use, name) for name in wanted}
        if not is_new and before == wanted:
            return False
        FlagUse.objects.filter(pk=use.pk).update(**wanted)
        record(
            actor,
            "orders.flag_used",
            shop_id=shop_id,
            subject=Subject("shop", shop_id),
            data={"flag": flag, "before": None if is_new else before, "after": wanted},
        )
    return True
