"""Writing what a check found: COPY into temporary tables, then one statement a table."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.values import Actor
from zhanggui.orders.rules import RuleOutcome
from zhanggui.orders.services.checking.judging import Judgement, Outcomes
from zhanggui.orders.services.checking.rule_sets import KeptRuleSet

_TABLES = {
    "zg_check_said": "said integer, is_passed boolean, verdicts text, facts jsonb, verified_how text, verified_by text",
    "zg_check_hold": "order_id bigint, hold_id bigint, reason text, cause jsonb, rule_code text, rule_version integer",
    "zg_check_end": "order_id bigint, hold_id bigint, reason text",
}
_RESULTS = """
INSERT INTO orders_checkresult AS t (order_id, shop_id, checked_at, is_passed, rule_set_id, verdicts, facts,
    verified_at, verified_by, verified_how, verified_mark)
SELECT w.id, %(shop)s, %(at)s, z.is_passed, %(set)s, z.verdicts, z.facts,
    CASE WHEN z.verified_how <> '' THEN %(at)s::timestamptz END, z.verified_by, z.verified_how,
    CASE WHEN z.verified_how <> '' THEN w.mark ELSE '' END
FROM unnest(%(ids)s::bigint[], %(said)s::integer[], %(marks)s::text[]) w (id, said, mark)
JOIN zg_check_said z ON z.said = w.said
ON CONFLICT (order_id) DO UPDATE
SET checked_at = EXCLUDED.checked_at, is_passed = EXCLUDED.is_passed, rule_set_id = EXCLUDED.rule_set_id,
    verdicts = EXCLUDED.verdicts, facts = EXCLUDED.facts, old_rules = NULL,
    verified_at = CASE WHEN EXCLUDED.verified_how = '' THEN t.verified_at ELSE EXCLUDED.verified_at END,
    verified_by = CASE WHEN EXCLUDED.verified_how = '' THEN t.verified_by ELSE EXCLUDED.verified_by END,
    verified_how = CASE WHEN EXCLUDED.verified_how = '' THEN t.verified_how ELSE EXCLUDED.verified_how END,
    verified_mark = CASE WHEN EXCLUDED.verified_how = '' THEN t.verified_mark ELSE EXCLUDED.verified_mark END
"""
_END_HOLDS = """
UPDATE orders_orderhold h SET released_at = %s, released_by = %s
FROM zg_check_end e WHERE h.id = e.hold_id AND h.released_at IS NULL
"""
_CHANGE_HOLDS = """
UPDATE orders_orderhold h SET cause = n.cause, rule_code = n.rule_code, rule_version = n.rule_version
FROM zg_check_hold n WHERE h.id = n.hold_id
"""
_NEW_HOLDS = """
INSERT INTO orders_orderhold (shop_id, order_id, reason, cause, note, rule_code, rule_version, owner_position,
    placed_at, placed_by, released_by, release_reason, sort_at)
SELECT o.shop_id, o.id, n.reason, n.cause, '', n.rule_code, n.rule_version, 'checking_clerk', %s, %s, '', '', o.sort_at
FROM zg_check_hold n JOIN orders_order o ON o.id = n.order_id WHERE n.hold_id IS NULL
"""
_PASSED = """
UPDATE orders_order SET step = 'checked', is_held = false, updated_at = %s WHERE id = ANY(%s::bigint[])
"""
_HELD = "UPDATE orders_order SET is_held = %s, updated_at = %s WHERE id = ANY(%s::bigint[])"
_PASSED_EVENTS = """
SELECT %s::bigint, 'order', id, '{"before": "to_check", "after": "checked"}'::jsonb FROM unnest(%s::bigint[]) id
"""
_HELD_EVENTS = """
SELECT %s::bigint, 'order', order_id, jsonb_build_object('reasons', jsonb_agg(reason), 'rules', jsonb_agg(rule_code))
FROM zg_check_hold WHERE hold_id IS NULL GROUP BY order_id
"""
_ENDED_EVENTS = """
SELECT %s::bigint, 'order', order_id, jsonb_build_object('reasons', jsonb_agg(reason))
FROM zg_check_end GROUP BY order_id
"""


def write_judgements(
    actor: Actor, shop_id: int, rule_set: KeptRuleSet, judgements: Sequence[Judgement], at: datetime
) -> None:
    """Store results, begin and end holds, move what passed to checked, tell the timeline."""
    if not judgements:
        return
    with connection.cursor() as cursor:
        _empty_tables(cursor)
        _write_results(cursor, shop_id, rule_set, judgements, at)
        _write_orders(cursor, judgements, at)
    _write_holds(actor, shop_id, judgements, at)
    passed = id_array(item.order.id for item in judgements if item.is_passed)
    record_set(actor, "order.checked", select=_PASSED_EVENTS, params=[shop_id, passed])


def _empty_tables(cursor: Any) -> None:
    for name, columns in _TABLES.items():
        # Made once per connection and empty between transactions: no catalogue bloat.
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}) ON COMMIT DELETE ROWS")
        cursor.execute(f"DELETE FROM {name}")


def _write_results(
    cursor: Any, shop_id: int, rule_set: KeptRuleSet, judgements: Sequence[Judgement], at: datetime
) -> None:
    """Most orders were told the same, so what was said goes over once, and who was told it."""
    sayings = _Sayings(rule_set)
    said = [sayings.number(item) for item in judgements]
    _copy(cursor, "zg_check_said", sayings.rows)
    facts = {
        "shop": shop_id,
        "at": at,
        "set": rule_set.id,
        "ids": id_array([item.order.id for item in judgements]),
        "said": id_array(said),
        # Marks are hexadecimal digits.
        "marks": f"{{{','.join([item.order.mark for item in judgements])}}}",
    }
    cursor.execute(_RESULTS, facts)


def _write_orders(cursor: Any, judgements: Sequence[Judgement], at: datetime) -> None:
    cursor.execute(_PASSED, [at, id_array(item.order.id for item in judgements if item.is_passed)])
    for is_held in (True, False):
        turned = id_array(
            item.order.id
            for item in judgements
            if not item.is_passed and bool(item.reasons) is is_held and item.order.is_held is not is_held
        )
        cursor.execute(_HELD, [is_held, at, turned])


def _write_holds(actor: Actor, shop_id: int, judgements: Sequence[Judgement], at: datetime) -> None:
    """Most orders neither had a hold nor get one."""
    touched = [item for item in judgements if item.new_holds or item.changed_holds or item.ended_holds]
    if not touched:
        return
    with connection.cursor() as cursor:
        _copy(cursor, "zg_check_hold", _hold_rows(touched))
        _copy(
            cursor,
            "zg_check_end",
            ((item.order.id, hold.id, hold.reason) for item in touched for hold in item.ended_holds),
        )
        # Without it the planner guesses ten times the rows and reads the whole order table.
        cursor.execute("ANALYZE zg_check_hold (order_id, hold_id), zg_check_end (hold_id)")
        cursor.execute(_END_HOLDS, [at, actor.name])
        cursor.execute(_CHANGE_HOLDS)
        cursor.execute(_NEW_HOLDS, [at, actor.name])
    record_set(actor, "order.hold_ended", select=_ENDED_EVENTS, params=[shop_id])
    record_set(actor, "order.held", select=_HELD_EVENTS, params=[shop_id])


class _Sayings:
    """What was said to orders, each different thing once: verdicts and facts in short, and who verified."""

    def __init__(self, rule_set: KeptRuleSet) -> None:
        self._rules = rule_set.rules
        self._known: dict[tuple[int, bool, str, str], int] = {}
        # The outcomes stand here so that their identity is given to no others meanwhile.
        self._outcomes: list[Outcomes] = []
        self.rows: list[tuple[Any, ...]] = []

    def number(self, judgement: Judgement) -> int:
        """The number of the row that says what this order was told."""
        outcomes, is_passed = judgement.outcomes, judgement.is_passed
        how, name = judgement.verified
        key = (id(outcomes), is_passed, how, name)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self.rows)
            letters, facts = self._rules.compact(outcomes)
            self._outcomes.append(outcomes)
            self.rows.append((known, is_passed, letters, json.dumps(facts, ensure_ascii=False), how, name))
        return known


def _hold_rows(judgements: Iterable[Judgement]) -> Iterable[tuple[Any, ...]]:
    # One outcome is the cause of many holds, and stays where it is until all are written.
    causes: dict[int, tuple[str, str, str, int]] = {}
    for item in judgements:
        for outcome in item.new_holds:
            yield (item.order.id, None, *_hold(outcome, causes))
        for hold_id, outcome in item.changed_holds:
            yield (item.order.id, hold_id, *_hold(outcome, causes))


def _hold(outcome: RuleOutcome, causes: dict[int, tuple[str, str, str, int]]) -> tuple[str, str, str, int]:
    known = causes.get(id(outcome))
    if known is None:
        values = json.dumps(outcome.values)
        known = causes[id(outcome)] = (outcome.reason, values, outcome.code, outcome.version)
    return known


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
