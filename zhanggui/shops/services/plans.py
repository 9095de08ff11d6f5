"""What a shop wants to reach in a month: set by people, counted by a job of the orders module (SEC-05)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.confidential import VIEW_PLAN
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.money import as_amount
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.models import ShopPlan
from zhanggui.shops.queries import plan_of
from zhanggui.shops.values import MANAGE_SHOPS, PlanCard

COUNT_JOB = "orders.count_plan"
_MOST_ORDERS = 10**9
_MOST_REVENUE = Decimal(10) ** 11


def set_plan(
    *, actor: Actor, shop_id: int, month: date, orders: int | None = None, revenue: Decimal | None = None
) -> PlanCard:
    """Plan a month of a shop: orders and revenue in its currency; None leaves a figure without a plan.

    The timeline says that the month's plan changed, never the figures. InvalidInput for a figure below
    zero or out of reach.
    """
    require(actor, MANAGE_SHOPS, shop_id)
    require(actor, VIEW_PLAN, shop_id)
    if orders is not None and not 0 <= orders < _MOST_ORDERS:
        raise InvalidInput("shops.bad_plan_orders", _("Planned orders are a number from 0 to 999,999,999."))
    if revenue is not None and not (revenue.is_finite() and 0 <= revenue < _MOST_REVENUE):
        raise InvalidInput("shops.bad_plan_revenue", _("Planned revenue is an amount from 0.00 to 99,999,999,999.99."))
    first = month.replace(day=1)
    wanted = orders, None if revenue is None else as_amount(revenue)
    with transaction.atomic():
        row = ShopPlan.objects.select_for_update().filter(shop_id=shop_id, month=first).first()
        if (row.orders, row.revenue) != wanted if row else wanted != (None, None):
            ShopPlan.objects.update_or_create(
                shop_id=shop_id,
                month=first,
                defaults={"orders": wanted[0], "revenue": wanted[1], "set_at": now(), "set_by": actor.name},
            )
            record(
                actor,
                "shop.plan_changed",
                shop_id=shop_id,
                subject=Subject("shop", shop_id),
                data={"month": f"{first:%Y-%m}"},
            )
            enqueue(COUNT_JOB, lock=f"plan-{shop_id}", once=f"plan-{shop_id}", shop_id=shop_id)
    return plan_of(shop_id, first) or PlanCard(shop_id, first, None, None, now(), actor.name)


def keep_plan_progress(*, shop_id: int, month: date, orders: int, revenue: Decimal) -> None:
    """Keep what was counted of a month; called by the job that counts orders, for every plan there is."""
    ShopPlan.objects.filter(shop_id=shop_id, month=month).update(
        done_orders=orders, done_revenue=revenue, counted_at=now()
    )
