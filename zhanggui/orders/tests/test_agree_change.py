"""Changes with the buyer's consent: recorded, checked again, undone, and safe from later imports (ORD-07)."""

from datetime import timedelta

import pytest

from zhanggui.catalog.models import Sku
from zhanggui.catalog.queries import sku_cards
from zhanggui.inventory.queries import reserved_of
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.models import AgreedChange, Order, OrderContact, OrderLine
from zhanggui.orders.services import agree_change, batch_orders, check_orders, undo_change
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, standing
from zhanggui.orders.tests.intake_helpers import bring_in, line_row
from zhanggui.orders.tests.intake_helpers import order_row as order_file_row
from zhanggui.orders.values import HOLD_ORDERS, VIEW_ORDERS, Consent
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
NEW_ADDRESS = "浙江省 杭州市 余杭区 五常街道文一西路969号3幢2单元1302室"
YES = Consent("chat", "旺旺 10:42 买家同意换米白")


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


def two_colours(shop_id: int) -> tuple[int, int]:
    """Two colours of one product, three pieces of each in stock."""
    one = make_stocked_sku(shop_id, "cup-grey", 3)
    other = make_stocked_sku(shop_id, "cup-white", 3)
    Sku.objects.filter(pk=one).update(attributes="颜色分类:灰色;尺码:L")
    Sku.objects.filter(pk=other).update(
        product_id=Sku.objects.get(pk=one).product_id, attributes="颜色分类:米白;尺码:L"
    )
    return one, other


def test_goods_change_moves_the_promised_stock_and_can_be_undone(shop: ShopCard) -> None:
    grey, white = two_colours(shop.id)
    order = make_order(shop.id, "1", [(grey, 2)])
    line = OrderLine.objects.get(order=order)
    OrderLine.objects.filter(pk=line.pk).update(product_id=sku_cards([grey])[grey].product_id)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert reserved_of(order.pk) == {grey: 2}

    summary = agree_change(
        actor=actor_with(HOLD_ORDERS), shop_id=shop.id, order_id=order.pk, consent=YES, goods={line.pk: white}
    )

    assert (summary.released, reserved_of(order.pk), standing(order)) == (1, {white: 2}, ("paid", "checked", False))
    line.refresh_from_db()
    assert (line.sku_id, line.sku_code, line.attributes, line.quantity) == (
        white,
        "cup-white",
        "颜色分类:米白;尺码:L",
        2,
    )
    change = AgreedChange.objects.get()
    assert (change.how, change.words, change.made_by) == ("chat", "旺旺 10:42 买家同意换米白", "tester")
    event = Event.objects.get(kind="order.goods_changed")
    assert event.data == {"change": change.pk, "how": "chat", "fields": ["goods"]}
    kept = PersonalChange.objects.get(event_id=event.pk).values
    assert (kept["consent"], kept[f"line:{line.pk}"][0]["sku_id"]) == ("旺旺 10:42 买家同意换米白", grey)

    undo_change(actor=actor_with(HOLD_ORDERS), shop_id=shop.id, change_id=change.pk)

    assert reserved_of(order.pk) == {grey: 2}
    assert OrderLine.objects.get(pk=line.pk).sku_id == grey
    with pytest.raises(Conflict):
        undo_change(actor=actor_with(HOLD_ORDERS), shop_id=shop.id, change_id=change.pk)


def test_refused_changes_change_nothing(shop: ShopCard) -> None:
    grey, white = two_colours(shop.id)
    tea = make_stocked_sku(shop.id, "tea")
    order = make_order(shop.id, "1", [(grey, 1)])
    line = OrderLine.objects.get(order=order)
    other = make_order(shop.id, "2", [(tea, 1)])
    foreign = OrderLine.objects.get(order=other)
    ask = {"actor": SYSTEM, "shop_id": shop.id, "order_id": order.pk}

    for consent, parts, error in (
        (Consent("chat", " "), {"contact": {"mobile": "13900000007"}}, InvalidInput),
        (Consent("pigeon", "yes"), {"contact": {"mobile": "13900000007"}}, InvalidInput),
        (Consent("chat", "yes", now() + timedelta(hours=1)), {"contact": {"mobile": "13900000007"}}, InvalidInput),
        (YES, {"contact": {"buyer_note": "x"}}, InvalidInput),
        (YES, {"goods": {line.pk: tea}}, InvalidInput),
        (YES, {"goods": {line.pk: 10**9}}, InvalidInput),
        (YES, {"goods": {foreign.pk: tea}}, InvalidInput),
    ):
        with pytest.raises(error):
            agree_change(consent=consent, **parts, **ask)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        agree_change(
            actor=actor_with(VIEW_ORDERS), shop_id=shop.id, order_id=order.pk, consent=YES, goods={line.pk: white}
        )
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch_orders(actor=SYSTEM, shop_id=shop.id, order_ids=[order.pk], batch_number="B1")
    with pytest.raises(Conflict):
        agree_change(consent=YES, contact={"mobile": "13900000007"}, **ask)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        undo_change(actor=SYSTEM, shop_id=shop.id, change_id=1)

    assert (AgreedChange.objects.count(), OrderLine.objects.get(pk=line.pk).sku_id) == (0, grey)


def test_undo_waits_for_the_change_on_top_of_it(shop: ShopCard) -> None:
    order = make_order(shop.id, "1", [(make_stocked_sku(shop.id), 1)])
    ask = {"actor": SYSTEM, "shop_id": shop.id, "order_id": order.pk, "consent": YES}
    agree_change(contact={"mobile": "13900000007"}, **ask)  # type: ignore[arg-type]
    agree_change(contact={"mobile": "13900000008", "address": NEW_ADDRESS}, **ask)  # type: ignore[arg-type]
    first, second = AgreedChange.objects.order_by("pk")

    with pytest.raises(Conflict):
        undo_change(actor=SYSTEM, shop_id=shop.id, change_id=first.pk)
    undo_change(actor=SYSTEM, shop_id=shop.id, change_id=second.pk)
    undo_change(actor=SYSTEM, shop_id=shop.id, change_id=first.pk)

    assert OrderContact.objects.get(order=order).mobile == "13800005521"


def test_later_import_of_the_old_values_leaves_the_agreed_ones(shop: ShopCard) -> None:
    grey, white = two_colours(shop.id)
    bring_in(shop.id, order_file_row(), line_row(sku_code="cup-grey", attributes="颜色分类:灰色;尺码:L"))
    order = Order.objects.get()
    line = OrderLine.objects.get()
    assert line.sku_id == grey
    before = OrderContact.objects.get(order=order).mobile
    agree_change(
        actor=SYSTEM,
        shop_id=shop.id,
        order_id=order.pk,
        consent=YES,
        contact={"mobile": "13900000007"},
        goods={line.pk: white},
    )

    bring_in(shop.id, order_file_row(), line_row(sku_code="cup-grey", attributes="颜色分类:灰色;尺码:L"))

    line.refresh_from_db()
    assert (line.sku_id, line.sku_code, line.attributes) == (white, "cup-white", "颜色分类:米白;尺码:L")
    assert OrderContact.objects.get(order=order).mobile == "13900000007"
    # Once the change is undone, the file speaks again.
    undo_change(actor=SYSTEM, shop_id=shop.id, change_id=AgreedChange.objects.get().pk)
    bring_in(
        shop.id, order_file_row(mobile="13700001111"), line_row(sku_code="cup-grey", attributes="颜色分类:灰色;尺码:XL")
    )
    assert before != "13700001111"
    assert OrderContact.objects.get(order=order).mobile == "13700001111"
    assert OrderLine.objects.get().attributes == "颜色分类:灰色;尺码:XL"
