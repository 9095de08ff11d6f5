"""The rule set that a check used, written down once."""

from dataclasses import dataclass

from django.db import transaction

from zhanggui.kernel.clock import now
from zhanggui.orders.models import CheckedRuleSet
from zhanggui.orders.rules import RuleSet


@dataclass(frozen=True, slots=True)
class KeptRuleSet:
    """A rule set and the row that keeps it."""

    id: int
    rules: RuleSet


def keep_rule_set(shop_id: int, rules: RuleSet) -> KeptRuleSet:
    """The row of these rules and limits in a shop; the first check that uses them writes it."""
    fingerprint = rules.fingerprint
    known = CheckedRuleSet.objects.filter(shop_id=shop_id, fingerprint=fingerprint)
    found = known.values_list("pk", flat=True).first()
    if found is None:
        with transaction.atomic():
            CheckedRuleSet.objects.bulk_create(
                [
                    CheckedRuleSet(
                        shop_id=shop_id,
                        fingerprint=fingerprint,
                        rules=list(rules.rules),
                        usual=dict(rules.usual),
                        first_used_at=now(),
                    )
                ],
                ignore_conflicts=True,
            )
        found = known.values_list("pk", flat=True).get()
    return KeptRuleSet(found, rules)
