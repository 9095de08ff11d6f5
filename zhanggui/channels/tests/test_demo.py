"""The demo shop stays out of a home that has a shop; loading it is tested with its commands."""

import pytest

from zhanggui.channels.demo import load_demo
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.tests.factories import make_shop
from zhanggui.shops.queries import shop_cards


@pytest.mark.django_db
def test_demo_for_an_empty_home_leaves_one_with_a_shop_alone() -> None:
    shop = make_shop()

    assert load_demo(actor=SYSTEM, only_if_empty=True) == {"shop": None, "loaded": False}

    assert [each.code for each in shop_cards()] == [shop.code]
