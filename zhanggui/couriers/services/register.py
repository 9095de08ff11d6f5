"""Who is in a shop's register, and who of them may carry parcels (LOG-01)."""

from datetime import time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.errors import BadFact, CourierExists
from zhanggui.couriers.lifecycle import COURIER
from zhanggui.couriers.models import Courier
from zhanggui.couriers.queries.known import courier_label
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.rules.known import OTHER, courier_code
from zhanggui.couriers.rules.regions import provinces, short_province
from zhanggui.couriers.values import FACTS, MANAGE_COURIERS, NumberSource
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

_PERSONAL = {"contact_name", "contact_phone"}
_TIMES = {"service_from", "service_to", "pickup_at"}
_CHANGEABLE = {*FACTS, *_TIMES, "not_covered", "number_source"}


def subject_of(courier: Courier) -> Subject:
    """The courier as timeline and tasks know it."""
    return Subject("courier", courier.pk, courier.name)


def add_courier(*, actor: Actor, shop_id: int, code: str, **facts: Any) -> Courier:
    """Put a courier into the register; it carries nothing until it is approved.

    `code` is a known code or name (`中通快递`, `ZTO`), or a new courier's own name. Facts as in
    `change_courier`. CourierExists, BadFact.
    """
    require(actor, MANAGE_COURIERS, shop_id)
    spoken = code.strip()
    known = courier_code(spoken)
    own = spoken[:20] if known == OTHER else known
    if not own:
        raise BadFact(_("Say which courier."))
    name = str(facts.pop("name", "")).strip() or (spoken if known == OTHER else courier_label(known))
    courier = Courier(shop_id=shop_id, code=own, created_at=now())
    _set(courier, {"name": name, **facts})
    with transaction.atomic():
        try:
            with transaction.atomic():
                courier.save(force_insert=True)
        except IntegrityError as error:
            raise CourierExists(courier_label(own)) from error
        record(
            actor,
            "courier.added",
            shop_id=shop_id,
            subject=subject_of(courier),
            data={"code": own, "name": courier.name},
        )
    return courier


def change_courier(*, actor: Actor, shop_id: int, code: str, **facts: Any) -> list[str]:
    """Change facts of a courier; returns the names of those that really changed.

    Facts: name, contact_name, contact_phone, service_from, service_to, pickup_at (shop time),
    not_covered (list of `省` or `省 市`), number_source, note. CourierNotFound, BadFact.
    """
    require(actor, MANAGE_COURIERS, shop_id)
    with transaction.atomic():
        found = courier_row(shop_id, code)
        courier = Courier.objects.select_for_update().get(pk=found.pk)
        before = {name: getattr(courier, name) for name in facts if name in _CHANGEABLE}
        _set(courier, facts)
        changed = [name for name, value in before.items() if getattr(courier, name) != value]
        if changed:
            courier.save(update_fields=changed)
            plain = [name for name in changed if name not in _PERSONAL]
            personal = {name: [before[name], getattr(courier, name)] for name in changed if name in _PERSONAL}
            record(
                actor,
                "courier.changed",
                shop_id=shop_id,
                subject=subject_of(courier),
                data={"changed": {name: [_plain(before[name]), _plain(getattr(courier, name))] for name in plain}},
                personal=personal or None,
            )
    return changed


def approve_courier(*, actor: Actor, shop_id: int, code: str) -> Courier:
    """Let a courier carry parcels. Conflict when it may already."""
    return _move(actor, shop_id, code, "approve", "")


def retire_courier(*, actor: Actor, shop_id: int, code: str, reason: str = "") -> Courier:
    """Stop using a courier; what has left with it stays as it is. Conflict when it is retired already."""
    return _move(actor, shop_id, code, "retire", reason.strip())


def _move(actor: Actor, shop_id: int, code: str, verb: str, reason: str) -> Courier:
    require(actor, MANAGE_COURIERS, shop_id)
    courier = courier_row(shop_id, code)
    move(courier, COURIER, verb, actor=actor, subject=subject_of(courier), reason=reason, data={"code": courier.code})
    return courier


def _set(courier: Courier, facts: dict[str, Any]) -> None:
    unknown = set(facts) - _CHANGEABLE
    if unknown:
        raise BadFact(_("A courier has no “%(name)s”."), name=", ".join(sorted(unknown)))
    for name, value in facts.items():
        setattr(courier, name, _checked(name, value))
    if not courier.name:
        raise BadFact(_("A courier needs a name."))
    if courier.service_from and courier.service_to and courier.service_from >= courier.service_to:
        raise BadFact(_("Service must begin before it ends."))


def _checked(name: str, value: Any) -> Any:
    if name in FACTS:
        text = str(value or "").strip()
        if len(text) > FACTS[name] or "\0" in text:
            raise BadFact(_("“%(name)s” is longer than %(limit)s characters."), name=name, limit=FACTS[name])
        return text
    if name in _TIMES:
        return _time(value)
    if name == "number_source":
        if value not in NumberSource.values:
            raise BadFact(_("The source of numbers is one of %(known)s."), known=", ".join(NumberSource.values))
        return value
    return _places(value)


def _time(value: Any) -> time | None:
    if value is None or isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value).strip()) if str(value).strip() else None
    except ValueError as error:
        raise BadFact(_("“%(value)s” is no time of day. Write it like 18:30."), value=value) from error


def _places(value: Any) -> list[str]:
    """Provinces, or a province and a city, one an entry; written short."""
    if not isinstance(value, list | tuple):
        raise BadFact(_("Write the regions as a list."))
    found = []
    for entry in value:
        province, _gap, city = str(entry).strip().partition(" ")
        short = short_province(province)
        if short not in provinces():
            raise BadFact(_("“%(value)s” is no province."), value=province[:40])
        found.append(f"{short} {city.strip().removesuffix('市')[:40]}".strip())
    return sorted(dict.fromkeys(found))


def _plain(value: Any) -> Any:
    return value if isinstance(value, list) else "" if value is None else str(value)
