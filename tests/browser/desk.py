"""A shop on a running server, its people, and what a browser story needs: windows, keys, a worker."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from procrastinate.contrib.django import app

from zhanggui.catalog.services import NewProduct, NewSku, enter_products
from zhanggui.channels.connectors.taobao.compose import (
    ComposedOrder,
    ComposedSku,
    Mix,
    compose_orders,
    compose_skus,
    write_pair,
)
from zhanggui.inventory.services import set_stock
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.tests.factories import PASSWORD, make_person, make_shop
from zhanggui.shops.services import change_settings
from zhanggui.shops.values import ShopCard

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PEOPLE = {
    "linlan": "owner",
    "zhoumin": "checking_clerk",
    "gaoyang": "order_clerk",
    "hejianguo": "keeper",
    "xunuo": "shop_manager",
}
# The live process does not run here: pages hear at once that it is away, and poll. A route would do the same, but a
# browser context with routes keeps no files, and every page would fetch its scripts again.
NO_LIVE = """window.EventSource = class {
  constructor() { setTimeout(() => this.onerror?.(new Event("error"))); }
  close() {}
};"""
# Narrower windows are held in a hand.
PHONE = 600
SKUS = compose_skus(6, seed=20)
# Every order is paid and nothing but a note can hold it.
CALM = {
    "flag": 0,
    "cash_on_delivery": 0,
    "masked": 0,
    "virtual_phone": 0,
    "doubtful_address": 0,
    "incomplete_address": 0,
    "big_quantity": 0,
    "refund_asked": 0,
    "part_shipped": 0,
    "deposit": 0,
    "states": {"paid": 1},
}


@contextmanager
def running_browser() -> Iterator[Browser]:
    """The system's Chromium without a screen; without its window too where that is there, which halves its work."""
    with sync_playwright() as playwright:
        path = os.environ.get("ZHANGGUI_CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Window:
    """How a person looks at the desk."""

    width: int = 1440
    theme: str = "light"
    language: str = "zh-hans"
    bypass_csp: bool = False
    has_touch: bool = False

    def open(self, browser: Browser, url: str) -> BrowserContext:
        """A profile of its own."""
        context = browser.new_context(
            viewport={"width": self.width, "height": 844 if self.width < PHONE else 900},
            color_scheme=self.theme,
            reduced_motion="reduce",
            bypass_csp=self.bypass_csp,
            has_touch=self.has_touch or self.width < PHONE,
        )
        context.set_default_timeout(30_000)
        context.add_init_script(NO_LIVE)
        self.speak(context, url)
        return context

    def speak(self, context: BrowserContext, url: str) -> None:
        """Choose the language; signing in brings the person's own back."""
        context.add_cookies([{"name": "zg_language", "value": self.language, "url": url}])


def sign_in(page: Page, url: str, username: str) -> Page:
    """Sign in by typing; the first field has the focus."""
    page.goto(f"{url}/desk/sign-in")
    page.wait_for_function("document.activeElement?.name === 'login'")
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/desk/")
    return page


def open_shop(**settings: Any) -> ShopCard:
    """A shop with goods on its shelves and one person for each part of the day."""
    shop = make_shop()
    change_settings(
        actor=SYSTEM,
        shop_id=shop.id,
        sender_name="青禾家居",
        sender_phone="0571-80001234",
        sender_address="浙江省杭州市余杭区仓前街道良睦路1号3幢",
        **settings,
    )
    for username, position in PEOPLE.items():
        make_person(username, position, shop=shop)
    products = [
        NewProduct(
            sku.title, f"{sku.item_code}-{place}", (NewSku(sku.code, sku.attributes, f"69000000000{place:02d}"),)
        )
        for place, sku in enumerate(SKUS)
    ]
    ids = enter_products(actor=SYSTEM, shop_id=shop.id, products=products)
    rows = [StockRow(ids[sku.code], 500, f"A0{place + 1}-1") for place, sku in enumerate(SKUS)]
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=rows)
    return shop


def write_orders(
    folder: Path, count: int, *, seed: int, skus: Sequence[ComposedSku] = SKUS, **shares: Any
) -> tuple[list[ComposedOrder], list[Path]]:
    """An order file and an item file of yesterday's paid orders."""
    end = now().replace(microsecond=0) - timedelta(hours=1)
    mix = Mix(**{**CALM, **shares})
    orders = compose_orders(count, seed=seed, start=end - timedelta(hours=20), end=end, skus=skus, mix=mix)
    files = [folder / f"ExportOrderList{seed}.csv", folder / f"ExportOrderDetailList{seed}.csv"]
    write_pair(orders, files[0], files[1], age="2022")
    return orders, files


def do_queued_work() -> list[str]:
    """Do what waits on the queue, oldest first, as the worker would; returns the names of the jobs."""
    done: list[str] = []
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs"
                " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT 1"
            )
            row = cursor.fetchone()
            if row is None:
                return done
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
        arguments = row[2] if isinstance(row[2], dict) else json.loads(row[2])
        app.tasks[row[1]].func(**arguments)
        done.append(row[1])


def forget_queued_work() -> None:
    """Drop what other tests left on the queue: its table is not emptied between tests."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
