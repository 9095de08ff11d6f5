"""Trying rules on the facts of an order."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any

from zhanggui.orders.rules.conditions import compile_condition, condition_facts, condition_limits
from zhanggui.orders.rules.fact_kinds import DRIFTING, FACTS
from zhanggui.orders.rules.facts import OrderFacts
from zhanggui.orders.values import Verdict

STOCK_FACT = "short_items"
# What stands beside a fact in a result, under this name.
DETAIL = "%s_detail"
_PERSONAL = frozenset(name for name, fact in FACTS.items() if fact.is_personal)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as its row says."""

    code: str
    reason: str
    condition: Mapping[str, Any]
    version: int = 1
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be tried on many orders."""

    code: str
    reason: str
    version: int
    is_hit: Callable[[OrderFacts], bool]
    fact_names: tuple[str, ...]
    limits: Mapping[str, Any]
    can_be_released: bool
    is_about_stock: bool
    read: Callable[[OrderFacts], Any] = field(compare=False)
    seen: dict[Any, "RuleOutcome"] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What one rule said: the verdict and the values it looked at."""

    code: str
    reason: str
    verdict: str
    version: int
    values: Mapping[str, Any]


def compile_rules(rules: Iterable[Rule], settings: Mapping[str, Any]) -> list[CompiledRule]:
    """Rules with the shop's settings built in. Raises BadCondition for a rule that is none.

    A condition may say `"can_be_released": false`: what it found stays held while it is so.
    """
    return [_compile(rule, settings) for rule in rules]


def _compile(rule: Rule, settings: Mapping[str, Any]) -> CompiledRule:
    names = condition_facts(rule.condition)
    return CompiledRule(
        rule.code,
        rule.reason,
        rule.version,
        compile_condition(rule.condition, settings),
        names,
        condition_limits(rule.condition, settings),
        bool(rule.condition.get("can_be_released", True)),
        STOCK_FACT in names,
        attrgetter(*names),
    )


def evaluate(rules: Sequence[CompiledRule], facts: OrderFacts) -> list[RuleOutcome]:
    """What each rule says, in the order of the rules: passed or held, with the values used."""
    return [_outcome(rule, facts) for rule in rules]


def _outcome(rule: CompiledRule, facts: OrderFacts) -> RuleOutcome:
    """Most orders look alike to a rule, so what it said about the same facts is kept."""
    if rule.is_about_stock and (facts.short_items or len(rule.fact_names) > 1):
        return _judge(rule, facts)
    if facts.details and not facts.details.keys().isdisjoint(rule.fact_names):
        return _judge(rule, facts)
    key = () if rule.is_about_stock else rule.read(facts)
    outcome = rule.seen.get(key)
    if outcome is None:
        outcome = rule.seen[key] = _judge(rule, facts)
    return outcome


def _judge(rule: CompiledRule, facts: OrderFacts) -> RuleOutcome:
    verdict = Verdict.HOLD if rule.is_hit(facts) else Verdict.PASS
    return RuleOutcome(rule.code, rule.reason, verdict, rule.version, values_used(rule, facts))


def values_used(rule: CompiledRule, facts: OrderFacts) -> dict[str, Any]:
    """The facts and limits a rule compared. A buyer's words are told only by length and mark.

    Results outlive the erasing of a person, so the words themselves must not stand in them; the
    mark tells whether the words have changed since a person read them.
    """
    values: dict[str, Any] = {name: _plain(name, getattr(facts, name)) for name in rule.fact_names}
    values.update(rule.limits)
    for name in rule.fact_names:
        if name in facts.details:
            values[DETAIL % name] = facts.details[name]
    return values


def _plain(name: str, value: Any) -> Any:
    if name in _PERSONAL:
        return {"characters": len(value), "mark": hashlib.sha256(value.encode()).hexdigest()[:6]} if value else None
    if name == STOCK_FACT:
        return dict(value)
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def same_cause(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether a hold has the cause that a person saw; what moves by itself every day does not count."""
    if before == now:
        return True
    if DRIFTING.isdisjoint(now):
        return False
    still = DRIFTING | {DETAIL % name for name in DRIFTING}
    return {k: v for k, v in before.items() if k not in still} == {k: v for k, v in now.items() if k not in still}
