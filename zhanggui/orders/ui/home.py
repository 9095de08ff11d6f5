"""The checking clerk's part of the home page: overdue orders, holds by reason, what is new, figures."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import ShopRef, all_shops
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.registry import HomeRow
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import (
    OrderFilters,
    OrderRow,
    flag_policies,
    hold_counts,
    hold_figures,
    list_orders,
    open_counts,
    without_hidden_flags,
    work_by_channel,
)
from zhanggui.orders.ui.decisions import decision_of, most_urgent
from zhanggui.orders.ui.rows import goods_words, order_url
from zhanggui.orders.ui.words import hold_cause, hold_label, standing_words
from zhanggui.orders.values import Channel, HoldReason, OrderStep
from zhanggui.shops.queries import shops_verifying_by_hand

_MOST_LATE = 6
_HOURS_SHOWN = 8
# `check_result_passed` holds the day's checks together, however many orders there are.
_CHECKED_TODAY = """
SELECT date_bin('1 hour', checked_at, %(midnight)s), count(*) FROM orders_checkresult
WHERE shop_id = ANY(%(shops)s) AND is_passed AND checked_at >= %(midnight)s GROUP BY 1
"""
_SHOP_VIEWS = (
    ("to_check", gettext_lazy("To check")),
    ("held", gettext_lazy("On hold")),
    ("open", gettext_lazy("To ship")),
    ("overdue", gettext_lazy("Overdue")),
)


def rows_of_clerk(actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Overdue orders one by one, then open holds by reason, then what no rule has looked at."""
    shops = {shop.id: shop for shop in all_shops()}
    found = list_orders(OrderFilters(state="paid", due_before=now(), sort="promise"), shop_ids, limit=_MOST_LATE).rows
    late = without_hidden_flags(found, flag_policies(actor, shop_ids))
    counts = open_counts(shop_ids)
    rows = [_late_row(order, shops[order.shop_id]) for order in late]
    more = counts["overdue"] - len(late)
    if more > 0:
        url = f"{reverse('orders:list')}?view=overdue"
        rows.append(HomeRow("alert", _("more orders overdue"), "", _("See all"), url, count=more, group="late"))
    rows += _hold_rows(shop_ids)
    if counts["to_check"]:
        rows.append(_new_row(counts["to_check"], shop_ids))
    return rows


def _new_row(count: int, shop_ids: list[int]) -> HomeRow:
    """Orders that nobody has looked at: rules try them, or a person verifies them one by one."""
    if shops_verifying_by_hand(shop_ids):
        url = f"{reverse('orders:run')}?view=to_check"
        return HomeRow(
            "desk", _("orders to verify"), _("colour, size, address"), _("One by one"), url, count, group="new"
        )
    url = f"{reverse('orders:list')}?view=to_check"
    return HomeRow("desk", _("orders not checked yet"), _("rules decide"), _("Check"), url, count, group="new")


def _late_row(order: OrderRow, shop: ShopRef) -> HomeRow:
    hold = most_urgent(order.holds)
    decision = decision_of(hold.reason) if hold else None
    detail = f"{hold_label(hold.reason)} {hold_cause(hold, order.contact)}" if hold else _free_words(order)
    url = f"{order_url(shop, order.number)}?in=view%3Doverdue"
    return HomeRow(
        decision.icon if decision else "truck",
        f"…{order.number[-5:]}",
        detail,
        decision.verb if decision else _("Open"),
        url,
        due_at=order.ship_by_at,
        group="late",
    )


def _free_words(order: OrderRow) -> str:
    """Where an overdue order stands that nothing holds, and what is in it."""
    words = standing_words(order) if order.step != OrderStep.CHECKED else _("passed, waits for the close")
    return f"{words} · {goods_words(order)}"


def _hold_rows(shop_ids: list[int]) -> list[HomeRow]:
    moment = now()
    rows = []
    for reason, (count, due_at) in hold_figures(shop_ids).items():
        decision = decision_of(reason)
        rows.append(
            HomeRow(
                decision.icon,
                hold_label(reason),
                str(decision.teach).partition(".")[0].partition("。")[0],
                decision.verb if reason == HoldReason.COD_CALL else _("One by one"),
                f"{reverse('orders:run')}?view=held&hold={reason}",
                count=count,
                # What is overdue already stands above, each order by itself.
                due_at=due_at if due_at and due_at > moment else None,
                group="today",
            )
        )
    return rows


def _midnight() -> datetime:
    return timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)


def checked_panel(_actor: Actor, shop_ids: list[int]) -> dict[str, Any] | None:
    """How many orders passed checking today, hour by hour."""
    midnight = _midnight()
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED_TODAY, {"shops": shop_ids, "midnight": midnight})
        passed = cursor.fetchall()
    found: Counter[int] = Counter()
    for hour, count in passed:
        found[timezone.localtime(hour).hour] += count
    last = timezone.localtime(now()).hour
    # Empty hours before the day's work begins say nothing.
    first = min([hour for hour, count in found.items() if count], default=last)
    hours = range(max(first, last - _HOURS_SHOWN + 1), last + 1)
    most = max([found[hour] for hour in hours], default=0)
    return {
        "count": sum(found.values()),
        # As text, which a template need not put into the words of a language.
        "most": str(most or 1),
        "hours": [{"hour": f"{hour}:00", "count": str(found[hour]), "is_now": hour == last} for hour in hours],
        "key": f"{get_language()} {last} {sorted(found.items())}",
    }


def reasons_panel(_actor: Actor, shop_ids: list[int]) -> dict[str, Any] | None:
    """Why orders wait now, most frequent first."""
    counts = hold_counts(shop_ids)
    base = address("orders:list")
    rows = [
        {"label": hold_label(reason), "count": count, "url": f"{base}?view=held&hold={reason}"}
        for reason, count in counts.items()
    ]
    return {
        "rows": rows,
        "most": max(counts.values(), default=1),
        "count": sum(counts.values()),
        "key": f"{get_language()} {list(counts.items())}",
    }


def shops_panel(_actor: Actor, shop_ids: list[int]) -> dict[str, Any] | None:
    """Open work of each shop and channel, with the way to its rows; nothing to compare with one of each (MPI-03)."""
    names = {shop.id: shop for shop in all_shops()}
    work = work_by_channel(shop_ids)
    if len(work) < 2:
        return None
    base = address("orders:list")
    rows = []
    for (shop_id, channel), counted in work.items():
        tail = urlencode({"shop": names[shop_id].code, "channel": channel})
        rows.append(
            {
                "shop": names[shop_id].name,
                "channel": channel,
                "channel_name": Channel(channel).label if channel in Channel.values else channel,
                "figures": [
                    {
                        "label": label,
                        "count": getattr(counted, view),
                        "url": f"{base}?view={view}&{tail}",
                        "look": "zg-t-late" if view == "overdue" else "",
                    }
                    for view, label in _SHOP_VIEWS
                ],
            }
        )
    return {
        "rows": rows,
        "labels": [label for _view, label in _SHOP_VIEWS],
        "url": address("orders:compare"),
        # The same figures of the same shops are drawn once.
        "key": [get_language(), *((names[shop_id], channel, counted) for (shop_id, channel), counted in work.items())],
    }
