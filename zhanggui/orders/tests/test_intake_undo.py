"""Taking a batch back, and deciding conflicts."""

from decimal import Decimal
from typing import Any

import pytest

from zhanggui.catalog.models import Product, Sku
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.imports.models import ImportBatch, ImportFinding, UndoRecord
from zhanggui.kernel.imports.ports import ImportContext, register_kind
from zhanggui.kernel.imports.undo import resolve_conflict, undo_import
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.services import hold_orders
from zhanggui.orders.services.intake import take_conflict, undo_staged
from zhanggui.orders.tests.intake_helpers import (
    NUMBER,
    bring_in,
    everything,
    line_row,
    make_shop,
    note_file,
    only_finding,
    order_row,
    outcome,
    stored,
)

pytestmark = pytest.mark.django_db


class PlainOrders:
    """The orders' half of a kind, without any file."""

    code = "test_plain_orders"
    label = "orders"
    capability = "imports.run"
    family = "orders"

    def undo(self, context: ImportContext) -> dict[str, int]:
        return undo_staged(context)

    def resolve(self, context: ImportContext, finding: ImportFinding) -> None:
        take_conflict(context, finding)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("zhanggui.kernel.imports.ports._KINDS", {})
    register_kind(PlainOrders())
    return make_shop()


def come_in(shop: int, *rows: Any) -> ImportBatch:
    batch, _result = bring_in(shop, *rows)
    note_file(batch, "test_plain_orders")
    note_file(batch, "test_plain_orders", 1)
    return batch


def test_undo_deletes_what_the_batch_made(shop: int) -> None:
    batch = come_in(shop, order_row(), line_row())

    assert undo_import(actor=SYSTEM, shop_id=shop, number=batch.number) == {"orders": 1, "lines": 1}

    assert (Order.objects.count(), OrderLine.objects.count()) == (0, 0)
    assert (Sku.objects.count(), Product.objects.count()) == (0, 0)
    assert Task.objects.get().state == "cancelled"
    batch.refresh_from_db()
    assert batch.state == "undone"


def test_undo_restores_what_the_batch_changed(shop: int) -> None:
    come_in(shop, order_row(), line_row(sub_number="1"))
    before = everything(shop)
    batch = come_in(
        shop,
        order_row(
            state="shipped", receiver_name="张三丰", paid_amount=Decimal("99.00"), refund_amount=Decimal("100.00")
        ),
        line_row(sub_number="1", refund_state="asked", state="shipped"),
        line_row(3, sub_number="2"),
    )
    assert (stored()["state"], stored()["receiver_name"], OrderLine.objects.count()) == ("shipped", "张三丰", 2)

    assert undo_import(actor=SYSTEM, shop_id=shop, number=batch.number) == {"orders": 1, "lines": 2}

    assert everything(shop) == before
    assert UndoRecord.objects.count() == 0


def test_undo_twice_is_refused(shop: int) -> None:
    batch = come_in(shop, order_row())
    undo_import(actor=SYSTEM, shop_id=shop, number=batch.number)

    with pytest.raises(Conflict) as refused:
        undo_import(actor=SYSTEM, shop_id=shop, number=batch.number)

    assert refused.value.code == "imports.not_done"


def test_undo_under_a_later_import_is_refused(shop: int) -> None:
    batch = come_in(shop, order_row())
    come_in(shop, order_row(state="shipped"))
    before = everything(shop)

    with pytest.raises(Conflict) as refused:
        undo_import(actor=SYSTEM, shop_id=shop, number=batch.number)

    assert (refused.value.code, refused.value.params["numbers"]) == ("orders.undo_later_import", NUMBER)
    assert everything(shop) == before


def test_undo_after_a_person_worked_on_it_is_refused(shop: int) -> None:
    batch = come_in(shop, order_row())
    clerk = actor_with("orders.hold", "orders.check", "imports.undo", user_id=7)
    hold_orders(actor=clerk, shop_id=shop, numbers=[NUMBER], reason="等电话")

    with pytest.raises(Conflict) as refused:
        undo_import(actor=clerk, shop_id=shop, number=batch.number)

    assert refused.value.code == "orders.undo_touched"
    assert Order.objects.count() == 1


def test_undo_of_a_batched_order_is_refused(shop: int) -> None:
    batch = come_in(shop, order_row())
    Order.objects.update(step="batched")

    with pytest.raises(Conflict) as refused:
        undo_import(actor=SYSTEM, shop_id=shop, number=batch.number)

    assert refused.value.code == "orders.undo_in_batch"


def test_undo_keeps_a_draft_that_a_later_import_uses(shop: int) -> None:
    batch = come_in(shop, line_row())
    come_in(shop, line_row(number="33000002", sub_number="33000002"))

    undo_import(actor=SYSTEM, shop_id=shop, number=batch.number)

    assert (Order.objects.count(), Sku.objects.count()) == (1, 1)


def test_conflict_kept_changes_nothing(shop: int) -> None:
    come_in(shop, order_row())
    before = everything(shop)
    batch = come_in(shop, order_row(total_amount=Decimal("207.00")))

    resolve_conflict(actor=SYSTEM, finding_id=only_finding(batch).pk, choice="keep")

    assert everything(shop) == before
    assert only_finding(batch).resolution == "keep"
    with pytest.raises(Conflict):
        resolve_conflict(actor=SYSTEM, finding_id=only_finding(batch).pk, choice="take")


def test_conflict_taken_writes_the_whole_row_and_can_be_undone(shop: int) -> None:
    come_in(shop, order_row())
    before = everything(shop)
    batch = come_in(shop, order_row(total_amount=Decimal("207.00"), state="shipped", waybill_no="YT1"))

    resolve_conflict(actor=SYSTEM, finding_id=only_finding(batch).pk, choice="take")

    assert (stored()["total_amount"], stored()["state"], stored()["waybill_no"]) == (
        Decimal("207.00"),
        "shipped",
        "YT1",
    )
    assert stored()["receiver_name"] == "张三"
    assert only_finding(batch).params["fields"]["total_amount"] == {"stored": "199.00", "new": "207.00"}
    undo_import(actor=SYSTEM, shop_id=shop, number=batch.number)
    assert everything(shop) == before


def test_line_conflict_taken_writes_the_line(shop: int) -> None:
    come_in(shop, order_row(), line_row())
    batch = come_in(shop, line_row(quantity=3, price=Decimal("66.33")))

    resolve_conflict(actor=SYSTEM, finding_id=only_finding(batch).pk, choice="take")

    line = OrderLine.objects.get()
    assert (line.quantity, line.price) == (3, Decimal("66.33"))


def test_masked_contact_that_differs_can_be_taken(shop: int) -> None:
    come_in(shop, order_row())
    batch, result = bring_in(shop, order_row(receiver_name="李**", is_masked=True))
    note_file(batch, "test_plain_orders")
    assert outcome(result) == "conflict 1"

    resolve_conflict(actor=SYSTEM, finding_id=only_finding(batch).pk, choice="take")

    assert (stored()["receiver_name"], stored()["is_masked"], stored()["mobile"]) == ("李**", True, "13900000001")
