"""Orders short of goods: wait, replace, part-ship, refund, each in one step (ORD-08)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from zhanggui.catalog.models import Sku
from zhanggui.inventory.queries import reserved_of
from zhanggui.inventory.services import set_stock
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.models import AgreedChange, Order, OrderLine, ShortageChoice, UsualPrice
from zhanggui.orders.queries.replacements import others_of_code
from zhanggui.orders.queries.shortages import ChoiceRow, short_orders, short_skus, shortage_counts, undecided_of_sku
from zhanggui.orders.services import (
    answer_shortage,
    check_orders,
    choose_shortage,
    let_arrived_go,
    mark_shortage_told,
    preview_shortage,
    set_buyer_text,
    undo_shortage,
)
from zhanggui.orders.services.shortage.choosing import ShortagePlan
from zhanggui.orders.services.shortage.waiting import wait_is_over
from zhanggui.orders.tests.factories import (
    PAID_AT,
    event_kinds,
    make_order,
    make_shop,
    make_stocked_sku,
    open_reasons,
    standing,
)
from zhanggui.orders.values import VIEW_ORDERS, Consent
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
UNTIL = now().date() + timedelta(days=10)


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


@pytest.fixture
def tea(shop: ShopCard) -> int:
    return make_stocked_sku(shop.id, "tea", 0)


def short(shop: ShopCard, *numbers: str, pieces: list[tuple[int, int]]) -> list[Order]:
    """Orders that a check holds for short goods, each promised an hour later than the one before."""
    orders = [
        make_order(shop.id, number, pieces, ship_by_at=PAID_AT + timedelta(hours=48 + place))
        for place, number in enumerate(numbers)
    ]
    check_orders(actor=SYSTEM, shop_id=shop.id)
    return orders


def chosen(shop: ShopCard, orders: list[Order], **plan: Any) -> list[ChoiceRow]:
    facts = {"actor": SYSTEM, "shop_id": shop.id, "order_ids": [order.pk for order in orders]}
    return choose_shortage(**facts, plan=ShortagePlan(**plan))[1]


def tasks(kind: str) -> list[tuple[str, str]]:
    return list(Task.objects.filter(kind=kind).order_by("pk").values_list("subject_label", "state"))


def sibling(sku_id: int, code: str, attributes: str, on_hand: int) -> int:
    mine = Sku.objects.get(pk=sku_id)
    other = Sku.objects.create(
        shop_id=mine.shop_id, product_id=mine.product_id, code=code, match_key=code, attributes=attributes,
        created_at=PAID_AT,
    )  # fmt: skip
    set_stock(actor=SYSTEM, shop_id=mine.shop_id, rows=[StockRow(other.pk, on_hand)])
    return other.pk


def test_waiting_is_asked_answered_and_ends_when_goods_arrive(shop: ShopCard, tea: int) -> None:
    first, second = short(shop, "1001", "1002", pieces=[(tea, 2)])
    assert [(sku.code, sku.undecided, sku.pieces) for sku in short_skus([shop.id])] == [("tea", 2, 4)]
    assert tasks("shortage_decide") == [("tea", "open")]

    [one, _two] = chosen(shop, [second, first], kind="wait", wait_until=UNTIL)

    assert (one.number, one.state, one.plan["missing"], one.wait_until) == ("1001", "asked", {"tea": 2}, UNTIL)
    for words in ("孙先生/女士", "1001", f"{UNTIL.month}月{UNTIL.day}日"):
        assert words in one.message
    assert "孙倩倩" not in one.message
    assert abs((one.answer_by - now()).total_seconds() - 24 * 3600) < 60
    assert Task.objects.get(kind="shortage_answer", subject_label="1001").due_at == one.answer_by
    assert (tasks("shortage_decide"), short_skus([shop.id])[0].undecided) == ([("tea", "done")], 0)
    assert shortage_counts([shop.id]) == {"open": 0, "asked": 2, "late": 0, "agreed": 0, "back": 0}
    with pytest.raises(Conflict):
        chosen(shop, [first], kind="refund")

    agreed = answer_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=one.id, agrees=True, words="好的，我等")
    assert (agreed.state, agreed.told_by, agreed.answer) == ("agreed", "system", "好的，我等")
    assert "好的" not in str(list(Event.objects.filter(subject_id=first.pk).values_list("data", flat=True)))
    assert Task.objects.get(kind="shortage_answer", subject_label="1001").state == "done"
    assert Deadline.objects.get(kind="shortage_wait").state == "running"

    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(tea, 2)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert (standing(first), standing(second)) == (("paid", "checked", False), ("paid", "to_check", True))
    assert list(ShortageChoice.objects.order_by("pk").values_list("state", flat=True)) == ["ended", "asked"]
    assert Deadline.objects.get(kind="shortage_wait").state == "met"
    assert event_kinds(first)[-4:] == [
        "order.shortage_agreed",
        "order.hold_ended",
        "order.checked",
        "order.shortage_ended",
    ]


def test_declined_or_overdue_waiting_is_decided_anew(shop: ShopCard, tea: int) -> None:
    [order] = short(shop, "1001", pieces=[(tea, 1)])
    [row] = chosen(shop, [order], kind="wait", wait_until=UNTIL)

    answer_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, agrees=False, words="不等了")
    assert (undecided_of_sku(shop.id, "tea"), tasks("shortage_answer")) == ([order.pk], [("1001", "done")])
    with pytest.raises(Conflict):
        answer_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, agrees=True, words="算了，等")

    [again] = chosen(shop, [order], kind="wait", wait_until=UNTIL)
    answer_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=again.id, agrees=True, words="等到那天")
    assert wait_is_over(again.id)
    assert tasks("shortage_wait_over") == [("1001", "open")]
    undo_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=again.id)
    assert (tasks("shortage_wait_over"), wait_is_over(again.id)) == ([("1001", "done")], False)


def test_other_colour_takes_the_place_once_the_buyer_agrees_and_comes_back_on_undo(shop: ShopCard, tea: int) -> None:
    green = sibling(tea, "green", "颜色:绿", 1)
    abroad = make_stocked_sku(make_shop("abroad").id, "cup", 9)
    first, second = short(shop, "1001", "1002", pieces=[(tea, 1)])
    UsualPrice.objects.create(shop_id=shop.id, sku_id=green, price=Decimal("15.00"), line_count=9, counted_at=PAID_AT)
    facts: dict[str, Any] = {"actor": SYSTEM, "shop_id": shop.id, "order_ids": [first.pk, second.pk]}
    with pytest.raises(InvalidInput):
        preview_shortage(**facts, plan=ShortagePlan("replace", swap={tea: abroad}))

    preview = preview_shortage(**facts, plan=ShortagePlan("replace", swap={tea: green}))
    assert (preview.orders, preview.unfit, preview.difference) == (1, ("1002",), Decimal("2.20"))
    assert [(row["sku"], row["reserved"]) for row in preview.as_json()["effect"]] == [("tea", 0), ("green", 1)]
    assert "¥2.20" in preview.message
    assert "颜色:绿" in preview.message

    [row] = chosen(shop, [first], kind="replace", swap={tea: green})
    assert (OrderLine.objects.get(order=first).sku_id, open_reasons(first)) == (tea, ["stock_short"])
    answer_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, agrees=True, words="绿的也行", how="phone")
    line = OrderLine.objects.get(order=first)
    assert (line.sku_code, reserved_of(first.pk), standing(first)) == ("green", {green: 1}, ("paid", "checked", False))
    assert ShortageChoice.objects.get().state == "ended"
    undo_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, reason="买家又不要绿的")
    assert (OrderLine.objects.get(order=first).sku_id, standing(first)) == (tea, ("paid", "to_check", True))
    assert (undecided_of_sku(shop.id, "tea"), ShortageChoice.objects.get().state) == ([first.pk, second.pk], "undone")


def test_other_product_takes_the_place_with_its_difference_shown_and_consent_kept(shop: ShopCard, tea: int) -> None:
    cup, free_cup = make_stocked_sku(shop.id, "cup", 9), make_stocked_sku(shop.id, "cup-free", 9)
    green, _none = sibling(tea, "green", "颜色:绿", 1), make_stocked_sku(shop.id, "cup-none", 0)
    [order] = short(shop, "1001", pieces=[(tea, 2)])
    for sku_id, price in ((cup, "9.80"), (green, "15.00")):
        UsualPrice.objects.create(
            shop_id=shop.id, sku_id=sku_id, price=Decimal(price), line_count=9, counted_at=PAID_AT
        )

    before = OrderLine.objects.get(order=order).title
    shown = others_of_code(shop.id, "tea", find="cup", number="1001")
    assert [(row["sku"], row["is_same_product"], row["free"], row["difference"]) for row in shown] == [
        ("green", True, 1, "2.20"),
        ("cup", False, 9, "-3.00"),
        ("cup-free", False, 9, None),
    ]
    unknown = preview_shortage(
        actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk], plan=ShortagePlan("replace", swap={tea: free_cup})
    )
    assert (unknown.difference, "price" in unknown.message or "差价" in unknown.message) == (None, True)

    # Own words that forget the money still name it.
    [row] = chosen(shop, [order], kind="replace", swap={tea: cup}, message="{order}改发{other}")
    assert (row.plan["difference"], row.state) == ("-6.00", "asked")
    assert (row.message.startswith("1001改发"), "¥6.00" in row.message) == (True, True)
    answer_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, agrees=True, words="杯子也行，退差价")
    line = OrderLine.objects.get(order=order)
    # What the buyer paid stays: the difference is agreed, never charged by itself.
    assert (line.sku_code, line.title, line.price, reserved_of(order.pk)) == (
        "cup",
        "Tea cup",
        Decimal("12.80"),
        {cup: 2},
    )
    assert AgreedChange.objects.get().words == "杯子也行，退差价"
    undone = undo_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, reason="买家又不要")
    assert (OrderLine.objects.get(order=order).title, undone.back_amount) == (before, None)
    assert tasks("shortage_pay_back") == [("1001", "done")]

    # A trade that closed was refunded whole, so its difference is not asked for besides.
    chosen(shop, [order], kind="replace", swap={tea: cup}, consent=Consent("chat", "还是要杯子"))
    assert (tasks("shortage_pay_back")[1:], shortage_counts([shop.id])["back"]) == ([("1001", "open")], 1)
    Order.objects.filter(pk=order.pk).update(state="closed")
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert (tasks("shortage_pay_back")[1:], shortage_counts([shop.id])["back"]) == ([("1001", "done")], 0)


def test_what_is_here_leaves_and_the_rest_follows_when_it_arrives(shop: ShopCard, tea: int) -> None:
    cup = make_stocked_sku(shop.id, "cup", 1)
    [order] = short(shop, "1001", pieces=[(tea, 2), (cup, 1)])

    [row] = chosen(shop, [order], kind="part_ship")

    assert row.state == "agreed"
    assert "Tea" in row.message
    assert [(each["sku"], each["reserved"], each["waits"]) for each in row.plan["effect"]] == [
        ("tea", 0, 2),
        ("cup", 1, 0),
    ]
    assert (standing(order), reserved_of(order.pk)) == (("paid", "checked", False), {cup: 1})
    assert mark_shortage_told(actor=SYSTEM, shop_id=shop.id, choice_ids=[row.id]) == 1
    assert tasks("shortage_answer") == [("1001", "done")]

    undo_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, reason="买家要一起发")
    assert (standing(order), reserved_of(order.pk)) == (("paid", "to_check", True), {})

    chosen(shop, [order], kind="part_ship")
    assert let_arrived_go(actor=SYSTEM, shop_id=shop.id) == []
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(tea, 2)])
    assert let_arrived_go(actor=SYSTEM, shop_id=shop.id) == [order.pk]
    assert (reserved_of(order.pk), ShortageChoice.objects.latest("pk").state) == ({cup: 1, tea: 2}, "ended")


def test_wish_for_money_back_holds_the_order_even_when_goods_arrive(shop: ShopCard, tea: int) -> None:
    [order] = short(shop, "1001", pieces=[(tea, 1)])
    [row] = chosen(shop, [order], kind="refund")

    assert (Task.objects.get(kind="shortage_refund").position, row.state) == ("after_sales", "agreed")
    set_stock(actor=SYSTEM, shop_id=shop.id, rows=[StockRow(tea, 5)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert (standing(order), "manual" in open_reasons(order)) == (("paid", "to_check", True), True)

    undo_shortage(actor=SYSTEM, shop_id=shop.id, choice_id=row.id, reason="买家又要了")
    assert (standing(order), tasks("shortage_refund")) == (("paid", "checked", False), [("1001", "done")])


def test_many_orders_are_chosen_for_in_few_statements(
    shop: ShopCard, tea: int, django_assert_max_num_queries: Any
) -> None:
    orders = short(shop, *[f"10{place:02}" for place in range(12)], pieces=[(tea, 1)])

    set_buyer_text(
        actor=SYSTEM, shop_id=shop.id, kind="wait", language="zh-hans", text="{name}，{order}缺货，等到{date}"
    )
    with django_assert_max_num_queries(60):
        rows = chosen(shop, orders, kind="wait", wait_until=UNTIL)

    assert rows[3].message == f"孙先生/女士，1003缺货，等到{UNTIL.month}月{UNTIL.day}日"
    assert Task.objects.filter(kind="shortage_answer", state="open").count() == 12
    page, after = short_orders([shop.id], limit=5)
    assert (page, after) == ([], None)


def test_refusals_change_nothing(shop: ShopCard, tea: int) -> None:
    cup = make_stocked_sku(shop.id, "cup", 9)
    [order] = short(shop, "1001", pieces=[(tea, 1)])
    passed = make_order(shop.id, "1002", [(cup, 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)

    for orders, plan, error in (
        ([order], {"kind": "nonsense"}, InvalidInput),
        ([order], {"kind": "wait"}, InvalidInput),
        ([order], {"kind": "wait", "wait_until": UNTIL - timedelta(days=12)}, InvalidInput),
        ([order], {"kind": "replace"}, InvalidInput),
        ([order], {"kind": "part_ship"}, InvalidInput),
        ([order], {"kind": "refund", "answer_by": now() - timedelta(hours=1)}, InvalidInput),
        ([passed], {"kind": "refund"}, Conflict),
    ):
        with pytest.raises(error):
            chosen(shop, orders, **plan)
    with pytest.raises(NotAllowed):
        choose_shortage(
            actor=actor_with(VIEW_ORDERS), shop_id=shop.id, order_ids=[order.pk], plan=ShortagePlan("refund")
        )
    assert not ShortageChoice.objects.exists()
