"""Writing what a check found: COPY into temporary tables, then one statement a table."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.verified import MARK
from zhanggui.orders.services.checking.judging import Judgement, OutcomeWriter

_TABLES = {
    "zg_check_result": "order_id bigint, is_passed boolean, was_held boolean, is_held boolean, rules jsonb,"
    " verified_how text, verified_by text",
    "zg_check_hold": "order_id bigint, hold_id bigint, reason text, cause jsonb, rule_code text, rule_version integer",
    "zg_check_end": "order_id bigint, hold_id bigint, reason text",
}
_RESULTS = f"""
INSERT INTO orders_checkresult AS t (order_id, shop_id, checked_at, is_passed, rules, verified_at, verified_by,
    verified_how, verified_mark)
SELECT z.order_id, %(shop)s, %(at)s, z.is_passed, z.rules, CASE WHEN z.verified_how <> '' THEN %(at)s::timestamptz END,
    z.verified_by, z.verified_how, CASE WHEN z.verified_how <> '' THEN {MARK} ELSE '' END
FROM zg_check_result z JOIN orders_order o ON o.id = z.order_id LEFT JOIN orders_ordercontact c ON c.order_id = o.id
ON CONFLICT (order_id) DO UPDATE
SET checked_at = EXCLUDED.checked_at, is_passed = EXCLUDED.is_passed, rules = EXCLUDED.rules,
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
UPDATE orders_order o SET step = 'checked', is_held = false, updated_at = %s
FROM zg_check_result r WHERE o.id = r.order_id AND r.is_passed
"""
_HELD = """
UPDATE orders_order o SET is_held = r.is_held, updated_at = %s
FROM zg_check_result r WHERE o.id = r.order_id AND NOT r.is_passed AND r.was_held <> r.is_held
"""
_PASSED_EVENTS = """
SELECT %s::bigint, 'order', order_id, '{"before": "to_check", "after": "checked"}'::jsonb
FROM zg_check_result WHERE is_passed
"""
_HELD_EVENTS = """
SELECT %s::bigint, 'order', order_id, jsonb_build_object('reasons', jsonb_agg(reason), 'rules', jsonb_agg(rule_code))
FROM zg_check_hold WHERE hold_id IS NULL GROUP BY order_id
"""
_ENDED_EVENTS = """
SELECT %s::bigint, 'order', order_id, jsonb_build_object('reasons', jsonb_agg(reason))
FROM zg_check_end GROUP BY order_id
"""


def write_judgements(actor: Actor, shop_id: int, judgements: Sequence[Judgement], at: datetime) -> None:
    """Store results, begin and end holds, move what passed to checked, tell the timeline."""
    if not judgements:
        return
    _fill(judgements)
    with connection.cursor() as cursor:
        cursor.execute(_RESULTS, {"shop": shop_id, "at": at})
        cursor.execute(_END_HOLDS, [at, actor.name])
        cursor.execute(_CHANGE_HOLDS)
        cursor.execute(_NEW_HOLDS, [at, actor.name])
        cursor.execute(_PASSED, [at])
        cursor.execute(_HELD, [at])
    record_set(actor, "order.hold_ended", select=_ENDED_EVENTS, params=[shop_id])
    record_set(actor, "order.held", select=_HELD_EVENTS, params=[shop_id])
    record_set(actor, "order.checked", select=_PASSED_EVENTS, params=[shop_id])


def _fill(judgements: Sequence[Judgement]) -> None:
    outcomes = OutcomeWriter()
    with connection.cursor() as cursor:
        for name, columns in _TABLES.items():
            # Made once per connection and empty between transactions: no catalogue bloat.
            cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}) ON COMMIT DELETE ROWS")
            cursor.execute(f"DELETE FROM {name}")
        _copy(
            cursor,
            "zg_check_result",
            (
                (
                    item.order.id,
                    item.is_passed,
                    item.order.is_held,
                    bool(item.reasons),
                    outcomes.text(item.outcomes),
                    *item.verified,
                )
                for item in judgements
            ),
        )
        _copy(cursor, "zg_check_hold", _hold_rows(judgements))
        _copy(
            cursor,
            "zg_check_end",
            ((item.order.id, hold.id, hold.reason) for item in judgements for hold in item.ended_holds),
        )
        # Without it the planner guesses ten times the rows and reads the whole order table.
        cursor.execute(
            "ANALYZE zg_check_result (order_id, is_passed), zg_check_hold (order_id), zg_check_end (order_id)"
        )


def _hold_rows(judgements: Sequence[Judgement]) -> Iterable[tuple[Any, ...]]:
    for item in judgements:
        for outcome in item.new_holds:
            yield item.order.id, None, outcome.reason, json.dumps(outcome.values), outcome.code, outcome.version
        for hold_id, outcome in item.changed_holds:
            yield item.order.id, hold_id, outcome.reason, json.dumps(outcome.values), outcome.code, outcome.version


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
