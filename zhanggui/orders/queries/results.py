"""What the last check of an order said, written out again from its short form."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from zhanggui.orders.models import CheckedRuleSet
from zhanggui.orders.rules import RuleSet

# Columns of the result `r`, in the order in which `ResultReader.outcomes` takes them.
RESULT_COLUMNS = "r.rule_set_id, r.verdicts, r.facts, r.old_rules"


def rule_sets(ids: Iterable[int]) -> dict[int, RuleSet]:
    """Rule sets of checks by id."""
    rows = CheckedRuleSet.objects.filter(pk__in=set(ids)).values_list("pk", "rules", "usual")
    return {pk: RuleSet(rules, usual) for pk, rules, usual in rows}


class ResultReader:
    """Writes results out: what the page, the API, the command line and back-tests show (ORD-06).

    Results of the first releases are written out already. Many orders have the same result, so
    one that was written out is kept; nobody may change it.
    """

    def __init__(self, rule_set_ids: Iterable[int | None]) -> None:
        self._sets = rule_sets(one for one in rule_set_ids if one is not None)
        self._known: dict[tuple[int, str, str], tuple[Mapping[str, Any], ...]] = {}

    def outcomes(
        self, rule_set_id: int | None, verdicts: str | None, facts: str | None, old_rules: str | None
    ) -> tuple[Mapping[str, Any], ...]:
        """`{"rule", "reason", "version", "verdict", "values"}` of each rule; nothing when no check was made.

        `facts` and `old_rules` are JSON text as the database gives it.
        """
        if rule_set_id is None:
            return tuple(json.loads(old_rules)) if old_rules else ()
        key = (rule_set_id, verdicts or "", facts or "{}")
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple(self._sets[rule_set_id].expand(key[1], json.loads(key[2])))
        return found
