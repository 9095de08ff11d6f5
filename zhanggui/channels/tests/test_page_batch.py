"""The page of an import: counters, errors, conflicts, cancelling, taking back."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhanggui.channels.tests.pages import client_of, composed_pair, open_shop, send, upload, url_of, work
from zhanggui.kernel.imports.models import Finding, ImportBatch, ImportFinding, ImportState
from zhanggui.kernel.imports.report import open_conflicts
from zhanggui.kernel.imports.storage import source_files
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.orders.models import Order
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
PAID, PLACED = "买家实际支付金额", "订单创建时间"


def spoil(path: Path, changes: dict[tuple[int, str], str]) -> Path:
    """A copy of an order file with other values in some cells, by row of data and column."""
    with path.open(encoding="gb18030", newline="") as source:
        rows = list(csv.reader(source))
    header = [name.strip() for name in rows[0]]
    for (row, column), value in changes.items():
        rows[row][header.index(column)] = value
    target = path.with_name("spoiled.csv")
    with target.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return target


@pytest.fixture
def shop() -> ShopCard:
    return open_shop()


@pytest.fixture
def manager(shop: ShopCard) -> Client:
    return client_of("shop_manager", shop)


def paid_rows(path: Path) -> list[int]:
    """Rows of orders that were paid for."""
    with path.open(encoding="gb18030", newline="") as source:
        rows = list(csv.reader(source))
    place = [name.strip() for name in rows[0]].index(PAID)
    return [number for number, row in enumerate(rows) if number and float(row[place]) > 0]


def bring_in(client: Client, shop: ShopCard, *paths: Path) -> ImportBatch:
    send(client, shop, upload(*paths), is_dry_run=False)
    return work()


def with_conflicts(client: Client, shop: ShopCard, folder: Path, count: int = 2) -> ImportBatch:
    """Orders, and then the same file with other amounts."""
    orders, items = composed_pair(folder)
    bring_in(client, shop, orders, items)
    rows = paid_rows(orders)[:count]
    return bring_in(client, shop, spoil(orders, {(row, PAID): "1.23" for row in rows}))


def test_errors_are_told_by_row_column_value_and_remedy(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    orders, _items = composed_pair(tmp_path)
    batch = bring_in(manager, shop, spoil(orders, {(2, PAID): "1,38.0.0", (3, PLACED): "2026-11-31 09:14"}))

    page = manager.get(url_of(shop, batch)).content.decode()

    assert (batch.quarantined_count, batch.row_count) == (2, 8)
    for word in ("1,38.0.0", "2026-11-31 09:14", PAID, PLACED, "spoiled.csv"):
        assert word in page
    only = manager.get(url_of(shop, batch), {"show": "error", "column": PAID}).content.decode()
    assert "1,38.0.0" in only
    assert '<span class="zg-bad-cell">2026-11-31 09:14' not in only


def test_repair_file_holds_the_bad_rows_with_reasons(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    orders, _items = composed_pair(tmp_path)
    batch = bring_in(manager, shop, spoil(orders, {(2, PAID): "1,38.0.0"}))

    answer = manager.get(url_of(shop, batch, "repair"))

    assert answer.status_code == 200
    assert f"{batch.number}-" in answer.headers["Content-Disposition"]
    assert len(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()) == 2


def test_import_without_errors_has_no_repair_file(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    batch = bring_in(manager, shop, *composed_pair(tmp_path))

    assert manager.get(url_of(shop, batch, "repair")).status_code == 404


def test_conflict_stands_side_by_side_and_taking_writes_it(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    batch = with_conflicts(manager, shop, tmp_path)
    first, second = open_conflicts(batch)

    page = manager.get(url_of(shop, batch)).content.decode()
    assert "<ins>¥1.23</ins>" in page
    assert "1 / 2" in page

    answer = manager.post(url_of(shop, batch, "decide"), {"finding": first.pk, "choice": "take"})
    assert answer.headers["Location"] == f"{url_of(shop, batch)}#conflicts"
    assert str(Order.objects.get(pk=first.subject_id).paid_amount) == "1.23"
    assert manager.post(url_of(shop, batch, "decide"), {"finding": first.pk, "choice": "keep"}).status_code == 409
    assert manager.post(url_of(shop, batch, "decide"), {"finding": second.pk, "choice": "other"}).status_code == 422
    assert [row.pk for row in open_conflicts(batch)] == [second.pk]


def test_all_conflicts_are_kept_after_a_proposal(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    batch = with_conflicts(manager, shop, tmp_path)
    address = url_of(shop, batch, "decide_all")

    assert manager.get(address, {"choice": "keep"}).status_code == 200
    assert len(open_conflicts(batch)) == 2
    assert manager.get(address, {"choice": "both"}).status_code == 422
    assert manager.post(address, {"choice": "keep"}).status_code == 302
    assert open_conflicts(batch) == []
    assert ImportFinding.objects.filter(batch=batch, finding=Finding.CONFLICT, resolution="keep").count() == 2


def test_undo_proposes_and_takes_everything_back(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    batch = bring_in(manager, shop, *composed_pair(tmp_path))
    address = url_of(shop, batch, "undo")

    proposal = manager.get(address)
    assert proposal.status_code == 200
    assert Order.objects.count() == 8
    assert manager.post(address).status_code == 302
    batch.refresh_from_db()
    assert (batch.state, Order.objects.count()) == (ImportState.UNDONE, 0)
    assert manager.get(url_of(shop, batch)).status_code == 200
    assert manager.post(address).status_code == 409


def test_undo_names_what_stands_in_the_way(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    orders, items = composed_pair(tmp_path)
    first = bring_in(manager, shop, orders, items)
    rows = paid_rows(orders)[:1]
    second = bring_in(manager, shop, spoil(orders, {(row, PAID): "1.23" for row in rows}))
    manager.post(url_of(shop, second, "decide"), {"finding": open_conflicts(second)[0].pk, "choice": "take"})

    page = manager.get(url_of(shop, first, "undo")).content.decode()

    assert 'role="alert"' in page
    assert f'action="{url_of(shop, first, "undo")}"' not in page


def test_cancelled_check_writes_nothing_and_can_be_tried_again(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    send(manager, shop, upload(*composed_pair(tmp_path)))
    batch = ImportBatch.objects.get()

    assert manager.post(url_of(shop, batch, "cancel")).status_code == 302
    assert work().state == ImportState.FAILED
    page = manager.get(url_of(shop, batch)).content.decode()
    assert url_of(shop, batch, "again") in page

    manager.post(url_of(shop, batch, "again"))
    assert work().state == ImportState.CHECKED


def test_watching_page_is_told_to_load_again_when_the_work_is_over(
    manager: Client, shop: ShopCard, tmp_path: Path
) -> None:
    send(manager, shop, upload(*composed_pair(tmp_path)))
    batch = ImportBatch.objects.get()
    address = url_of(shop, batch, "progress")
    watching: dict[str, Any] = {"headers": {"HX-Request": "true"}}

    card = manager.get(address, **watching)
    assert (card.status_code, b"data-job" in card.content) == (200, True)
    assert manager.get(address).status_code == 302
    work()
    assert manager.get(address, **watching).headers["HX-Refresh"] == "true"


def test_failed_import_says_what_where_and_that_nothing_was_written(
    manager: Client, shop: ShopCard, tmp_path: Path
) -> None:
    send(manager, shop, upload(*composed_pair(tmp_path)))
    sources = source_files(ImportBatch.objects.get())
    sources[1].path.unlink()

    batch = work()

    page = manager.get(url_of(shop, batch)).content.decode()
    assert (batch.state, batch.error["code"]) == (ImportState.FAILED, "imports.files_missing")
    assert "items.csv" in page
    assert 'role="alert"' in page
    assert Order.objects.count() == 0


def test_batch_in_is_not_brought_in_twice(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    batch = bring_in(manager, shop, *composed_pair(tmp_path))
    runs = JobRun.objects.count()

    assert manager.post(url_of(shop, batch, "apply")).status_code == 409
    assert manager.post(url_of(shop, batch, "again")).status_code == 409
    assert JobRun.objects.count() == runs


def test_other_positions_and_shops_are_refused(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    batch = with_conflicts(manager, shop, tmp_path)
    clerk, stranger = client_of("order_clerk", shop), client_of("shop_manager", open_shop("other"))
    conflict = {"finding": open_conflicts(batch)[0].pk, "choice": "take"}

    assert clerk.get(url_of(shop, batch)).status_code == 200
    assert url_of(shop, batch, "undo") not in clerk.get(url_of(shop, batch)).content.decode()
    for page in ("undo", "decide", "decide_all"):
        assert clerk.post(url_of(shop, batch, page), conflict).status_code == 403
    for page in ("batch", "progress", "repair", "undo"):
        assert stranger.get(url_of(shop, batch, page)).status_code == 403
    for page in ("apply", "again", "cancel", "decide", "undo"):
        assert stranger.post(url_of(shop, batch, page), conflict).status_code == 403
    assert manager.get(f"/desk/imports/{shop.code}/IM0").status_code == 404
    assert len(open_conflicts(batch)) == 2


def test_list_shows_states_and_home_shows_conflicts(manager: Client, shop: ShopCard, tmp_path: Path) -> None:
    empty = manager.get("/desk/imports").content.decode()
    assert "zg-empty" in empty
    batch = with_conflicts(manager, shop, tmp_path)

    for view in ("", "open", "failed", "nonsense"):
        assert manager.get("/desk/imports", {"view": view, "before": "x"}).status_code == 200
    listed = manager.get("/desk/imports", {"view": "open"}).content.decode()
    home = manager.get("/desk/")
    assert url_of(shop, batch) in listed
    assert "/desk/imports?view=open" in home.content.decode()
    assert "zg-fresh" in home.content.decode()
