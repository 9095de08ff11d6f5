"""Clocks of the order desk for the page of all deadlines (TSK-11)."""

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clocks.registry import (
    ClockAsk,
    ClockKind,
    ClockSource,
    RunningClock,
    register_clock_source,
    register_deadline_words,
)
from zhanggui.kernel.pages.access import all_shops
from zhanggui.orders.queries.clocks import promised, promised_tally, unverified, unverified_tally
from zhanggui.orders.services.difficult import DEADLINE
from zhanggui.orders.services.shortage.waiting import DEADLINE as WAIT_DEADLINE
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.values import CHECK_ORDERS, VIEW_ORDERS

SHIP_BY = ClockKind("ship_by", _("Promise to ship"))
VERIFY = ClockKind("verify", _("Paid order to verify"), is_working=True, hours=2)


def _promises(ask: ClockAsk, limit: int) -> list[RunningClock]:
    shop = next(shop for shop in all_shops() if shop.id == ask.shop_id)
    return [
        RunningClock(
            order.shop_id,
            order.number,
            order_url(shop, order.number),
            order.paid_at or order.placed_at or order.created_at,
            order.ship_by_at or order.created_at,
        )
        for order in promised(ask, limit)
    ]


def _unverified(ask: ClockAsk, limit: int) -> list[RunningClock]:
    shop = next(shop for shop in all_shops() if shop.id == ask.shop_id)
    return [
        RunningClock(order.shop_id, order.number, order_url(shop, order.number), order.paid_at, order.paid_at)
        for order in unverified(ask, limit)
        if order.paid_at is not None
    ]


register_clock_source(ClockSource(SHIP_BY, VIEW_ORDERS, _promises, promised_tally, is_large=True))
register_clock_source(ClockSource(VERIFY, CHECK_ORDERS, _unverified, unverified_tally, is_large=True))
register_deadline_words(WAIT_DEADLINE, _("Buyer waits for goods"), "orders:shortages")
register_deadline_words(DEADLINE, _("Next step of a difficult order"), "orders:difficult")
