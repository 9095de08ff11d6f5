"""Close and print a batch of 10,000 orders against typst and zint alone on the same pages.

`python -m bench.documents [orders]`; the goal is a ratio of at least 0.7 and under 700 MB.
"""

import resource
import sys
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from bench.homes import Bench, bench_home, set_up_django
from zhanggui.channels.connectors.taobao.compose import compose_orders, compose_skus, write_pair
from zhanggui.channels.connectors.taobao.compose.mix import PLAIN

SHANGHAI = timezone(timedelta(hours=8))


def ready_shop(bench: Bench, count: int) -> None:
    """A shop with that many checked orders."""
    now = datetime.now(SHANGHAI).replace(microsecond=0)
    orders = compose_orders(
        count, seed=2, start=now - timedelta(days=1), end=now, skus=compose_skus(500, seed=2), mix=PLAIN
    )
    files = [bench.folder / "ExportOrderList.csv", bench.folder / "ExportOrderDetailList.csv"]
    write_pair(orders, files[0], files[1], age="2022", container="csv")
    bench.zhanggui("import", *files)
    bench.zhanggui("stock", "set", "--all", 1_000_000)
    bench.zhanggui("orders", "check")


def main(count: int) -> None:
    """Print seconds, pages, memory and the ratio."""
    with bench_home() as bench:
        ready_shop(bench, count)
        set_up_django()
        from zhanggui.fulfilment.services import close_batch, print_batch  # noqa: PLC0415  reason: Django is set up late
        from zhanggui.kernel.documents.rendering import engine  # noqa: PLC0415  reason: as above
        from zhanggui.kernel.values import system_actor  # noqa: PLC0415  reason: as above
        from zhanggui.shops.queries import shop_by_code  # noqa: PLC0415  reason: as above

        alone = _Stopwatch(engine)
        start = time.perf_counter()
        batch = close_batch(actor=system_actor(), shop_id=shop_by_code("bench").id)
        closed = time.perf_counter() - start
        files = print_batch(actor=system_actor(), batch_id=batch.pk)
        whole = time.perf_counter() - start
    pages = sum(file.pages for file in files)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{batch.order_count} orders, {pages} pages; close {closed:.1f} s, close and print {whole:.1f} s, peak {memory} MB"
    )
    print(f"typst and zint inside it {alone.seconds:.1f} s; ratio {alone.seconds / whole:.2f} (goal 0.7)")


class _Stopwatch:
    """Adds up the seconds inside the typesetter's own call."""

    def __init__(self, engine: Any) -> None:
        self.seconds = 0.0
        original = engine.render_pdf

        def timed(*arguments: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return original(*arguments, **options)
            finally:
                self.seconds += time.perf_counter() - start

        for module in list(sys.modules.values()):
            if getattr(module, "render_pdf", None) is original:
                module.render_pdf = timed  # type: ignore[attr-defined]  # only for the time of this run


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
