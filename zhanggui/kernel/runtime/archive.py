"""The file form of a backup: one tar, plain or encrypted in chunks with AES-256-GCM.

Encrypted: magic, 16 bytes of salt, then chunks of (length, ciphertext). The key is derived from
the pass phrase and the salt, so chunk numbers can serve as nonces; the last chunk is marked,
so that a cut file is noticed.
"""

import io
import os
import shutil
import struct
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path, PurePosixPath
from typing import IO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from zhanggui.kernel.errors import InvalidInput

MAGIC = b"ZHANGGUI-BACKUP-1\n"
SALT_BYTES = 16
CHUNK_BYTES = 1024 * 1024
LAST, MORE = b"last", b"more"
TAG_BYTES = 16


@contextmanager
def writing(file: Path, key: str | None) -> Iterator[tarfile.TarFile]:
    """A tar to add to, encrypted when there is a key; appears under its name only when complete."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw:
            target = _Encrypting(raw, key) if key else raw
            with tarfile.open(fileobj=cast("IO[bytes]", target), mode="w|") as tar:
                yield tar
            if isinstance(target, _Encrypting):
                target.finish()
            raw.flush()
            os.fsync(raw.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


@contextmanager
def reading(file: Path, key: str | None) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The members of a backup as (name, content), in file order.

    Raises InvalidInput when the key is missing or wrong, or the file is no backup or damaged.
    """
    try:
        with file.open("rb") as raw:
            source: IO[bytes] = raw
            if raw.read(len(MAGIC)) == MAGIC:
                source = cast("IO[bytes]", io.BufferedReader(_Decrypting(raw, key, file)))
            else:
                raw.seek(0)
            with tarfile.open(fileobj=source, mode="r|") as tar:
                yield _members(tar, file)
    except (tarfile.TarError, EOFError, zlib.error, struct.error) as error:
        raise _unreadable(file) from error
    except OSError as error:
        if error.filename is None or Path(error.filename) != file:
            raise
        raise InvalidInput("backup.no_file", _("The file %(file)s cannot be opened."), file=str(file)) from error


def save_member(content: IO[bytes], target: Path) -> None:
    """Write a member to a private file, making its folders."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        shutil.copyfileobj(content, out, CHUNK_BYTES)


def _members(tar: tarfile.TarFile, file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        path = PurePosixPath(member.name)
        if not member.isfile() or path.is_absolute() or ".." in path.parts:
            raise _unreadable(file)
        content = tar.extractfile(member)
        if content is None:
            raise _unreadable(file)
        yield member.name, content


def _cipher(key: str, salt: bytes) -> AESGCM:
    derive = Scrypt(salt=salt, length=32, n=2**15, r=8, p=1)
    return AESGCM(derive.derive(key.encode("utf-8")))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


class _Encrypting:
    """A write-only file that encrypts whole chunks as they fill."""

    def __init__(self, raw: IO[bytes], key: str) -> None:
        salt = os.urandom(SALT_BYTES)
        raw.write(MAGIC + salt)
        self._raw = raw
        self._cipher = _cipher(key, salt)
        self._number = 0
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        # One chunk stays behind, because only the end tells which one is the last.
        while len(self._waiting) > CHUNK_BYTES:
            self._put(bytes(self._waiting[:CHUNK_BYTES]), MORE)
            del self._waiting[:CHUNK_BYTES]
        return len(data)

    def finish(self) -> None:
        self._put(bytes(self._waiting), LAST)

    def _put(self, chunk: bytes, mark: bytes) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number), chunk, mark)
        self._raw.write(struct.pack(">I", len(sealed)) + sealed)
        self._number += 1


class _Decrypting(io.RawIOBase):
    """A read-only file over the chunks; refuses a wrong key, changes and a missing end."""

    def __init__(self, raw: IO[bytes], key: str | None, file: Path) -> None:
        if not key:
            raise InvalidInput(
                "backup.key_missing",
                _("%(file)s is encrypted. Set ZHANGGUI_BACKUP_KEY to the key it was made with."),
                file=str(file),
            )
        self._raw = raw
        self._file = file
        self._cipher = _cipher(key, raw.read(SALT_BYTES))
        self._number = 0
        self._open = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        while not self._open and not self._ended:
            self._next_chunk()
        count = min(len(buffer), len(self._open))
        buffer[:count] = self._open[:count]
        self._open = self._open[count:]
        return count

    def _next_chunk(self) -> None:
        header = self._raw.read(4)
        size = struct.unpack(">I", header)[0] if len(header) == 4 else 0
        if not TAG_BYTES <= size <= CHUNK_BYTES + TAG_BYTES:
            raise _unreadable(self._file)
        sealed = self._raw.read(size)
        if len(sealed) < size:
            raise _unreadable(self._file)
        for mark in (MORE, LAST):
            try:
                self._open = self._cipher.decrypt(_nonce(self._number), sealed, mark)
            except InvalidTag:
                continue
            self._ended = mark is LAST
            self._number += 1
            return
        if self._number == 0:
            raise InvalidInput(
                "backup.wrong_key",
                _("%(file)s was encrypted with another key than ZHANGGUI_BACKUP_KEY."),
                file=str(self._file),
            )
        raise _unreadable(self._file)


def _unreadable(file: Path) -> InvalidInput:
    return InvalidInput("backup.not_readable", _("%(file)s is damaged or not a backup."), file=str(file))
