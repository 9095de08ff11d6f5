"""Bringing rows in the way an import does, without a file."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from zhanggui.kernel.clock import now
from zhanggui.kernel.imports.machine import context_of
from zhanggui.kernel.imports.models import ImportBatch, ImportFile, ImportFinding, ImportState
from zhanggui.kernel.imports.ports import FileCount
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import Order, OrderLine
from zhanggui.orders.services.intake import LineRow, MergeResult, OrderRow, merge_staged, stage_lines, stage_orders
from zhanggui.shops.services import create_shop

CHINA = ZoneInfo("Asia/Shanghai")
NUMBER = "3300000000000000001"
_NOT_COMPARED = {"id", "order_id", "batch_id", "last_batch_id", "created_at", "updated_at", "sku_id", "product_id"}


def moment(text: str) -> datetime:
    """A wall time of China."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def make_shop() -> int:
    """A shop without anything."""
    return create_shop(actor=SYSTEM, code="qinghe", name="清禾").id


def order_row(row_no: int = 2, **changes: Any) -> OrderRow:
    """A paid order as a full file gives it."""
    row = OrderRow(
        file_position=0,
        row_no=row_no,
        channel="taobao",
        number=NUMBER,
        state="paid",
        placed_at=moment("2026-06-01 12:00:05"),
        placed_precision="s",
        paid_at=moment("2026-06-01 12:01:07"),
        paid_precision="s",
        goods_amount=Decimal("199.00"),
        freight_amount=Decimal("0.00"),
        total_amount=Decimal("199.00"),
        paid_amount=Decimal("199.00"),
        refund_amount=Decimal("0.00"),
        status_text="买家已付款，等待卖家发货",
        title="测试商品 纯棉T恤",
        extra={"phone_order": "是"},
        buyer_nick="测试买家甲",
        receiver_name="张三",
        mobile="13900000001",
        phone_tail="0001",
        address="浙江省 杭州市 余杭区 仓前街道测试路1号",
        province="浙江省",
        city="杭州市",
        district="余杭区",
        is_masked=False,
    )
    return row._replace(**changes)


def line_row(row_no: int = 2, **changes: Any) -> LineRow:
    """The order's only line as an item file with sub-orders gives it."""
    row = LineRow(
        file_position=1,
        row_no=row_no,
        channel="taobao",
        number=NUMBER,
        sub_number=NUMBER,
        title="测试商品 纯棉T恤",
        attributes="颜色分类：黑色;尺码：M",
        sku_code="TS-BLK-M",
        item_code="TS001",
        quantity=2,
        price=Decimal("99.50"),
        refund_state="none",
        state="paid",
        status_text="买家已付款，等待卖家发货",
        placed_at=moment("2026-06-01 12:00:05"),
        placed_precision="s",
        paid_at=moment("2026-06-01 12:01:07"),
        paid_precision="s",
    )
    return row._replace(**changes)


def make_batch(shop_id: int) -> ImportBatch:
    """A batch whose files are being read."""
    return ImportBatch.objects.create(
        shop_id=shop_id,
        number=f"IM260601{ImportBatch.objects.count() + 1:04d}",
        state=ImportState.APPLYING,
        created_at=now(),
    )


def bring_in(
    shop_id: int,
    *rows: OrderRow | LineRow,
    dry_run: bool = False,
    batch: ImportBatch | None = None,
    actor: Actor = SYSTEM,
) -> tuple[ImportBatch, MergeResult]:
    """Stage and merge rows as one batch."""
    batch = batch or make_batch(shop_id)
    assert stage_orders(batch.pk, [row for row in rows if isinstance(row, OrderRow)]) == []
    assert stage_lines(batch.pk, [row for row in rows if isinstance(row, LineRow)]) == []
    result = merge_staged(context_of(batch, actor, Progress()), dry_run=dry_run)
    batch.state = ImportState.DONE
    batch.save()
    return batch, result


def outcome(result: MergeResult) -> str:
    """What became of the rows, like `imported 1, conflict 2`."""
    total = FileCount("")
    names = ("imported", "updated", "unchanged", "conflict", "quarantined")
    for count in result.counts.values():
        assert count.rows == sum(getattr(count, name) for name in names)
        for name in names:
            setattr(total, name, getattr(total, name) + getattr(count, name))
    return ", ".join(f"{name} {getattr(total, name)}" for name in names if getattr(total, name))


def stored() -> dict[str, Any]:
    """The only order with its contact, by field."""
    order = Order.objects.select_related("contact").get()
    values = {field.name: getattr(order, field.attname) for field in Order._meta.concrete_fields}
    return values | {
        field.name: getattr(order.contact, field.attname)
        for field in order.contact._meta.concrete_fields
        if field.name not in {"order", "shop_id", "extra", "sort_at"}
    }


def everything(shop_id: int) -> list[Any]:
    """All orders with contact and lines, without ids and marks of the batch: the end state."""
    found = []
    for order in Order.objects.filter(shop_id=shop_id).select_related("contact").order_by("number"):
        found.append(_plain(order))
        found.append(_plain(order.contact))
        lines = OrderLine.objects.filter(order=order).order_by("position")
        found.extend(_plain(line) for line in lines)
    return found


def _plain(row: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _NOT_COMPARED
    }


def only_finding(batch: ImportBatch) -> ImportFinding:
    """The one finding of a batch."""
    return ImportFinding.objects.get(batch=batch)


def note_file(batch: ImportBatch, kind: str, position: int = 0) -> None:
    """What the machine notes of a file, for decisions and undo."""
    ImportFile.objects.create(batch=batch, position=position, name="orders.csv", kind=kind)
