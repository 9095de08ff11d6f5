"""Making few rows of the many changes of open work."""

from django.db import connection

_ENOUGH = 200
_FOLD = """
WITH folded AS (DELETE FROM orders_openworkchange RETURNING shop_id, channel, step, is_held, orders)
INSERT INTO orders_openworkchange (shop_id, channel, step, is_held, orders)
SELECT shop_id, channel, step, is_held, sum(orders) FROM folded GROUP BY 1, 2, 3, 4 HAVING sum(orders) <> 0
"""


def fold_open_work(*, enough: int = _ENOUGH) -> None:
    """Sum up the changes of where paid orders stand, once there are some hundreds.

    One statement: the sums are the same before and after, also for those who count or change orders meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM orders_openworkchange LIMIT %s) x", [enough])
        if cursor.fetchone()[0] == enough:
            cursor.execute(_FOLD)
