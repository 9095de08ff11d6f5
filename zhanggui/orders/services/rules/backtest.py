"""Trying a changed rule, or changed settings, on the orders of the last days before it is switched on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.progress import Progress, start_run
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.models import BacktestOrders, CheckRule, CheckRuleVersion, RuleBacktest
from zhanggui.orders.rules import SETTINGS, Rule, compile_rules, condition_limits
from zhanggui.orders.rules.refusals import RuleNotFound
from zhanggui.orders.services.checking.asked import asked_of
from zhanggui.orders.services.checking.facts import read_past_orders
from zhanggui.orders.services.ensure_rules import rules_in_use
from zhanggui.orders.services.rules.comparing import Comparison
from zhanggui.orders.services.rules.drafting import open_draft
from zhanggui.orders.values import MANAGE_RULES
from zhanggui.shops.queries import settings_of

BACKTEST_JOB = "orders.backtest_rule"
MOST_DAYS, USUAL_DAYS = 365, 30
_CHUNK = 5_000
_MOST_LIMIT = 1_000_000
# A person waits for so many; more are tried by the worker.
AT_ONCE = 5_000
_SINCE = """
SELECT count(*) FROM orders_order
WHERE shop_id = %s AND sort_at >= %s AND state <> 'unpaid' AND (state <> 'closed' OR paid_at IS NOT NULL OR is_cod)
"""
_NEXT = """
SELECT id, sort_at FROM orders_order
WHERE shop_id = %s AND sort_at >= %s AND (sort_at, id) < (%s, %s)
  AND state <> 'unpaid' AND (state <> 'closed' OR paid_at IS NOT NULL OR is_cod)
ORDER BY sort_at DESC, id DESC LIMIT %s
"""
_FIRST_ID = 2**62


class BacktestNotFound(NotFound):
    """There is no such back-test in the shop."""

    def __init__(self) -> None:
        super().__init__("orders.backtest_not_found", _("There is no such back-test in this shop."))


class NothingToTry(InvalidInput):
    """The rule has no draft and no setting was changed, so old and new are the same."""

    def __init__(self) -> None:
        super().__init__(
            "orders.nothing_to_try",
            _("There is nothing to try: write a draft, or change one of the limits that the rule uses."),
        )


class BadLimit(InvalidInput):
    """A limit for the trial that is none, or that no rule uses."""

    def __init__(self, name: str, known: str) -> None:
        super().__init__(
            "orders.bad_limit",
            _("“%(name)s” cannot be tried: it is a whole number for one of: %(known)s."),
            name=name,
            known=known,
        )


@dataclass(frozen=True, slots=True)
class _Trial:
    """What is compared: rules and settings before and after."""

    old: list[Rule]
    new: list[Rule]
    old_settings: Mapping[str, Any]
    new_settings: Mapping[str, Any]


def start_backtest(
    *,
    actor: Actor,
    shop_id: int,
    code: str = "",
    days: int = USUAL_DAYS,
    settings: Mapping[str, int] | None = None,
    at_once: bool | None = None,
) -> RuleBacktest:
    """Try the draft of a rule, or changed limits, on the orders of the last days (1 to 365).

    Up to 5,000 orders are tried at once, more by the worker; `at_once` decides otherwise. Nothing
    is changed by it. Errors: an unknown rule, nothing to try, a limit that no rule uses, bad days.
    """
    require(actor, MANAGE_RULES, shop_id)
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput("orders.bad_days", _("Days go from 1 to %(most)d."), most=MOST_DAYS)
    rule = _rule(shop_id, code)
    draft = open_draft(rule) if rule else None
    limits = _limits(settings or {})
    _trial(shop_id, rule, draft, limits)
    at = now()
    with transaction.atomic():
        made = RuleBacktest.objects.create(
            shop_id=shop_id,
            rule=rule,
            version=draft,
            days=days,
            settings=limits,
            made_at=at,
            made_by=actor.name,
            made_by_id=actor.user_id,
        )
        subject = Subject("check_rule", rule.pk, rule.code) if rule else Subject("shop", shop_id)
        record(
            actor,
            "check_rule.backtested",
            shop_id=shop_id,
            subject=subject,
            data={"backtest": made.pk, "version": draft.version if draft else None, "days": days, "settings": limits},
        )
        if at_once is None:
            at_once = _count(shop_id, at - timedelta(days=days)) <= AT_ONCE
        if not at_once:
            run = start_run(actor, "rule_backtest", shop_id=shop_id, label=str(_("Back-test of a rule")))
            RuleBacktest.objects.filter(pk=made.pk).update(run_id=run.pk)
            made.run_id = run.pk
            enqueue(BACKTEST_JOB, lock=f"backtest-{shop_id}", backtest_id=made.pk, run_id=run.pk)
    if at_once:
        run_backtest(made.pk, Progress())
        made.refresh_from_db()
    return made


def run_backtest(backtest_id: int, progress: Progress) -> dict[str, Any]:
    """Try it on all orders of the days, 5,000 at a time; keeps and returns the figures. Again: the same."""
    found = RuleBacktest.objects.select_related("rule", "version").get(pk=backtest_id)
    trial = _trial(found.shop_id, found.rule, found.version, found.settings)
    comparison = Comparison(trial.old, trial.new, trial.old_settings, trial.new_settings)
    compiled = compile_rules([*trial.old, *trial.new], trial.new_settings)
    asked = asked_of(found.shop_id, compiled, trial.new_settings, is_past=True)
    since = found.made_at - timedelta(days=found.days)
    total = _count(found.shop_id, since)
    progress.update(stage="backtest", done=0, total=total)
    for ids in _chunks(found.shop_id, since, found.made_at):
        for order in read_past_orders(ids, asked):
            comparison.add(order)
        progress.update(done=comparison.count, total=total)
    figures = comparison.figures()
    with transaction.atomic():
        BacktestOrders.objects.filter(backtest_id=backtest_id).delete()
        BacktestOrders.objects.bulk_create(
            BacktestOrders(backtest_id=backtest_id, figure=figure, order_ids=ids)
            for figure, ids in comparison.lists().items()
        )
        RuleBacktest.objects.filter(pk=backtest_id).update(figures=figures, finished_at=now())
    return figures


def _rule(shop_id: int, code: str) -> CheckRule | None:
    if not code:
        return None
    rules_in_use(shop_id)
    found = CheckRule.objects.filter(shop_id=shop_id, code=code).first()
    if found is None:
        raise RuleNotFound(code)
    return found


def _limits(settings: Mapping[str, Any]) -> dict[str, int]:
    known = ", ".join(sorted(SETTINGS))
    for name, value in settings.items():
        if name not in SETTINGS or not isinstance(value, int) or not 0 <= value <= _MOST_LIMIT:
            raise BadLimit(name, known)
    return dict(settings)


def _trial(shop_id: int, rule: CheckRule | None, draft: CheckRuleVersion | None, limits: Mapping[str, int]) -> _Trial:
    """Old and new side by side. Raises NothingToTry when they are the same."""
    kept = settings_of(shop_id)
    changed = {name: value for name, value in limits.items() if kept[name] != value}
    if rule is None:
        old = [
            one for one in rules_in_use(shop_id) if not changed.keys().isdisjoint(condition_limits(one.condition, kept))
        ]
        new = old
    else:
        old = [Rule(rule.code, rule.reason, rule.condition, rule.version)] if rule.is_on else []
        new = [Rule(rule.code, draft.reason, draft.condition, draft.version)] if draft and draft.is_on else []
        if draft is None:
            new = [one for one in old if not changed.keys().isdisjoint(condition_limits(one.condition, kept))]
            old = new
    if draft is None and not new:
        raise NothingToTry
    return _Trial(old, new, kept, {**kept, **changed})


def _count(shop_id: int, since: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [shop_id, since])
        return int(cursor.fetchone()[0])


def _chunks(shop_id: int, since: datetime, until: datetime) -> Iterator[list[int]]:
    """Ids of the orders of the days, newest first."""
    place: tuple[datetime, int] = (until, _FIRST_ID)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [shop_id, since, *place, _CHUNK])
            rows = cursor.fetchall()
        if not rows:
            return
        yield [row[0] for row in rows]
        place = (rows[-1][1], rows[-1][0])
