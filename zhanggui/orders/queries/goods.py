"""Goods as orders show them; the names lie in the catalog below."""

from collections.abc import Iterable, Sequence

from django.db import connection


def sku_codes(sku_ids: Iterable[int]) -> dict[int, str]:
    """Codes of SKUs by id."""
    ids = sorted(set(sku_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, code FROM catalog_sku WHERE id = ANY(%s)", [ids])
        return dict(cursor.fetchall())


def products_called(text: str, shops: Sequence[int], *, limit: int = 20) -> tuple[int, ...]:
    """Ids of the newest products whose title, item code or SKU code holds the text."""
    pattern = "%" + text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id FROM catalog_product p WHERE p.shop_id = ANY(%s) AND (p.title ILIKE %s OR p.item_code = %s OR"
            " EXISTS (SELECT 1 FROM catalog_sku s WHERE s.product_id = p.id AND (s.code = %s OR s.barcode = %s)))"
            " ORDER BY p.id DESC LIMIT %s",
            [list(shops), pattern, *[text.strip()] * 3, limit],
        )
        return tuple(row[0] for row in cursor.fetchall())
