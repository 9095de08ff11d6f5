"""Taking the demo shop away: every row of it but the timeline, which nobody can cut."""

from django.db import connection, transaction

from zhanggui.channels.demo.accounts import accounts_file
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.values import MANAGE_SHOPS

CODE = "demo"
_KEPT = ("kernel_event", "kernel_seal")
# Rows that name their shop through another table.
_CHILDREN = (
    "DELETE FROM kernel_importfinding WHERE batch_id IN (SELECT id FROM kernel_importbatch WHERE shop_id = %s)",
    "DELETE FROM kernel_importfile WHERE batch_id IN (SELECT id FROM kernel_importbatch WHERE shop_id = %s)",
    "DELETE FROM kernel_undorecord WHERE batch_id IN (SELECT id FROM kernel_importbatch WHERE shop_id = %s)",
    "DELETE FROM people_taskword WHERE task_id IN (SELECT id FROM people_giventask WHERE shop_id = %s)",
    "DELETE FROM people_routinefile WHERE task_id IN (SELECT id FROM people_routinetask WHERE shop_id = %s)",
    "DELETE FROM people_taskfile WHERE task_id IN (SELECT id FROM people_giventask WHERE shop_id = %s)",
    "DELETE FROM orders_backtestorders WHERE backtest_id IN (SELECT id FROM orders_rulebacktest WHERE shop_id = %s)",
    "DELETE FROM kernel_printing WHERE document_id IN (SELECT id FROM kernel_document WHERE shop_id = %s)",
)
_DEMO_USERS = "SELECT id FROM people_user WHERE is_demo"
_USER_TABLES = (
    ("people_positionholding", "user_id"),
    ("people_apitoken", "user_id"),
    ("people_secrecynote", "user_id"),
    ("kernel_notice", "user_id"),
    ("people_wage", "user_id"),
    ("mfa_authenticator", "user_id"),
    ("usersessions_usersession", "user_id"),
    ("account_emailaddress", "user_id"),
)


def remove_demo(*, actor: Actor) -> int:
    """Remove the demo shop and its accounts in one transaction; returns how many orders went."""
    require(actor, MANAGE_SHOPS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM shops_shop WHERE code = %s AND is_demo FOR UPDATE", [CODE])
        row = cursor.fetchone()
        if row is None:
            return 0
        shop_id = row[0]
        cursor.execute("SELECT count(*) FROM orders_order WHERE shop_id = %s", [shop_id])
        orders = int(cursor.fetchone()[0])
        for statement in _CHILDREN:
            cursor.execute(statement, [shop_id])
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'shop_id' AND table_schema = 'public'"
        )
        for (table,) in cursor.fetchall():
            if table not in _KEPT:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)} WHERE shop_id = %s", [shop_id])
        for table, column in _USER_TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({_DEMO_USERS})")
        cursor.execute("DELETE FROM people_user WHERE is_demo")
        cursor.execute("DELETE FROM shops_shop WHERE id = %s", [shop_id])
        record(actor, "demo.removed", shop_id=None, subject=Subject("shop", shop_id), data={"orders": orders})
    accounts_file().unlink(missing_ok=True)
    return orders
