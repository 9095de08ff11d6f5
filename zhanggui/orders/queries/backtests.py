"""Reading back-tests: the last ones of a rule, their figures, and the orders behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from zhanggui.orders.models import BacktestOrders, RuleBacktest
from zhanggui.orders.queries.loading import ORDER_COLUMNS, complete_orders
from zhanggui.orders.queries.rows import OrderRow

_LAST = 5


@dataclass(frozen=True, slots=True)
class BacktestCard:
    """A back-test: what was tried, when, and what came out; without figures it still runs."""

    id: int
    shop_id: int
    code: str
    version: int | None
    days: int
    settings: Mapping[str, int]
    figures: Mapping[str, Any]
    run_id: int | None
    made_at: datetime
    made_by: str
    is_finished: bool


def backtests_of(rule_id: int) -> list[BacktestCard]:
    """The last back-tests of a rule, newest first."""
    rows = RuleBacktest.objects.filter(rule_id=rule_id).select_related("rule", "version").order_by("-pk")[:_LAST]
    return [_card(row) for row in rows]


def backtest_card(backtest_id: int, shop_ids: Sequence[int]) -> BacktestCard | None:
    """One back-test of these shops, or None."""
    rows = RuleBacktest.objects.filter(pk=backtest_id, shop_id__in=list(shop_ids)).select_related("rule", "version")
    row = rows.first()
    return _card(row) if row else None


def backtest_orders(backtest_id: int, figure: str) -> list[int]:
    """Ids of the orders behind one figure, newest first; empty for an unknown figure."""
    found = BacktestOrders.objects.filter(backtest_id=backtest_id, figure=figure).values_list("order_ids", flat=True)
    return list(found.first() or [])


def orders_by_id(order_ids: Sequence[int]) -> list[OrderRow]:
    """Whole orders, masked, in the order of the ids."""
    ids = list(order_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ORDER_COLUMNS} FROM orders_order WHERE id = ANY(%s)", [ids])
        rows = {row[0]: row for row in cursor.fetchall()}
    return complete_orders([rows[order_id] for order_id in ids if order_id in rows])


def _card(row: RuleBacktest) -> BacktestCard:
    return BacktestCard(
        id=row.pk,
        shop_id=row.shop_id,
        code=row.rule.code if row.rule else "",
        version=row.version.version if row.version else None,
        days=row.days,
        settings=row.settings,
        figures=row.figures,
        run_id=row.run_id,
        made_at=row.made_at,
        made_by=row.made_by,
        is_finished=row.finished_at is not None,
    )


def backtest_json(card: BacktestCard) -> dict[str, Any]:
    """A back-test as the command line and the API write it."""
    return {
        "id": card.id,
        "rule": card.code,
        "version": card.version,
        "days": card.days,
        "settings": dict(card.settings),
        "is_finished": card.is_finished,
        "made_by": card.made_by,
        "made_at": card.made_at.isoformat(timespec="seconds"),
        "figures": dict(card.figures),
    }
