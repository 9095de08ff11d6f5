"""Choices of couriers as somebody may see them: what parcels cost us is confidential (SEC-05)."""

from collections.abc import Mapping
from typing import Any

from zhanggui.couriers.values import FREIGHT
from zhanggui.kernel.confidential import for_programs, may_see
from zhanggui.kernel.values import Actor

_AMOUNTS = ("price", "difference")


def choice_for(actor: Actor, shop_id: int, kept: Mapping[str, Any]) -> dict[str, Any]:
    """A choice as it is kept with a parcel, with the amounts taken out and named in `hidden` where they are not meant."""
    if not kept or may_see(actor, FREIGHT, shop_id):
        return {**kept, "hidden": []} if kept else {}
    shown = for_programs(actor, kept, dict.fromkeys(_AMOUNTS, FREIGHT), shop_id)
    shown["others"] = [{**other, "price": None} for other in kept.get("others", ())]
    return shown
