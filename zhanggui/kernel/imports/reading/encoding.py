"""Which encoding a text has, decided over the whole stream (formats 0.4)."""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from zhanggui.kernel.imports.reading.errors import file_error

CHUNK = 1 << 20
# Up to here GB18030 is checked to the last byte at once; beyond it while the rows are read,
# because decoding costs as much as splitting.
CHECK_AT_ONCE = 8 << 20
# Chinese characters in correct UTF-8 that make a later wrong byte damage, not another encoding.
SURE_CHARACTERS = 20
CHINESE = re.compile("[\u4e00-\u9fff]")
BOMS = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """Name of the codec and the length of the byte order mark before the text."""

    codec: str
    skip: int = 0


class _Check:
    """Decodes a stream piece by piece until the first wrong byte."""

    def __init__(self, codec: str, start: int) -> None:
        self.codec = codec
        self.decoder = codecs.getincrementaldecoder(codec)()
        self.position = start
        self.failed_at: int | None = None
        self.nul = False
        self.incomplete = False
        self.chinese = 0

    def feed(self, chunk: bytes, *, final: bool = False) -> None:
        if self.failed_at is not None:
            return
        kept = len(self.decoder.getstate()[0])
        try:
            text = self.decoder.decode(chunk, final)
        except UnicodeDecodeError as wrong:
            self.failed_at = self.position - kept + wrong.start
            self.incomplete = final
            text = wrong.object[: wrong.start].decode(self.codec, "ignore")
        self.position += len(chunk)
        self.nul = self.nul or "\0" in text
        if self.chinese < SURE_CHARACTERS and not text.isascii():
            self.chinese += len(CHINESE.findall(text))


def detect_encoding(stream: BinaryIO, name: str) -> Encoding:
    """Read the stream to its end and say how to decode it.

    Raises `imports.nul_byte` and `imports.unknown_encoding` with the byte, and
    `imports.truncated` for UTF-8 that ends inside a character.
    """
    chunk = stream.read(CHUNK)
    marked = next(((mark, codec) for mark, codec in BOMS if chunk.startswith(mark)), None)
    skip = len(marked[0]) if marked else 0
    first = _Check(marked[1] if marked else "utf-8", skip)
    second = None if marked else _Check("gb18030", 0)
    wide = first.codec.startswith("utf-16")
    position = 0
    while chunk:
        if not wide and (nul := chunk.find(b"\0")) >= 0:
            raise file_error("imports.nul_byte", name, byte=position + nul)
        first.feed(chunk[skip:] if position == 0 else chunk)
        if second and position < CHECK_AT_ONCE:
            second.feed(chunk)
        position += len(chunk)
        chunk = stream.read(CHUNK)
    first.feed(b"", final=True)
    if first.nul:
        raise file_error("imports.nul_byte", name, byte=skip)
    if second and position <= CHECK_AT_ONCE:
        second.feed(b"", final=True)
    return _decide(first, second, skip, name)


def _decide(first: _Check, second: _Check | None, skip: int, name: str) -> Encoding:
    if first.failed_at is None:
        return Encoding(first.codec, skip)
    sure = first.chinese >= SURE_CHARACTERS
    if first.incomplete and (sure or second is None):
        raise file_error("imports.truncated", name, byte=first.failed_at)
    if second is None or sure:
        raise file_error("imports.unknown_encoding", name, byte=first.failed_at)
    if second.failed_at is not None:
        raise file_error(
            "imports.unknown_encoding",
            name,
            byte=max(first.failed_at, second.failed_at),
        )
    return Encoding("gb18030")


def first_wrong_byte(stream: BinaryIO, encoding: Encoding) -> int | None:
    """The place of the first byte that the codec cannot decode; closes the stream."""
    with stream:
        stream.read(encoding.skip)
        check = _Check(encoding.codec, encoding.skip)
        while check.failed_at is None and (chunk := stream.read(CHUNK)):
            check.feed(chunk)
        check.feed(b"", final=True)
    return check.failed_at
