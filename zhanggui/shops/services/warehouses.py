"""Warehouses of a shop: each closes its own batch at its own time (FUL-01)."""

import re
from datetime import time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.errors import WarehouseExists, WarehouseNotFound
from zhanggui.shops.events import SettingsChanged
from zhanggui.shops.models import Warehouse
from zhanggui.shops.values import MANAGE_SHOPS, WarehouseCard

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_DEFAULT_TIME = time(14)


def open_warehouse(
    *, actor: Actor, shop_id: int, code: str, name: str, batch_time: time = _DEFAULT_TIME
) -> WarehouseCard:
    """Open one more warehouse of a shop. Orders go to the one that has all their goods, the first before others.

    Errors: the code is malformed or taken.
    """
    require(actor, MANAGE_SHOPS, shop_id)
    if not _CODE.fullmatch(code):
        raise InvalidInput(
            "shops.bad_warehouse_code",
            _("A warehouse's code has 1 to 40 letters, digits, - or _, like “north”; “%(code)s” is not one."),
            code=code,
        )
    try:
        with transaction.atomic():
            row = Warehouse.objects.create(
                shop_id=shop_id, code=code, name=name.strip()[:100] or code, batch_time=batch_time, is_default=False
            )
            data = {"code": code, "batch_time": f"{batch_time:%H:%M}"}
            record(actor, "warehouse.opened", shop_id=shop_id, subject=Subject("warehouse", row.pk), data=data)
            announce(SettingsChanged(shop_id))
    except IntegrityError as error:
        raise WarehouseExists(code) from error
    return WarehouseCard(row.pk, shop_id, code, row.name, batch_time, is_default=False)


def change_warehouse(
    *, actor: Actor, shop_id: int, code: str, name: str | None = None, batch_time: time | None = None
) -> list[str]:
    """Change name or batch time of a warehouse; returns what really changed. The closes to come move with it."""
    require(actor, MANAGE_SHOPS, shop_id)
    wanted = {"name": name.strip()[:100] if name else None, "batch_time": batch_time}
    with transaction.atomic():
        row = Warehouse.objects.select_for_update().filter(shop_id=shop_id, code=code).first()
        if row is None:
            raise WarehouseNotFound(code)
        changes = {key: value for key, value in wanted.items() if value is not None and getattr(row, key) != value}
        if changes:
            data = {"changed": {key: [str(getattr(row, key)), str(value)] for key, value in changes.items()}}
            Warehouse.objects.filter(pk=row.pk).update(**changes)
            record(actor, "warehouse.changed", shop_id=shop_id, subject=Subject("warehouse", row.pk), data=data)
            announce(SettingsChanged(shop_id))
    return sorted(changes)
