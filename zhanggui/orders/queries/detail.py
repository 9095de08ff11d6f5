"""One order whole."""

from typing import Any

from django.db import connection

from zhanggui.inventory.queries import reserved_of
from zhanggui.kernel.events.read import timeline
from zhanggui.orders.errors import OrderNotFound
from zhanggui.orders.models import CallLog
from zhanggui.orders.queries.loading import HOLD_COLUMNS, ORDER_COLUMNS, complete_orders, hold_row
from zhanggui.orders.queries.remarks import remarks_of
from zhanggui.orders.queries.results import RESULT_COLUMNS, ResultReader
from zhanggui.orders.queries.rows import CallRow, HoldRow, OrderDetail, Verification
from zhanggui.orders.queries.verified import MARK


def order_detail(shop_id: int, number: str, *, is_clear: bool = False) -> OrderDetail:
    """One order of a shop with holds, rules tried, calls and timeline (ORD-11). OrderNotFound.

    Where two channels share a number, the newest order answers. Contact data is masked unless
    `is_clear`; whoever asks for that has checked the right and logged it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {ORDER_COLUMNS} FROM orders_order WHERE shop_id = %s AND number = %s ORDER BY id DESC LIMIT 1",
            [shop_id, number],
        )
        row = cursor.fetchone()
    if row is None:
        raise OrderNotFound([number])
    return _whole(row, is_clear=is_clear)


def order_detail_by_id(shop_id: int, order_id: int, *, is_clear: bool = False) -> OrderDetail:
    """The same by id; an order of another shop is not found."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ORDER_COLUMNS} FROM orders_order WHERE shop_id = %s AND id = %s", [shop_id, order_id])
        row = cursor.fetchone()
    if row is None:
        raise OrderNotFound([str(order_id)])
    return _whole(row, is_clear=is_clear)


def order_number(shop_id: int, order_id: int) -> str:
    """The number of an order by its id; OrderNotFound."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM orders_order WHERE shop_id = %s AND id = %s", [shop_id, order_id])
        row = cursor.fetchone()
    if row is None:
        raise OrderNotFound([str(order_id)])
    return str(row[0])


def _whole(row: tuple[Any, ...], *, is_clear: bool) -> OrderDetail:
    order = complete_orders([row], is_clear=is_clear)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {HOLD_COLUMNS} FROM orders_orderhold WHERE order_id = %s ORDER BY id DESC", [order.id])
        holds: list[HoldRow] = [hold_row(hold) for hold in cursor.fetchall()]
        cursor.execute(
            f"SELECT {RESULT_COLUMNS}, r.checked_at, r.verified_at, r.verified_by, r.verified_how,"
            f" r.verified_mark = {MARK}"
            " FROM orders_checkresult r JOIN orders_order o ON o.id = r.order_id"
            " LEFT JOIN orders_ordercontact c ON c.order_id = o.id WHERE r.order_id = %s",
            [order.id],
        )
        result = cursor.fetchone()
    return OrderDetail(
        order=order,
        holds=tuple(holds),
        rules=ResultReader([result[0]]).outcomes(*result[:4]) if result else (),
        checked_at=result[4] if result else None,
        calls=tuple(
            CallRow(call.called_at, call.result, call.note, call.actor_name)
            for call in CallLog.objects.filter(order_id=order.id).order_by("-pk")
        ),
        timeline=tuple(timeline("order", order.id)),
        reserved=reserved_of(order.id),
        remarks=remarks_of(order.id),
        verification=Verification(*result[5:]) if result and result[5] else None,
    )
