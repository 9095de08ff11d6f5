"""Child process: turns a workbook into one CSV file per sheet and an index, then ends.

A damaged workbook can make the reading library ask for unlimited memory or abort the whole
process; here only this child dies. Run with `-I -S`: no part of the project is imported.
"""

import csv
import json
import resource
import sys
from pathlib import Path

SECONDS = 150
PIECE = 1 << 20
DAMAGED, ENCRYPTED = 3, 4


def main(packages: str, workbook: str, out: str, megabytes: str) -> int:
    """Write `0.csv`, `1.csv` … and `index.json` into `out`; the exit status says what was wrong."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = int(megabytes) << 20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.path.append(packages)
    from python_calamine import CalamineError, PasswordError, load_workbook  # noqa: PLC0415 - after the limits

    try:
        with Path(workbook).open("rb") as stream:
            book = load_workbook(stream)
            index = [_write(book, position, Path(out)) for position in range(len(book.sheet_names))]
    except PasswordError:
        return ENCRYPTED
    except (CalamineError, OSError, ValueError, OverflowError):
        return DAMAGED
    (Path(out) / "index.json").write_text(json.dumps(index), "utf-8")
    return 0


def _write(book, position: int, out: Path) -> dict[str, object]:  # type: ignore[no-untyped-def] # noqa: ANN001
    about = book.sheets_metadata[position]
    visible = str(about.visible).endswith(".Visible")
    path = out / f"{position}.csv"
    path.touch()
    filled = False
    if str(about.typ).endswith(".WorkSheet"):
        sheet = book.get_sheet_by_index(position)
        filled = sheet.height > 0
        with path.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            csv.writer(stream).writerows(sheet.iter_rows())
        _drop_nul(path)
    return {"name": about.name, "visible": visible, "filled": filled}


def _drop_nul(path: Path) -> None:
    """Old .xls files may hold zero characters, which no database stores."""
    with path.open("rb") as stream:
        if not any(b"\0" in piece for piece in iter(lambda: stream.read(PIECE), b"")):
            return
    path.write_bytes(path.read_bytes().replace(b"\0", b""))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
