"""Reading stock: what may still be promised, and where it lies."""

from collections.abc import Iterable

from django.db import connection

from zhanggui.inventory.models import Reservation, StockBalance, StoragePlace
from zhanggui.inventory.values import BalancePage, BalanceRow, PlaceRow
from zhanggui.shops.queries import default_warehouse, warehouses_of


def availability(shop_id: int, sku_ids: Iterable[int] | None = None) -> dict[int, int]:
    """Pieces that may still be promised, by SKU, over all warehouses of the shop (INV-01).

    A SKU without a balance is not in the answer: nothing of it was ever counted.
    """
    rows = StockBalance.objects.filter(shop_id=shop_id)
    if sku_ids is not None:
        rows = rows.filter(sku_id__in=list(sku_ids))
    found: dict[int, int] = {}
    for sku_id, on_hand, reserved in rows.values_list("sku_id", "on_hand", "reserved"):
        found[sku_id] = found.get(sku_id, 0) + on_hand - reserved
    return found


def free_by_warehouse(shop_id: int, sku_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Pieces that may still be promised, by warehouse in the order in which they are asked, and SKU."""
    found: dict[int, dict[int, int]] = {card.id: {} for card in warehouses_of(shop_id)}
    rows = StockBalance.objects.filter(shop_id=shop_id, warehouse_id__in=list(found), sku_id__in=sorted(set(sku_ids)))
    for warehouse_id, sku_id, on_hand, reserved in rows.values_list("warehouse_id", "sku_id", "on_hand", "reserved"):
        found[warehouse_id][sku_id] = on_hand - reserved
    return found


def places(shop_id: int, sku_ids: Iterable[int], *, warehouse_id: int | None = None) -> dict[int, str]:
    """Where each SKU lies in a warehouse (default: the shop's first); the pick route sorts by it."""
    chosen = warehouse_id or default_warehouse(shop_id).id
    rows = StockBalance.objects.filter(shop_id=shop_id, warehouse_id=chosen, sku_id__in=list(sku_ids))
    return dict(rows.values_list("sku_id", "place"))


def reserved_of(order_id: int) -> dict[int, int]:
    """Pieces promised to one order, by SKU."""
    return dict(Reservation.objects.filter(order_id=order_id).values_list("sku_id", "quantity"))


def balances(shop_id: int, *, limit: int = 50, after: int | None = None) -> BalancePage:
    """Stock of a shop by SKU, in the order of SKU ids; `after` is the page's `next`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.sku_id, s.code, p.title, s.attributes, b.place, b.on_hand, b.reserved"
            " FROM inventory_stockbalance b JOIN catalog_sku s ON s.id = b.sku_id"
            " JOIN catalog_product p ON p.id = s.product_id"
            " WHERE b.shop_id = %s AND b.warehouse_id = %s AND b.sku_id > %s ORDER BY b.sku_id LIMIT %s",
            [shop_id, default_warehouse(shop_id).id, after or 0, limit + 1],
        )
        rows = [BalanceRow(*row) for row in cursor.fetchall()]
    more = len(rows) > limit
    return BalancePage(tuple(rows[:limit]), rows[limit - 1].sku_id if more else None)


LOW_STOCK = 5
_STOCK_ROWS = """
SELECT s.id, s.code, p.title, s.attributes, coalesce(b.place, ''), coalesce(b.on_hand, 0), coalesce(b.reserved, 0)
FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id
LEFT JOIN inventory_stockbalance b ON b.sku_id = s.id AND b.shop_id = s.shop_id AND b.warehouse_id = %(warehouse)s
WHERE s.shop_id = %(shop)s AND s.id > %(after)s
  AND (%(text)s = '' OR s.code ILIKE %(like)s OR p.title ILIKE %(like)s OR s.barcode = %(text)s OR b.place ILIKE %(like)s)
  AND (NOT %(low)s OR coalesce(b.on_hand, 0) - coalesce(b.reserved, 0) < %(few)s)
ORDER BY s.id LIMIT %(limit)s
"""
_LOW = """
SELECT count(*) FROM inventory_stockbalance WHERE shop_id = ANY(%s) AND on_hand - reserved < %s
"""


def stock_rows(
    shop_id: int, *, text: str = "", is_low: bool = False, limit: int = 50, after: int | None = None
) -> BalancePage:
    """Every SKU of a shop with its stock, also those never counted, found by code, title, barcode or place."""
    escaped = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    facts: dict[str, int | str | bool] = {
        "shop": shop_id,
        "warehouse": default_warehouse(shop_id).id,
        "after": after or 0,
        "text": text.strip(),
        "like": f"%{escaped}%",
        "low": is_low,
        "few": LOW_STOCK,
        "limit": limit + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STOCK_ROWS, facts)
        rows = [BalanceRow(*row) for row in cursor.fetchall()]
    return BalancePage(tuple(rows[:limit]), rows[limit - 1].sku_id if len(rows) > limit else None)


def stock_row(shop_id: int, sku_id: int) -> BalanceRow | None:
    """One SKU's stock, None when the shop has no such SKU."""
    rows = stock_rows(shop_id, limit=1, after=sku_id - 1).rows
    return rows[0] if rows and rows[0].sku_id == sku_id else None


def low_stock(shop_ids: list[int]) -> int:
    """How many counted SKUs have fewer than LOW_STOCK pieces left to promise."""
    with connection.cursor() as cursor:
        cursor.execute(_LOW, [list(shop_ids), LOW_STOCK])
        return int(cursor.fetchone()[0])


_PLACES = """
SELECT coalesce(p.code, b.place), p.route_no, p.stack_limit, coalesce(p.note, ''), coalesce(b.skus, 0),
       coalesce(b.pieces, 0), coalesce(b.most, 0)
FROM (SELECT place, count(*) AS skus, sum(on_hand) AS pieces, max(on_hand) AS most FROM inventory_stockbalance
      WHERE shop_id = %(shop)s AND warehouse_id = %(warehouse)s AND place <> '' GROUP BY place) b
FULL JOIN (SELECT * FROM inventory_storageplace WHERE shop_id = %(shop)s AND warehouse_id = %(warehouse)s) p
     ON upper(b.place) = p.code
ORDER BY p.route_no NULLS LAST, 1 LIMIT %(limit)s
"""


def storage_places(shop_id: int, warehouse_id: int, *, limit: int = 2_000) -> list[PlaceRow]:
    """Places of a warehouse in the order of the pick route, with what lies there (INV-04)."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"shop": shop_id, "warehouse": warehouse_id, "limit": limit})
        return [
            PlaceRow(code, route_no, stack_limit, note, skus, int(pieces), int(most))
            for code, route_no, stack_limit, note, skus, pieces, most in cursor.fetchall()
        ]


def route_numbers(shop_id: int, warehouse_id: int) -> dict[str, int]:
    """Numbers on the pick route by place, in capital letters, for those places that have one."""
    rows = StoragePlace.objects.filter(shop_id=shop_id, warehouse_id=warehouse_id).exclude(route_no=None)
    return {code: number for code, number in rows.values_list("code", "route_no") if number is not None}


def place_notes(shop_id: int, warehouse_id: int, codes: Iterable[str]) -> dict[str, str]:
    """What to mind at places, by place in capital letters."""
    wanted = {code.upper() for code in codes}
    rows = StoragePlace.objects.filter(shop_id=shop_id, warehouse_id=warehouse_id, code__in=wanted).exclude(note="")
    return dict(rows.values_list("code", "note"))
