"""The import page: what it takes, what it refuses and with which words."""

from datetime import time
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhanggui.channels.tests.pages import client_of, composed_pair, open_shop, send, upload, url_of, work
from zhanggui.inventory.models import StockBalance
from zhanggui.inventory.tests.factories import make_sku
from zhanggui.kernel.imports.models import ImportBatch, ImportState
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.testing.mutate import mutate
from zhanggui.people.services import create_api_token
from zhanggui.shops.services import open_warehouse

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/import"


def test_page_offers_drop_zone_kinds_and_templates() -> None:
    shop = open_shop()
    page = client_of("order_clerk", shop).get(ADDRESS)

    assert page.status_code == 200
    html = page.content.decode()
    assert "data-drop" in html
    assert 'name="is_dry_run"' in html
    assert "checked" in html
    assert reverse("channels:template", args=["taobao_orders"]) in html
    assert html.count("zg-btn-go") == 1


def test_pair_is_tried_first_and_comes_in_on_request(tmp_path: Path) -> None:
    shop = open_shop()
    client = client_of("order_clerk", shop)

    answer = send(client, shop, upload(*composed_pair(tmp_path)))

    batch = ImportBatch.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == url_of(shop, batch)
    assert (batch.state, batch.actor_name) == (ImportState.CHECKING, "order_clerk-qinghe")
    assert b"data-running" in client.get(url_of(shop, batch)).content

    tried = work()
    assert (tried.state, tried.row_count > 8, tried.imported_count) == (ImportState.CHECKED, True, tried.row_count)
    page = client.get(url_of(shop, batch)).content.decode()
    assert 'data-key="I"' in page
    assert page.count("zg-btn-go") == 1

    assert client.post(url_of(shop, batch, "apply")).status_code == 302
    done = work()
    assert (done.state, done.imported_count) == (ImportState.DONE, tried.imported_count)
    assert client.get(url_of(shop, batch)).status_code == 200


def test_without_dry_run_files_come_in_at_once_and_the_choice_is_remembered(tmp_path: Path) -> None:
    shop = open_shop()
    client = client_of("order_clerk", shop)

    send(client, shop, upload(*composed_pair(tmp_path)), is_dry_run=False)

    assert work().state == ImportState.DONE
    assert 'name="is_dry_run" class="zg-check" id="id_is_dry_run" checked' not in client.get(ADDRESS).content.decode()
    assert client.cookies["zg_import_direct"].value == "1"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        pytest.param("empty.csv", b"", "empty.csv", id="empty"),
        pytest.param("picture.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "PNG", id="no table"),
        pytest.param("other.csv", "甲,乙\n1,2\n".encode(), "甲", id="unknown columns"),
        pytest.param("broken.zip", b"PK\x03\x04" + b"\1" * 90, "broken.zip", id="damaged archive"),
    ],
)
def test_useless_file_is_refused_with_its_name_and_nothing_kept(name: str, content: bytes, words: str) -> None:
    shop = open_shop()

    answer = send(client_of("order_clerk", shop), shop, [SimpleUploadedFile(name, content)])

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ImportBatch.objects.count() == 0
    assert JobRun.objects.count() == 0


def test_torn_file_is_refused_with_the_line(tmp_path: Path) -> None:
    shop = open_shop()
    orders, items = composed_pair(tmp_path)
    torn = tmp_path / "torn.csv"
    torn.write_bytes(orders.read_bytes() + b'"open')

    answer = send(client_of("order_clerk", shop), shop, upload(torn, items))

    assert answer.status_code == 422
    assert "torn.csv" in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_no_file_unknown_shop_and_unknown_kind_are_refused(tmp_path: Path) -> None:
    shop, other = open_shop(), open_shop("other")
    client = client_of("order_clerk", shop)
    files = composed_pair(tmp_path)

    assert send(client, shop, []).status_code == 422
    assert send(client, other, upload(*files)).status_code == 422
    assert send(client, shop, upload(*files), kind="nonsense").status_code == 422
    assert ImportBatch.objects.count() == 0


def test_no_damaged_upload_breaks_a_page(tmp_path: Path) -> None:
    shop = open_shop()
    client = client_of("order_clerk", shop)
    good = composed_pair(tmp_path, count=3)[0].read_bytes()

    for seed in range(25):
        answer = send(client, shop, [SimpleUploadedFile(f"{seed}.csv", mutate(good, seed))])
        assert answer.status_code in {302, 422}, seed
        if answer.status_code == 302:
            batch = work()
            assert client.get(url_of(shop, batch)).status_code == 200, seed


def test_stock_file_lies_in_the_warehouse_chosen_beside_it_by_page_and_api() -> None:
    shop, other = open_shop(), open_shop("other")
    tea, cup = make_sku(shop.id, "TEA-1"), make_sku(shop.id, "CUP-1")
    staff = client_of("owner")
    page = reverse("channels:import")
    assert 'name="warehouse"' not in staff.get(page).content.decode()
    north = open_warehouse(actor=SYSTEM, shop_id=shop.id, code="north", name="北仓", batch_time=time(16, 30))
    open_warehouse(actor=SYSTEM, shop_id=other.id, code="south", name="南仓", batch_time=time(16, 30))
    assert 'value="qinghe:north"' in staff.get(page).content.decode()

    def count(code: str) -> SimpleUploadedFile:
        return SimpleUploadedFile("count.csv", f"商家编码,库存\n{code},7\n".encode())

    refused = send(staff, shop, [count("TEA-1")], warehouse="other:south")
    assert (refused.status_code, "south" in refused.content.decode()) == (422, True)
    assert send(staff, shop, [count("TEA-1")], is_dry_run=False, warehouse="qinghe:north").status_code == 302
    assert "北仓" in staff.get(url_of(shop, work())).content.decode()

    token = create_api_token(actor=SYSTEM, user_id=get_user_model().objects.get().pk, name="test")
    api = Client(headers={"Authorization": f"Bearer {token}"})
    url = "/api/v1/shops/qinghe/imports"
    wrong = api.post(url, {"files": [count("CUP-1")], "warehouse": "south"})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "shops.no_warehouse")
    assert api.post(url, {"files": [count("CUP-1")], "warehouse": "north"}).status_code == 200
    work()
    found = StockBalance.objects.values_list("sku_id", "warehouse_id", "on_hand").order_by("sku_id")
    assert list(found) == [(tea, north.id, 7), (cup, north.id, 7)]


@pytest.mark.parametrize("kind", ["taobao_orders", "taobao_items"])
def test_template_holds_the_header_of_its_kind(kind: str) -> None:
    answer = client_of("order_clerk").get(reverse("channels:template", args=[kind]))

    assert answer.status_code == 200
    assert answer.content.startswith("\ufeff".encode())
    assert "订单编号" in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_template_of_unknown_kind_is_not_found() -> None:
    assert client_of("order_clerk").get(reverse("channels:template", args=["nonsense"])).status_code == 404


def test_who_may_not_import_is_refused() -> None:
    shop = open_shop()
    client = client_of("keeper", shop)
    assert client.get(ADDRESS).status_code == 200  # stock and waybill files
    assert client.get("/desk/imports").status_code == 200


def test_anonymous_is_sent_to_sign_in(client) -> None:
    for address in (ADDRESS, "/desk/imports", "/desk/imports/qinghe/IM1"):
        answer = client.get(address)
        assert (answer.status_code, "/desk/sign-in" in answer.headers["Location"]) == (302, True)
