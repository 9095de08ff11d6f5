"""Byte streams of files and archive members: opened again and again, counted, errors translated."""

import gzip
import io
import lzma
import shutil
import struct
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from zhanggui.kernel.imports.reading.errors import file_error

MB = 1 << 20
TEXT_LIMIT = 2048 * MB
SPOOL_LIMIT = 300 * MB
RATIO_LIMIT = 400
RATIO_FROM = 64 * MB
BUFFER = 256 * 1024
# Stands between an archive and its member in shown names.
INSIDE = " \u203a "

# What the standard library raises for damaged archives; bz2 and gzip use OSError and ValueError.
DAMAGE = (
    zlib.error,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bytes a stream may yield, and its packed size for the ratio (0: not packed)."""

    most: int = TEXT_LIMIT
    packed: int = 0

    def check(self, size: int, name: str) -> None:
        """Raise `imports.too_large` if `size` bytes are too many, or too many for the packed size."""
        if size > self.most:
            raise file_error("imports.too_large", name, limit=f"{self.most // MB} MB")
        if self.packed and size > RATIO_FROM and size > self.packed * RATIO_LIMIT:
            raise file_error("imports.too_large", name, limit=f"{RATIO_LIMIT}:1")


class GuardedStream(io.RawIOBase):
    """A packed stream that is counted and whose errors are ours."""

    def __init__(self, inner: BinaryIO, under: BinaryIO, name: str, limits: Limits) -> None:
        super().__init__()
        self._inner = inner
        self._under = under
        self._name = name
        self._limits = limits
        self._count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer; raises `imports.truncated` or `imports.too_large`."""
        try:
            data = self._inner.read(len(buffer))
        except DAMAGE as wrong:
            raise file_error("imports.truncated", self._name) from wrong
        size = len(data)
        buffer[:size] = data
        self._count += size
        self._limits.check(self._count, self._name)
        return size

    def close(self) -> None:
        """Close the unpacker and the packed stream under it."""
        self._inner.close()
        self._under.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read: its shown name, how to open it, and its path when it is a plain file."""

    name: str
    opener: Callable[[], BinaryIO]
    path: Path | None = None
    # Keeps a temporary file alive as long as the source.
    owner: object = None

    def open(self) -> BinaryIO:
        """A new stream from the first byte; raises `imports.unreadable`."""
        try:
            return self.opener()
        except OSError as wrong:
            raise file_error("imports.unreadable", self.name) from wrong

    def start(self, size: int) -> bytes:
        """The first bytes."""
        with self.open() as stream:
            try:
                return stream.read(size)
            except OSError as wrong:
                raise file_error("imports.unreadable", self.name) from wrong


class TemporaryFolder:
    """A folder that lives as long as a source or a table needs it."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="zhanggui-import-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def plain_source(path: Path, name: str) -> Source:
    """A file of the disk."""
    return Source(name, lambda: path.open("rb", buffering=BUFFER), path)


def gzip_source(source: Source) -> Source:
    """What a gzip stream holds; its name loses `.gz`."""
    name = source.name[:-3] if source.name.lower().endswith(".gz") else source.name
    packed = source.path.stat().st_size if source.path else 0
    limits = Limits(packed=packed)

    def opener() -> BinaryIO:
        under = source.open()
        inner = gzip.GzipFile(fileobj=under, mode="rb")
        return io.BufferedReader(GuardedStream(inner, under, name, limits), BUFFER)  # type: ignore[arg-type]

    return Source(name, opener, owner=source)


def on_disk(source: Source) -> Source:
    """The source as a plain file: itself, or a copy in a temporary file that goes with the source."""
    if source.path:
        return source
    folder = TemporaryFolder()
    path = folder.path / "copy"
    limits = Limits(most=SPOOL_LIMIT)
    size = 0
    with source.open() as stream, path.open("wb") as copy:
        while chunk := stream.read(MB):
            size += len(chunk)
            limits.check(size, source.name)
            copy.write(chunk)
    return replace(plain_source(path, source.name), owner=folder)
