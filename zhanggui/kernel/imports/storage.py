"""Where the files of a batch lie in the home."""

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.ports import StoredFile
from zhanggui.kernel.imports.reading.errors import file_error

CHUNK = 1 << 20
_UNSAFE = re.compile(r"[^\w.\-()（）\[\] ]+")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A stored file of a batch: where it lies and what people called it."""

    path: Path
    name: str
    sha256: str


def batch_folder(batch: ImportBatch) -> Path:
    """The batch's own folder; numbers repeat between shops, so the shop is part of it."""
    folder = Path(settings.MEDIA_ROOT) / "imports" / str(batch.shop_id) / batch.number
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def relative(path: Path) -> str:
    """A path as rows keep it, so that a home can be moved."""
    return str(path.relative_to(settings.MEDIA_ROOT))


def absolute(path: str) -> Path:
    """Where a kept path lies now."""
    return Path(settings.MEDIA_ROOT) / path


def copy_files(batch: ImportBatch, files: Sequence[Path | StoredFile]) -> list[dict[str, Any]]:
    """Copy files into the batch's folder; raises InvalidInput `imports.unreadable`."""
    folder = batch_folder(batch)
    return [_copy(folder, position, file) for position, file in enumerate(files)]


def _copy(folder: Path, position: int, file: Path | StoredFile) -> dict[str, Any]:
    stored = file if isinstance(file, StoredFile) else StoredFile(file, file.name)
    target = folder / f"{position + 1}-{_UNSAFE.sub('_', stored.name)[-80:]}"
    try:
        shutil.copyfile(stored.path, target)
        digest = _digest(target)
    except (OSError, ValueError) as wrong:
        raise file_error("imports.unreadable", stored.name) from wrong
    return {"path": relative(target), "name": stored.name[:300], "sha256": digest}


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def source_files(batch: ImportBatch) -> list[SourceFile]:
    """The stored files of a batch; raises InvalidInput when one is gone."""
    files = [SourceFile(absolute(row["path"]), row["name"], row["sha256"]) for row in batch.summary.get("sources", [])]
    for file in files:
        if not file.path.is_file():
            params = {"file": file.name}
            raise InvalidInput("imports.files_missing", message_of("imports.files_missing", params), **params)
    return files
