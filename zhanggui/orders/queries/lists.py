"""Lists of orders: any filter, constant time, four statements."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from zhanggui.orders.queries.arms import like_text, page_query
from zhanggui.orders.queries.filters import Cursor, OrderFilters, read_cursor, write_cursor
from zhanggui.orders.queries.loading import ORDER_COLUMNS, complete_orders
from zhanggui.orders.queries.resolving import resolved
from zhanggui.orders.queries.rows import OrderPage, OrderRow
from zhanggui.orders.queries.walking import end_of_stretch, is_walked

_PAGE = "WITH page AS MATERIALIZED ({page}) SELECT {columns} FROM page JOIN orders_order o ON o.id = page.id ORDER BY {order}"
_COLUMNS = ", ".join(f"o.{name.strip()}" for name in ORDER_COLUMNS.split(","))
# Measured: sorting 10,000 that fit costs as much as walking to them among a million.
COMMON = 10_000
_SORT_FIELDS = {"placed": "sort_at", "promise": "ship_by_at", "paid": "paid_at"}


def list_orders(
    filters: OrderFilters,
    shops: Sequence[int],
    *,
    limit: int = 50,
    cursor: str | None = None,
    is_clear: bool = False,
) -> OrderPage:
    """One page of the orders of shops, newest first, or by shipping promise within open work (ORD-16).

    `cursor` is the page's `next`. Contact data is masked unless `is_clear`; whoever asks for that
    has checked the right and logged it. Four statements, whatever the filter and page; five where a
    step of orders that are no longer paid is looked for stretch by stretch.
    """
    sort = filters.order_of_rows
    after = read_cursor(cursor, sort) if cursor else None
    exact = resolved(filters, shops)
    if exact is None:
        return OrderPage((), None)
    until = end_of_stretch(exact, shops, after) if is_walked(exact) else None
    rows = complete_orders(_found(exact, shops, limit + 1, after, until), is_clear=is_clear)
    page = tuple(rows[:limit])
    last = _cursor_of(page[-1], sort) if len(rows) > limit else until
    return OrderPage(page, write_cursor(last) if last else None, until is not None)


def _found(
    filters: OrderFilters, shops: Sequence[int], limit: int, after: Cursor | None, until: Cursor | None
) -> list[tuple[Any, ...]]:
    query, params = (
        page_query(filters, shops, limit, after, until=until) if until else _page(filters, shops, limit, after)
    )
    direction = "ASC" if filters.order_of_rows == "promise" else "DESC"
    order = f"page.key {direction} NULLS LAST, page.id {direction}"
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(page=query, columns=_COLUMNS, order=order), params)
        return list(cursor.fetchall())


def _page(filters: OrderFilters, shops: Sequence[int], limit: int, after: Cursor | None) -> tuple[str, list[Any]]:
    """The page's query. Shops where a name fits very many orders are walked, the others sorted."""
    common = _common_in(filters, shops)
    rare = [shop_id for shop_id in shops if shop_id not in common]
    if not common or not rare:
        return page_query(filters, shops, limit, after, is_common=bool(common))
    walked, walked_params = page_query(filters, common, limit, after, is_common=True)
    sorted_, sorted_params = page_query(filters, rare, limit, after)
    both = f"SELECT key, id FROM (({walked}) UNION ALL ({sorted_})) both_kinds ORDER BY key DESC, id DESC LIMIT %s"
    return both, [*walked_params, *sorted_params, limit]


def _common_in(filters: OrderFilters, shops: Sequence[int]) -> list[int]:
    """Shops where a beginning of a name or nick fits very many orders. One statement, when asked for."""
    column, text = (
        ("receiver_name", filters.receiver_name) if filters.receiver_name else ("buyer_nick", filters.buyer_nick)
    )
    if not text.strip() or filters.order_of_rows != "placed":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.id FROM unnest(%s::bigint[]) AS s (id) CROSS JOIN LATERAL (SELECT count(*) AS fitting FROM ("
            f"SELECT 1 FROM orders_ordercontact c WHERE c.shop_id = s.id AND c.{column} LIKE %s LIMIT %s) x) f"
            " WHERE f.fitting >= %s",
            [list(shops), f"{like_text(text.strip())}%", COMMON, COMMON],
        )
        return [row[0] for row in cursor.fetchall()]


def _cursor_of(row: OrderRow, sort: str) -> Cursor:
    return Cursor(sort, getattr(row, _SORT_FIELDS[sort]), row.id)
