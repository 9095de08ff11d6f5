"""CSV, TSV and semicolon text as a stream of rows; nothing is ever lost in silence."""

import csv
import io
from collections.abc import Iterator
from itertools import chain

from zhanggui.kernel.imports.reading.encoding import Encoding, first_wrong_byte
from zhanggui.kernel.imports.reading.errors import file_error
from zhanggui.kernel.imports.reading.streams import Source

FIELD_LIMIT = 1 << 20
SAMPLE = 64 * 1024
SAMPLE_ROWS = 30
DELIMITERS = (",", "\t", ";")
# A last line of our own: if it does not come back as a row of its own, a quotation mark is open.
END = "\U0010fffezhanggui\U0010fffe"

csv.field_size_limit(FIELD_LIMIT)


def open_text(source: Source, encoding: Encoding) -> io.TextIOWrapper:
    """The text after the byte order mark, line ends untouched."""
    stream = source.open()
    stream.read(encoding.skip)
    return io.TextIOWrapper(stream, encoding=encoding.codec, newline="")


def sample_text(source: Source, encoding: Encoding) -> str:
    """The first part of the text; a wrong byte behind it is found by whoever reads on."""
    with source.open() as stream:
        stream.read(encoding.skip)
        return stream.read(SAMPLE).decode(encoding.codec, "replace")


def detect_delimiter(sample: str) -> str:
    """Comma, tab or semicolon: whichever splits the earliest row, then the one that splits most."""
    best = (",", (SAMPLE_ROWS, 0))
    for delimiter in DELIMITERS:
        lines = io.StringIO(sample, newline="")
        widths: list[int] = []
        try:
            for row in csv.reader(lines, delimiter=delimiter):
                if row and not row[0].startswith("#"):
                    widths.append(len(row))
                if len(widths) == SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        first = next((index for index, width in enumerate(widths) if width > 1), SAMPLE_ROWS)
        score = max((widths.count(width) * (width - 1) for width in set(widths)), default=0)
        if (first, -score) < (best[1][0], -best[1][1]):
            best = (delimiter, (first, score))
    return best[0]


def delimited_rows(source: Source, encoding: Encoding, delimiter: str) -> Iterator[list[str]]:
    """All records of the text, blank ones as []; one record is one row of Excel.

    Raises `imports.unterminated_quote`, `imports.field_too_long`, `imports.unknown_encoding`.
    """
    row_number = line = 0
    with open_text(source, encoding) as text:
        reader = csv.reader(chain(text, (END,)), delimiter=delimiter)
        try:
            for row in reader:
                if row and row[-1].endswith(END):
                    if row == [END]:
                        return
                    raise _open_quote(source, encoding, delimiter, line)
                row_number += 1
                line = reader.line_num
                yield row
        except csv.Error as wrong:
            raise file_error(
                "imports.field_too_long",
                source.name,
                row=row_number + 1,
                line=line + 1,
                limit=FIELD_LIMIT,
            ) from wrong
        except UnicodeDecodeError as wrong:
            raise file_error(
                "imports.unknown_encoding",
                source.name,
                byte=first_wrong_byte(source.open(), encoding),
            ) from wrong


def _open_quote(source: Source, encoding: Encoding, delimiter: str, skipped: int) -> Exception:
    """Find the line in which the quotation mark of the last record was opened."""
    opened = skipped + 1
    inside = False
    with open_text(source, encoding) as text:
        for number, content in enumerate(text, 1):
            if number <= skipped:
                continue
            started, inside = _ends_inside(content, delimiter, inside=inside)
            if started:
                opened = number
    return file_error("imports.unterminated_quote", source.name, line=opened)


def _ends_inside(content: str, delimiter: str, *, inside: bool) -> tuple[bool, bool]:
    """Whether a quotation opens in this line and stays open, and whether the line ends inside one."""
    started = False
    fresh = not inside
    pending = False
    for character in content:
        if inside:
            if pending:
                pending = False
                if character == '"':
                    continue
                inside, started = False, False
                fresh = character == delimiter
            elif character == '"':
                pending = True
        elif character == '"' and fresh:
            inside, started, fresh = True, True, False
        else:
            fresh = character == delimiter
    if pending:
        return False, False
    return started, inside
