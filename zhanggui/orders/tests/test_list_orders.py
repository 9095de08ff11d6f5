"""Lists of orders: every filter, order of rows, pages that join without gap or repeat."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.errors import BadCursor, UnknownChoice
from zhanggui.orders.queries import OrderFilters, list_orders
from zhanggui.orders.services import check_orders
from zhanggui.orders.tests.factories import PAID_AT, make_order, make_shop, make_stocked_sku, product_of
from zhanggui.orders.tests.page_helpers import clerk

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def numbers(filters: OrderFilters, *shops: int, **options: Any) -> list[str]:
    """Numbers of the first page."""
    return [row.number for row in list_orders(filters, shops, **options).rows]


def walk(filters: OrderFilters, shops: list[int], limit: int) -> list[str]:
    """Numbers of all pages, one after the other."""
    found: list[str] = []
    cursor = None
    while True:
        page = list_orders(filters, shops, limit=limit, cursor=cursor)
        found.extend(row.number for row in page.rows)
        cursor = page.next
        if cursor is None:
            return found


@pytest.mark.parametrize(
    ("filters", "facts", "contact"),
    [
        ({"state": "closed"}, {"state": "closed"}, {}),
        ({"step": "packed"}, {"step": "packed"}, {}),
        ({"state": "shipped", "step": "packed"}, {"state": "shipped", "step": "packed"}, {}),
        ({"channel": "tmall"}, {"channel": "tmall"}, {}),
        ({"placed_from": PAID_AT + HOUR}, {"placed_at": PAID_AT + 2 * HOUR}, {}),
        ({"placed_to": PAID_AT - HOUR}, {"placed_at": PAID_AT - 2 * HOUR}, {}),
        ({"paid_from": PAID_AT + HOUR}, {"paid_at": PAID_AT + 2 * HOUR}, {}),
        ({"paid_to": PAID_AT - HOUR}, {"paid_at": PAID_AT - 2 * HOUR}, {}),
        ({"due_before": PAID_AT}, {"ship_by_at": PAID_AT - HOUR}, {}),
        ({"due_before": PAID_AT, "sort": "promise"}, {"ship_by_at": PAID_AT - HOUR}, {}),
        ({"flag": 3}, {"flag": 3}, {}),
        ({"has_note": True}, {"has_buyer_note": True}, {}),
        ({"refund_state": "asked"}, {"refund_state": "asked"}, {}),
        ({"courier": "顺丰速运"}, {"courier_name": "顺丰速运"}, {}),
        ({"number": "2000000000000012345"}, {"number": "2000000000000012345"}, {}),
        ({"number": "12345"}, {"number": "2000000000000012345"}, {}),
        ({"number": "200000"}, {"number": "2000000000000012345"}, {}),
        ({"phone": "0001"}, {}, {"phone_tail": "0001", "mobile": "13900000001"}),
        ({"phone": "139 0000 0001"}, {}, {"phone_tail": "0001", "mobile": "13900000001"}),
        ({"receiver_name": "欧阳"}, {}, {"receiver_name": "欧阳春雪"}),
        ({"buyer_nick": "spring"}, {}, {"buyer_nick": "spring_tea"}),
        ({"waybill": "75123"}, {"waybill_no": "75123"}, {}),
        ({"remark": "50%"}, {"seller_note": "送50%券"}, {}),
        ({"remark": "券", "flag": 1}, {"seller_note": "送券", "flag": 1}, {}),
        ({"phone": "0001", "flag": 2, "state": "paid"}, {"flag": 2}, {"phone_tail": "0001"}),
        ({"receiver_name": "欧阳", "hold": None, "channel": "own"}, {"channel": "own"}, {"receiver_name": "欧阳春雪"}),
    ],
)
def test_each_filter_finds_its_order_and_no_other(
    filters: dict[str, Any], facts: dict[str, Any], contact: dict[str, Any]
) -> None:
    shop, other = make_shop(), make_shop("other")
    make_order(shop.id, "1000000000000000001")
    make_order(shop.id, "1000000000000000002", flag=0, seller_note="x")
    wanted = make_order(shop.id, facts.pop("number", "1000000000000000003"), contact=contact, **facts)
    make_order(other.id, "1000000000000000004", contact=contact, **facts)

    assert numbers(OrderFilters(**filters), shop.id) == [wanted.number]


def test_product_is_found_by_id_title_and_code_and_each_order_once() -> None:
    shop = make_shop()
    tea, cup = make_stocked_sku(shop.id, "tea"), make_stocked_sku(shop.id, "cup")
    make_order(shop.id, "1", [(tea, 1), (tea, 2), (cup, 1)])
    make_order(shop.id, "2", [(cup, 1)])

    assert numbers(OrderFilters(product_ids=(product_of(tea),)), shop.id) == ["1"]
    assert numbers(OrderFilters(product_ids=(product_of(tea), product_of(cup))), shop.id) == ["2", "1"]
    assert numbers(OrderFilters(product_text="Tea cup"), shop.id) == ["2", "1"]
    assert numbers(OrderFilters(product_text="tea"), shop.id) == ["2", "1"]
    assert numbers(OrderFilters(product_text="Tea tea"), shop.id) == ["1"]
    assert numbers(OrderFilters(product_text="nothing such"), shop.id) == []
    assert numbers(OrderFilters(product_ids=(product_of(tea),), phone="5521"), shop.id) == ["1"]


def test_hold_reason_finds_open_holds_only() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    make_order(shop.id, "1", [(tea, 1)], flag=1)
    make_order(shop.id, "2", [(tea, 1)], flag=1, contact={"buyer_note": "x"}, has_buyer_note=True)
    make_order(shop.id, "3", [(tea, 1)])
    make_order(shop.id, "4", [(tea, 1)], state="shipped", step="checked")
    check_orders(actor=SYSTEM, shop_id=shop.id)

    assert numbers(OrderFilters(hold="flagged"), shop.id) == ["2", "1"]
    assert numbers(OrderFilters(hold="buyer_note", phone="5521"), shop.id) == ["2"]
    assert numbers(OrderFilters(is_held=False), shop.id) == ["4", "3"]
    assert numbers(OrderFilters(is_held=True), shop.id) == ["2", "1"]
    assert numbers(OrderFilters(is_held=True, product_text="tea"), shop.id) == ["2", "1"]
    assert numbers(OrderFilters(is_held=True, paid_from=PAID_AT - HOUR), shop.id) == ["2", "1"]
    assert numbers(OrderFilters(state="paid", step="to_check", is_held=True), shop.id) == ["2", "1"]
    assert sorted(numbers(OrderFilters(state="paid", is_held=True, sort="promise"), shop.id)) == ["1", "2"]
    assert walk(OrderFilters(is_held=True), [shop.id], limit=1) == ["2", "1"]
    # A step tells of paid orders, unless another state is named.
    assert numbers(OrderFilters(step="checked"), shop.id) == ["3"]
    assert numbers(OrderFilters(state="shipped", step="checked"), shop.id) == ["4"]


@pytest.mark.parametrize("sort", ["placed", "promise"])
def test_pages_over_several_shops_join_without_gap_or_repeat(sort: str) -> None:
    shops = [make_shop(code).id for code in ("a", "b", "c")]
    for index in range(11):
        moment = PAID_AT + index // 2 * HOUR
        promise = None if index in {4, 7} else moment
        make_order(shops[index % 3], f"{index:02}", placed_at=moment, ship_by_at=promise)

    found = walk(OrderFilters(sort=sort), shops, limit=3)

    if sort == "placed":
        assert found == [f"{index:02}" for index in reversed(range(11))]
    else:
        assert found == ["00", "01", "02", "03", "05", "06", "08", "09", "10", "04", "07"]
    assert walk(OrderFilters(sort=sort), shops, limit=50) == found


def test_a_payment_range_sorts_by_payment() -> None:
    shop = make_shop()
    make_order(shop.id, "late", placed_at=PAID_AT - 9 * HOUR, paid_at=PAID_AT + HOUR)
    make_order(shop.id, "early", placed_at=PAID_AT - HOUR, paid_at=PAID_AT)

    assert walk(OrderFilters(paid_from=PAID_AT, paid_to=PAID_AT + 2 * HOUR), [shop.id], limit=1) == ["late", "early"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_four_statements_whatever_it_holds(count: int) -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    for index in range(count):
        make_order(shop.id, str(index), [(tea, 1), (tea, 2)], flag=1)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    with CaptureQueriesContext(connection) as queries:
        page = list_orders(OrderFilters(), [shop.id])

    assert len(queries) == 4
    assert len(page.rows) == count


def test_rows_mask_the_contact_unless_clear_and_hold_lines_and_holds() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    make_order(shop.id, "1", [(tea, 1), (tea, 2)], flag=1)
    check_orders(actor=SYSTEM, shop_id=shop.id)

    masked = list_orders(OrderFilters(), [shop.id]).rows[0]
    clear = list_orders(OrderFilters(), [shop.id], is_clear=True).rows[0]

    assert (masked.contact.receiver_name, masked.contact.phone, masked.contact.address) == (
        "孙**",
        "138****5521",
        "浙江省杭州市余杭区****",
    )
    assert (clear.contact.receiver_name, clear.contact.phone) == ("孙倩倩", "13800005521")
    assert [(line.position, line.quantity) for line in masked.lines] == [(1, 1), (2, 2)]
    assert [(hold.reason, hold.cause) for hold in masked.holds] == [("flagged", {"flag": 1})]


@pytest.mark.parametrize("cursor", ["x", "e30", "WyJwbGFjZWQiXQ", "WyJwcm9taXNlIiwgbnVsbCwgMV0"])
def test_a_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        list_orders(OrderFilters(), [1], cursor=cursor)


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(UnknownChoice):
        OrderFilters(state="lost")


def test_no_shop_means_no_order() -> None:
    make_order(make_shop().id, "1")

    assert numbers(OrderFilters()) == []


def test_step_of_past_orders_is_looked_for_stretch_by_stretch_and_impossible_ones_not_at_all(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(import_module("zhanggui.orders.queries.walking"), "STRETCH", 3)
    shops = [make_shop().id, make_shop("other").id]
    rare = {0, 4, 9}
    for place in range(10):
        step = "batched" if place in rare else "packed"
        make_order(shops[place % 2], f"10{place}", state="completed", step=step, sort_at=PAID_AT - place * HOUR)
    wanted = OrderFilters(state="completed", step="batched")

    first = list_orders(wanted, shops, limit=5)
    assert ([row.number for row in first.rows], first.is_stretch) == (["100"], True)
    pages, page = [], first
    while page.next:
        page = list_orders(wanted, shops, limit=5, cursor=page.next)
        pages.append([row.number for row in page.rows])
    # A stretch in which there is none leads on all the same.
    assert pages == [["104"], [], ["109"]]
    assert walk(replace(wanted, step="packed"), shops, 1) == [f"10{place}" for place in range(10) if place not in rare]
    assert walk(replace(wanted, paid_from=PAID_AT - HOUR), shops, 1) == ["109", "104", "100"]
    assert not list_orders(replace(wanted, number="104"), shops).is_stretch

    with django_assert_num_queries(0):
        assert list_orders(OrderFilters(state="unpaid", step="packed"), shops).rows == ()
    # The view of paid orders gives way to a state that contradicts it: no chip stands there for nothing.
    shown = clerk().get("/desk/orders?state=unpaid&step=packed").content.decode()
    assert "未付款的订单" in shown or "An unpaid order is in no batch" in shown
    shown = clerk(name="two").get("/desk/orders?state=completed&step=checked").content.decode()
    assert 'data-key="PageDown"' in shown
