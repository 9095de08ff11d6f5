"""Trying old and new rules on one past order: held, released, the same, or not to be judged. No database here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhanggui.orders.rules import FACTS, UNKNOWN, KnownTest, Rule, compile_known, condition_facts
from zhanggui.orders.rules.fact_kinds import MONEY
from zhanggui.orders.services.checking.facts import PastOrder
from zhanggui.orders.values import OrderState, RefundState, Verdict

HITS = frozenset({Verdict.HOLD.value, Verdict.RELEASED.value})
_WENT_BACK = frozenset({RefundState.REFUNDED.value, RefundState.RETURNING.value})
HELD, RELEASED, HELD_ANYWAY, RELEASED_ANYWAY = "held", "released", "held_anyway", "released_anyway"
_NO_WORDS = frozenset({"", "?"})
UNJUDGED, KEPT, PASSED = "unjudged", "kept", "passed"
# Figures with a list of orders behind them; of the first two also those that went back later.
LISTED = (HELD, RELEASED, HELD_ANYWAY, RELEASED_ANYWAY, UNJUDGED)


@dataclass(slots=True)
class Tally:
    """How many orders, for how much, and how many of them were refunded, returned or closed later."""

    ids: list[int] = field(default_factory=list)
    amount: Decimal = Decimal(0)
    back_ids: list[int] = field(default_factory=list)
    back_amount: Decimal = Decimal(0)

    def add(self, order: PastOrder) -> None:
        """Count one order."""
        amount = order.facts.paid_amount or Decimal(0)
        self.ids.append(order.id)
        self.amount += amount
        if order.refund_state in _WENT_BACK or order.state == OrderState.CLOSED:
            self.back_ids.append(order.id)
            self.back_amount += amount

    def as_json(self) -> dict[str, Any]:
        """The figure as it is kept."""
        return {
            "orders": len(self.ids),
            "amount": f"{self.amount:.2f}",
            "refunded": len(self.back_ids),
            "refunded_amount": f"{self.back_amount:.2f}",
        }


class Comparison:
    """Old and new rules side by side; `add` orders one by one, then read the figures."""

    def __init__(
        self,
        old: Sequence[Rule],
        new: Sequence[Rule],
        old_settings: Mapping[str, Any],
        new_settings: Mapping[str, Any],
    ) -> None:
        self._old: list[KnownTest] = [compile_known(rule.condition, old_settings) for rule in old]
        self._new: list[KnownTest] = [compile_known(rule.condition, new_settings) for rule in new]
        self._codes = frozenset(rule.code for rule in (*old, *new))
        names = dict.fromkeys(name for rule in (*old, *new) for name in condition_facts(rule.condition))
        self.names = tuple(names)
        self.tallies = {figure: Tally() for figure in (*LISTED, KEPT, PASSED)}
        self.unknown: dict[str, int] = {}
        self.count = 0

    def add(self, order: PastOrder) -> str:
        """Judge one order; returns the figure that it belongs to."""
        self.count += 1
        known = known_facts(order, self.names)
        before, after = _any(self._old, known), _any(self._new, known)
        if before is None or after is None:
            figure = UNJUDGED
            for name, value in known.items():
                if value is UNKNOWN:
                    self.unknown[name] = self.unknown.get(name, 0) + 1
        elif before == after:
            figure = KEPT if before else PASSED
        else:
            is_held_by_others = any(one["verdict"] in HITS and one["rule"] not in self._codes for one in order.rules)
            plain, anyway = (HELD, HELD_ANYWAY) if after else (RELEASED, RELEASED_ANYWAY)
            figure = anyway if is_held_by_others else plain
        self.tallies[figure].add(order)
        return figure

    def figures(self) -> dict[str, Any]:
        """All figures; they add up to the orders that were tried."""
        return {
            "orders": self.count,
            **{figure: tally.as_json() for figure, tally in self.tallies.items()},
            "unknown_facts": dict(sorted(self.unknown.items())),
        }

    def lists(self) -> dict[str, list[int]]:
        """The orders behind each figure."""
        found = {figure: self.tallies[figure].ids for figure in LISTED}
        for figure in (HELD, RELEASED):
            found[f"{figure}_refunded"] = self.tallies[figure].back_ids
        return found


def _any(tests: Sequence[KnownTest], known: Mapping[str, Any]) -> bool | None:
    answers = [test(known) for test in tests]
    if True in answers:
        return True
    return None if None in answers else False


def known_facts(order: PastOrder, names: Sequence[str]) -> dict[str, Any]:
    """The facts by name: as the last check stored them, else as the order still tells them, else UNKNOWN."""
    stored: dict[str, Any] = {}
    for outcome in order.rules:
        stored.update(outcome["values"])
    return {name: _known(order, name, stored) for name in names}


def _known(order: PastOrder, name: str, stored: Mapping[str, Any]) -> Any:
    fact = FACTS[name]
    if fact.is_personal:
        words = getattr(order.facts, name)
        # A check saw words that were erased since; of some notes only that there was one is left.
        return UNKNOWN if words in _NO_WORDS and stored.get(name) else words
    if name in stored:
        value = stored[name]
        return Decimal(value) if fact.kind == MONEY and value is not None else value
    return getattr(order.facts, name) if fact.is_readable else UNKNOWN
