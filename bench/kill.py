"""Kill -9 of worker, web and PostgreSQL at random moments of an import and a batch, against an undisturbed run.

`python -m bench.kill [orders] [kills of each] [seed]`; the goal: both end in the same state.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.endstate import differences, end_state
from bench.served import Person, Served, Stuck, wait_until
from zhanggui.channels.connectors.taobao.compose import compose_skus, iterate_orders, write_pair

KINDS = ("worker", "web", "postgres")
# Which share of the kills falls into a step. Those for which the work was too short fall into the last import.
SHARES = {"import": 0.5, "check": 0.1}
_LAST = {"close", "again"}
_FROM_THE_START = {"import", "again"}
_SHORT_OF_END = 0.85


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: what, in which step, how long after the work had (again) begun, how long until it went on."""

    step: str
    kind: str
    at: float
    back_after: float


@dataclass
class Told:
    """What a run came to: seconds of each step, of the worker's part in it, and how it ended."""

    seconds: dict[str, float] = field(default_factory=dict)
    work: dict[str, float] = field(default_factory=dict)
    kills: list[Kill] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Files:
    """What is uploaded: the pair of order and item file, and a count of all goods."""

    orders: tuple[Path, ...]
    stock: Path


def write_files(folder: Path, count: int) -> Files:
    """Orders of 60 days: most are long shipped, some wait for the batch."""
    files = (folder / "ExportOrderList.csv", folder / "ExportOrderDetailList.csv")
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    skus = compose_skus(300, seed=6)
    orders = iterate_orders(count, seed=6, start=end - timedelta(days=60), end=end, skus=skus)
    write_pair(orders, *files, age="2022", container="csv")
    stock = folder / "stock.csv"
    stock.write_text("\n".join(["商家编码,库存", *(f"{sku.code},100000" for sku in skus)]), "utf-8")
    return Files(files, stock)


class Shop:
    """A shop of a served home whose day is done once: import, check, close with papers, the same import again."""

    def __init__(self, served: Served, code: str, files: Files) -> None:
        self.served, self.code, self.files = served, code, files
        # The scheduled close must not fall into the run.
        hours = datetime.now(UTC).hour
        zone = "Asia/Shanghai" if not 2 <= hours < 7 else "America/Los_Angeles"
        served.zhanggui("shop", "create", "--code", code, "--name", code, "--timezone", zone)
        name = f"owner-{code}"
        made = served.zhanggui("user", "create", name, "--position", "owner", "--shop", code)["user"]
        token = served.zhanggui("user", "token", name)["token"]
        self.person = Person(served, name=name, password=made["password"], token=token)

    def steps(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Each step by name, and what starts it; the worker does the rest."""
        yield "import", lambda: self.person.upload(self.code, self.files.orders)
        yield "check", lambda: self.person.upload(self.code, [self.files.stock])
        yield "close", lambda: self.person.press("/desk/close/now")
        yield "again", lambda: self.person.upload(self.code, self.files.orders)


def do_day(shop: Shop, killer: "Killer | None" = None) -> Told:
    """All steps to their end, with or without somebody who kills."""
    told = Told()
    for name, begin in shop.steps():
        start = time.monotonic()
        begin()
        wait_until("work to begin", lambda: at_work(shop.served) or is_idle(shop.served))
        begun = time.monotonic()
        if killer is not None:
            told.kills += killer.disturb(name)
        wait_until(f"the end of {name}", lambda: is_idle(shop.served), _patience(killer, name))
        told.seconds[name], told.work[name] = time.monotonic() - start, time.monotonic() - begun
    told.state = end_state(shop.served, shop.code)
    return told


def _patience(killer: "Killer | None", name: str) -> float:
    return 120 + 10 * killer.spans[name] if killer else 3600


def at_work(served: Served) -> list[tuple[Any, ...]]:
    """The jobs that are being done, with the try and the worker."""
    return served.rows("SELECT id, attempts, worker_id FROM procrastinate_jobs WHERE status = 'doing'")


def is_idle(served: Served) -> bool:
    """Whether no job is left; ends the run when one was given up."""
    left = served.rows("SELECT status::text, task_name FROM procrastinate_jobs WHERE status <> 'succeeded'")
    failed = [task for status, task in left if status == "failed"]
    if failed:
        raise Stuck(f"jobs were given up: {failed}")
    return not left


class Killer:
    """Kills while work is under way; the moments come from a seed and the seconds of an undisturbed run.

    Each kill of worker or database ends a round, because the work then begins again; web is killed within rounds.
    """

    def __init__(
        self, served: Served, spans: dict[str, float], kills: int, seed: int, say: Callable[[str], object]
    ) -> None:
        self.served, self.spans, self.say = served, spans, say
        self.chance = random.Random(seed)
        self._left = dict.fromkeys(KINDS, kills)
        self._kills = kills

    def disturb(self, step: str) -> list[Kill]:
        """All kills of a step, each at a random moment after the work has begun again."""
        kills: list[Kill | Future[Kill]] = []
        with ThreadPoolExecutor(max_workers=4) as pool:
            rounds = self._rounds(step)
            for kinds in rounds:
                if not self._play(step, kinds, len(rounds), kills, pool):
                    break
        return [kill.result() if isinstance(kill, Future) else kill for kill in kills]

    def _rounds(self, step: str) -> list[list[str]]:
        """Which kinds are killed in which round; the last two steps take what is left."""
        share = {
            kind: self._left[kind] if step in _LAST else min(self._left[kind], round(self._kills * SHARES[step]))
            for kind in KINDS
        }
        ends = [kind for kind in ("worker", "postgres") for _count in range(share[kind])]
        self.chance.shuffle(ends)
        rounds = [[kind] for kind in ends] or [[]]
        for _count in range(share["web"]):
            self.chance.choice(rounds).insert(0, "web")
        return rounds

    def _play(
        self, step: str, kinds: list[str], rounds: int, kills: "list[Kill | Future[Kill]]", pool: ThreadPoolExecutor
    ) -> bool:
        """One round; False when the work ended before its last kill."""
        wait_until("the work to go on", lambda: at_work(self.served) or is_idle(self.served))
        begun = time.monotonic()
        # Papers that are whole stay, so each kill may only use up a part of what is to be done.
        span = self.spans[step] * (_SHORT_OF_END if step in _FROM_THE_START else 2 / (rounds + 2))
        for kind, moment in zip(kinds, sorted(self.chance.uniform(0, span) for _kind in kinds), strict=True):
            while (ahead := begun + moment - time.monotonic()) > 0 and not is_idle(self.served):
                time.sleep(min(0.1, ahead))
            before = at_work(self.served)
            if not before:
                return False
            self.served.kill(kind, self.chance)
            self._left[kind] -= 1
            killed = time.monotonic()
            if kind == "web":
                kills.append(pool.submit(self._web_back, step, killed - begun))
            else:
                kills.append(self._work_back(step, kind, killed - begun, before))
        return True

    def _web_back(self, step: str, moment: float) -> Kill:
        killed = time.monotonic()
        wait_until("web to come back", self.served.is_healthy)
        return self._told(Kill(step, "web", moment, time.monotonic() - killed))

    def _work_back(self, step: str, kind: str, moment: float, before: list[tuple[Any, ...]]) -> Kill:
        killed = time.monotonic()
        wait_until(f"{kind} to come back", lambda: self.served.pids(kind))
        wait_until("the work to be taken up", lambda: not set(before) & set(at_work(self.served)))
        wait_until("the work to go on", lambda: at_work(self.served) or is_idle(self.served))
        back = time.monotonic() - killed
        wait_until("a healthy answer", self.served.is_healthy)
        return self._told(Kill(step, kind, moment, back))

    def _told(self, kill: Kill) -> Kill:
        self.say(f"{kill.step:7} {kill.kind:9} after {kill.at:6.2f} s of work, back after {kill.back_after:5.2f} s")
        return kill


def compare(calm: Told, disturbed: Told) -> list[str]:
    """How the disturbed run's end state is not the calm one's, one line each."""
    return differences(calm.state, disturbed.state)


def main(count: int, kills: int, seed: int) -> None:
    """Print each kill, how long recovery took, and whether the end states are the same."""
    print(f"{count:,} orders, {kills} kills each of {', '.join(KINDS)}, seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="zhanggui-kill-") as name:
        folder = Path(name)
        files = write_files(folder, count)
        with Served(folder / "calm") as served:
            calm = do_day(Shop(served, "kill", files))
        print("undisturbed:", _seconds(calm), f"{calm.state['events']}", flush=True)
        with Served(folder / "killed") as served:
            killer = Killer(served, calm.work, kills, seed, lambda line: print(line, flush=True))
            disturbed = do_day(Shop(served, "kill", files), killer)
    done = Counter(kill.kind for kill in disturbed.kills)
    print("disturbed:  ", _seconds(disturbed))
    for kind in KINDS:
        back = sorted(kill.back_after for kill in disturbed.kills if kill.kind == kind)
        print(
            f"{kind}: {done[kind]} kills, back at work after {back[len(back) // 2]:.1f} s (median), {back[-1]:.1f} s at most"
        )
    wrong = compare(calm, disturbed)
    for line in wrong:
        print("DIFFERENT", line)
    if wrong or any(done[kind] < kills for kind in KINDS):
        raise SystemExit("the end state is not the undisturbed run's" if wrong else "too few kills fell into work")
    print(f"the same end state in {len(calm.state)} tables and figures")


def _seconds(told: Told) -> str:
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in told.seconds.items())


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [100_000, 10, random.SystemRandom().randrange(10_000)][len(given) :]))
