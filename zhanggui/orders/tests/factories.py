"""Orders for tests, with a shop, goods and stock."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from zhanggui.catalog.queries import sku_cards
from zhanggui.inventory.services import set_stock
from zhanggui.inventory.tests.factories import make_sku
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderContact, OrderHold, OrderLine
from zhanggui.orders.services.checking.verified import note_verified
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard

PAID_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ADDRESS = "浙江省 杭州市 余杭区 五常街道文一西路969号3幢2单元501室"


def make_shop(code: str = "qinghe", **options: Any) -> ShopCard:
    """A shop in Shanghai time with the shipped rules."""
    return create_shop(actor=SYSTEM, code=code, name=code, **options)


def make_stocked_sku(shop_id: int, code: str = "tea", on_hand: int = 100) -> int:
    """A SKU of which so many lie in the warehouse."""
    sku_id = make_sku(shop_id, code)
    set_stock(actor=SYSTEM, shop_id=shop_id, rows=[StockRow(sku_id, on_hand, f"A-{code}"[:30])])
    return sku_id


def product_of(sku_id: int) -> int:
    """The product of a SKU."""
    return sku_cards([sku_id])[sku_id].product_id


def make_order(
    shop_id: int,
    number: str,
    pieces: Sequence[tuple[int | None, int]] = (),
    *,
    contact: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Order:
    """A paid order that nothing holds, unless the facts say otherwise."""
    values: dict[str, Any] = {
        "channel": "taobao",
        "state": "paid",
        "placed_at": PAID_AT - timedelta(minutes=5),
        "paid_at": PAID_AT,
        "ship_by_at": PAID_AT + timedelta(hours=48),
        "paid_amount": Decimal("128.00"),
        "total_amount": Decimal("128.00"),
        **facts,
    }
    values.setdefault("sort_at", values["placed_at"] or PAID_AT)
    order = Order.objects.create(shop_id=shop_id, number=number, created_at=PAID_AT, updated_at=PAID_AT, **values)
    OrderContact.objects.create(
        **{
            "order": order,
            "shop_id": shop_id,
            "buyer_nick": "tb_buyer",
            "receiver_name": "孙倩倩",
            "mobile": "13800005521",
            "phone_tail": "5521",
            "address": ADDRESS,
            "province": "浙江省",
            "city": "杭州市",
            "district": "余杭区",
            "address_quality": "complete",
            "sort_at": order.sort_at,
            **(contact or {}),
        }
    )
    if order.step != "to_check":
        # What stands further on has been verified; its mark follows from what is stored.
        note_verified(SYSTEM, [order.pk], PAID_AT)
    cards = sku_cards(sku_id for sku_id, _quantity in pieces if sku_id)
    for position, (sku_id, quantity) in enumerate(pieces, start=1):
        OrderLine.objects.create(
            shop_id=shop_id,
            order=order,
            position=position,
            title=f"Tea {sku_id}",
            sku_id=sku_id,
            product_id=cards[sku_id].product_id if sku_id else None,
            quantity=quantity,
            price=Decimal("12.80"),
            sort_at=order.sort_at,
        )
    return order


def standing(order: Order) -> tuple[str, str, bool]:
    """State, step and whether the order is held, as stored now."""
    row = Order.objects.get(pk=order.pk)
    return row.state, row.step, row.is_held


def open_reasons(order: Order) -> list[str]:
    """Reasons of the holds that are open, by name."""
    return sorted(OrderHold.objects.filter(order=order, released_at=None).values_list("reason", flat=True))


def event_kinds(order: Order) -> list[str]:
    """What the timeline tells of an order, oldest first."""
    rows = Event.objects.filter(subject_kind="order", subject_id=order.pk).order_by("pk")
    return list(rows.values_list("kind", flat=True))
