"""Routing marks that the shop knows by region, for labels whose number came without one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import courier_by_code, provinces, short_city, short_province
from zhanggui.fulfilment.models import RouteMark
from zhanggui.fulfilment.values import IMPORT_NUMBERS
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject


def set_route_mark(
    *,
    actor: Actor,
    shop_id: int,
    courier: str,
    province: str,
    city: str = "",
    route_code: str = "",
    consolidation: str = "",
) -> RouteMark | None:
    """Set the mark of a courier for a province or one city of it; an empty mark removes it.

    CourierNotFound, InvalidInput for an unknown province or a text that is too long.
    """
    require(actor, IMPORT_NUMBERS, shop_id)
    place = {"province": short_province(province), "city": short_city(city)[:40]}
    if place["province"] not in provinces():
        raise InvalidInput("fulfilment.no_province", _("“%(value)s” is no province."), value=province[:40])
    mark = route_code.strip()
    if len(mark) > 40 or len(consolidation.strip()) > 60 or "\0" in mark + consolidation:
        raise InvalidInput("fulfilment.long_mark", _("A mark has at most 40 signs, a gathering place 60."))
    with transaction.atomic():
        card = courier_by_code(shop_id, courier)
        key: dict[str, Any] = {"shop_id": shop_id, "courier": card.code, **place}
        made = None
        if mark:
            facts = {"route_code": mark, "consolidation": consolidation.strip()}
            made, _new = RouteMark.objects.update_or_create(**key, defaults=facts)
        else:
            RouteMark.objects.filter(**key).delete()
        record(
            actor,
            "courier.route_mark_set",
            shop_id=shop_id,
            subject=Subject("courier", card.id, card.name),
            data={**place, "route_code": mark},
        )
    return made
