"""The repair file: quarantined rows in the file's own layout with the reason beside them."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from django.utils.translation import gettext

# Excel shows and saves no more than 15 digits of a number, and drops leading zeros.
LONGEST_NUMBER = 11
INJECTION = ("=", "+", "-", "@", "\t", "\r")


class RepairWriter:
    """Writes UTF-8 with byte order mark and CRLF, so that a double click opens it rightly in Excel.

    The header is the file's own (`Table.raw_header`); the last column holds the reason. After
    mending, the file goes in as it is: the reader leaves the reason column out.
    """

    def __init__(self, path: Path, raw_header: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self._width = len(raw_header)
        self._stream = path.open("w", encoding="utf-8-sig", errors="replace", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\r\n")
        self._writer.writerow([*map(_guarded, raw_header), gettext("Reason")])

    def add(self, cells: Sequence[Any], reason: object) -> None:
        """One row; cells beyond the header stand behind the reason, so that they are seen and not lost."""
        row = ["" if cell is None else _safe(str(cell)) for cell in cells]
        row += [""] * (self._width - len(row))
        self._writer.writerow([*row[: self._width], _guarded(str(reason)), *row[self._width :]])
        self.count += 1

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _safe(cell: str) -> str:
    """The cell so that Excel neither runs nor rounds it; `cells` reads the same value from it."""
    if cell.isascii() and cell.isdigit():
        return f'="{cell}"' if len(cell) > LONGEST_NUMBER or (cell[0] == "0" and len(cell) > 1) else cell
    if cell[:2] == '="' and cell[-1:] == '"' and '"' not in cell[2:-1]:
        return cell
    return _guarded(cell)


def _guarded(cell: str) -> str:
    if cell.startswith(INJECTION) and len(cell) > 1 and not _is_plain_number(cell):
        return "'" + cell
    return cell


def _is_plain_number(cell: str) -> bool:
    body = cell[1:] if cell[0] in "+-" else cell
    return body.isascii() and body.replace(".", "", 1).isdigit()
