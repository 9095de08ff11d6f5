"""How a page is found: for each shop (and value of an index's leading columns) its own top rows, merged.

Every arm is one descent into one index that already has the rows in order, so a page costs the
same at the first row and at the millionth, for one shop and for five.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhanggui.orders.queries.filters import Cursor, OrderFilters
from zhanggui.orders.values import NUMBER_TAIL, HoldReason, OrderState

PHONE_TAIL = 4
MIN_PREFIX = 2
MOST_BEGINNINGS = 1_000


@dataclass(slots=True)
class Plan:
    """The parts of one list query. `key` and `id` are columns of the driving table."""

    source: str
    key: str
    id: str
    shop: str
    is_descending: bool = True
    is_distinct: bool = False
    can_lack_key: bool = False
    dimensions: list[tuple[str, str, list[Any]]] = field(default_factory=list)
    conditions: list[tuple[str, list[Any]]] = field(default_factory=list)

    def add(self, condition: str, *params: Any) -> None:
        """Narrow every arm."""
        self.conditions.append((condition, list(params)))

    def split(self, column: str, kind: str, values: Sequence[Any]) -> None:
        """One arm for each value of a leading index column."""
        self.dimensions.append((column, kind, list(values)))


def page_query(
    filters: OrderFilters,
    shops: Sequence[int],
    limit: int,
    cursor: Cursor | None,
    *,
    is_common: bool = False,
    until: Cursor | None = None,
) -> tuple[str, list[Any]]:
    """SQL for `(key, id)` of one page in order, and its parameters.

    `is_common` says that the name or nick fits so many orders that walking down the newest finds a
    page sooner than sorting all that fit. A step is asked of paid orders, whose work it tells, unless
    another state is named. `until` is the last row to look at, newest first.
    """
    if filters.step and not filters.state:
        filters = replace(filters, state=OrderState.PAID)
    plan = _driver(filters, is_common=is_common)
    _narrow(plan, filters)
    if until is not None:
        plan.add(f"({plan.key}, {plan.id}) >= (%s, %s)", until.value, until.id)
    if not any("o." in condition for condition, _params in plan.conditions):
        plan.source = plan.source.partition(" JOIN orders_order o ")[0]
    arms, params = _arms(plan, shops)
    parts = [_part(plan, limit, *after) for after in _after(plan, cursor)]
    direction = "DESC" if plan.is_descending else "ASC"
    found = " UNION ALL ".join(f"({sql})" for sql, _params in parts)
    rows = (
        f"SELECT {'DISTINCT ' if plan.is_distinct else ''}found.key, found.id FROM {arms}"
        f" CROSS JOIN LATERAL ({found}) found ORDER BY key {direction} NULLS LAST, id {direction} LIMIT %s"
    )
    return rows, [*params, *(value for _sql, values in parts for value in values), limit]


def _part(plan: Plan, limit: int, after: str, after_params: list[Any]) -> tuple[str, list[Any]]:
    """The top rows of one arm."""
    direction = "DESC" if plan.is_descending else "ASC"
    columns = [(column, index) for index, (column, _kind, _values) in enumerate(plan.dimensions)]
    conditions = [
        f"{plan.shop} = arm.shop_id",
        *(f"{column} = arm.v{index}" for column, index in columns),
        *(condition for condition, _params in plan.conditions),
        after,
    ]
    sql = (
        f"SELECT {'DISTINCT ' if plan.is_distinct else ''}{plan.key} AS key, {plan.id} AS id FROM {plan.source}"
        f" WHERE {' AND '.join(conditions)} ORDER BY {plan.key} {direction}, {plan.id} {direction} LIMIT %s"
    )
    params = [value for _condition, values in plan.conditions for value in values]
    return sql, [*params, *after_params, limit]


def _arms(plan: Plan, shops: Sequence[int]) -> tuple[str, list[Any]]:
    tables = ["unnest(%s::bigint[]) AS s (shop_id)"]
    params: list[Any] = [list(shops)]
    columns = ["s.shop_id"]
    for index, (_column, kind, values) in enumerate(plan.dimensions):
        tables.append(f"unnest(%s::{kind}[]) AS d{index} (v{index})")
        columns.append(f"d{index}.v{index}")
        params.append(values)
    return f"(SELECT {', '.join(columns)} FROM {' CROSS JOIN '.join(tables)}) arm", params


def _after(plan: Plan, cursor: Cursor | None) -> list[tuple[str, list[Any]]]:
    """Where each part of an arm goes on. Rows without a key, where there can be any, come last."""
    sign = "<" if plan.is_descending else ">"
    without: tuple[str, list[Any]] = (f"{plan.key} IS NULL", [])
    if cursor is None:
        parts = [(f"{plan.key} IS NOT NULL", []), without]
    elif cursor.value is None:
        return [(f"{plan.key} IS NULL AND {plan.id} {sign} %s", [cursor.id])]
    else:
        parts = [(f"({plan.key}, {plan.id}) {sign} (%s, %s)", [cursor.value, cursor.id]), without]
    return parts if plan.can_lack_key else parts[:1]


def _over_orders(key: str = "o.sort_at", *, is_descending: bool = True, can_lack_key: bool = False) -> Plan:
    """A plan that walks the orders' own table."""
    return Plan("orders_order o", key, "o.id", "o.shop_id", is_descending=is_descending, can_lack_key=can_lack_key)


def _driver(filters: OrderFilters, *, is_common: bool) -> Plan:
    """The table and index that bring the rows in order: the most telling condition decides."""
    if filters.order_of_rows == "promise":
        return _by_promise()
    if filters.order_of_rows == "paid":
        plan = _over_orders("o.paid_at")
        plan.add("o.paid_at IS NOT NULL")
        return plan
    if filters.number or filters.numbers or filters.waybill or filters.order_ids:
        return _over_orders()
    return (None if is_common else _by_other_table(filters)) or _by_hold(filters) or _by_order(filters)


def _by_other_table(filters: OrderFilters) -> Plan | None:
    """A contact or line tells more than anything in the order's own row."""
    if filters.phone or filters.receiver_name or filters.buyer_nick:
        return Plan(
            "orders_ordercontact c JOIN orders_order o ON o.id = c.order_id", "c.sort_at", "c.order_id", "c.shop_id"
        )
    if filters.product_ids:
        source = "orders_orderline l JOIN orders_order o ON o.id = l.order_id"
        plan = Plan(source, "l.sort_at", "l.order_id", "l.shop_id", is_distinct=True)
        plan.split("l.product_id", "bigint", filters.product_ids)
        return plan
    return None


def _by_hold(filters: OrderFilters) -> Plan | None:
    """Few orders are held, and their open holds lie together by reason."""
    if not (filters.hold or filters.is_held):
        return None
    source = "orders_orderhold h JOIN orders_order o ON o.id = h.order_id"
    plan = Plan(source, "h.sort_at", "h.order_id", "h.shop_id", is_distinct=not filters.hold)
    plan.add("h.released_at IS NULL")
    plan.split("h.reason", "text", [filters.hold] if filters.hold else HoldReason.values)
    return plan


def _by_promise() -> Plan:
    plan = _over_orders("o.ship_by_at", is_descending=False, can_lack_key=True)
    plan.add("o.state = 'paid'")
    return plan


def _by_order(filters: OrderFilters) -> Plan:
    plan = _over_orders()
    if filters.flag or filters.has_note or filters.courier or filters.remark:
        return plan
    if filters.refund_state not in {None, "none"}:
        return plan
    if filters.state:
        plan.split("o.state", "text", [filters.state])
        return plan
    if filters.channel:
        plan.split("o.channel", "text", [filters.channel])
    return plan


def _narrow(plan: Plan, filters: OrderFilters) -> None:
    """Conditions on top of the driver's own. Those on partial indexes repeat the index's condition."""
    for name in ("state", "step", "channel", "is_held"):
        value = getattr(filters, name)
        if value is not None and f"o.{name}" not in {column for column, _kind, _values in plan.dimensions}:
            plan.add(f"o.{name} = %s", value)
    _narrow_times(plan, filters)
    if filters.flag is not None:
        plan.add(*(("o.flag = %s AND o.flag > 0", filters.flag) if filters.flag else ("COALESCE(o.flag, 0) = 0",)))
    if filters.has_note is not None:
        plan.add("o.has_buyer_note" if filters.has_note else "NOT o.has_buyer_note")
    if filters.refund_state == "none":
        plan.add("o.refund_state = 'none'")
    elif filters.refund_state:
        plan.add("o.refund_state = %s AND NOT (o.refund_state = 'none')", filters.refund_state)
    _narrow_texts(plan, filters)
    _narrow_number(plan, filters.number.strip())
    if filters.order_ids:
        plan.add("o.id = ANY(%s)", list(filters.order_ids))
    if filters.numbers:
        plan.add("o.number = ANY(%s)", list(filters.numbers))
    _narrow_contact(plan, filters)
    _narrow_joined(plan, filters)


def _narrow_texts(plan: Plan, filters: OrderFilters) -> None:
    if filters.courier:
        plan.add("o.courier_name = %s AND NOT (o.courier_name = '')", filters.courier)
    if filters.waybill:
        plan.add("o.waybill_no = %s AND NOT (o.waybill_no = '')", filters.waybill.strip())
    if filters.remark:
        plan.add(
            "(NOT (o.seller_note = '') OR o.remark_count > 0) AND (o.seller_note ILIKE %s"
            # Only orders with remarks are asked, one by one: otherwise all remarks would be read for a page.
            " OR CASE WHEN o.remark_count > 0 THEN EXISTS (SELECT 1 FROM orders_orderremark x"
            " WHERE x.order_id = o.id AND x.withdrawn_at IS NULL AND x.text ILIKE %s OFFSET 0) END)",
            *[f"%{like_text(filters.remark)}%"] * 2,
        )


def _narrow_times(plan: Plan, filters: OrderFilters) -> None:
    if filters.placed_from is not None:
        plan.add(f"{_sort_column(plan)} >= %s AND o.placed_at >= %s", filters.placed_from, filters.placed_from)
    if filters.placed_to is not None:
        plan.add("o.placed_at < %s", filters.placed_to)
        # An order placed before a moment sorts before it too, so the index can start there.
        plan.add(f"{_sort_column(plan)} < %s", filters.placed_to)
    for column, sign, value in (
        ("paid_at", ">=", filters.paid_from),
        ("paid_at", "<", filters.paid_to),
        ("ship_by_at", ">=", filters.due_from),
        ("ship_by_at", "<", filters.due_before),
    ):
        if value is not None:
            plan.add(f"o.{column} {sign} %s", value)


def _sort_column(plan: Plan) -> str:
    return plan.key if plan.key.endswith("sort_at") else "o.sort_at"


# Numbers of one shop often share many first digits: what fits is capped, then put in order.
_NUMBER_BEGINS = (
    "o.id = ANY(ARRAY(SELECT x.id FROM orders_order x WHERE x.shop_id = arm.shop_id AND x.number LIKE %s LIMIT %s))"
)


def _narrow_number(plan: Plan, number: str) -> None:
    if not number:
        return
    if len(number) == NUMBER_TAIL:
        plan.add("right(o.number, %s) = %s", NUMBER_TAIL, number)
    elif len(number) < NUMBER_TAIL:
        plan.add("o.number = %s", number)
    else:
        plan.add(_NUMBER_BEGINS, f"{like_text(number)}%", MOST_BEGINNINGS)


def _narrow_contact(plan: Plan, filters: OrderFilters) -> None:
    if not (filters.phone or filters.receiver_name or filters.buyer_nick):
        return
    if "orders_ordercontact" not in plan.source:
        plan.source += " JOIN orders_ordercontact c ON c.order_id = o.id"
    digits = "".join(letter for letter in filters.phone if letter.isdigit())
    if filters.phone:
        plan.add("c.phone_tail = %s", digits[-PHONE_TAIL:])
        if len(digits) > PHONE_TAIL:
            plan.add("(c.mobile LIKE %s OR c.phone LIKE %s)", f"%{digits}", f"%{digits}")
    for column, text in (("receiver_name", filters.receiver_name.strip()), ("buyer_nick", filters.buyer_nick.strip())):
        if len(text) >= MIN_PREFIX:
            plan.add(f"c.{column} LIKE %s", f"{like_text(text)}%")
        elif text:
            plan.add(f"c.{column} = %s", text)


def _narrow_joined(plan: Plan, filters: OrderFilters) -> None:
    if filters.is_held and "orders_orderhold" not in plan.source:
        # Says nothing that the order's own mark does not, but lets the planner begin with the few that are held.
        plan.add(
            "EXISTS (SELECT 1 FROM orders_orderhold y WHERE y.order_id = o.id AND y.shop_id = arm.shop_id"
            " AND y.released_at IS NULL)"
        )
    if filters.hold and "orders_orderhold" not in plan.source:
        plan.add(
            "EXISTS (SELECT 1 FROM orders_orderhold x WHERE x.order_id = o.id AND x.reason = %s AND x.released_at IS NULL)",
            filters.hold,
        )
    if filters.product_ids and "orders_orderline" not in plan.source:
        plan.add(
            "EXISTS (SELECT 1 FROM orders_orderline x WHERE x.order_id = o.id AND x.product_id = ANY(%s))",
            list(filters.product_ids),
        )


def like_text(text: str) -> str:
    """A text in which LIKE finds nothing special."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
