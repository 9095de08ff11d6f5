"""From facts to verdicts: what passes, what is held anew, which holds have lost their cause."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from zhanggui.orders.queries.verified import AUTOMATIC, PERSON
from zhanggui.orders.rules import CompiledRule, RuleOutcome, evaluate, same_cause
from zhanggui.orders.services.checking.facts import KnownHold, OrderInHand
from zhanggui.orders.values import HoldReason, Verdict


@dataclass(slots=True)
class Judgement:
    """What checking says of one order, and what must change to make it so."""

    order: OrderInHand
    outcomes: list[RuleOutcome]
    new_holds: list[RuleOutcome] = field(default_factory=list)
    changed_holds: list[tuple[int, RuleOutcome]] = field(default_factory=list)
    ended_holds: list[KnownHold] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    is_unverified: bool = False

    @property
    def is_passed(self) -> bool:
        """Whether nothing holds the order and nobody need verify it any more."""
        return not self.reasons and not self.is_unverified

    @property
    def verified(self) -> tuple[str, str]:
        """How a passed order was verified and by whom; empty when an earlier word of a person stands."""
        if not self.is_passed or self.order.is_verified:
            return "", ""
        looked = [self.order.released[item.code] for item in self.outcomes if item.verdict == Verdict.RELEASED]
        return (PERSON, looked[-1].released_by) if looked else (AUTOMATIC, "")


def judge_without_stock(rules: Sequence[CompiledRule], order: OrderInHand, *, needs_person: bool = False) -> Judgement:
    """Try every rule but those about stock, which wait for the allocation.

    Where every order needs a person, one that nobody verified waits even when no rule stops it.
    """
    outcomes = [_respect_release(rule, outcome, order) for rule, outcome in _tried(rules, order)]
    reasons = [outcome.reason for outcome in outcomes if outcome.verdict == Verdict.HOLD]
    if order.is_held_by_hand:
        reasons.append(HoldReason.MANUAL)
    return Judgement(order, outcomes, reasons=reasons, is_unverified=needs_person and not order.is_verified)


def judge_stock(rules: Sequence[CompiledRule], judgement: Judgement, missing: Mapping[str, int]) -> None:
    """Add what the rules about stock say: not tried while something else holds the order."""
    order = judgement.order
    if not judgement.is_passed:
        judgement.outcomes.extend(_skipped(rule.code, rule.reason, rule.version) for rule in rules)
        return
    if missing:
        order.facts = replace(order.facts, short_items=missing)
    outcomes = [_respect_release(rule, outcome, order) for rule, outcome in _tried(rules, order)]
    judgement.outcomes.extend(outcomes)
    judgement.reasons.extend(outcome.reason for outcome in outcomes if outcome.verdict == Verdict.HOLD)


def settle_holds(judgement: Judgement) -> None:
    """Compare what the rules say with the holds that are open: which begin, change and end."""
    open_holds = judgement.order.open_holds
    if not open_holds and not judgement.reasons:
        return
    kept = {HoldReason.MANUAL.value}
    for outcome in judgement.outcomes:
        if outcome.verdict == Verdict.SKIPPED:
            kept.add(outcome.reason)
        if outcome.verdict != Verdict.HOLD:
            continue
        known = open_holds.get(outcome.reason)
        if known is None:
            if outcome.reason not in kept:
                judgement.new_holds.append(outcome)
        elif known.cause != outcome.values or known.rule_version != outcome.version:
            judgement.changed_holds.append((known.id, outcome))
        kept.add(outcome.reason)
    judgement.ended_holds = [hold for reason, hold in open_holds.items() if reason not in kept]
    judgement.reasons = sorted({*judgement.reasons, *(set(open_holds) & kept)})


@cache
def _skipped(code: str, reason: str, version: int) -> RuleOutcome:
    return RuleOutcome(code, reason, Verdict.SKIPPED, version, {})


def _tried(rules: Sequence[CompiledRule], order: OrderInHand) -> Iterable[tuple[CompiledRule, RuleOutcome]]:
    return zip(rules, evaluate(rules, order.facts), strict=True)


def _respect_release(rule: CompiledRule, outcome: RuleOutcome, order: OrderInHand) -> RuleOutcome:
    """A person's release stands while rule and cause are the ones that the person saw."""
    if outcome.verdict != Verdict.HOLD or not rule.can_be_released or not order.released:
        return outcome
    known = order.released.get(rule.code)
    if known is None or known.rule_version != rule.version or not same_cause(known.cause, outcome.values):
        return outcome
    return replace(outcome, verdict=Verdict.RELEASED)


class OutcomeWriter:
    """Outcomes as JSON text; one that many orders share is written once."""

    def __init__(self) -> None:
        # The outcome stands beside its text, so that its id is not given to another meanwhile.
        self._known: dict[int, tuple[RuleOutcome, str]] = {}

    def text(self, outcomes: Sequence[RuleOutcome]) -> str:
        """The JSON list that CheckResult keeps."""
        return f"[{','.join([self._one(outcome) for outcome in outcomes])}]"

    def _one(self, outcome: RuleOutcome) -> str:
        known = self._known.get(id(outcome))
        if known is None:
            known = self._known[id(outcome)] = (outcome, _as_json(outcome))
        return known[1]


def _as_json(outcome: RuleOutcome) -> str:
    return json.dumps(
        {
            "rule": outcome.code,
            "reason": outcome.reason,
            "version": outcome.version,
            "verdict": outcome.verdict,
            "values": outcome.values,
        },
        ensure_ascii=False,
    )
