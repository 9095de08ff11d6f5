"""Taking uploaded files in and having a worker import them."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction

from zhanggui.kernel.imports.machine import queue_import, receive_files
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.ports import StoredFile
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import warehouse_by_code


def start_import(
    *,
    actor: Actor,
    shop_id: int,
    uploads: "Sequence[UploadedFile[Any]]",
    as_kind: str | None = None,
    mapping: str | None = None,
    dry_run: bool = False,
    warehouse: str = "",
) -> tuple[ImportBatch, JobRun]:
    """Keep uploaded files as a new batch and put it on the queue; the run is what people watch (MPI-01).

    `warehouse` is the code of where the rows of a stock file lie that name no warehouse themselves (INV-01).
    Errors: no file, an unknown kind, mapping or warehouse, the right is missing.
    """
    said = warehouse_said(shop_id, warehouse)
    with stored_uploads(uploads) as files, transaction.atomic():
        batch = receive_files(
            actor=actor, shop_id=shop_id, files=files, as_kind=as_kind, mapping=mapping, dry_run=dry_run, said=said
        )
        return batch, queue_import(batch, actor=actor, dry_run=dry_run)


def warehouse_said(shop_id: int, code: str) -> dict[str, str]:
    """What stock files are told of their warehouse: nothing, or the code of one of this shop; WarehouseNotFound."""
    return {"warehouse": warehouse_by_code(shop_id, code).code} if code else {}


@contextmanager
def stored_uploads(uploads: "Sequence[UploadedFile[Any]]") -> Iterator[list[StoredFile]]:
    """The uploads on disk under the names that people gave them, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        yield [_on_disk(upload, Path(folder) / str(place)) for place, upload in enumerate(uploads)]


def _on_disk(upload: "UploadedFile[Any]", path: Path) -> StoredFile:
    name = upload.name or "file"
    if isinstance(upload, TemporaryUploadedFile):
        return StoredFile(Path(upload.temporary_file_path()), name)
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    return StoredFile(path, name)
