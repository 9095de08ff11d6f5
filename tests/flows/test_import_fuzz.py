"""500 mutated files of every kind through the whole import; `bench/fuzz.py` runs 100,000 of them."""

from pathlib import Path

import pytest

from bench.fuzz import Fuzzer
from bench.fuzz_files import damage, samples
from zhanggui.channels.tests.import_files import make_shop
from zhanggui.orders.models import Order

FILES = 500


@pytest.mark.django_db
@pytest.mark.req_part("MPI-01")
def test_damaged_files_end_as_counted_rows_or_a_refusal_and_leave_nothing(tmp_path: Path) -> None:
    fuzzer = Fuzzer(tmp_path, make_shop().id)
    before = Order.objects.count()

    tally = fuzzer.run(range(1_000_000, 1_000_000 + FILES))

    assert tally.files == FILES
    assert min(tally.taken, tally.refusals.total()) > FILES // 10
    assert all(tally.rows[outcome] for outcome in ("imported", "updated", "unchanged", "conflict", "quarantined"))
    assert Order.objects.count() == before


def test_same_seed_gives_the_same_damage_and_few_files_stay_whole(tmp_path: Path) -> None:
    originals = samples(tmp_path)
    made = [[damage(sample, seed) for sample in originals] for seed in (1, 1, 2)]

    assert made[0] == made[1] != made[2]
    assert sum(one == sample.data for one, sample in zip(made[0], originals, strict=True)) < len(originals) / 4
