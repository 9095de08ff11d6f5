"""Remembering what each backup came to, and warning when the last good one is too old."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.health.models import BackupRun
from zhanggui.kernel.health.settings import installation
from zhanggui.kernel.jobs.failures import sentence_of
from zhanggui.kernel.memory import while_unchanged
from zhanggui.kernel.values import Actor, Subject


def note_backup(
    *,
    actor: Actor,
    started_at: datetime,
    file: str = "",
    size_bytes: int = 0,
    is_encrypted: bool = False,
    reason: Mapping[str, str] | None = None,
) -> BackupRun:
    """Write down what a backup came to: with a `file` it is there, else `reason` says why not, by language (SEC-12)."""
    run = BackupRun.objects.create(
        started_at=started_at,
        finished_at=now(),
        is_ok=bool(file),
        file=file,
        size_bytes=size_bytes,
        is_encrypted=is_encrypted,
        reason=dict(reason or {}),
        actor_name=actor.name,
    )
    kind = "backup.made" if run.is_ok else "backup.failed"
    record(
        actor,
        kind,
        shop_id=None,
        subject=Subject("backup", run.pk),
        reason=sentence_of(run.reason),
        data={"bytes": size_bytes},
    )
    return run


def last_backup(*, is_ok: bool | None = None) -> BackupRun | None:
    """The newest backup, or the newest that went well or did not."""
    runs = BackupRun.objects.order_by("-pk")
    return (runs if is_ok is None else runs.filter(is_ok=is_ok)).first()


def is_backup_due(at: datetime | None = None) -> bool:
    """Whether the last good backup is older than the days that are set, or there is none."""
    good = _last_good_at()
    oldest = (at or now()) - timedelta(days=installation().backup_warn_days)
    return good is None or good < oldest


@while_unchanged("kernel_backuprun")
def _last_good_at() -> datetime | None:
    good = last_backup(is_ok=True)
    return good.finished_at if good else None
