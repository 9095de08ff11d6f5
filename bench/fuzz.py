"""Mutated files of every kind through the whole import: counted rows or one of our refusals, never anything else.

`python -m bench.fuzz [files] [first seed]`; 500 of these run in the tests, 100,000 here.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench.fuzz_files import MAPPING, Sample, damage, samples
from bench.homes import bench_home, set_up_django
from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.imports.reading.source import open_source

GROUP = 40
REAL_EVERY = 4
ALONE_EVERY = 50
SLOW_SECONDS = 240.0
TELL_EVERY = 2_000
_FAULTS = {"imports.counts"}
_COUNTERS = ("imported", "updated", "unchanged", "skipped", "conflict", "quarantined")


class Broken(Exception):
    """A file that ended in something else than counted rows or a refusal."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A damaged file as it lies on disk."""

    seed: int
    sample: Sample
    path: Path


def _weight(sample: Sample) -> int:
    """How often a sample is taken: workbooks cost a process of their own each time, mapped files an import."""
    is_workbook = sample.name.endswith(".xlsx") or ("-202" in sample.name and sample.name.endswith(".zip"))
    if sample.mapping or is_workbook:
        return 1
    return 8 if sample.name.endswith(".csv") else 4


@dataclass
class Tally:
    """What became of the files and of their rows."""

    taken: int = 0
    imports: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)

    @property
    def files(self) -> int:
        """All of them."""
        return self.taken + self.refusals.total()


class Fuzzer:
    """A shop that knows the orders of the samples, some of them in a closed batch; every import is rolled back.

    Files that can be read are imported forty at a time, which is what makes 100,000 of them bearable; some go alone.
    """

    def __init__(self, folder: Path, shop_id: int) -> None:
        self.shop_id = shop_id
        self.originals = samples(folder)
        self._weights = [_weight(sample) for sample in self.originals]
        self.folder = folder / "mutated"
        self.folder.mkdir(exist_ok=True)
        self.tally = Tally()
        self._prepare()

    def _prepare(self) -> None:
        from zhanggui.channels.services import install_mapping  # noqa: PLC0415  reason: Django is set up late
        from zhanggui.fulfilment.services import close_batch  # noqa: PLC0415  reason: as above
        from zhanggui.kernel.imports.machine import run_import  # noqa: PLC0415  reason: as above
        from zhanggui.kernel.values import system_actor  # noqa: PLC0415  reason: as above
        from zhanggui.orders.services import check_orders  # noqa: PLC0415  reason: as above

        actor = system_actor()
        known = {sample.name: self.folder / sample.name for sample in self.originals}
        for sample in self.originals:
            known[sample.name].write_bytes(sample.data)
        for names in (("orders-2022.csv", "items-2022.csv"), ("stock.csv",)):
            run_import(actor=actor, shop_id=self.shop_id, files=[known[name] for name in names])
        install_mapping(actor=actor, source=MAPPING, shop_id=self.shop_id)
        check_orders(actor=actor, shop_id=self.shop_id)
        close_batch(actor=actor, shop_id=self.shop_id)

    def run(self, seeds: range) -> Tally:
        """Try a file for each seed; Broken names the seed and keeps the file. A standstill counts as broken too."""
        group: list[Damaged] = []
        for seed in seeds:
            start = time.perf_counter()
            file = self._damaged(seed)
            if file.sample.mapping or seed % ALONE_EVERY == 0:
                self._alone(file)
            elif self._is_readable(file):
                group.append(file)
            if len(group) >= GROUP:
                self._together(group)
                group = []
            seconds = time.perf_counter() - start
            self.tally.slowest = max(self.tally.slowest, (seconds, seed))
            if seconds > SLOW_SECONDS:
                raise Broken(f"seed {seed} took {seconds:.0f} s")
        if group:
            self._together(group)
        return self.tally

    def _damaged(self, seed: int) -> Damaged:
        sample = random.Random(seed).choices(self.originals, self._weights)[0]
        path = self.folder / f"{seed % (2 * GROUP * ALONE_EVERY)}-{sample.name}"
        path.write_bytes(damage(sample, seed))
        return Damaged(seed, sample, path)

    def _is_readable(self, file: Damaged) -> bool:
        """Whether the reading half takes the file and a kind is found for it; a refusal is counted."""
        from zhanggui.kernel.imports.recognise import recognise_table  # noqa: PLC0415  reason: Django is set up late

        try:
            for table in open_source(file.path):
                if not table.is_empty:
                    recognise_table(table, as_kind=None, is_mapped=False)
                for _row in table.rows():
                    pass
        except ZhangguiError as refusal:
            self.tally.refusals[refusal.code] += 1
            return False
        except Exception as error:
            raise self._broken([file], error) from error
        return True

    def _alone(self, file: Damaged) -> None:
        """Import one file; refused or not, it is counted."""
        try:
            self._import([file])
        except ZhangguiError as refusal:
            if refusal.code in _FAULTS:
                raise self._broken([file], refusal) from refusal
            self.tally.refusals[refusal.code] += 1
        except Exception as error:
            raise self._broken([file], error) from error

    def _together(self, group: list[Damaged]) -> None:
        """Import many files as one batch; what goes wrong is looked for file by file."""
        try:
            self._import(group)
        except Exception as error:
            for file in group:
                self._alone(file)
            if not isinstance(error, ZhangguiError) or error.code in _FAULTS:
                raise self._broken(group, error) from error

    def _import(self, files: list[Damaged]) -> None:
        from django.db import transaction  # noqa: PLC0415  reason: Django is set up late

        from zhanggui.kernel.imports.machine import run_import  # noqa: PLC0415  reason: as above
        from zhanggui.kernel.imports.report import import_report  # noqa: PLC0415  reason: as above
        from zhanggui.kernel.values import system_actor  # noqa: PLC0415  reason: as above

        self.tally.imports += 1
        with transaction.atomic():
            try:
                batch = run_import(
                    actor=system_actor(),
                    shop_id=self.shop_id,
                    files=[file.path for file in files],
                    mapping=files[0].sample.mapping,
                    dry_run=self.tally.imports % REAL_EVERY != 0,
                )
                report = import_report(batch)
            finally:
                transaction.set_rollback(True)
        self.tally.taken += len(files)
        self.tally.rows.update({name: report[name] for name in _COUNTERS})

    def _broken(self, files: list[Damaged], error: Exception) -> Broken:
        kept = []
        for file in files:
            target = Path(tempfile.gettempdir()) / f"zhanggui-fuzz-{file.seed}-{file.sample.name}"
            target.write_bytes(file.path.read_bytes())
            kept.append(str(target))
        return Broken(
            f"seed {', '.join(str(file.seed) for file in files)}: {type(error).__name__}: {error}; kept: {kept}"
        )


def main(count: int, first: int) -> None:
    """Print what came of the files; any foreign exception ends the run with its seed and the file kept."""
    start = time.perf_counter()
    with bench_home() as bench:
        set_up_django()
        from zhanggui.shops.queries import shop_by_code  # noqa: PLC0415  reason: Django is set up late

        fuzzer = Fuzzer(bench.folder, shop_by_code("bench").id)
        for begun in range(first, first + count, TELL_EVERY):
            tally = fuzzer.run(range(begun, min(begun + TELL_EVERY, first + count)))
            seconds = time.perf_counter() - start
            print(f"{tally.files:,} files in {seconds:.0f} s ({tally.files / seconds:.0f} a second)", flush=True)
    print(f"{len(fuzzer.originals)} originals; {tally.taken:,} files taken in {tally.imports:,} imports, ", end="")
    print(f"{tally.refusals.total():,} refused; slowest {tally.slowest[0]:.1f} s (seed {tally.slowest[1]})")
    for code, number in [*tally.refusals.most_common(), *tally.rows.most_common()]:
        print(f"{number:8} {code}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [100_000, 0][len(given) :]))
