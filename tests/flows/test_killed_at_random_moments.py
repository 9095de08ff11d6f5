"""Kill -9 of worker, web and PostgreSQL while an import and a batch are under way; `bench/kill.py` is the long form."""

from collections import Counter
from pathlib import Path

from bench.kill import KINDS, Killer, Shop, compare, do_day, write_files
from bench.served import Served

ORDERS, KILLS, SEED = 1_500, 2, 11


def test_a_day_with_kills_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    files = write_files(tmp_path, ORDERS)
    with Served(tmp_path / "home") as served:
        calm = do_day(Shop(served, "calm", files))
        disturbed = do_day(Shop(served, "killed", files), Killer(served, calm.work, KILLS, SEED, print))

    assert compare(calm, disturbed) == []
    assert calm.state["orders_order"][0] == ORDERS
    assert calm.state["fulfilment_parcel"][0] == calm.state["events"]["order.batched"] > 0
    assert (calm.state["jobs left"], calm.state["papers that are not what was archived"]) == ([], [])
    assert calm.state["timeline is whole"]
    # A small import may end before the last kill's moment; every kind is killed at least once all the same.
    assert set(Counter(kill.kind for kill in disturbed.kills)) == set(KINDS)
