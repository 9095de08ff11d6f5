"""Instructions of orders: recorded, read from notes, ticked off, set aside."""

from datetime import date

import pytest

from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Origin
from zhanggui.orders.models import Order, OrderContact, OrderInstruction
from zhanggui.orders.queries import instructions_of, open_instructions
from zhanggui.orders.services import (
    add_instruction,
    change_note_rule,
    dismiss_instruction,
    read_shop_notes,
    tick_instruction,
    untick_instruction,
    write_note,
)
from zhanggui.orders.services.instructions import read_order_notes
from zhanggui.orders.tests.factories import make_order, make_shop
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


def person(*capabilities: str, name: str = "王芳") -> Actor:
    return Actor(7, name, "sales", Origin.WEB, {each: frozenset({-1}) for each in capabilities})


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


@pytest.fixture
def order(shop: ShopCard) -> Order:
    return make_order(shop.id, "1001", contact={"buyer_note": "不要韵达发顺丰，25号后再发，谢谢"})


def kinds(order: Order) -> list[tuple[str, str]]:
    return sorted((card.kind, card.courier) for card in open_instructions([order.pk]).get(order.pk, []))


def test_recorded_by_sales_staff_open_until_ticked(shop: ShopCard, order: Order) -> None:
    sales = person("orders.instruct")

    made = add_instruction(
        actor=sales,
        shop_id=shop.id,
        order_id=order.pk,
        kind="deliver_before",
        text="送丈母娘，电话138****",
        wanted_on=date(2026, 12, 1),
    )

    [card] = open_instructions([order.pk])[order.pk]
    assert (card.id, card.kind, card.text, card.wanted_date, card.created_by, card.source) == (
        made, "deliver_before", "送丈母娘，电话138****", date(2026, 12, 1), "王芳", "person",
    )  # fmt: skip
    told = Event.objects.get(kind="order.instructed")
    assert "丈母娘" not in str(told.data)
    assert PersonalChange.objects.get(event_id=told.pk).values == {"text": "送丈母娘，电话138****"}

    tick_instruction(
        actor=person("fulfilment.pack", name="何建国"), shop_id=shop.id, instruction_id=made, how="已放卡片"
    )

    assert open_instructions([order.pk]) == {}
    [card] = instructions_of([order.pk])[order.pk]
    assert (card.is_ticked, card.ticked_by, card.how) == (True, "何建国", "已放卡片")
    untick_instruction(actor=sales, shop_id=shop.id, instruction_id=made)
    assert [card.id for card in open_instructions([order.pk])[order.pk]] == [made]


def test_packer_ticks_but_neither_records_nor_sets_aside(shop: ShopCard, order: Order) -> None:
    packer = person("fulfilment.pack")
    made = add_instruction(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, kind="urgent")

    with pytest.raises(NotAllowed):
        add_instruction(actor=packer, shop_id=shop.id, order_id=order.pk, kind="urgent")
    with pytest.raises(NotAllowed):
        dismiss_instruction(actor=packer, shop_id=shop.id, instruction_id=made, reason="不管")
    with pytest.raises(NotFound):
        tick_instruction(actor=packer, shop_id=shop.id + 1, instruction_id=made)

    assert [card.is_open for card in instructions_of([order.pk])[order.pk]] == [True]


def test_refusals_change_nothing(shop: ShopCard, order: Order) -> None:
    gone = make_order(shop.id, "1002", state="shipped")
    made = add_instruction(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, kind="urgent")

    for order_id, kind, error in (
        (order.pk, "nonsense", InvalidInput),
        (order.pk, "courier_wish", InvalidInput),
        (order.pk, "deliver_after", InvalidInput),
        (order.pk, "other", InvalidInput),
        (gone.pk, "urgent", Conflict),
        (10**9, "urgent", NotFound),
    ):
        with pytest.raises(error):
            add_instruction(actor=SYSTEM, shop_id=shop.id, order_id=order_id, kind=kind, text=" ")
    with pytest.raises(InvalidInput):
        dismiss_instruction(actor=SYSTEM, shop_id=shop.id, instruction_id=made, reason=" ")
    dismiss_instruction(actor=SYSTEM, shop_id=shop.id, instruction_id=made, reason="买家说不急了")
    with pytest.raises(Conflict):
        tick_instruction(actor=SYSTEM, shop_id=shop.id, instruction_id=made)

    [card] = instructions_of([order.pk, gone.pk])[order.pk]
    assert (card.is_dismissed, card.dismiss_reason) == (True, "买家说不急了")


def test_notes_are_read_once_and_ticked_ones_stay_ticked(shop: ShopCard, order: Order) -> None:
    assert read_shop_notes(shop.id) == 3
    assert kinds(order) == [("courier_avoid", "YUNDA"), ("courier_wish", "SF"), ("deliver_after", "")]
    after = OrderInstruction.objects.get(kind="deliver_after")
    assert (after.wanted_on, after.rule_code, after.rule_version, after.text) == (
        date(2026, 11, 25), "deliver_after", 1, "25号后再发",
    )  # fmt: skip
    assert Event.objects.get(kind="order.notes_read").data == {
        "kinds": ["courier_avoid", "courier_wish", "deliver_after"]
    }

    tick_instruction(actor=SYSTEM, shop_id=shop.id, instruction_id=after.pk)
    assert read_shop_notes(shop.id) == 0
    assert kinds(order) == [("courier_avoid", "YUNDA"), ("courier_wish", "SF")]


def test_changed_note_ends_what_it_no_longer_says(shop: ShopCard, order: Order) -> None:
    read_shop_notes(shop.id)
    OrderContact.objects.filter(order=order).update(buyer_note="不要韵达，发中通")

    assert read_order_notes(shop.id, [order.pk]) == 1
    assert kinds(order) == [("courier_avoid", "YUNDA"), ("courier_wish", "ZTO")]
    ended = OrderInstruction.objects.get(kind="courier_wish", courier="SF")
    assert ended.dismiss_reason == "note_changed"
    # The wish that stayed took over the new words and the place where they stand.
    stayed = OrderInstruction.objects.get(kind="courier_avoid")
    assert (stayed.text, stayed.start, stayed.length) == ("不要韵达", 2, 2)


def test_sellers_note_is_read_as_it_is_written(shop: ShopCard, order: Order) -> None:
    write_note(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, text="买家要求换黑色，开票后寄出")

    sellers = {card.kind: card.text for card in open_instructions([order.pk])[order.pk] if card.source == "seller_note"}
    assert sellers == {"goods_change": "买家要求换黑色", "invoice": "开票后寄出"}


def test_what_has_left_is_not_read(shop: ShopCard) -> None:
    make_order(shop.id, "1003", state="shipped", contact={"buyer_note": "发顺丰"})

    assert read_shop_notes(shop.id) == 0


def test_words_of_a_shop_have_versions_and_are_read_anew(shop: ShopCard, order: Order) -> None:
    read_shop_notes(shop.id)

    version = change_note_rule(actor=SYSTEM, shop_id=shop.id, code="courier_sf", words=["丰丰"], is_on=True)
    again = change_note_rule(actor=SYSTEM, shop_id=shop.id, code="courier_sf", words=["丰丰", "丰丰"], is_on=True)
    read_shop_notes(shop.id)

    assert (version, again) == (2, 2)
    assert kinds(order) == [("courier_avoid", "YUNDA"), ("deliver_after", "")]
    told = Event.objects.get(kind="orders.note_rule_changed").data
    assert (told["rule"], told["version"], told["after"]["words"]) == ("courier_sf", 2, ["丰丰"])
    with pytest.raises(InvalidInput):
        change_note_rule(actor=SYSTEM, shop_id=shop.id, code="courier_sf", words=["*", "{day}"])
    with pytest.raises(NotFound):
        change_note_rule(actor=SYSTEM, shop_id=shop.id, code="nothing", words=["好"])


def test_reading_many_orders_takes_a_fixed_number_of_statements(
    shop: ShopCard, django_assert_max_num_queries: object
) -> None:
    for index in range(3):
        make_order(shop.id, f"20{index}", contact={"buyer_note": f"发顺丰{index}，电话联系"})
    read_shop_notes(shop.id)
    for index in range(30):
        make_order(shop.id, f"30{index}", contact={"buyer_note": f"发顺丰{index}，电话联系"})

    with django_assert_max_num_queries(22):  # type: ignore[operator]
        assert read_shop_notes(shop.id) == 60
