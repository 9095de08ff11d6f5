"""What is set for the whole installation: when to warn about backups, which certificate to watch."""

import re
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.health.models import Installation
from zhanggui.kernel.health.values import MANAGE_HEALTH
from zhanggui.kernel.memory import while_unchanged
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

CERTIFICATE_CACHE = "kernel.certificate"
MOST_DAYS = 365
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?")


@while_unchanged("kernel_installation")
def installation() -> Installation:
    """What is set, or the proposals while nothing was changed."""
    return Installation.objects.filter(pk=1).first() or Installation(pk=1)


def change_installation(
    *, actor: Actor, backup_warn_days: int, certificate_host: str = "", certificate_file: str = ""
) -> list[str]:
    """Set when to warn and which certificate to watch; returns the names that really changed (SEC-12).

    Errors: days outside 1 to 365, a host that is no host name, host and file together, a file that
    is not there.
    """
    require(actor, MANAGE_HEALTH)
    wanted: dict[str, Any] = {
        "backup_warn_days": backup_warn_days,
        "certificate_host": certificate_host.strip().removeprefix("https://").rstrip("/"),
        "certificate_file": certificate_file.strip(),
    }
    _check(wanted)
    with transaction.atomic():
        Installation.objects.get_or_create(pk=1)
        row = Installation.objects.select_for_update().get(pk=1)
        before = {name: getattr(row, name) for name in wanted}
        changed = [name for name, value in wanted.items() if before[name] != value]
        for name in changed:
            setattr(row, name, wanted[name])
        if changed:
            row.save(update_fields=changed)
            data = {"changed": {name: [before[name], wanted[name]] for name in changed}}
            record(actor, "installation.changed", shop_id=None, subject=Subject("installation", 1), data=data)
    cache.delete(CERTIFICATE_CACHE)
    return changed


def _check(wanted: dict[str, Any]) -> None:
    if not 1 <= wanted["backup_warn_days"] <= MOST_DAYS:
        raise InvalidInput("system.backup_days", _("Write a number of days from 1 to %(most)d."), most=MOST_DAYS)
    host, file = wanted["certificate_host"], wanted["certificate_file"]
    if host and file:
        raise InvalidInput("system.one_certificate", _("Name the host or the file, not both."))
    if host and not _HOST.fullmatch(host):
        raise InvalidInput(
            "system.host", _("“%(host)s” is not a host name. Write it like desk.example.com."), host=host
        )
    if file and not Path(file).is_file():
        raise InvalidInput("system.certificate_file", _("There is no file %(file)s on this machine."), file=file)
