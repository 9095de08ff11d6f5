"""Zip files: what is inside, safely (bombs, passwords, names in the wrong encoding)."""

import io
import zipfile
from typing import BinaryIO

from zhanggui.kernel.imports.reading.errors import file_error
from zhanggui.kernel.imports.reading.streams import (
    BUFFER,
    DAMAGE,
    INSIDE,
    MB,
    SPOOL_LIMIT,
    TEXT_LIMIT,
    GuardedStream,
    Limits,
    Source,
)

ENTRY_LIMIT = 200
WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
OTHER_OFFICE = ("word/", "ppt/")
# Things that lie beside tables in a download and are never tables.
BESIDE = (
    ".jpg",
    ".jpeg",
    ".png",
    ".gif",
    ".webp",
    ".bmp",
    ".pdf",
    ".doc",
    ".docx",
    ".mp4",
    ".url",
    ".lnk",
)
UTF8_NAME = 0x800
ENCRYPTED = 0x1


def read_directory(source: Source) -> list[zipfile.ZipInfo]:
    """The members of a zip on disk, checked against entry and size limits before anything is unpacked."""
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (*DAMAGE, RuntimeError) as wrong:
        raise file_error("imports.truncated", source.name) from wrong
    if not all(entry.filename for entry in entries):
        raise file_error("imports.truncated", source.name)
    members = [entry for entry in entries if not entry.is_dir()]
    if len(members) > ENTRY_LIMIT and not is_workbook(members):
        raise file_error("imports.too_many_entries", source.name, limit=ENTRY_LIMIT)
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise file_error("imports.encrypted", source.name)
    most = SPOOL_LIMIT if is_workbook(members) else TEXT_LIMIT
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    Limits(most, max(packed, 1)).check(total, source.name)
    return members


def is_workbook(members: list[zipfile.ZipInfo]) -> bool:
    """Whether the zip is an Excel or OpenDocument workbook."""
    return any(member.filename in WORKBOOK_PARTS for member in members)


def is_other_office(members: list[zipfile.ZipInfo]) -> bool:
    """Whether the zip is a text document or a presentation."""
    names = [member.filename for member in members]
    return "[Content_Types].xml" in names and any(name.startswith(OTHER_OFFICE) for name in names)


def verify_members(source: Source, members: list[zipfile.ZipInfo]) -> None:
    """Unpack every member once into nothing: sizes and checksums must hold."""
    for member in members:
        with member_source(source, member).open() as stream:
            while stream.read(MB):
                pass


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as people know it: old Chinese archivers write GBK without saying so."""
    if member.flag_bits & UTF8_NAME or member.filename.isascii():
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename


def is_hidden(name: str) -> bool:
    """Folders of macOS, hidden files and things that are never tables."""
    parts = name.replace("\\", "/").split("/")
    if "__MACOSX" in parts or any(part.startswith(".") for part in parts):
        return True
    return parts[-1].lower() in {"thumbs.db", "desktop.ini"} or name.lower().endswith(BESIDE)


def member_source(source: Source, member: zipfile.ZipInfo) -> Source:
    """One member of a zip on disk as a source of its own."""
    name = source.name + INSIDE + member_name(member)
    limits = Limits(packed=max(member.compress_size, 1))

    def opener() -> BinaryIO:
        under = source.open()
        try:
            inner = zipfile.ZipFile(under).open(member)  # noqa: SIM115 - the caller closes it
        except (*DAMAGE, RuntimeError) as wrong:
            under.close()
            raise file_error("imports.truncated", name) from wrong
        return io.BufferedReader(GuardedStream(inner, under, name, limits), BUFFER)  # type: ignore[arg-type]

    return Source(name, opener, owner=source)
