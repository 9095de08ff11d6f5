"""The checking rules of a shop."""

from zhanggui.orders.models import CheckRule
from zhanggui.orders.rules import SHIPPED_RULES, Rule


def ensure_rules(shop_id: int) -> None:
    """Give a shop the rules that it does not have yet; rules it has stay as they are (ORD-09)."""
    CheckRule.objects.bulk_create(
        [
            CheckRule(
                shop_id=shop_id,
                code=rule.code,
                reason=rule.reason,
                condition=dict(rule.condition),
                position=position,
                version=rule.version,
            )
            for position, rule in enumerate(SHIPPED_RULES, start=1)
        ],
        ignore_conflicts=True,
    )


def rules_in_use(shop_id: int) -> list[Rule]:
    """The rules that are on, in their order; a shop without any gets the shipped ones first."""
    if not CheckRule.objects.filter(shop_id=shop_id).exists():
        ensure_rules(shop_id)
    rows = CheckRule.objects.filter(shop_id=shop_id, is_on=True).order_by("position", "pk")
    return [Rule(row.code, row.reason, row.condition, row.version) for row in rows]
