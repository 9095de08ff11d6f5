"""Goods as orders show them; the names lie in the catalog below."""

from collections.abc import Iterable

from django.db import connection


def sku_codes(sku_ids: Iterable[int]) -> dict[int, str]:
    """Codes of SKUs by id."""
    ids = sorted(set(sku_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, code FROM catalog_sku WHERE id = ANY(%s)", [ids])
        return dict(cursor.fetchall())
