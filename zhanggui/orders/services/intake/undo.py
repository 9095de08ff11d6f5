"""Taking a batch of orders back while nothing depends on it."""

from typing import Any

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.services import remove_drafts
from zhanggui.inventory.services import release_for_orders
from zhanggui.kernel.errors import Conflict
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.imports.ports import ImportContext
from zhanggui.orders.errors import number_list
from zhanggui.orders.models import Order, OrderContact, OrderLine
from zhanggui.orders.services.instructions import read_order_notes

# What our own work set since stays as it is; everything the file brought goes back.
_OUR_FIELDS = {
    "id",
    "shop_id",
    "channel",
    "number",
    "step",
    "is_held",
    "updated_at",
    "order_id",
    "position",
    "remark_count",
}

_TOUCHED = """
CREATE TEMP TABLE undo_order ON COMMIT DROP AS
SELECT o.id, o.number, o.batch_id IS NOT DISTINCT FROM %(batch)s AS is_new FROM orders_order o
WHERE o.shop_id = %(shop)s AND o.id IN (
    SELECT id FROM orders_order WHERE batch_id = %(batch)s
    UNION SELECT row_id FROM kernel_undorecord WHERE batch_id = %(batch)s AND "table" IN ('orders_order', 'orders_ordercontact')
    UNION SELECT order_id FROM orders_orderline WHERE batch_id = %(batch)s OR last_batch_id = %(batch)s)
"""
_LATER_IMPORT = """
SELECT u.number FROM undo_order u JOIN orders_order o ON o.id = u.id
WHERE o.last_batch_id IS DISTINCT FROM %(batch)s ORDER BY 1 LIMIT 100
"""
_IN_WORK = """
SELECT u.number FROM undo_order u JOIN orders_order o ON o.id = u.id
WHERE o.step IN ('batched', 'packed') ORDER BY 1 LIMIT 100
"""
_BY_PEOPLE = """
SELECT DISTINCT u.number FROM undo_order u JOIN kernel_event e ON e.subject_kind = 'order' AND e.subject_id = u.id
WHERE (e.actor_id IS NOT NULL OR e.kind IN ('order.batched', 'order.unbatched', 'order.shipped', 'order.called'))
  AND e.kind NOT IN ('order.contact_revealed', 'order.imported', 'order.updated')
  AND e.id > (SELECT coalesce(min(b.id), 0) FROM kernel_event b WHERE b.subject_kind = 'order' AND b.subject_id = u.id
      AND b.kind IN ('order.imported', 'order.updated') AND b.data ->> 'batch' = %(number)s)
ORDER BY 1 LIMIT 100
"""
_REFUSALS: tuple[tuple[str, str, Any], ...] = (
    (
        _LATER_IMPORT,
        "orders.undo_later_import",
        _("A later import changed %(numbers)s. Take that import back first. Nothing was changed."),
    ),
    (
        _IN_WORK,
        "orders.undo_in_batch",
        _("%(numbers)s is in a batch already. Pull it out of the batch first. Nothing was changed."),
    ),
    (
        _BY_PEOPLE,
        "orders.undo_touched",
        _("Somebody has worked on %(numbers)s since, so the import stays. Nothing was changed."),
    ),
)
_EVENTS = """
SELECT %s::bigint, 'order', u.id, jsonb_build_object('batch', %s::text, 'deleted', u.is_new) FROM undo_order u
"""
# A joint shipment goes whole, also when other orders of it stay.
_JOINT = "(SELECT m.joint_id FROM orders_jointmember m JOIN undo_order u ON u.id = m.order_id WHERE u.is_new)"
_SPLIT = "(SELECT s.id FROM orders_ordersplit s JOIN undo_order u ON u.id = s.order_id WHERE u.is_new)"
_DELETES = (
    f"CREATE TEMP TABLE undo_joint ON COMMIT DROP AS SELECT joint_id FROM {_JOINT} AS j",
    "DELETE FROM orders_jointmember t USING undo_joint j WHERE t.joint_id = j.joint_id",
    "DELETE FROM orders_jointshipment t USING undo_joint j WHERE t.id = j.joint_id",
    f"DELETE FROM orders_orderpartline WHERE part_id IN (SELECT id FROM orders_orderpart WHERE split_id IN {_SPLIT})",
    f"DELETE FROM orders_orderpart WHERE split_id IN {_SPLIT}",
    f"DELETE FROM orders_ordersplit WHERE id IN {_SPLIT}",
    "DELETE FROM orders_difficultstep WHERE difficulty_id IN (SELECT d.id FROM orders_difficultorder d JOIN undo_order u ON u.id = d.order_id WHERE u.is_new)",
    "DELETE FROM orders_difficultorder t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_agreedchange t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_orderinstruction t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_orderremark t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_checkresult t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_orderhold t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_orderline t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_ordercontact t USING undo_order u WHERE t.order_id = u.id AND u.is_new",
    "DELETE FROM orders_order t USING undo_order u WHERE t.id = u.id AND u.is_new",
)
_USED_SKUS = """
SELECT k.id FROM catalog_sku k WHERE k.shop_id = %(shop)s AND k.batch_id = %(batch)s AND (
    EXISTS (SELECT 1 FROM orders_orderline l WHERE l.sku_id = k.id AND l.shop_id = %(shop)s)
    OR EXISTS (SELECT 1 FROM inventory_stockmovement m WHERE m.shop_id = %(shop)s AND m.sku_id = k.id))
"""


def undo_staged(context: ImportContext) -> dict[str, int]:
    """Delete the orders and lines that the batch made, restore those it changed (MPI-01).

    Conflict, and nothing changed, when an order was changed by a later import, is in a batch, or
    a person has worked on it. What the automatic check did does not block: its reservations are
    released. Drafts of the batch that nothing uses go too.
    """
    params: dict[str, Any] = {"batch": context.batch.pk, "shop": context.shop_id, "number": context.batch.number}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.undo_order")
        cursor.execute(_TOUCHED, params)
        cursor.execute("ANALYZE undo_order")
        _refuse_if_used(cursor, params)
        cursor.execute("SELECT id FROM undo_order WHERE is_new")
        gone = [int(row[0]) for row in cursor.fetchall()]
        release_for_orders(actor=context.actor, shop_id=context.shop_id, order_ids=gone)
        record_set(context.actor, "order.import_undone", select=_EVENTS, params=[context.shop_id, context.batch.number])
        lines = _take_back(cursor, params)
        cursor.execute("SELECT id FROM undo_order WHERE NOT is_new")
        read_order_notes(context.shop_id, [int(row[0]) for row in cursor.fetchall()])
        cursor.execute("SELECT count(*) FROM undo_order")
        orders = int(cursor.fetchone()[0])
        cursor.execute(_USED_SKUS, params)
        used = [int(row[0]) for row in cursor.fetchall()]
        remove_drafts(shop_id=context.shop_id, batch_id=context.batch.pk, used=used)
        cursor.execute("DROP TABLE undo_order")
    return {"orders": orders, "lines": lines}


def _refuse_if_used(cursor: Any, params: dict[str, Any]) -> None:
    for query, code, message in _REFUSALS:
        cursor.execute(query, params)
        numbers = [row[0] for row in cursor.fetchall()]
        if numbers:
            raise Conflict(code, message, numbers=number_list(numbers))


def _take_back(cursor: Any, params: dict[str, Any]) -> int:
    """Restore and delete; returns how many lines were touched."""
    cursor.execute("SELECT count(*) FROM orders_orderline WHERE last_batch_id = %(batch)s", params)
    lines = int(cursor.fetchone()[0])
    for model, key in ((Order, "id"), (OrderContact, "order_id"), (OrderLine, "id")):
        cursor.execute(_restoring(model, key), {**params, "table": model._meta.db_table})
    cursor.execute("DELETE FROM orders_orderline WHERE batch_id = %(batch)s", params)
    for statement in _DELETES:
        cursor.execute(statement)
    for table in ("orders_ordercontact", "orders_orderline"):
        cursor.execute(
            f"UPDATE {table} t SET sort_at = o.sort_at FROM undo_order u JOIN orders_order o ON o.id = u.id"
            " WHERE t.order_id = o.id AND t.sort_at <> o.sort_at"
        )
    cursor.execute("UPDATE orders_order o SET updated_at = now() FROM undo_order u WHERE o.id = u.id AND NOT u.is_new")
    return lines


def _restoring(model: type[models.Model], key: str) -> str:
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in _OUR_FIELDS]
    table = model._meta.db_table
    changes = ", ".join(f"{column} = r.{column}" for column in columns)
    return (
        f"UPDATE {table} t SET {changes} FROM (SELECT DISTINCT ON (row_id) row_id, before FROM kernel_undorecord"
        f' WHERE batch_id = %(batch)s AND "table" = %(table)s ORDER BY row_id, id) k,'
        f" LATERAL jsonb_populate_record(NULL::{table}, k.before) r WHERE t.{key} = k.row_id"
    )
