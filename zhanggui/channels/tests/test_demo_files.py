"""The made-up files of a morning go through the importer like real ones."""

from pathlib import Path

import pytest

from zhanggui.channels.demo import write_demo_files
from zhanggui.channels.tests.import_files import make_shop, run
from zhanggui.orders.models import Order
from zhanggui.orders.values import OrderState

pytestmark = pytest.mark.django_db


def test_demo_files_import_whole_and_every_order_waits_to_be_shipped(tmp_path: Path) -> None:
    shop = make_shop()

    report = run(shop, write_demo_files(tmp_path / "morning", orders=15))

    assert (report["orders_new"], report["quarantined"], report["conflict"]) == (15, 0, 0)
    assert Order.objects.filter(shop_id=shop.id, state=OrderState.PAID).count() == 15
