"""Any file of a marketplace as tables. The first bytes decide, never the name (formats 0.5)."""

from pathlib import Path

from zhanggui.kernel.imports.reading import archives
from zhanggui.kernel.imports.reading.delimited import (
    delimited_rows,
    detect_delimiter,
    sample_text,
)
from zhanggui.kernel.imports.reading.encoding import detect_encoding
from zhanggui.kernel.imports.reading.errors import file_error
from zhanggui.kernel.imports.reading.markup import looks_like_table, markup_rows
from zhanggui.kernel.imports.reading.streams import (
    Limits,
    Source,
    gzip_source,
    on_disk,
    plain_source,
)
from zhanggui.kernel.imports.reading.table import Table
from zhanggui.kernel.imports.reading.workbook import BINARY_LIMIT, BINARY_MEMORY, open_workbook, refuse_encrypted

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
GZIP = b"\x1f\x8b"
BINARY_WORKBOOK = b"\xd0\xcf\x11\xe0"
KNOWN_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3", "SQLite"),
    (b"BZh9", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)
START = 4096
# A zip in a zip, or a gz in one; more than that is not a download but a trap.
DEEPEST = 2


def open_source(path: Path, *, display_name: str | None = None) -> list[Table]:
    """The tables of a file: CSV, TSV, HTML, Excel, alone or inside zip and gz.

    `display_name` is the name people gave the file. Nothing is held in memory but a few rows.
    Raises InvalidInput with an `imports.*` code for a file that cannot be read; errors that lie
    deep in a text may rise later from `Table.rows()`.
    """
    source = plain_source(path, display_name or path.name)
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as wrong:
        raise file_error("imports.unreadable", source.name) from wrong
    if not path.is_file():
        raise file_error("imports.unreadable", source.name)
    Limits().check(size, source.name)
    return _open(source, 0, _Budget())


class _Budget:
    """What one file may unpack in all, whatever lies inside whatever."""

    def __init__(self) -> None:
        self.entries = 0
        self.size = 0

    def spend(self, source: Source, entries: int, size: int) -> None:
        self.entries += entries
        self.size += size
        if self.entries > archives.ENTRY_LIMIT:
            raise file_error("imports.too_many_entries", source.name, limit=archives.ENTRY_LIMIT)
        Limits().check(self.size, source.name)


def _open(source: Source, depth: int, budget: _Budget) -> list[Table]:
    start = source.start(START)
    if not start:
        raise file_error("imports.empty_file", source.name)
    if depth > DEEPEST:
        raise file_error("imports.too_deep", source.name)
    if start.startswith(ZIP):
        return _open_zip(on_disk(source), depth, budget)
    if start.startswith(GZIP):
        return _open(gzip_source(source), depth + 1, budget)
    if start.startswith(BINARY_WORKBOOK):
        return _open_binary_workbook(on_disk(source))
    for magic, found in KNOWN_OTHERS:
        if start.startswith(magic):
            raise file_error("imports.not_a_table", source.name, found=found)
    return _open_text(source, start)


def _open_zip(source: Source, depth: int, budget: _Budget) -> list[Table]:
    members = archives.read_directory(source)
    if not members:
        raise file_error("imports.empty_file", source.name)
    if archives.is_workbook(members):
        archives.verify_members(source, members)
        return open_workbook(source)
    if archives.is_other_office(members):
        raise file_error("imports.not_a_table", source.name, found="Office")
    wanted = [member for member in members if not archives.is_hidden(archives.member_name(member))]
    if not wanted:
        raise file_error("imports.not_a_table", source.name, found="zip")
    budget.spend(source, len(wanted), sum(member.file_size for member in wanted))
    tables: list[Table] = []
    for member in wanted:
        tables += _open(archives.member_source(source, member), depth + 1, budget)
    return tables


def _open_binary_workbook(source: Source) -> list[Table]:
    refuse_encrypted(source)
    if source.path:
        Limits(BINARY_LIMIT).check(source.path.stat().st_size, source.name)
    return open_workbook(source, memory=BINARY_MEMORY)


def _open_text(source: Source, start: bytes) -> list[Table]:
    if _is_binary(start):
        raise file_error("imports.not_a_table", source.name, found="binary")
    with source.open() as stream:
        encoding = detect_encoding(stream, source.name)
    sample = sample_text(source, encoding)
    if sample.lstrip("\ufeff \t\r\n").startswith("<"):
        if not looks_like_table(sample):
            raise file_error("imports.not_a_table", source.name, found="HTML")
        table = Table(source.name, lambda: markup_rows(source, encoding))
    else:
        delimiter = detect_delimiter(sample)
        table = Table(source.name, lambda: delimited_rows(source, encoding, delimiter))
    if table.is_empty:
        raise file_error("imports.empty_file", source.name)
    return [table]


def _is_binary(start: bytes) -> bool:
    """Whether a file without a byte order mark is full of control characters: no text of any encoding."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = sum(byte < 9 or 13 < byte < 32 for byte in start)
    return control * 20 > len(start)
