"""Composed files and what the import machine made of them, for tests."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zhanggui.channels.connectors.taobao.compose import ComposedOrder, Mix, compose_orders, write_pair
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard

START, END = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC)
MIX = Mix(buyer_note=0.3, seller_note=0.3, flag=0.2, cash_on_delivery=0.1, masked=0.1, refund_asked=0.1, multi_line=0.5)
COUNTERS = ("rows", "imported", "updated", "unchanged", "skipped", "conflict", "quarantined")


def make_shop(code: str = "qinghe", **options: Any) -> ShopCard:
    """A shop in Shanghai time."""
    return create_shop(actor=SYSTEM, code=code, name=code, **options)


def make_orders(count: int = 60, *, seed: int = 5, mix: Mix = MIX, digits: int = 19) -> list[ComposedOrder]:
    """Orders of two months."""
    return compose_orders(count, seed=seed, start=START, end=END, mix=mix, number_digits=digits)


def write_files(
    orders: Sequence[ComposedOrder], folder: Path, *, age: str, container: str = "csv"
) -> tuple[Path, Path]:
    """Both files of an age."""
    pair = (folder / f"ExportOrderList{age}.{container}", folder / f"ExportOrderDetailList{age}.{container}")
    write_pair(orders, *pair, age=age, container=container)
    return pair


def run(shop: ShopCard, files: Iterable[Path], **options: Any) -> dict[str, Any]:
    """Import files and return the report."""
    return import_report(run_import(actor=SYSTEM, shop_id=shop.id, files=list(files), **options))


def counters(report: dict[str, Any]) -> dict[str, int]:
    """The counters that are not zero."""
    return {name: report[name] for name in COUNTERS if report[name]}
