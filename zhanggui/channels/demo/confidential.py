"""What only some of the demo shop's people may see: cost prices, the month's plan, agreed pay."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from zhanggui.catalog.services import set_cost_prices
from zhanggui.channels.connectors.taobao.compose import ComposedSku
from zhanggui.kernel.values import Actor
from zhanggui.orders.services.plans import count_plans
from zhanggui.people.services import agree_wage
from zhanggui.shops.services import set_plan

# A cost is a share of the price that differs from product to product, in percent.
_SHARES = (38, 42, 45, 47, 51, 55)
_WAGES = (
    ("demo-supervisor", "9800.00"),
    ("demo-manager", "8600.00"),
    ("demo-checker", "6200.00"),
    ("demo-sales", "5800.00"),
    ("demo-clerk", "5600.00"),
    ("demo-keeper", "6000.00"),
)
_ORDERS, _REVENUE = 1_800, Decimal("460000.00")


def set_costs(actor: Actor, shop_id: int, skus: Sequence[ComposedSku], ids: Mapping[str, int]) -> None:
    """A cost price for every SKU but each thirtieth, which nobody has asked the supplier about yet."""
    amounts: dict[int, Decimal | None] = {
        ids[sku.code]: (Decimal(sku.price) * _SHARES[place % len(_SHARES)] / 100).quantize(Decimal("0.01"))
        for place, sku in enumerate(skus)
        if place % 30
    }
    set_cost_prices(actor=actor, shop_id=shop_id, amounts=amounts)


def agree_wages(actor: Actor, today: date) -> None:
    """What was agreed with everybody at the beginning of the year; the keeper earns more since the month began."""
    since = date(today.year, 1, 1)
    agree_wage(actor=actor, username="demo-keeper", amount=Decimal("5500.00"), since=since)
    for username, amount in _WAGES:
        start = today.replace(day=1) if username == "demo-keeper" else since
        agree_wage(actor=actor, username=username, amount=Decimal(amount), since=start)


def plan_month(person: Callable[[str], Actor], shop_id: int, today: date) -> None:
    """The manager's plan of the month, counted once so that the home page shows how much is done."""
    set_plan(actor=person("demo-manager"), shop_id=shop_id, month=today, orders=_ORDERS, revenue=_REVENUE)
    count_plans(shop_id)
