"""Changing what a shop decides for itself."""

import re
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.events import SettingsChanged
from zhanggui.shops.models import CalendarDay, Shop, ShopSettings, Warehouse
from zhanggui.shops.values import LABEL_SIZES, MANAGE_SHOPS

_MOST_OFFSET_MM = 20
_MOST_LIKE = 100
_MOST_LATE_HOURS = 72
_MOST_ANSWER_HOURS = 720
_FEWEST_YEARS, _MOST_YEARS = 1, 30
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
            _check(settings, changed)
            settings.save(update_fields=changed)
        if batch_time is not None and Warehouse.objects.filter(shop_id=shop_id, is_default=True).exclude(
            batch_time=batch_time
        ).update(batch_time=batch_time):
            changed.append("batch_time")
        if changed:
            _tell(actor, shop_id, changed, before, {**changes, "batch_time": batch_time})
    return changed


def _check(settings: ShopSettings, changed: list[str]) -> None:
    """Refuse what the shop could not work with."""
    if settings.service_from >= settings.service_to:
        raise InvalidInput("shops.service_hours", _("Service must begin before it ends."))
    if not re.fullmatch("[01]{7}", settings.working_weekdays) or "1" not in settings.working_weekdays:
        raise InvalidInput("shops.weekdays", _("Choose at least one working day of the week."))
    if max(abs(settings.label_offset_x_mm), abs(settings.label_offset_y_mm)) > _MOST_OFFSET_MM:
        raise InvalidInput("shops.label_offset", _("The offset is at most %(most)d mm."), most=_MOST_OFFSET_MM)
    if not settings.ship_within_hours or not settings.unusual_quantity or not settings.cod_call_tries:
        raise InvalidInput("shops.not_zero", _("Hours to ship, unusual quantity and tries to call are at least 1."))
    if not 1 <= settings.household_likeness <= _MOST_LIKE:
        raise InvalidInput("shops.likeness", _("The likeness of a household goes from 1 to %(most)d."), most=_MOST_LIKE)
    if not 1 <= settings.shortage_answer_hours <= _MOST_ANSWER_HOURS:
        raise InvalidInput("shops.answer_hours", _("A buyer has 1 to 720 hours to answer."))
    _check_warehouse(settings)
    kept = {field.name for field in ShopSettings._meta.fields} - set(changed)
    empty = {name for name in changed if getattr(settings, name) == ""}
    try:
        settings.clean_fields(exclude=kept | empty)
    except ValidationError as error:
        raise InvalidInput("shops.bad_setting", _("%(why)s"), why=" ".join(error.messages)) from error


def _check_warehouse(settings: ShopSettings) -> None:
    """Hours until a number is late, years of vouchers, and a range of invoice numbers that can be counted up."""
    if not 1 <= settings.unsubmitted_after_hours <= _MOST_LATE_HOURS:
        raise InvalidInput("shops.late_hours", _("A number is late after 1 to 72 hours."))
    if not _FEWEST_YEARS <= settings.voucher_years <= _MOST_YEARS:
        raise InvalidInput("shops.voucher_years", _("Vouchers are kept for 1 to 30 years."))
    first, last = settings.invoice_next, settings.invoice_last
    if not first and not last:
        return
    is_range = re.fullmatch(r"\d{4,20}", first) and re.fullmatch(r"\d{4,20}", last) and len(first) == len(last)
    if not is_range or int(first) > int(last) + 1 or set(last) == {"9"}:
        raise InvalidInput(
            "shops.invoice_range",
            _("The range needs a first and a last number of equally many digits, 4 to 20, the last one larger."),
        )


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


def clear_calendar_day(*, actor: Actor, shop_id: int, day: date) -> bool:
    """Let the week and the public calendar decide about the day again; False when nothing was set."""
    require(actor, MANAGE_SHOPS, shop_id)
    with transaction.atomic():
        found = CalendarDay.objects.filter(shop_id=shop_id, day=day).delete()[0]
        if found:
            record(
                actor,
                "shop.calendar_changed",
                shop_id=shop_id,
                subject=Subject("shop", shop_id),
                data={"day": day.isoformat(), "is_working": None},
            )
    return bool(found)


def rename_shop(*, actor: Actor, shop_id: int, name: str) -> bool:
    """Give the shop another name; False when it is the same."""
    require(actor, MANAGE_SHOPS, shop_id)
    name = name.strip()[:100]
    if not name:
        raise InvalidInput("shops.no_name", _("A shop needs a name."))
    with transaction.atomic():
        shop = Shop.objects.select_for_update().get(pk=shop_id)
        before = shop.name
        if before == name:
            return False
        Shop.objects.filter(pk=shop_id).update(name=name)
        record(
            actor,
            "shop.renamed",
            shop_id=shop_id,
            subject=Subject("shop", shop_id),
            data={"changed": {"name": [before, name]}},
        )
    return True
