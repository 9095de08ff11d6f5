"""What a module offers to take a kind of file: recognise, stage, merge, undo."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.values import Actor


@dataclass(frozen=True, slots=True)
class RowFinding:
    """Why a row did not simply go in. `finding` is one of models.Finding."""

    row_no: int
    finding: str
    code: str
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    cells: Sequence[str] = ()
    subject_kind: str = ""
    subject_id: int | None = None


@dataclass(slots=True)
class FileCount:
    """Counters of one table, in file rows; the six add up to `rows`."""

    name: str
    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    conflict: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What a kind needs to know: the batch, the shop, and whom to answer to."""

    batch: ImportBatch
    actor: Actor
    shop_id: int
    timezone: str
    currency: str
    progress: Progress
    mapping: dict[str, Any] | None = None


class SourceTable(Protocol):
    """A table of a file as the reading half yields it."""

    name: str
    header: list[str]
    header_row: int

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Row number and cells."""
        ...


class ImportKind(Protocol):
    """One kind of file. Registered once; the machine does the rest."""

    code: str
    label: Any
    capability: str

    def recognise(self, header: Sequence[str]) -> int:
        """How well the header fits: 0 not at all; the highest score wins."""
        ...

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Stream the table into staging; yield each row that is skipped or quarantined."""
        ...

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Classify all staged rows of the batch, and unless dry_run write them. Runs in the
        machine's transaction. Returns {"counts": {position: FileCount}, "summary": {...}} and
        stores conflicts as findings."""
        ...

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the batch back; Conflict when something depends on it."""
        ...

    def template_header(self) -> list[str]:
        """The header of an empty file of this kind, for `template KIND --out F`."""
        ...


_KINDS: dict[str, ImportKind] = {}


def register_kind(kind: ImportKind) -> None:
    """Make a kind of file known."""
    _KINDS[kind.code] = kind


def import_kinds() -> dict[str, ImportKind]:
    """All kinds by code."""
    return dict(_KINDS)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was uploaded or named on the command line, kept in the home."""

    path: Path
    name: str
