"""The demo shop shows everything at least three times, and can be taken away again."""

import json
from pathlib import Path

import pytest

from zhanggui.catalog.models import Product
from zhanggui.channels.demo import demo_accounts, load_demo, remove_demo
from zhanggui.fulfilment.models import Batch, DailyReport, ParcelException
from zhanggui.fulfilment.values import ExceptionKind
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderHold
from zhanggui.orders.rules import SHIPPED_RULES
from zhanggui.orders.values import HoldReason, OrderState, OrderStep
from zhanggui.people.models import User
from zhanggui.shops.models import Shop

pytestmark = pytest.mark.django_db
# Rules that a shop switches on itself, and those that a shop's second month would show.
SELDOM = {rule.reason for rule in SHIPPED_RULES if not rule.is_on} | {HoldReason.PRICE_FAR, HoldReason.OWN_RULE}


@pytest.fixture
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_demo_begun_and_cut_short_is_loaded_and_shows_every_state_step_and_hold_three_times(home: Path) -> None:
    (home / "demo-accounts.json").write_text(json.dumps({"is_complete": False, "accounts": []}))

    result = load_demo(actor=SYSTEM, only_if_empty=True)

    assert result == {"shop": "demo", "loaded": True, "products": 200, "orders": 3000}
    assert Order.objects.count() == 3000
    assert Product.objects.exclude(picture_path="").count() == 200
    assert ImportBatch.objects.filter(quarantined_count=0, conflict_count=0).count() == ImportBatch.objects.count()
    for state in OrderState.values:
        assert Order.objects.filter(state=state).count() >= 3, state
    for step in OrderStep.values:
        assert Order.objects.filter(state="paid", step=step).count() >= 3, step
    for reason in set(HoldReason.values) - SELDOM:
        assert OrderHold.objects.filter(reason=reason, released_at=None).count() >= 3, reason
    finished = DailyReport.objects.filter(state="confirmed")
    assert [report.figures["shipped"] for report in finished.order_by("day")] == [150, 150]
    followed = ParcelException.objects.exclude(next_step="").values_list("kind", flat=True)
    assert set(followed) == set(ExceptionKind.values)
    assert Batch.objects.filter(state="handed_over").count() == 3
    assert (home / "demo-accounts.json").stat().st_mode & 0o777 == 0o600
    assert {account["position"] for account in demo_accounts()} == {
        "owner", "supervisor", "shop_manager", "checking_clerk", "sales", "order_clerk", "keeper",
    }  # fmt: skip
    again = load_demo(actor=SYSTEM)
    assert again == {"shop": "demo", "loaded": False}

    removed = remove_demo(actor=SYSTEM)

    assert removed == 3000
    assert (Order.objects.count(), Shop.objects.count(), User.objects.filter(is_demo=True).count()) == (0, 0, 0)
    assert not (home / "demo-accounts.json").exists()
