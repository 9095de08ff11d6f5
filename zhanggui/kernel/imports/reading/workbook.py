"""Excel and OpenDocument workbooks: read whole by a child process, then streamed from its files."""

import importlib.util
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from zhanggui.kernel.imports.reading.delimited import delimited_rows
from zhanggui.kernel.imports.reading.encoding import Encoding
from zhanggui.kernel.imports.reading.errors import file_error
from zhanggui.kernel.imports.reading.streams import INSIDE, MB, Source, TemporaryFolder, plain_source
from zhanggui.kernel.imports.reading.table import Table

CHILD = Path(__file__).with_name("workbook_child.py")
SECONDS = 180
DAMAGED, ENCRYPTED = 3, 4
BINARY_LIMIT = 100 * MB
# Megabytes of the child: 100,000 rows of 71 columns take 500 as xlsx; an old .xls ends at 65,536 rows.
MEMORY, BINARY_MEMORY = 1024, 400
# The folder entry that Office writes into an encrypted xlsx.
ENCRYPTED_ENTRY = "EncryptedPackage".encode("utf-16-le")


def open_workbook(source: Source, *, memory: int = MEMORY) -> list[Table]:
    """The filled sheets as tables; hidden ones only if nothing else is filled.

    Raises `imports.encrypted`, `imports.truncated`, `imports.too_large`, `imports.empty_file`.
    """
    folder = TemporaryFolder()
    _run_child(source, folder.path, memory)
    index = json.loads((folder.path / "index.json").read_text("utf-8"))
    sheets = [(position, sheet) for position, sheet in enumerate(index) if sheet["filled"]]
    shown = [pair for pair in sheets if pair[1]["visible"]] or sheets
    if not shown:
        raise file_error("imports.empty_file", source.name)
    several = len(shown) > 1
    return [
        _sheet_table(
            folder,
            position,
            source.name + INSIDE + sheet["name"] if several else source.name,
        )
        for position, sheet in shown
    ]


def refuse_encrypted(source: Source) -> None:
    """Raise `imports.encrypted` for an xlsx with a password, which is a binary container."""
    overlap = b""
    with source.open() as stream:
        while piece := stream.read(MB):
            if ENCRYPTED_ENTRY in overlap + piece:
                raise file_error("imports.encrypted", source.name)
            overlap = piece[-len(ENCRYPTED_ENTRY) :]


def _sheet_table(folder: TemporaryFolder, position: int, name: str) -> Table:
    sheet = plain_source(folder.path / f"{position}.csv", name)

    def rows(_keep: object = folder) -> Iterator[list[str]]:
        return delimited_rows(sheet, Encoding("utf-8"), ",")

    return Table(name, rows)


def _run_child(source: Source, out: Path, memory: int) -> None:
    found = importlib.util.find_spec("python_calamine")
    if source.path is None or found is None or found.origin is None:
        raise file_error("imports.unreadable", source.name)
    packages = str(Path(found.origin).parent.parent)
    arguments = [packages, str(source.path.resolve()), str(out), str(memory)]
    command = [sys.executable, "-I", "-S", str(CHILD), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell, paths only
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as wrong:
        raise file_error("imports.too_large", source.name, limit=f"{SECONDS} s") from wrong
    except OSError as wrong:
        raise file_error("imports.unreadable", source.name) from wrong
    if done.returncode == ENCRYPTED:
        raise file_error("imports.encrypted", source.name)
    if b"memory allocation" in done.stderr or b"MemoryError" in done.stderr or done.returncode == -signal.SIGXCPU:
        raise file_error("imports.too_large", source.name, limit=f"{memory} MB")
    if done.returncode != 0:
        raise file_error("imports.truncated", source.name)
