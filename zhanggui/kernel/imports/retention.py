"""How long the files of imports stay in the home, and which of them still hold a value."""

import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.imports.storage import CHUNK, absolute
from zhanggui.kernel.rulebook.read import rule_values
from zhanggui.kernel.rulebook.registry import ValueKind, declare_value
from zhanggui.kernel.values import Subject, system_actor

KEEP_DAYS = declare_value(
    ValueKind(
        "imports.file_days",
        "security",
        _("Imported files are kept for"),
        180,
        _("days"),
        30,
        1095,
        _("Personal Information Protection Law, Art. 19: no longer than the purpose needs; 180 days proposed"),
        "2021-11-01",
        _("stored files of imports; what was read from them stays"),
    )
)
_WORKING = (ImportState.RECEIVED, ImportState.CHECKING, ImportState.APPLYING)
# In the batch's summary: the day on which its files went.
_REMOVED = "files_removed_on"
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le")
_MOST_MEMBER = 2_000_000_000


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A stored file that holds a value, and the day on which it is deleted."""

    batch: str
    name: str
    until: date


def remove_old_files(at: datetime | None = None) -> int:
    """Delete the stored files of imports whose time is over, each shop by its own value; returns how many files.

    The batch keeps its counts, findings and the hashes of its files, and can still be undone. Each shop's
    timeline says what went.
    """
    moment, removed = at or now(), 0
    for shop_id in ImportBatch.objects.order_by().values_list("shop_id", flat=True).distinct():
        before = moment - timedelta(days=keep_days(shop_id))
        old = ImportBatch.objects.filter(shop_id=shop_id, created_at__lt=before)
        old = old.exclude(state__in=_WORKING).exclude(summary__has_key=_REMOVED)
        count = sum(_remove(batch, moment) for batch in old)
        if count:
            data = {"files": count, "before": before.date().isoformat()}
            record(
                system_actor(), "imports.files_removed", shop_id=shop_id, subject=Subject("shop", shop_id), data=data
            )
        removed += count
    return removed


def keep_days(shop_id: int) -> int:
    """How many days a shop keeps imported files."""
    return int(rule_values((KEEP_DAYS,), shop_id)[KEEP_DAYS])


def files_with(shop_id: int, values: Sequence[str]) -> list[HeldFile]:
    """The shop's stored import files in which one of the values stands, in any of the usual encodings, also packed."""
    needles = {value.encode(encoding, "ignore") for value in values for encoding in _ENCODINGS} - {b""}
    if not needles:
        return []
    days = timedelta(days=keep_days(shop_id))
    found = []
    for batch in ImportBatch.objects.filter(shop_id=shop_id).exclude(summary__has_key=_REMOVED).order_by("pk"):
        for source in batch.summary.get("sources", []):
            path = absolute(source["path"])
            if path.is_file() and _holds(path, needles):
                found.append(HeldFile(batch.number, source["name"], (batch.created_at + days).date()))
    return found


def remove_repair(batch: ImportBatch) -> None:
    """Delete the repair file of a batch; its rows stand in the source file still."""
    files = _repairs(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(repair_path="")
    transaction.on_commit(lambda: _delete(files))


def _repairs(batch: ImportBatch) -> list[Path]:
    folder = absolute(batch.repair_path).parent
    return list(folder.iterdir()) if batch.repair_path and folder.is_dir() else []


def _remove(batch: ImportBatch, moment: datetime) -> int:
    files = [absolute(source["path"]) for source in batch.summary.get("sources", [])]
    files += _repairs(batch)
    there = [path for path in files if path.is_file()]
    batch.summary = {**batch.summary, _REMOVED: moment.date().isoformat()}
    batch.repair_path = ""
    batch.save(update_fields=["summary", "repair_path"])
    _delete(there)
    return len(there)


def _delete(files: Collection[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)


def _holds(path: Path, needles: Collection[bytes]) -> bool:
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as packed:
                return any(_member_holds(packed, info, needles) for info in packed.infolist())
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            # A password or a broken archive: nobody could read it, so it was never imported.
            return False
    with path.open("rb") as stream:
        return _stream_holds(stream, needles)


def _member_holds(packed: zipfile.ZipFile, info: zipfile.ZipInfo, needles: Collection[bytes]) -> bool:
    if info.is_dir() or info.file_size > _MOST_MEMBER:
        return False
    with packed.open(info) as stream:
        return _stream_holds(stream, needles)


def _stream_holds(stream: IO[bytes], needles: Collection[bytes]) -> bool:
    overlap = max(map(len, needles)) - 1
    return any(needle in piece for piece in _pieces(stream, overlap) for needle in needles)


def _pieces(stream: IO[bytes], overlap: int) -> Iterator[bytes]:
    """A stream in pieces that overlap, so that a value across an edge is found."""
    tail = b""
    while chunk := stream.read(CHUNK):
        yield tail + chunk
        tail = (tail + chunk)[-overlap:] if overlap else b""
