"""Pages of a queue of followed things: open ones by the date of their next step, closed ones newest first."""

from typing import Any

from django.db.models import Q, QuerySet

from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.queries.filters import Cursor, read_cursor, write_cursor


def page_of_followed(
    rows: QuerySet[Any], view: str, views: tuple[str, ...], *, limit: int, cursor: str | None
) -> tuple[list[Any], str | None]:
    """A page of rows with `due_at` and `closed_at`, and the cursor of the next; UnknownChoice for another view."""
    if view not in views:
        raise UnknownChoice("view", view, views)
    key, sign = ("closed_at", "lt") if view == "closed" else ("due_at", "gt")
    if cursor:
        after = read_cursor(cursor, view)
        rows = rows.filter(Q(**{f"{key}__{sign}": after.value}) | Q(**{key: after.value, f"pk__{sign}": after.id}))
    order = ("-closed_at", "-pk") if view == "closed" else ("due_at", "pk")
    found = list(rows.order_by(*order)[: limit + 1])
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    return page, write_cursor(Cursor(view, getattr(page[-1], key), page[-1].pk))
