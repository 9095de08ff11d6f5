"""What the tests of the import pages share: people, shops, composed files, a worker."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhanggui.channels.connectors.taobao.compose import compose_orders, write_pair
from zhanggui.channels.jobs import run_import
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.services import create_user
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard

PASSWORD = "Sieben-Zwerge-9"
START, END = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 31, tzinfo=UTC)


def open_shop(code: str = "qinghe") -> ShopCard:
    """A shop named after its code."""
    return create_shop(actor=SYSTEM, code=code, name=code.title())


def client_of(position: str, shop: ShopCard | None = None, name: str = "") -> Client:
    """A browser in which somebody of this position is signed in."""
    username = name or f"{position}-{shop.code if shop else 'all'}"
    create_user(
        actor=SYSTEM, username=username, positions=[position], shop_id=shop.id if shop else None, password=PASSWORD
    )
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client


def composed_pair(folder: Path, *, count: int = 8, seed: int = 5) -> tuple[Path, Path]:
    """An order file and its item file."""
    orders, items = folder / "orders.csv", folder / "items.csv"
    write_pair(compose_orders(count, seed=seed, start=START, end=END), orders, items, age="2022")
    return orders, items


def upload(*paths: Path) -> list[SimpleUploadedFile]:
    """Files as a browser sends them."""
    return [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]


def send(client: Client, shop: ShopCard, files: list[Any], *, is_dry_run: bool = True, **values: Any) -> Any:
    """Post the import form."""
    data = {"upload": files, "shop": shop.code, "kind": "", **values}
    if is_dry_run:
        data["is_dry_run"] = "on"
    return client.post(reverse("channels:import"), data)


def work() -> ImportBatch:
    """Do what the queue holds last, as a worker would; returns the batch."""
    run = JobRun.objects.order_by("-pk")[0]
    run_import(batch_id=run.arguments["batch"], run_id=run.pk)
    return ImportBatch.objects.get(pk=run.arguments["batch"])


def url_of(shop: ShopCard, batch: ImportBatch, page: str = "batch") -> str:
    """The address of a batch's page."""
    return reverse(f"channels:{page}", args=[shop.code, batch.number])
