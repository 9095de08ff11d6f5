"""Item rows: matching, order of files, unknown products."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from zhanggui.catalog.models import Product, Sku
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.services.intake import LineRow, OrderRow
from zhanggui.orders.tests.intake_helpers import (
    NUMBER,
    bring_in,
    everything,
    line_row,
    make_shop,
    moment,
    only_finding,
    order_row,
    outcome,
)
from zhanggui.shops.services import create_shop

pytestmark = pytest.mark.django_db
OLD_LINE = {"sub_number": None, "placed_at": None, "placed_precision": None, "paid_at": None, "paid_precision": None}


@pytest.fixture
def shop() -> int:
    return make_shop()


def many(**changes: Any) -> tuple[list[OrderRow], list[LineRow]]:
    """Three orders of one, two and three lines in three states."""
    orders, lines = [], []
    for index, state in enumerate(("unpaid", "paid", "shipped")):
        number = f"330000000000000010{index}"
        paid = {} if state != "unpaid" else {"paid_at": None, "paid_precision": None}
        orders.append(order_row(index + 2, number=number, state=state, status_text=state, **paid))
        for place in range(index + 1):
            sub = number if index == 0 else f"{number}{place}"
            line = line_row(
                len(lines) + 2,
                number=number,
                sub_number=sub,
                sku_code=f"S{place}",
                state=state,
                status_text=state,
                **paid,
            )
            lines.append(line._replace(**changes))
    return orders, lines


@pytest.mark.parametrize("changes", [{}, OLD_LINE, {"refund_state": "asked", "state": "shipped"}, {"state": None}])
def test_files_together_apart_and_in_either_order_end_the_same(changes: dict[str, Any]) -> None:
    orders, lines = many(**changes)
    ways = [[orders + lines], *permutations([orders, lines])]
    ends = []
    for index, way in enumerate(ways):
        shop = create_shop(actor=SYSTEM, code=f"s{index}", name="清禾").id
        for rows in way:
            bring_in(shop, *rows)
        ends.append([{**row, "shop_id": 0} for row in everything(shop)])

    assert len(ends[0]) == 12
    assert ends[0] == ends[1] == ends[2]


def test_second_import_of_both_files_changes_nothing(shop: int) -> None:
    orders, lines = many()
    bring_in(shop, *orders, *lines)
    before, events = everything(shop), Event.objects.count()

    _batch, result = bring_in(shop, *orders, *lines)

    assert outcome(result) == "unchanged 9"
    assert (result.orders_new, result.orders_updated, result.lines_new) == (0, 0, 0)
    assert (everything(shop), Event.objects.count()) == (before, events)


def test_item_file_before_order_file_makes_an_order_of_what_it_knows(shop: int) -> None:
    _batch, result = bring_in(shop, line_row(state="shipped", **OLD_LINE))

    assert (result.orders_new, result.lines_new, outcome(result)) == (1, 1, "imported 1")
    order = Order.objects.get()
    assert (order.state, order.total_amount, order.placed_at, order.paid_at) == ("shipped", None, None, None)
    assert order.contact.receiver_name == ""


def test_lines_of_a_known_order_are_added_with_an_event(shop: int) -> None:
    bring_in(shop, order_row())

    _batch, result = bring_in(shop, line_row())

    assert (result.orders_new, result.orders_updated, result.lines_new) == (0, 1, 1)
    assert Event.objects.get(kind="order.updated").data["changed"] == ["lines"]
    assert OrderLine.objects.get().sort_at == Order.objects.get().sort_at


def test_line_without_sub_number_is_matched_by_its_place_and_gets_the_number(shop: int) -> None:
    bring_in(shop, line_row(**OLD_LINE), line_row(3, **{**OLD_LINE, "sku_code": "B"}))

    _batch, result = bring_in(shop, line_row(sub_number="1"), line_row(3, sub_number="2", sku_code="B"))

    assert outcome(result) == "updated 2"
    assert list(OrderLine.objects.order_by("position").values_list("sub_number", flat=True)) == ["1", "2"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("price", {"price": Decimal("98.00")}),
        ("quantity", {"quantity": 3}),
        ("title", {"title": "另一个商品", "sub_number": None}),
        ("paid_at", {"paid_at": moment("2026-06-01 15:00:00")}),
    ],
)
def test_line_that_contradicts_is_a_conflict(shop: int, field: str, changes: dict[str, Any]) -> None:
    bring_in(shop, order_row(), line_row())
    before = everything(shop)

    batch, result = bring_in(shop, line_row(**changes))

    assert outcome(result) == "conflict 1"
    assert everything(shop) == before
    finding = only_finding(batch)
    assert (finding.code, finding.column, finding.file_position) == ("orders.line_conflict", field, 1)


def test_line_progress_is_updated(shop: int) -> None:
    bring_in(shop, order_row(), line_row())

    _batch, result = bring_in(shop, line_row(refund_state="asked", refund_amount=Decimal("99.50"), attributes="黑 M"))

    assert (outcome(result), result.orders_updated) == ("updated 1", 1)
    line = OrderLine.objects.get()
    assert (line.refund_state, line.refund_amount, line.attributes) == ("asked", Decimal("99.50"), "黑 M")
    assert Order.objects.get().refund_state == "asked"
    assert Event.objects.get(kind="order.updated").data["changed"] == [
        "lines.attributes",
        "lines.refund_amount",
        "lines.refund_state",
        "refund_state",
    ]


def test_item_file_moves_its_order_on_only_when_all_lines_agree(shop: int) -> None:
    bring_in(shop, order_row(), line_row(sub_number="1"), line_row(3, sub_number="2"))

    bring_in(shop, line_row(sub_number="1", state="shipped", status_text="发"))
    assert Order.objects.get().state == "paid"

    bring_in(shop, line_row(sub_number="1", state="shipped"), line_row(3, sub_number="2", state="shipped"))
    assert Order.objects.get().state == "shipped"


def test_quantity_of_nothing_is_quarantined(shop: int) -> None:
    batch, result = bring_in(shop, order_row(), line_row(quantity=0))

    assert outcome(result) == "imported 1, quarantined 1"
    assert (only_finding(batch).code, only_finding(batch).params) == ("orders.bad_quantity", {"value": 0})


def test_unknown_products_become_drafts_with_one_task_each(shop: int) -> None:
    lines = [
        line_row(2, sub_number="1"),
        line_row(3, sub_number="2"),
        line_row(4, sub_number="3", sku_code=None, attributes="白"),
        line_row(5, sub_number="4", sku_code=None, item_code=None, title="测试商品 水杯"),
        line_row(6, sub_number="5", sku_code=None, item_code=None, title=None, attributes=None),
    ]
    batch, _result = bring_in(shop, *lines)

    assert list(Sku.objects.order_by("match_key").values_list("match_key", "state")) == [
        ("TS-BLK-M", "draft"),
        ("TS001 白", "draft"),
        ("测试商品 水杯 颜色分类：黑色;尺码：M", "draft"),
    ]
    assert Product.objects.count() == 2
    assert Task.objects.filter(kind="draft_sku", position="shop_manager", state="open").count() == 3
    assert Product.objects.get(item_code="").pinyin == "cssp sb"
    assert OrderLine.objects.filter(sku_id=None).count() == 1
    assert Sku.objects.filter(batch_id=batch.pk).count() == 3

    bring_in(shop, *lines)
    assert Sku.objects.count() == 3


def test_known_line_without_its_codes_makes_no_draft(shop: int) -> None:
    bring_in(shop, line_row())

    _batch, result = bring_in(shop, line_row(sku_code=None, item_code=None))

    assert (outcome(result), Sku.objects.count()) == ("unchanged 1", 1)


def test_same_item_file_twice_in_one_batch_adds_its_lines_once(shop: int) -> None:
    _batch, result = bring_in(shop, line_row(**OLD_LINE), line_row(2, file_position=2), line_row(3, file_position=2))

    assert (result.lines_new, outcome(result)) == (1, "imported 1, updated 1, unchanged 1")
    assert OrderLine.objects.get().sub_number == NUMBER
