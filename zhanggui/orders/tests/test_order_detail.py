"""One order whole, search, counts and their JSON."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.errors import OrderNotFound
from zhanggui.orders.queries import (
    desk_figures,
    hold_counts,
    order_detail,
    order_detail_by_id,
    order_detail_json,
    order_number,
    search,
    view_counts,
)
from zhanggui.orders.queries.counts import DeskFigures, Figure
from zhanggui.orders.services import batch_orders, check_orders, hold_orders, log_call
from zhanggui.orders.tests.factories import PAID_AT, make_order, make_shop, make_stocked_sku

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_whole_order_tells_rules_holds_calls_and_timeline() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "1001", [(tea, 2)], is_cod=True)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    log_call(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, result="reached")

    detail = order_detail(shop.id, "1001")

    assert detail == order_detail_by_id(shop.id, order.pk)
    assert order_number(shop.id, order.pk) == "1001"
    assert detail.reserved == {tea: 2}
    assert [(hold.reason, hold.released_by) for hold in detail.holds] == [("cod_call", "system")]
    assert [call.result for call in detail.calls] == ["reached"]
    assert [event["kind"] for event in detail.timeline] == [
        "order.checked",
        "order.hold_ended",
        "order.called",
        "order.held",
    ]


def test_the_json_has_text_amounts_and_times_in_shop_time() -> None:
    shop = make_shop()
    make_order(shop.id, "1001", [(make_stocked_sku(shop.id), 2)], flag=1, paid_amount=Decimal("128.5"))
    check_orders(actor=SYSTEM, shop_id=shop.id)

    data = order_detail_json(order_detail(shop.id, "1001"), SHANGHAI)

    assert (data["number"], data["state"], data["step"], data["holds"]) == ("1001", "paid", "to_check", ["flagged"])
    assert (data["paid_amount"], data["payout_amount"]) == ("128.50", None)
    assert (data["paid_at"], data["shipped_at"]) == ("2026-11-20T10:00:00+08:00", None)
    assert data["rules"][1] == {
        "rule": "flag_present",
        "reason": "flagged",
        "version": 1,
        "verdict": "hold",
        "values": {"flag": 1},
    }
    assert data["contact"]["receiver_name"] == "孙**"
    assert (data["lines"][0]["quantity"], data["lines"][0]["price"]) == (2, "12.80")
    assert [event["kind"] for event in data["timeline"]] == ["order.held"]


def test_an_order_of_another_shop_is_not_found() -> None:
    shop, other = make_shop(), make_shop("other")
    order = make_order(other.id, "1")

    for ask in (lambda: order_detail(shop.id, "1"), lambda: order_detail_by_id(shop.id, order.pk)):
        with pytest.raises(OrderNotFound):
            ask()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2000000000000012345", ["number"]),
        ("12345", ["number"]),
        ("5521", ["phone"]),
        ("13800005521", ["phone"]),
        ("YT7512345", ["waybill"]),
        ("孙倩", ["name"]),
        ("Tea tea", ["product"]),
        ("nobody", []),
        ("  ", []),
    ],
)
def test_one_search_box_finds_by_every_meaning(text: str, kinds: list[str]) -> None:
    shop, other = make_shop(), make_shop("other")
    tea = make_stocked_sku(shop.id)
    order = make_order(shop.id, "2000000000000012345", [(tea, 1)], waybill_no="YT7512345")
    make_order(other.id, "2000000000000012345", waybill_no="YT7512345")

    hits = search([shop.id], text)

    assert [(hit.kind, hit.order.id) for hit in hits] == [(kind, order.pk) for kind in kinds]


def test_counts_and_figures_tell_the_open_work() -> None:
    shop, other = make_shop(), make_shop("other")
    tea = make_stocked_sku(shop.id)
    at = PAID_AT + timedelta(hours=47)
    make_order(shop.id, "ready", [(tea, 1)])
    batched = make_order(shop.id, "batched", [(tea, 1)], ship_by_at=PAID_AT)
    make_order(shop.id, "flag", [(tea, 1)], flag=1, ship_by_at=None)
    make_order(shop.id, "hand", [(tea, 1)], flag=2)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    hold_orders(actor=SYSTEM, shop_id=shop.id, numbers=["hand"], reason="wait")
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[batched.pk], batch_number="B1")
    make_order(shop.id, "new", [(tea, 1)], paid_amount=None)
    make_order(shop.id, "done", [(tea, 1)], state="completed", step="packed")
    make_order(other.id, "foreign")

    assert view_counts([shop.id], at=at) == {
        "all": 6,
        "open": 5,
        "to_check": 1,
        "held": 2,
        "ready": 1,
        "at_risk": 3,
        "overdue": 1,
        "unpacked": 1,
    }
    assert view_counts([shop.id, other.id], at=at)["all"] == 7
    assert hold_counts([shop.id]) == {"flagged": 2, "manual": 1}
    amount = Decimal("128.00")
    assert desk_figures(shop.id, at=at) == DeskFigures(
        ready=Figure(1, amount),
        to_check=Figure(1, Decimal(0)),
        held=Figure(2, 2 * amount),
        batched=Figure(1, amount),
        packed=Figure(0, Decimal(0)),
        overdue=1,
        at_risk=3,
    )


def test_an_empty_shop_has_zeroes() -> None:
    shop = make_shop()

    assert set(view_counts([shop.id], at=datetime(2026, 11, 21, tzinfo=UTC)).values()) == {0}
    assert desk_figures(shop.id).ready == Figure(0, Decimal(0))
