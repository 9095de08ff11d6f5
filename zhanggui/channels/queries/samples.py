"""The columns of a sample file with some of their values, for making a mapping."""

from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from zhanggui.kernel.imports.reading.errors import file_error
from zhanggui.kernel.imports.reading.source import open_source

READ_ROWS = 1_000
MOST_COLUMNS = 200
MOST_VALUES = 20
SHOWN_VALUES = 3
LONGEST = 60


@dataclass(frozen=True, slots=True)
class SampleColumn:
    """A column, its first few values, and all its values when they are few (a status, a yes or no)."""

    name: str
    samples: tuple[str, ...]
    values: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values that survive a form."""
        return asdict(self)


def sample_of(path: Path, name: str) -> list[SampleColumn]:
    """The columns of the first table of a file. Raises InvalidInput `imports.*` for a useless file."""
    table = next((table for table in open_source(path, display_name=name) if not table.is_empty), None)
    if table is None or not any(table.header):
        raise file_error("imports.empty_file", name)
    found: list[dict[str, None]] = [{} for _column in table.header]
    for _number, cells in islice(table.rows(), READ_ROWS):
        if table.not_data(cells) is not None:
            continue
        for place, cell in enumerate(cells[: len(found)]):
            value = cell.strip()
            if value and len(found[place]) <= MOST_VALUES:
                found[place].setdefault(value, None)
    pairs = [(column, list(values)) for column, values in zip(table.header, found, strict=True) if column]
    return [_column(column, values) for column, values in pairs[:MOST_COLUMNS]]


def _column(name: str, values: list[str]) -> SampleColumn:
    few = values if len(values) <= MOST_VALUES and all(len(value) <= LONGEST for value in values) else []
    return SampleColumn(name, tuple(value[:LONGEST] for value in values[:SHOWN_VALUES]), tuple(few))
