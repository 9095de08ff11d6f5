"""Taking a count back."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import ngettext_lazy

from zhanggui.inventory.models import StockBalance
from zhanggui.inventory.services.locking import locked_balances
from zhanggui.inventory.services.set_stock import set_stock
from zhanggui.inventory.values import CountedBefore, StockRow
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.values import Actor, Subject


def restore_stock(*, actor: Actor, shop_id: int, counts: Sequence[CountedBefore], document: Subject) -> int:
    """Set stock back to what it was before a count; returns how many SKUs.

    Conflict, and nothing changed, when goods came or went since, or when more is promised to
    orders than there was. Locks: balances by SKU id.
    """
    by_warehouse: dict[int, list[CountedBefore]] = {}
    for count in counts:
        by_warehouse.setdefault(count.warehouse_id, []).append(count)
    with transaction.atomic():
        for warehouse_id, before in sorted(by_warehouse.items()):
            _refuse_moved(locked_balances(shop_id, warehouse_id, [count.sku_id for count in before]), before)
        for warehouse_id, before in sorted(by_warehouse.items()):
            set_stock(
                actor=actor,
                shop_id=shop_id,
                rows=[StockRow(count.sku_id, count.on_hand, count.place) for count in before],
                document=document,
                warehouse_id=warehouse_id,
            )
            emptied = [count.sku_id for count in before if not count.place]
            StockBalance.objects.filter(shop_id=shop_id, warehouse_id=warehouse_id, sku_id__in=emptied).update(place="")
    return len(counts)


def _refuse_moved(known: Mapping[int, StockBalance], counts: Sequence[CountedBefore]) -> None:
    moved = [
        count
        for count in counts
        if count.sku_id not in known
        or known[count.sku_id].on_hand != count.counted
        or known[count.sku_id].reserved > count.on_hand
    ]
    if moved:
        raise Conflict(
            "inventory.moved_since",
            ngettext_lazy(
                "Stock of %(count)s SKU has moved or was promised since this count. Nothing was changed; count again.",
                "Stock of %(count)s SKUs has moved or was promised since this count. Nothing was changed; count again.",
                len(moved),
            ),
            count=len(moved),
        )
