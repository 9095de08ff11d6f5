"""Rows of joined files, kept in a temporary database on disk so that memory stays small."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

CACHE_KB = 32_000
ROWS_AT_ONCE = 5_000
KEYS_AT_ONCE = 500
KEY_GAP = "\x1f"

Rows = dict[str, list[tuple[str, ...]]]


class JoinStore:
    """One temporary file with a table for each join. Gone when it is closed."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="zhanggui-join-")
        self._database = sqlite3.connect(Path(self._folder.name) / "rows.sqlite3", isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE", f"cache_size = -{CACHE_KB}"):
            self._database.execute(f"PRAGMA {pragma}")
        self._tables: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self._folder.cleanup()

    def add(self, name: str, width: int, rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Keep rows of (key, cells) under a name; may be called again for a second file of the kind."""
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = f"rows_{len(self._tables)}"
            columns = "".join(f", c{index} TEXT" for index in range(width))
            self._database.execute(f"CREATE TABLE {table} (key TEXT, used INTEGER DEFAULT 0{columns})")
        marks = ", ?" * width
        names = "".join(f", c{index}" for index in range(width))
        self._database.execute("BEGIN")
        piece: list[tuple[str, ...]] = []
        for key, cells in rows:
            piece.append((key, *cells))
            if len(piece) >= ROWS_AT_ONCE:
                self._insert(table, names, marks, piece)
                piece = []
        self._insert(table, names, marks, piece)
        self._database.execute("COMMIT")
        self._database.execute(f"CREATE INDEX IF NOT EXISTS {table}_key ON {table} (key)")

    def _insert(self, table: str, names: str, marks: str, rows: list[tuple[str, ...]]) -> None:
        self._database.executemany(f"INSERT INTO {table} (key{names}) VALUES (?{marks})", rows)

    def find(self, name: str, keys: Iterable[str]) -> Rows:
        """The rows of each key in file order; a key without rows is not there."""
        table = self._tables.get(name)
        found: Rows = {}
        if table is None:
            return found
        for some in _chunks(sorted(set(keys)), KEYS_AT_ONCE):
            marks = ", ".join("?" * len(some))
            query = f"SELECT * FROM {table} WHERE key IN ({marks}) ORDER BY rowid"
            for row in self._database.execute(query, some):
                found.setdefault(row[0], []).append(row[2:])
            self._database.execute(f"UPDATE {table} SET used = 1 WHERE key IN ({marks})", some)
        return found

    def unused(self, name: str) -> int:
        """How many rows nothing asked for."""
        table = self._tables[name]
        return int(self._database.execute(f"SELECT count(*) FROM {table} WHERE used = 0").fetchone()[0])


def _chunks(keys: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
