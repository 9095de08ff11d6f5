"""Uploaded files on their way to the import machine."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from zhanggui.kernel.imports.ports import StoredFile

QUICK_LOOK = 20 * 1024 * 1024


@contextmanager
def stored(files: Sequence[UploadedFile]) -> Iterator[list[StoredFile]]:
    """The files on disk under the names that people gave them, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        yield [_on_disk(file, Path(folder) / str(place)) for place, file in enumerate(files)]


def _on_disk(file: UploadedFile, path: Path) -> StoredFile:
    name = file.name or "file"
    if isinstance(file, TemporaryUploadedFile):
        return StoredFile(Path(file.temporary_file_path()), name)
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return StoredFile(path, name)


def is_quick(files: Sequence[UploadedFile]) -> bool:
    """Whether looking into the files at once keeps nobody waiting."""
    return sum(file.size or 0 for file in files) <= QUICK_LOOK
