"""Endpoints of imports and mappings."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, File, Form, Query, Router, Schema, UploadedFile

from zhanggui.channels import services
from zhanggui.channels.queries import list_mappings, pages
from zhanggui.channels.values import MANAGE_MAPPINGS, RUN_IMPORTS, UNDO_IMPORTS, VIEW_IMPORTS
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.imports.machine import batch_by_number
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import Finding, ImportBatch
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import resolve_conflict, undo_import
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()
MOST = 500


class FileCounters(Schema):
    """One table of an import, in file rows."""

    file: str
    kind: str
    rows: int
    imported: int
    updated: int
    unchanged: int
    skipped: int
    conflict: int
    quarantined: int


class RowError(Schema):
    """A row that is quarantined or in conflict."""

    file: str
    row: int
    column: str
    code: str
    message: str


class ImportCard(Schema):
    """An import as lists show it; counters are in file rows."""

    batch: str
    state: str
    kind: str
    is_dry_run: bool
    rows: int
    imported: int
    updated: int
    unchanged: int
    skipped: int
    conflict: int
    quarantined: int
    created_at: datetime
    finished_at: datetime | None
    error: dict[str, Any]


class ImportOut(ImportCard):
    """An import whole, with its files and its first errors."""

    orders_new: int
    orders_updated: int
    lines_new: int
    files: list[FileCounters]
    errors: list[RowError]
    errors_total: int


class ImportList(Schema):
    """Imports, newest first; `next` is the `before` of the following page. `fresh` says when each kind last came in."""

    imports: list[ImportCard]
    next: int | None
    fresh: dict[str, datetime]


class ImportStarted(Schema):
    """The import that a worker is going to do, and the run that tells its progress."""

    batch: str
    run: int


class ImportOptions(Schema):
    """How to read the files; `warehouse` is the code of where stock files lie that name no warehouse."""

    as_kind: str | None = None
    mapping: str | None = None
    dry_run: bool = False
    warehouse: str = ""


class PageQuery(Schema):
    """How much of a list."""

    limit: int = Field(100, ge=1, le=MOST)
    before: int | None = None


class ConflictOut(Schema):
    """A row that says something else than what is stored."""

    id: int
    row: int
    column: str
    message: str
    number: str
    fields: dict[str, Any]
    resolution: str


class ConflictList(Schema):
    """Conflicts of an import in file order."""

    conflicts: list[ConflictOut]


class Decision(Schema):
    """Keep what is stored, or take what the file says."""

    choice: Literal["keep", "take"]


class Decided(Schema):
    """The decision as it stands."""

    id: int
    resolution: str


class Undone(Schema):
    """What was taken back."""

    batch: str
    orders: int
    lines: int


class MappingIn(Schema):
    """A mapping as YAML or JSON text."""

    source: str = Field(max_length=200_000)


class MappingOut(Schema):
    """A mapping that the shop can use."""

    name: str
    label: str
    version: int
    channel: str
    currency: str
    is_shipped: bool


class MappingList(Schema):
    """All of them, by name."""

    mappings: list[MappingOut]


@router.post("/shops/{shop}/imports", **endpoint(ImportStarted, RUN_IMPORTS))
def start_import(
    request: HttpRequest, shop: str, files: File[list[UploadedFile]], options: Form[ImportOptions]
) -> dict[str, object]:
    """Import files (multipart, field `files`). A worker does it; ask for the batch to see how far it is."""
    found = shop_for(request, shop, RUN_IMPORTS)
    batch, run = services.start_import(
        actor=acting(request),
        shop_id=found.id,
        uploads=files,
        as_kind=options.as_kind or None,
        mapping=options.mapping or None,
        dry_run=options.dry_run,
        warehouse=options.warehouse,
    )
    return {"batch": batch.number, "run": run.pk}


@router.get("/shops/{shop}/imports", **endpoint(ImportList, VIEW_IMPORTS))
def list_imports(request: HttpRequest, shop: str, page: Query[PageQuery]) -> dict[str, object]:
    """Imports of a shop, newest first."""
    found = shop_for(request, shop, VIEW_IMPORTS)
    rows = pages.batches_page([found.id], before=page.before, limit=page.limit + 1)
    return {
        "imports": [_card(batch) for batch in rows[: page.limit]],
        "next": rows[page.limit - 1].pk if len(rows) > page.limit else None,
        "fresh": pages.channel_times([found.id]),
    }


@router.get("/shops/{shop}/imports/{number}", **endpoint(ImportOut, VIEW_IMPORTS))
def show_import(request: HttpRequest, shop: str, number: str) -> dict[str, object]:
    """One import with its files and errors."""
    batch = batch_by_number(shop_for(request, shop, VIEW_IMPORTS).id, number)
    return {**import_report(batch), **_card(batch)}


@router.get("/shops/{shop}/imports/{number}/conflicts", **endpoint(ConflictList, VIEW_IMPORTS))
def list_conflicts(request: HttpRequest, shop: str, number: str, page: Query[PageQuery]) -> dict[str, object]:
    """What the file says otherwise than what is stored, both values side by side."""
    batch = batch_by_number(shop_for(request, shop, VIEW_IMPORTS).id, number)
    found = pages.findings_page(batch, Finding.CONFLICT, limit=page.limit)
    return {
        "conflicts": [
            {
                "id": row.pk,
                "row": row.row_no,
                "column": row.column,
                "message": message_of(row.code, row.params),
                "number": str(row.params.get("number", "")),
                "fields": row.params.get("fields") or {},
                "resolution": row.resolution,
            }
            for row in found
        ]
    }


@router.post("/shops/{shop}/imports/{number}/undo", **endpoint(Undone, UNDO_IMPORTS))
def undo(request: HttpRequest, shop: str, number: str) -> dict[str, object]:
    """Take an import back while nothing depends on it."""
    found = shop_for(request, shop, UNDO_IMPORTS)
    taken = undo_import(actor=acting(request), shop_id=found.id, number=number)
    return {"batch": number, "orders": 0, "lines": 0, **taken}


@router.post("/shops/{shop}/imports/{number}/findings/{finding_id}/resolve", **endpoint(Decided, UNDO_IMPORTS))
def resolve(request: HttpRequest, shop: str, number: str, finding_id: int, body: Decision) -> dict[str, object]:
    """Decide one conflict of an import."""
    batch = batch_by_number(shop_for(request, shop, UNDO_IMPORTS).id, number)
    if pages.conflict(batch, finding_id) is None:
        raise NotFound("imports.unknown_conflict", _("There is no such conflict."))
    resolve_conflict(actor=acting(request), finding_id=finding_id, choice=body.choice)
    return {"id": finding_id, "resolution": body.choice}


@router.get("/shops/{shop}/mappings", **endpoint(MappingList, VIEW_IMPORTS))
def mappings(request: HttpRequest, shop: str) -> dict[str, object]:
    """Mappings that the shop can use, the shipped ones included."""
    return {"mappings": list_mappings(shop_for(request, shop, VIEW_IMPORTS).id)}


@router.post("/shops/{shop}/mappings", **endpoint(MappingOut, MANAGE_MAPPINGS))
def install_mapping(request: HttpRequest, shop: str, body: MappingIn) -> object:
    """Install a mapping for the shop; the same name again is its next version."""
    found = shop_for(request, shop, MANAGE_MAPPINGS)
    return services.install_mapping(actor=acting(request), source=body.source, shop_id=found.id)


def _card(batch: ImportBatch) -> dict[str, Any]:
    return {
        "batch": batch.number,
        "state": batch.state,
        "kind": batch.kind,
        "is_dry_run": batch.is_dry_run,
        "rows": batch.row_count,
        **{
            name: getattr(batch, f"{name}_count")
            for name in ("imported", "updated", "unchanged", "skipped", "conflict", "quarantined")
        },
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
        "error": batch.error,
    }
