"""Taking the locks on balances, always in the order of warehouse and SKU ids."""

from collections.abc import Iterable

from django.db import connection

from zhanggui.inventory.models import StockBalance


def locked_balances(shop_id: int, warehouse_id: int, sku_ids: Iterable[int]) -> dict[int, StockBalance]:
    """The balances of the SKUs, locked until the transaction ends. Absent: never counted."""
    rows = (
        StockBalance.objects.select_for_update(of=("self",))
        .filter(shop_id=shop_id, warehouse_id=warehouse_id, sku_id__in=sorted(set(sku_ids)))
        .order_by("sku_id")
    )
    return {row.sku_id: row for row in rows}


def lock_balances_of_orders(shop_id: int, order_ids: list[int]) -> None:
    """Lock the balances that the orders' reservations touch."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id FROM inventory_stockbalance b WHERE b.shop_id = %s AND b.sku_id IN"
            " (SELECT sku_id FROM inventory_reservation WHERE order_id = ANY(%s) AND shop_id = %s)"
            " ORDER BY b.warehouse_id, b.sku_id FOR UPDATE",
            [shop_id, order_ids, shop_id],
        )
