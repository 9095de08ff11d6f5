"""How much of a month's plan is done: counted from paid orders, kept beside the plan (SEC-05)."""

from datetime import date, datetime, time
from decimal import Decimal

from django.db import connection

from zhanggui.kernel.clock import local_moment, shop_zone
from zhanggui.shops.queries import present_plans, shop_by_id, shop_cards
from zhanggui.shops.services import keep_plan_progress

# Orders without a price are presents and count for no plan.
_DONE = """
SELECT count(*), coalesce(sum(coalesce(paid_amount, total_amount) - coalesce(refund_amount, 0)), 0)
FROM orders_order
WHERE shop_id = %s AND paid_at >= %s AND paid_at < %s AND state <> 'closed' AND coalesce(paid_amount, total_amount) > 0
"""


def count_plans(shop_id: int | None = None) -> int:
    """Count the paid orders of the present month for each plan of it, or for one shop's; returns how many plans."""
    plans = present_plans([shop_id] if shop_id is not None else [shop.id for shop in shop_cards()])
    for plan in plans:
        start, end = _bounds(plan.month, shop_by_id(plan.shop_id).timezone)
        with connection.cursor() as cursor:
            cursor.execute(_DONE, [plan.shop_id, start, end])
            orders, revenue = cursor.fetchone()
        keep_plan_progress(shop_id=plan.shop_id, month=plan.month, orders=int(orders), revenue=max(Decimal(0), revenue))
    return len(plans)


def _bounds(month: date, timezone: str) -> tuple[datetime, datetime]:
    zone = shop_zone(timezone)
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return local_moment(month, time(), zone), local_moment(after, time(), zone)
