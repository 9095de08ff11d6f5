"""Whatever happens to a file, it gives tables or an error of ours."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest

from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.imports.reading.cells import CellError, amount, identifier
from zhanggui.kernel.imports.reading.source import open_source
from zhanggui.kernel.imports.tests import reading_samples as samples
from zhanggui.kernel.testing.mutate import mutate

SEEDS = 500
CSV = samples.taobao_csv(samples.BASE)
ITEMS = samples.taobao_csv(samples.ITEMS_10, trailing_comma=True, codec="utf-8")
ORIGINALS = [
    CSV,
    ITEMS,
    samples.workbook(samples.ITEMS_18),
    samples.zipped({"订单.csv": CSV, "items.csv": ITEMS}),
    gzip.compress(CSV, mtime=0),
    samples.binary_workbook(),
    samples.html_table([samples.ITEMS_10, samples.order_row(samples.ITEMS_10, samples.NUMBERS[0])]),
]


def read_all(path: Path) -> int:
    count = 0
    for table in open_source(path):
        for _number, cells in table.rows():
            count += 1
            for read in (identifier, amount):
                with suppress(CellError):
                    read(cells[0] if cells else "")
    return count


@pytest.mark.parametrize("which", range(len(ORIGINALS)))
def test_mutated_file_gives_tables_or_our_error(tmp_path: Path, which: int) -> None:
    path = tmp_path / "damaged"
    refused: list[ZhangguiError] = []
    for seed in range(which, SEEDS, len(ORIGINALS)):
        path.write_bytes(mutate(ORIGINALS[which], seed))
        try:
            read_all(path)
        except ZhangguiError as error:
            refused.append(error)

    assert refused
    assert all(error.code.startswith("imports.") and str(error) != error.code for error in refused)


def test_same_seed_gives_the_same_damage() -> None:
    assert [mutate(CSV, seed) for seed in range(20)] == [mutate(CSV, seed) for seed in range(20)]
    assert len({mutate(CSV, seed) for seed in range(20)}) > 15


def test_unharmed_files_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "whole"
    counts = []
    for data in ORIGINALS:
        path.write_bytes(data)
        counts.append(read_all(path))

    assert counts == [3, 3, 3, 6, 3, 2, 1]
