"""Close and print a batch of 10,000 orders against typst and zint alone on the same pages.

`python -m bench.documents [orders]`; the goal is a ratio of at least 0.7 and under 700 MB. The pages that the
batch typesets are kept while it runs, and typeset once more afterwards in a process that does nothing else.
"""

import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from bench.homes import Bench, bench_home, set_up_django
from zhanggui.channels.connectors.taobao.compose import compose_orders, compose_skus, write_pair
from zhanggui.channels.connectors.taobao.compose.mix import PLAIN

SHANGHAI = timezone(timedelta(hours=8))
_FLOOR = "--floor"


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


@contextmanager
def kept_pages(folder: Path) -> Iterator[list[str]]:
    """Write what is typeset meanwhile to `folder`, and list the barcodes; costs some milliseconds a part."""
    from zhanggui.kernel.documents.rendering import barcodes, engine  # noqa: PLC0415  reason: Django is set up late

    typeset, encode = engine.render_pdf, barcodes._modules
    codes: list[str] = []

    def keeping(template: Path, data: Any, **options: Any) -> Any:
        part = folder / f"{sum(1 for _file in folder.iterdir()):03d}.part"
        part.write_bytes(pickle.dumps((template, data, options)))
        return typeset(template, data, **options)

    def listing(text: str) -> str:
        codes.append(text)
        return encode(text)

    barcodes._modules = listing
    users = [module for module in list(sys.modules.values()) if getattr(module, "render_pdf", None) is typeset]
    for module in users:
        module.render_pdf = keeping  # type: ignore[attr-defined]  # only for the time of this run
    try:
        yield codes
    finally:
        barcodes._modules = encode
        for module in users:
            module.render_pdf = typeset  # type: ignore[attr-defined]  # as it was


def floor(folder: Path) -> None:
    """Print the seconds of typst and zint alone, on the pages and barcodes in `folder`."""
    import django  # noqa: PLC0415  reason: as in `set_up_django`

    django.setup()
    import zint  # noqa: PLC0415  reason: only this process needs it

    from zhanggui.kernel.documents.rendering.engine import render_pdf  # noqa: PLC0415  reason: as above
    from zhanggui.kernel.documents.rendering.fonts import paper_fonts  # noqa: PLC0415  reason: as above

    paper_fonts()
    seconds = 0.0
    for part in sorted(folder.glob("*.part")):
        template, data, options = pickle.loads(part.read_bytes())  # noqa: S301  reason: written by this bench
        start = time.perf_counter()
        render_pdf(template, data, **options | {"out": folder / "floor.pdf"})
        seconds += time.perf_counter() - start
    codes = json.loads((folder / "codes.json").read_text())
    start = time.perf_counter()
    for code in codes:
        symbol = zint.Symbol()
        symbol.symbology = zint.Symbology.CODE128
        symbol.encode(code)
    print(seconds + time.perf_counter() - start)


def main(count: int) -> None:
    """Print seconds, pages, memory and the ratio."""
    with bench_home() as bench, tempfile.TemporaryDirectory(prefix="zhanggui-pages-") as name:
        folder = Path(name)
        ready_shop(bench, count)
        set_up_django()
        from zhanggui.fulfilment.services import close_batch, print_batch  # noqa: PLC0415  reason: Django is set up late
        from zhanggui.kernel.values import system_actor  # noqa: PLC0415  reason: as above
        from zhanggui.shops.queries import shop_by_code  # noqa: PLC0415  reason: as above

        with kept_pages(folder) as codes:
            start = time.perf_counter()
            batch = close_batch(actor=system_actor(), shop_id=shop_by_code("bench").id)
            closed = time.perf_counter() - start
            files = print_batch(actor=system_actor(), batch_id=batch.pk)
            whole = time.perf_counter() - start
        (folder / "codes.json").write_text(json.dumps(codes))
        alone = subprocess.run(
            [sys.executable, "-m", "bench.documents", _FLOOR, name], capture_output=True, text=True, check=True
        )
    pages = sum(file.pages for file in files)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{batch.order_count} orders, {pages} pages; close {closed:.1f} s, close and print {whole:.1f} s, peak {memory} MB"
    )
    seconds = float(alone.stdout)
    print(f"typst and zint alone {seconds:.1f} s; ratio {seconds / whole:.2f} (goal 0.7)")


if __name__ == "__main__":
    if sys.argv[1:2] == [_FLOOR]:
        floor(Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
