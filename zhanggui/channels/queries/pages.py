"""What the import pages read: batches, their findings, conflicts, and the age of each channel's data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from zhanggui.channels.queries.mappings import list_mappings
from zhanggui.kernel.clock import now
from zhanggui.kernel.imports.models import Finding, ImportBatch, ImportFile, ImportFinding, ImportState
from zhanggui.kernel.imports.ports import StoredFile
from zhanggui.kernel.imports.reading.source import open_source
from zhanggui.kernel.imports.recognise import recognise_table
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.memory import while_unchanged
from zhanggui.orders.values import Channel

UNDER_WAY = (ImportState.RECEIVED, ImportState.CHECKING, ImportState.APPLYING)
RECENT = timedelta(days=3)
FRESH_WITHIN = timedelta(days=30)
STALE_AFTER = timedelta(hours=3)
_OPEN = Q(finding=Finding.CONFLICT, resolution="")
_ORDER = ("file_position", "row_no", "pk")


@dataclass(frozen=True, slots=True)
class SeenTable:
    """A table of an uploaded file as it was recognised: name, kind and columns."""

    name: str
    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """How many findings lie in one column of one table."""

    position: int
    column: str
    count: int


@dataclass(frozen=True, slots=True)
class ChannelAge:
    """When a channel's orders last came in."""

    code: str
    label: str
    at: datetime
    is_stale: bool


def look_at_files(files: Iterable[StoredFile], *, as_kind: str | None, is_mapped: bool) -> list[SeenTable]:
    """Open files and recognise their tables, reading no more than their heads.

    Raises InvalidInput `imports.*` for a file that cannot be taken at all (MPI-01).
    """
    seen = []
    for file in files:
        for table in open_source(file.path, display_name=file.name):
            if not table.is_empty:
                kind = recognise_table(table, as_kind=as_kind, is_mapped=is_mapped)
                seen.append(SeenTable(table.name, kind.code, tuple(table.header)))
    return seen


def batches_page(
    shop_ids: Sequence[int], *, view: str = "", before: int | None = None, limit: int = 50
) -> list[ImportBatch]:
    """Batches, newest first. `view`: all, `open` (conflicts to decide or a dry run waiting), `failed`."""
    rows = ImportBatch.objects.filter(shop_id__in=list(shop_ids))
    if view == "open":
        rows = rows.filter(_waiting(shop_ids))
    elif view == "failed":
        rows = rows.filter(state=ImportState.FAILED)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def batch_counts(shop_ids: Sequence[int]) -> dict[str, int]:
    """How many batches each view of the list holds."""
    counts = ImportBatch.objects.filter(shop_id__in=list(shop_ids)).aggregate(
        all=Count("pk"),
        open=Count("pk", filter=_waiting(shop_ids)),
        failed=Count("pk", filter=Q(state=ImportState.FAILED)),
    )
    return {"": counts["all"], "open": counts["open"], "failed": counts["failed"]}


def _waiting(shop_ids: Sequence[int]) -> Q:
    """Imports with undecided conflicts, and dry runs of the last days that nobody brought in."""
    tried = Q(state=ImportState.CHECKED, created_at__gte=now() - RECENT)
    return tried | Q(pk__in=_with_open_conflicts(shop_ids))


def _with_open_conflicts(shop_ids: Sequence[int]) -> list[int]:
    """Batches that are in and have undecided conflicts; only such with conflicts at all are looked at."""
    candidates = _with_conflicts(frozenset(shop_ids))
    if not candidates:
        return []
    found = ImportFinding.objects.filter(_OPEN, batch_id__in=candidates)
    return list(found.order_by().values_list("batch_id", flat=True).distinct())


@while_unchanged("kernel_importbatch")
def _with_conflicts(shop_ids: frozenset[int]) -> list[int]:
    rows = ImportBatch.objects.filter(shop_id__in=shop_ids, state=ImportState.DONE, conflict_count__gt=0)
    return list(rows.values_list("pk", flat=True))


def open_conflict_counts(batch_ids: Iterable[int]) -> dict[int, int]:
    """Undecided conflicts by batch."""
    rows = ImportFinding.objects.filter(_OPEN, batch_id__in=list(batch_ids))
    return dict(rows.order_by().values_list("batch_id").annotate(n=Count("pk")))


def count_to_decide(shop_ids: Sequence[int]) -> int:
    """Undecided conflicts of imports that are in."""
    return sum(open_conflict_counts(found).values()) if (found := _with_open_conflicts(shop_ids)) else 0


def recent_batches(shop_ids: Sequence[int], state: str) -> list[ImportBatch]:
    """Batches of the last three days in a state, newest first."""
    return [row for row in _newest(frozenset(shop_ids), state) if row.created_at >= now() - RECENT]


@while_unchanged("kernel_importbatch")
def _newest(shop_ids: frozenset[int], state: str) -> list[ImportBatch]:
    return list(ImportBatch.objects.filter(shop_id__in=shop_ids, state=state).order_by("-pk")[:20])


def last_done(shop_id: int, *, before: int) -> ImportBatch | None:
    """The batch that came in before this one."""
    return ImportBatch.objects.filter(shop_id=shop_id, state=ImportState.DONE, pk__lt=before).order_by("-pk").first()


def latest_run(batch: ImportBatch) -> JobRun | None:
    """The job that checks or applies a batch, the newest if there were several."""
    return (
        JobRun.objects.filter(shop_id=batch.shop_id, kind="import", arguments__batch=batch.pk).order_by("-pk").first()
    )


def files_of(batch: ImportBatch) -> list[ImportFile]:
    """The tables of a batch with their counters."""
    return list(ImportFile.objects.filter(batch=batch).order_by("position"))


def finding_counts(batch: ImportBatch) -> dict[str, int]:
    """How many findings of each sort a batch has."""
    rows = ImportFinding.objects.filter(batch=batch)
    return dict(rows.order_by().values_list("finding").annotate(n=Count("pk")))


def finding_places(batch: ImportBatch, finding: str) -> list[Place]:
    """In which tables and columns findings of a sort lie."""
    rows = ImportFinding.objects.filter(batch=batch, finding=finding).order_by()
    grouped = rows.values_list("file_position", "column").annotate(n=Count("pk"))
    return sorted((Place(*row) for row in grouped), key=lambda place: (place.position, -place.count))


def findings_page(
    batch: ImportBatch,
    finding: str,
    *,
    position: int | None = None,
    column: str | None = None,
    after: tuple[int, int, int] | None = None,
    limit: int = 100,
) -> list[ImportFinding]:
    """Findings of a sort in file order; `after` is (table, row, id) of the last one shown."""
    rows = ImportFinding.objects.filter(batch=batch, finding=finding)
    if position is not None:
        rows = rows.filter(file_position=position)
    if column is not None:
        rows = rows.filter(column=column)
    if after is not None:
        table, row, key = after
        same_row = Q(file_position=table, row_no=row, pk__gt=key)
        rows = rows.filter(Q(file_position__gt=table) | Q(file_position=table, row_no__gt=row) | same_row)
    return list(rows.order_by(*_ORDER)[:limit])


def undecided(batch: ImportBatch) -> list[tuple[int, int, int]]:
    """(table, row, id) of the conflicts that nobody decided, in file order."""
    return list(ImportFinding.objects.filter(_OPEN, batch=batch).order_by(*_ORDER).values_list(*_ORDER))


def conflict(batch: ImportBatch, finding_id: int) -> ImportFinding | None:
    """One conflict of a batch."""
    return ImportFinding.objects.filter(batch=batch, finding=Finding.CONFLICT, pk=finding_id).first()


def channel_times(shop_ids: Sequence[int]) -> dict[str, datetime]:
    """When files of each kind last came in, by kind; older than a month is left out."""
    return dict(_recent_files(shop_ids).values_list("kind").annotate(at=Max("batch__finished_at")))


def channel_ages(shop_ids: Sequence[int]) -> list[ChannelAge]:
    """How old each channel's data is, by channel; those without a file for a month are left out."""
    newest = newest_by_channel(shop_ids)
    stale = now() - STALE_AFTER
    return [ChannelAge(code, str(Channel(code).label), newest[code], newest[code] < stale) for code in sorted(newest)]


def newest_by_channel(shop_ids: Sequence[int]) -> dict[str, datetime]:
    """When the last good import of each channel ended; those without a file for a month are left out."""
    newest: dict[str, datetime] = {}
    for kind, mapping, shop_id, at in _newest_files(frozenset(shop_ids), now().date()):
        channel = _channel_of(kind, mapping, shop_id)
        if channel and at and (channel not in newest or newest[channel] < at):
            newest[channel] = at
    return newest


@while_unchanged("kernel_importbatch")
def _newest_files(shop_ids: frozenset[int], _today: date) -> list[tuple[str, str, int, datetime | None]]:
    rows = _recent_files(list(shop_ids)).values_list("kind", "batch__mapping", "batch__shop_id")
    return list(rows.annotate(at=Max("batch__finished_at")))


def _recent_files(shop_ids: Sequence[int]) -> QuerySet[ImportFile]:
    return ImportFile.objects.filter(
        batch__shop_id__in=list(shop_ids),
        batch__state=ImportState.DONE,
        batch__created_at__gte=now() - FRESH_WITHIN,
    ).order_by()


def _channel_of(kind: str, mapping: str, shop_id: int) -> str:
    """The channel whose orders a file brings; "" for waybill and stock files."""
    if mapping:
        return next((card.channel for card in list_mappings(shop_id) if card.name == mapping), Channel.OTHER)
    code = kind.partition("_")[0]
    return code if code in Channel.values else ""
