"""Writing what a check found: COPY into temporary tables, then one statement a table."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    "zg_check_cause": "number integer, reason text, cause jsonb, rule_code text, rule_version integer",
    "zg_check_told": "number integer, data jsonb",
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
"""
# The order is locked by whoever writes its result, so one that had none has none still. Saying what to do
# if it had costs a second look at the index and more journal for every row (measured: a third of the insert).
_OR_REPLACE = """
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
UPDATE orders_orderhold h SET cause = z.cause, rule_code = z.rule_code, rule_version = z.rule_version
FROM unnest(%s::bigint[], %s::integer[]) w (id, number) JOIN zg_check_cause z ON z.number = w.number WHERE h.id = w.id
"""
_NEW_HOLDS = """
INSERT INTO orders_orderhold (shop_id, order_id, reason, cause, note, rule_code, rule_version, owner_position,
    placed_at, placed_by, released_by, release_reason, sort_at)
SELECT o.shop_id, o.id, z.reason, z.cause, '', z.rule_code, z.rule_version, 'checking_clerk', %s, %s, '', '', o.sort_at
FROM unnest(%s::bigint[], %s::integer[]) w (id, number) JOIN zg_check_cause z ON z.number = w.number
-- One look-up each, whatever the planner thinks of a table that was just filled: it would read all orders.
CROSS JOIN LATERAL (SELECT id, shop_id, sort_at FROM orders_order WHERE id = w.id OFFSET 0) o
"""
_PASSED = """
UPDATE orders_order SET step = 'checked', is_held = false, updated_at = %s WHERE id = ANY(%s::bigint[])
"""
_HELD = "UPDATE orders_order SET is_held = %s, updated_at = %s WHERE id = ANY(%s::bigint[])"
_PASSED_EVENTS = """
SELECT %s::bigint, 'order', id, '{"before": "to_check", "after": "checked"}'::jsonb FROM unnest(%s::bigint[]) id
"""
_HELD_EVENTS = """
SELECT %s::bigint, 'order', w.id, z.data
FROM unnest(%s::bigint[], %s::integer[]) w (id, number) JOIN zg_check_told z ON z.number = w.number
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
    found = _Found(rule_set)
    for item in judgements:
        found.add(item)
    with connection.cursor() as cursor:
        _empty_tables(cursor)
        _write_results(cursor, shop_id, found, at)
        _write_orders(cursor, found, at)
    _write_holds(actor, shop_id, found, at)
    if found.passed:
        record_set(actor, "order.checked", select=_PASSED_EVENTS, params=[shop_id, id_array(found.passed)])


class _Sayings:
    """What was said to orders, each different thing once: verdicts and facts in short, and who verified."""

    def __init__(self, rule_set: KeptRuleSet) -> None:
        self._rules = rule_set.rules
        self._known: dict[tuple[int, bool, str, str], int] = {}
        # The outcomes stand here so that their identity is given to no others meanwhile.
        self._outcomes: list[Outcomes] = []
        self._unusual: dict[int, dict[str, Any]] = {}
        self.rows: list[tuple[Any, ...]] = []

    def number(self, outcomes: Outcomes, is_passed: bool, how: str, name: str) -> int:
        """The number of the row that says what an order was told."""
        key = (id(outcomes), is_passed, how, name)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = len(self.rows)
            letters, facts = self._rules.compact(outcomes, self._unusual)
            self._outcomes.append(outcomes)
            self.rows.append((known, is_passed, letters, json.dumps(facts, ensure_ascii=False), how, name))
        return known


class _Causes:
    """What holds orders: one outcome is the cause of many holds, and several that begin together are told as one."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}
        self._told: dict[int, int] = {}
        # What is known by its identity stands here, so that it is given to nothing else meanwhile.
        self._kept: list[object] = []
        self.rows: list[tuple[int, str, str, str, int]] = []
        self.words: list[tuple[int, str]] = []

    def number(self, outcome: RuleOutcome) -> int:
        """The number of the row that says what holds an order."""
        known = self._known.get(id(outcome))
        if known is None:
            known = self._known[id(outcome)] = len(self.rows)
            self._kept.append(outcome)
            self.rows.append((known, outcome.reason, json.dumps(outcome.values), outcome.code, outcome.version))
        return known

    def told(self, outcomes: Sequence[RuleOutcome]) -> int:
        """The number of the row with what the timeline says of holds that begin."""
        known = self._told.get(id(outcomes))
        if known is None:
            known = self._told[id(outcomes)] = len(self.words)
            self._kept.append(outcomes)
            data = {"reasons": [item.reason for item in outcomes], "rules": [item.code for item in outcomes]}
            self.words.append((known, json.dumps(data)))
        return known


@dataclass(slots=True)
class _Columns:
    """Orders with the number of what they were told."""

    ids: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, order_id: int, number: int) -> None:
        """Take one more."""
        self.ids.append(order_id)
        self.numbers.append(number)

    @property
    def arrays(self) -> list[str]:
        """Both as parameters of a statement."""
        return [id_array(self.ids), id_array(self.numbers)]


class _Found:
    """All that is to be written, in columns, from one walk over what was judged."""

    def __init__(self, rule_set: KeptRuleSet) -> None:
        self.rule_set = rule_set
        self.sayings, self.causes = _Sayings(rule_set), _Causes()
        # Orders without and with an earlier result.
        self.said = {False: _Columns(), True: _Columns()}
        self.marks: dict[bool, list[str]] = {False: [], True: []}
        self.passed: list[int] = []
        self.turned: dict[bool, list[int]] = {False: [], True: []}
        self.new, self.changed, self.told = _Columns(), _Columns(), _Columns()
        self.ended: list[tuple[int, int, str]] = []

    def add(self, item: Judgement) -> None:
        """Take what became of one order."""
        order, is_passed = item.order, item.is_passed
        self.said[order.has_result].add(order.id, self.sayings.number(item.outcomes, is_passed, *item.verified))
        self.marks[order.has_result].append(order.mark)
        if is_passed:
            self.passed.append(order.id)
        elif bool(item.reasons) is not order.is_held:
            self.turned[not order.is_held].append(order.id)
        if item.new_holds:
            for outcome in item.new_holds:
                self.new.add(order.id, self.causes.number(outcome))
            self.told.add(order.id, self.causes.told(item.new_holds))
        for hold_id, outcome in item.changed_holds:
            self.changed.add(hold_id, self.causes.number(outcome))
        for hold in item.ended_holds:
            self.ended.append((order.id, hold.id, hold.reason))


def _empty_tables(cursor: Any) -> None:
    for name, columns in _TABLES.items():
        # Made once per connection and empty between transactions: no catalogue bloat.
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}) ON COMMIT DELETE ROWS")
        cursor.execute(f"DELETE FROM {name}")


def _write_results(cursor: Any, shop_id: int, found: _Found, at: datetime) -> None:
    """Most orders were told the same, so what was said goes over once, and who was told it."""
    _copy(cursor, "zg_check_said", found.sayings.rows)
    for has_result, columns in found.said.items():
        if columns.ids:
            ids, said = columns.arrays
            # Marks are hexadecimal digits.
            marks = f"{{{','.join(found.marks[has_result])}}}"
            facts = {"shop": shop_id, "at": at, "set": found.rule_set.id, "ids": ids, "said": said, "marks": marks}
            cursor.execute(_RESULTS + _OR_REPLACE if has_result else _RESULTS, facts)


def _write_orders(cursor: Any, found: _Found, at: datetime) -> None:
    if found.passed:
        cursor.execute(_PASSED, [at, id_array(found.passed)])
    for is_held, ids in found.turned.items():
        if ids:
            cursor.execute(_HELD, [is_held, at, id_array(ids)])


def _write_holds(actor: Actor, shop_id: int, found: _Found, at: datetime) -> None:
    """Most orders neither had a hold nor get one."""
    with connection.cursor() as cursor:
        if found.ended:
            _copy(cursor, "zg_check_end", found.ended)
            # Without it the planner guesses ten times the rows and reads the whole table.
            cursor.execute("ANALYZE zg_check_end (hold_id)")
            cursor.execute(_END_HOLDS, [at, actor.name])
        if found.causes.rows:
            _copy(cursor, "zg_check_cause", found.causes.rows)
        if found.changed.ids:
            cursor.execute(_CHANGE_HOLDS, found.changed.arrays)
        if found.new.ids:
            cursor.execute(_NEW_HOLDS, [at, actor.name, *found.new.arrays])
            _copy(cursor, "zg_check_told", found.causes.words)
    if found.ended:
        record_set(actor, "order.hold_ended", select=_ENDED_EVENTS, params=[shop_id])
    if found.new.ids:
        record_set(actor, "order.held", select=_HELD_EVENTS, params=[shop_id, *found.told.arrays])


def _copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
