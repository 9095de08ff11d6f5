"""Changing what a shop decides for itself."""

from datetime import date, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.events import SettingsChanged
from zhanggui.shops.models import CalendarDay, ShopSettings, Warehouse
from zhanggui.shops.values import LABEL_SIZES, MANAGE_SHOPS

_PERSONAL = {"sender_name", "sender_phone", "sender_address"}
_CHANGEABLE = {field.name for field in ShopSettings._meta.fields} - {"shop"}


def change_settings(*, actor: Actor, shop_id: int, batch_time: time | None = None, **changes: Any) -> list[str]:
    """Change settings of a shop; returns the names that really changed.

    `batch_time` is the daily close of the default warehouse in shop time (FUL-01).
    """
    require(actor, MANAGE_SHOPS, shop_id)
    unknown = set(changes) - _CHANGEABLE
    if unknown:
        raise InvalidInput(
            "shops.unknown_setting", _("There is no setting “%(name)s”."), name=", ".join(sorted(unknown))
        )
    if changes.get("label_size", "76x130") not in LABEL_SIZES:
        raise InvalidInput("shops.label_size", _("The label size is one of %(known)s."), known=", ".join(LABEL_SIZES))
    with transaction.atomic():
        settings = ShopSettings.objects.select_for_update().get(pk=shop_id)
        before = {name: getattr(settings, name) for name in changes}
        changed = [name for name, value in changes.items() if before[name] != value]
        for name in changed:
            setattr(settings, name, changes[name])
        if changed:
            settings.save(update_fields=changed)
        if batch_time is not None and Warehouse.objects.filter(shop_id=shop_id, is_default=True).exclude(
            batch_time=batch_time
        ).update(batch_time=batch_time):
            changed.append("batch_time")
        if changed:
            _tell(actor, shop_id, changed, before, {**changes, "batch_time": batch_time})
    return changed


def _tell(actor: Actor, shop_id: int, changed: list[str], before: dict[str, Any], after: dict[str, Any]) -> None:
    plain = [name for name in changed if name not in _PERSONAL]
    personal = {name: [before.get(name), after[name]] for name in changed if name in _PERSONAL}
    record(
        actor,
        "shop.settings_changed",
        shop_id=shop_id,
        subject=Subject("shop", shop_id),
        data={"changed": {name: [str(before.get(name, "")), str(after[name])] for name in plain}},
        personal=personal or None,
    )
    announce(SettingsChanged(shop_id))


def set_calendar_day(*, actor: Actor, shop_id: int, day: date, is_working: bool, name: str = "") -> None:
    """Mark one day as worked or free, whatever the week and the public calendar say (TSK-13)."""
    require(actor, MANAGE_SHOPS, shop_id)
    with transaction.atomic():
        CalendarDay.objects.update_or_create(
            shop_id=shop_id, day=day, defaults={"is_working": is_working, "name": name[:60]}
        )
        record(
            actor,
            "shop.calendar_changed",
            shop_id=shop_id,
            subject=Subject("shop", shop_id),
            data={"day": day.isoformat(), "is_working": is_working},
        )
