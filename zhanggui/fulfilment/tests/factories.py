"""A shop whose orders are ready for the batch, and batches that are as far as a test needs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.services import close_batch, give_batch, pack_parcel, print_batch, take_batch
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import Order
from zhanggui.orders.services import check_orders
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku

# 14:00 in Shanghai on the day after the orders were paid.
AT = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
NUMBERS = ("35000000000000001", "35000000000000002", "35000000000000003")
CLERK: Actor = actor_with(
    "fulfilment.close", "fulfilment.print", "fulfilment.give", "fulfilment.pull", name="clerk", user_id=1
)
KEEPER: Actor = actor_with(
    "fulfilment.take", "fulfilment.pack", "fulfilment.ship", "report.sign", name="keeper", user_id=2
)
MANAGER: Actor = actor_with("report.confirm", "report.view", name="manager", user_id=3)


def ready_shop(code: str = "qinghe", numbers: tuple[str, ...] = NUMBERS) -> int:
    """A shop with checked orders of two teas each; the first of them lies at A-tea, the second at A-mug."""
    shop_id = make_shop(code).id
    tea, mug = make_stocked_sku(shop_id, "tea"), make_stocked_sku(shop_id, "mug")
    for number in numbers:
        make_order(shop_id, number, [(tea, 2), (mug, 1)])
    check_orders(actor=SYSTEM, shop_id=shop_id)
    return shop_id


def closed(shop_id: int, **options: Any) -> Batch:
    """The batch of all ready orders."""
    return close_batch(actor=CLERK, shop_id=shop_id, at=AT, **options)


def handed_over(shop_id: int) -> Batch:
    """A batch that may be packed; its papers are only recorded as printed, not rendered."""
    batch = closed(shop_id)
    Batch.objects.filter(pk=batch.pk).update(state="printed")
    give_batch(actor=CLERK, batch_id=batch.pk)
    return take_batch(actor=KEEPER, batch_id=batch.pk)


def packed(shop_id: int) -> list[Parcel]:
    """All parcels of a handed-over batch, packed."""
    batch = handed_over(shop_id)
    for parcel in batch.parcels.order_by("position"):
        assert pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"]).complete
    return list(batch.parcels.order_by("position"))


def printed(shop_id: int, out_dir: Path | None = None) -> Batch:
    """A batch with its papers as files."""
    batch = closed(shop_id)
    print_batch(actor=CLERK, batch_id=batch.pk, out_dir=out_dir)
    batch.refresh_from_db()
    return batch


def order_of(shop_id: int, number: str) -> Order:
    """An order by number."""
    return Order.objects.get(shop_id=shop_id, number=number)
