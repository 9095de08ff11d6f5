"""Imports over the API: upload, watch, read, decide, take back."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhanggui.channels.connectors.taobao.compose import ComposedOrder
from zhanggui.channels.jobs import run_import
from zhanggui.channels.tests.import_files import make_orders, make_shop, write_files
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.people.services import create_api_token, create_user

pytestmark = pytest.mark.django_db
BASE = "/api/v1/shops/qinghe"


@pytest.fixture
def owner(client: Client) -> Client:
    return client_of(client, "lin", "owner")


def client_of(client: Client, name: str, position: str) -> Client:
    account = create_user(actor=SYSTEM, username=name, positions=[position])
    key = create_api_token(actor=SYSTEM, user_id=account.id, name="test")
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def upload(client: Client, orders: list[ComposedOrder], folder: Path, **options: str) -> str:
    """Send both files and do the worker's part."""
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in write_files(orders, folder, age="2022")]
    answer = client.post(f"{BASE}/imports", {"files": files, **options})
    assert answer.status_code == 200, answer.json()
    body = answer.json()
    run_import(batch_id=ImportBatch.objects.get(number=body["batch"]).pk, run_id=body["run"])
    assert JobRun.objects.get(pk=body["run"]).state == "done"
    return str(body["batch"])


def test_uploaded_pair_is_imported_listed_and_taken_back(owner: Client, tmp_path: Path) -> None:
    make_shop()
    orders = make_orders(8)
    lines = sum(len(order.lines) for order in orders)

    number = upload(owner, orders, tmp_path)

    whole = owner.get(f"{BASE}/imports/{number}").json()
    assert (whole["state"], whole["rows"], whole["imported"], whole["orders_new"]) == ("done", 8 + lines, 8 + lines, 8)
    assert [file["kind"] for file in whole["files"]] == ["taobao_orders", "taobao_items"]
    listed = owner.get(f"{BASE}/imports").json()
    assert [card["batch"] for card in listed["imports"]] == [number]
    assert set(listed["fresh"]) == {"taobao_orders", "taobao_items"}
    undone = owner.post(f"{BASE}/imports/{number}/undo", content_type="application/json")
    assert undone.json() == {"batch": number, "orders": 8, "lines": lines}
    assert Order.objects.count() == 0


def test_conflict_shows_both_values_and_is_decided(owner: Client, tmp_path: Path) -> None:
    make_shop()
    orders = make_orders(4)
    upload(owner, orders, tmp_path)
    Order.objects.filter(number=orders[0].number).update(total_amount=1)

    number = upload(owner, orders, tmp_path)

    (conflict,) = owner.get(f"{BASE}/imports/{number}/conflicts").json()["conflicts"]
    assert conflict["number"] == orders[0].number
    assert conflict["fields"]["total_amount"] == {"stored": "1.00", "new": str(orders[0].total_amount)}
    address = f"{BASE}/imports/{number}/findings/{conflict['id']}/resolve"
    decided = owner.post(address, {"choice": "take"}, content_type="application/json")
    assert decided.json() == {"id": conflict["id"], "resolution": "take"}
    assert Order.objects.get(number=orders[0].number).total_amount == orders[0].total_amount
    again = owner.post(address, {"choice": "keep"}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "imports.conflict_decided")


def test_mapping_is_installed_and_a_wrong_one_names_its_place(owner: Client) -> None:
    make_shop()
    source = (
        "name: mine\ncurrency: CNY\ntimezone: Asia/Shanghai\nfiles: {f: {columns: [no]}}\n"
        "orders: {from: f, fields: {number: no}}\n"
    )

    first = owner.post(f"{BASE}/mappings", {"source": source}, content_type="application/json")
    wrong = owner.post(f"{BASE}/mappings", {"source": source + "x: 1"}, content_type="application/json")

    assert first.json()["version"] == 1
    assert (wrong.status_code, wrong.json()["params"]["path"]) == (422, "x")
    names = [each["name"] for each in owner.get(f"{BASE}/mappings").json()["mappings"]]
    assert names == ["mine", "olist"]


def test_keeper_may_neither_take_imports_back_nor_install_mappings(client: Client) -> None:
    make_shop()
    keeper = client_of(client, "keeper", "keeper")

    for address, body in ((f"{BASE}/imports/IM1/undo", {}), (f"{BASE}/mappings", {"source": "name: x"})):
        answer = keeper.post(address, body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "permissions.denied")


def test_unknown_batch_is_404(owner: Client) -> None:
    make_shop()

    assert owner.get(f"{BASE}/imports/IM9").status_code == 404
