"""What a check found, in short: a letter a rule, and the facts that are not the usual ones."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhanggui.orders.rules.evaluation import DETAIL, CompiledRule, RuleOutcome
from zhanggui.orders.values import Verdict

_LETTERS = {
    Verdict.PASS.value: "p",
    Verdict.HOLD.value: "h",
    Verdict.RELEASED.value: "r",
    Verdict.SKIPPED.value: "s",
}
_VERDICTS = {letter: verdict for verdict, letter in _LETTERS.items()}
# The facts of a plain order, as results tell them. A rule set keeps its own copy, so this may change.
_USUAL: Mapping[str, Any] = {
    "buyer_note": None,
    "seller_note": None,
    "flag": 0,
    "flag_label": "",
    "address_quality": "complete",
    "address_reason": "",
    "contact_masked": False,
    "courier": "",
    "line_count": 1,
    "unknown_line_count": 0,
    "missing_piece_count": 0,
    "piece_total": 1,
    "max_line_quantity": 1,
    "is_cod": False,
    "is_first_cod": False,
    "call_count": 0,
    "call_standing": "none",
    "price_off_percent": 0,
    "duplicate_count": 0,
    "household_score": 0,
    "short_items": {},
    "refund_open": False,
}
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one check in their order, the limits they compared with, and the usual facts.

    Each rule is `{"rule", "reason", "version", "facts": [names], "limits": {name: value}}`. A fact
    without a usual value is kept with every order.
    """

    rules: Sequence[Mapping[str, Any]]
    usual: Mapping[str, Any]

    @property
    def fingerprint(self) -> str:
        """Equal for equal sets."""
        text = json.dumps([list(self.rules), self.usual], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def compact(
        self, outcomes: Sequence[RuleOutcome], seen: dict[int, dict[str, Any]] | None = None
    ) -> tuple[str, dict[str, Any]]:
        """The letters of the outcomes, which come in the order of the rules, and their unusual facts.

        `seen` keeps what is unusual in an outcome by its identity, for callers that keep the outcomes too.
        """
        letters = "".join([_LETTERS[outcome.verdict] for outcome in outcomes])
        known = {} if seen is None else seen
        facts: dict[str, Any] = {}
        for rule, outcome in zip(self.rules, outcomes, strict=True):
            found = known.get(id(outcome))
            if found is None:
                found = known[id(outcome)] = self._unusual(rule, outcome)
            if found:
                facts.update(found)
        return letters, facts

    def _unusual(self, rule: Mapping[str, Any], outcome: RuleOutcome) -> dict[str, Any]:
        return {
            name: value
            for name, value in outcome.values.items()
            if name not in rule["limits"] and self.usual.get(name, _NOTHING) != value
        }

    def expand(self, letters: str, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The outcomes whole: code, reason, version, verdict and the values that the rule looked at."""
        return [
            {
                "rule": rule["rule"],
                "reason": rule["reason"],
                "version": rule["version"],
                "verdict": _VERDICTS[letter],
                "values": {} if _VERDICTS[letter] == Verdict.SKIPPED else self._values(rule, facts),
            }
            for rule, letter in zip(self.rules, letters, strict=True)
        ]

    def _values(self, rule: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        values = {name: facts[name] if name in facts else self.usual[name] for name in rule["facts"]}
        values.update(rule["limits"])
        for name in rule["facts"]:
            if DETAIL % name in facts:
                values[DETAIL % name] = facts[DETAIL % name]
        # Shown in this order since the first release, when the database chose it.
        return dict(sorted(values.items(), key=lambda item: (len(item[0]), item[0])))


def rule_set_of(rules: Sequence[CompiledRule]) -> RuleSet:
    """The set that these rules make, in their order."""
    asked = {name for rule in rules for name in rule.fact_names}
    return RuleSet(
        [
            {
                "rule": rule.code,
                "reason": str(rule.reason),
                "version": rule.version,
                "facts": list(rule.fact_names),
                "limits": dict(rule.limits),
            }
            for rule in rules
        ],
        {name: value for name, value in _USUAL.items() if name in asked},
    )
