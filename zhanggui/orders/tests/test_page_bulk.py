"""Bulk verbs: at once, with a proposal, as a job; and the undo of the last (ORD-05, ORD-16)."""

import re
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.orders.jobs import work_in_bulk
from zhanggui.orders.models import Order, OrderExport
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, open_reasons, standing
from zhanggui.orders.tests.page_helpers import checked_shop, clerk, order_due
from zhanggui.orders.ui import bulk

pytestmark = pytest.mark.django_db


def many(count: int) -> list[Order]:
    shop = make_shop()
    sku = make_stocked_sku(shop.id, on_hand=1_000)
    return [order_due(shop.id, f"{9_000_000_000_000_000_000 + n}", pieces=[(sku, 1)]) for n in range(count)]


def ids_of(orders: list[Order]) -> list[str]:
    return [f"qinghe:{order.number}" for order in orders]


def undo_url(client: Client) -> str:
    found = re.search(r'action="(/desk/orders/undo\?of=\w+)"', client.get("/desk/orders").content.decode())
    assert found is not None
    return found[1]


def test_few_orders_pass_at_once_and_can_be_undone() -> None:
    orders = many(3)
    client = clerk()

    answer = client.post("/desk/orders/bulk/pass", {"ids": ids_of(orders)})
    assert answer.status_code == 302
    assert {standing(order) for order in orders} == {("paid", "checked", False)}
    client.post(undo_url(client))

    assert {standing(order) for order in orders} == {("paid", "to_check", False)}


def test_many_orders_are_proposed_first_with_before_and_after() -> None:
    orders = many(21)
    client = clerk()

    proposal = client.post("/desk/orders/bulk/pass", {"ids": ids_of(orders)}).content.decode()
    assert {standing(order) for order in orders} == {("paid", "to_check", False)}
    assert "0 to 21" in proposal
    client.post("/desk/orders/bulk/pass", {"ids": ids_of(orders), "confirmed": "1"})

    assert {standing(order) for order in orders} == {("paid", "checked", False)}


def test_whole_view_is_chosen_by_its_conditions() -> None:
    orders = many(4)
    Order.objects.filter(pk=orders[0].pk).update(channel="tmall")

    body = {"everything": "1", "query": "view=to_check&channel=tmall", "confirmed": "1", "reason": "stock count"}
    clerk().post("/desk/orders/bulk/hold", body)

    assert [open_reasons(order) for order in orders] == [["manual"], [], [], []]


def test_hold_asks_for_a_reason_and_is_undone_alone() -> None:
    orders = checked_shop(make_shop().id)
    client = clerk()
    chosen = [orders["passed"], orders["noted"]]

    asked = client.post("/desk/orders/bulk/hold", {"ids": ids_of(chosen)})
    assert (asked.status_code, open_reasons(chosen[0])) == (200, [])
    assert client.post("/desk/orders/bulk/hold", {"ids": ids_of(chosen), "confirmed": "1"}).status_code == 422
    client.post("/desk/orders/bulk/hold", {"ids": ids_of(chosen), "confirmed": "1", "reason": "count"})
    assert open_reasons(chosen[1]) == ["buyer_note", "manual"]
    client.post(undo_url(client))

    assert [open_reasons(order) for order in chosen] == [[], ["buyer_note", "manual"]]


def test_orders_in_a_batch_are_left_alone_by_a_bulk_hold() -> None:
    orders = many(2)
    Order.objects.filter(pk=orders[0].pk).update(step="batched")

    clerk().post("/desk/orders/bulk/hold", {"ids": ids_of(orders), "confirmed": "1", "reason": "count"})

    assert [open_reasons(order) for order in orders] == [[], ["manual"]]


def test_note_is_added_below_what_is_there() -> None:
    orders = many(2)
    Order.objects.filter(pk=orders[0].pk).update(seller_note="旧")

    clerk().post("/desk/orders/bulk/note", {"ids": ids_of(orders), "confirmed": "1", "text": "新"})

    assert [Order.objects.get(pk=order.pk).seller_note for order in orders] == ["旧\n新", "新"]


def test_flag_holds_what_the_rules_say() -> None:
    orders = many(2)

    clerk().post("/desk/orders/bulk/flag", {"ids": ids_of(orders), "confirmed": "1", "flag": "1", "label": ""})

    assert [open_reasons(order) for order in orders] == [["flagged"], ["flagged"]]


def test_very_many_orders_become_a_job_that_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = many(5)
    monkeypatch.setitem(bulk.JOB_OVER, "pass", 3)

    answer = clerk().post("/desk/orders/bulk/pass", {"ids": ids_of(orders), "confirmed": "1"})
    run = JobRun.objects.get(kind="orders_pass")
    assert answer.headers["Location"] == f"/desk/jobs/{run.pk}"
    work_in_bulk(run.pk)

    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("done", 5, 5)
    assert run.result == {"checked": 5, "released": 5, "held": {}}
    assert {standing(order) for order in orders} == {("paid", "checked", False)}


def test_nothing_chosen_is_refused() -> None:
    make_shop()

    assert clerk().post("/desk/orders/bulk/pass", {}).status_code == 422


@pytest.mark.parametrize("verb", ["pass", "hold", "note", "flag"])
def test_order_clerk_has_no_bulk_verbs(verb: str) -> None:
    orders = many(1)

    answer = clerk("order_clerk").post(f"/desk/orders/bulk/{verb}", {"ids": ids_of(orders)})

    assert (answer.status_code, standing(orders[0])) == (403, ("paid", "to_check", False))


def test_supervisor_exports_the_chosen_rows_and_a_clerk_asks_for_them() -> None:
    orders = many(3)

    answer = clerk("supervisor").post("/desk/orders/export", {"ids": ids_of(orders[:2])})
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))

    numbers = [row[0] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert sorted(numbers) == [order.number for order in orders[:2]]
    asked = clerk().post("/desk/orders/export", {"ids": ids_of(orders[:2])})
    assert (asked.status_code, "Ask for it" in asked.content.decode()) == (200, True)


def test_export_of_several_shops_asks_each_shop_once() -> None:
    first, second = make_shop("one"), make_shop("two")
    empty = make_shop("three")
    for shop, number in ((first, "35000000000000011"), (second, "35000000000000012")):
        make_order(shop.id, number)
    body = {"everything": "1", "query": "view=all", "file_format": "csv", "reason": "盘点"}

    assert clerk().post("/desk/orders/export", body).status_code == 302

    asked = OrderExport.objects.order_by("shop_id").values_list("shop_id", "row_count", "state")
    assert list(asked) == [(first.id, 1, "waiting"), (second.id, 1, "waiting")]
    assert empty.id not in {row[0] for row in asked}
    assert Approval.objects.filter(kind="order_export").count() == 2
