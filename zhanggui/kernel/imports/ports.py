"""What a module offers to take a kind of file: recognise, stage, merge, undo."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from zhanggui.kernel.imports.models import ImportBatch, ImportFinding
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
    """One kind of file. Registered once; the machine does the rest.

    Kinds that share a staging area name the same `family` (an optional attribute, else the code);
    `merge` and `undo` are then called once for all of them. Rows that are not data (blank, footer,
    total, repeated header) never reach `stage`: the machine counts them as skipped itself.
    """

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
        """Classify all staged rows of the batch, and unless dry_run write them.

        Runs in the machine's transaction. Returns {"counts": {position: FileCount}, "summary":
        {...}} and stores conflicts as findings.
        """
        ...

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the batch back; Conflict when something depends on it."""
        ...

    def template_header(self) -> list[str]:
        """The header of an empty file of this kind, for `template KIND --out F`."""
        ...


@runtime_checkable
class StagesTogether(Protocol):
    """A kind whose tables need each other (joins): all of them are staged in one call."""

    def stage_together(
        self, context: ImportContext, tables: Sequence[tuple[int, SourceTable]]
    ) -> Iterator[tuple[int, RowFinding]]:
        """Stream the tables into staging; yield position and finding."""
        ...


@runtime_checkable
class ResolvesConflicts(Protocol):
    """A kind that can write the file's side of a conflict that a person decided."""

    def resolve(self, context: ImportContext, finding: ImportFinding) -> None:
        """Write the new values that the finding keeps; in the machine's transaction."""
        ...


_KINDS: dict[str, ImportKind] = {}
_STAGINGS: dict[str, Callable[[int], None]] = {}
_SHOP_FACTS: list[Callable[[int], "ShopFacts"]] = []
_MAPPINGS: list[Callable[[int, str], Mapping[str, Any]]] = []


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What reading a file needs to know of its shop."""

    timezone: str
    currency: str


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


def confidential_right(code: str) -> str:
    """The right that reading rows of such a file needs, an optional attribute of its kind; empty for none (SEC-05)."""
    return str(getattr(_KINDS.get(code), "confidential", ""))


def family_of(kind: ImportKind) -> str:
    """The name of the staging area that a kind shares with others."""
    return str(getattr(kind, "family", "") or kind.code)


def register_staging(name: str, clear: Callable[[int], None]) -> None:
    """Make a staging area known: `clear(batch_id)` empties it before a batch is read (again)."""
    _STAGINGS[name] = clear


def clear_stagings(batch_id: int) -> None:
    """Empty every staging area of a batch."""
    for clear in _STAGINGS.values():
        clear(batch_id)


def register_shop_facts(find: Callable[[int], ShopFacts]) -> None:
    """Tell the machine whom to ask for a shop's time zone and currency."""
    _SHOP_FACTS[:] = [find]


def shop_facts(shop_id: int) -> ShopFacts:
    """Time zone and currency of a shop; China's without anybody to ask."""
    return _SHOP_FACTS[0](shop_id) if _SHOP_FACTS else ShopFacts("Asia/Shanghai", "CNY")


def register_mappings(find: Callable[[int, str], Mapping[str, Any]]) -> None:
    """Tell the machine whom to ask for a column mapping by shop and name (raises NotFound)."""
    _MAPPINGS[:] = [find]


def mapping_definition(shop_id: int, name: str) -> dict[str, Any] | None:
    """The definition of a mapping, None for no name."""
    return dict(_MAPPINGS[0](shop_id, name)) if name and _MAPPINGS else None
