"""News from other modules starts checks."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from zhanggui.inventory.services import set_stock
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.events import OrdersImported
from zhanggui.orders.jobs import check_shop
from zhanggui.orders.models import CheckRule
from zhanggui.orders.rules import SHIPPED_RULES
from zhanggui.orders.services import check_orders, ensure_rules
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, standing
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db


def waiting_checks() -> list[dict[str, int]]:
    """Arguments of the check jobs on the queue."""
    return list(ProcrastinateJob.objects.filter(task_name="orders.check_shop").values_list("args", flat=True))


def test_a_new_shop_has_the_shipped_rules_once() -> None:
    shop = make_shop()

    ensure_rules(shop.id)

    rows = CheckRule.objects.filter(shop_id=shop.id).order_by("position").values_list("code", flat=True)
    assert list(rows) == [rule.code for rule in SHIPPED_RULES]


def test_an_import_starts_a_check_where_the_shop_checks_by_itself() -> None:
    shop, manual = make_shop(), make_shop("manual")
    change_settings(actor=SYSTEM, shop_id=manual.id, is_checked_automatically=False)

    announce(OrdersImported(shop.id, 1))
    announce(OrdersImported(manual.id, 2))

    assert waiting_checks() == [{"shop_id": shop.id}]


def test_arrived_goods_start_a_check_only_while_orders_wait_for_them() -> None:
    shop = make_shop()
    tea = make_stocked_sku(shop.id, "tea", 0)
    order = make_order(shop.id, "1", [(tea, 1)])
    check_orders(actor=SYSTEM, shop_id=shop.id)
    assert waiting_checks() == []

    set_stock(actor=SYSTEM, shop_id=shop.id, all_to=5)

    assert waiting_checks() == [{"shop_id": shop.id}]
    assert check_shop(shop.id) == {"checked": 1, "released": 1, "held": {}}
    assert standing(order) == ("paid", "checked", False)
