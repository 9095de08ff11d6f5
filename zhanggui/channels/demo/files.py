"""A morning's files to try the program with, in Taobao's own layout."""

from datetime import timedelta
from pathlib import Path

from zhanggui.channels.connectors.taobao.compose import compose_orders, compose_skus, write_pair
from zhanggui.channels.connectors.taobao.compose.mix import PLAIN
from zhanggui.kernel.clock import now

_GOODS = 12


def write_demo_files(out: Path, *, orders: int = 20, seed: int = 7) -> list[Path]:
    """Write an order file and an item file of paid orders of the last day, made up whole; returns their paths."""
    out.mkdir(parents=True, exist_ok=True)
    end = now().replace(microsecond=0)
    morning = f"{end:%Y%m%d%H%M%S}"
    files = [out / f"ExportOrderList{morning}.csv", out / f"ExportOrderDetailList{morning}.csv"]
    skus = compose_skus(_GOODS, seed=seed)
    composed = compose_orders(orders, seed=seed, start=end - timedelta(days=1), end=end, skus=skus, mix=PLAIN)
    write_pair(composed, *files, age="2022", container="csv")
    return files
