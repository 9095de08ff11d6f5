"""The checking rules of a shop."""

from zhanggui.kernel.clock import now
from zhanggui.kernel.values import system_actor
from zhanggui.orders.models import CheckRule, CheckRuleVersion
from zhanggui.orders.rules import SHIPPED_RULES, Rule
from zhanggui.orders.values import RuleVersionState

_SHIPPED = {rule.code: rule for rule in SHIPPED_RULES}


def ensure_rules(shop_id: int) -> None:
    """Give a shop the shipped rules that it does not have yet, and the newer versions of those it has (ORD-09).

    A rule that the shop changed or switched off itself stays as it is.
    """
    known = {row.code: row for row in CheckRule.objects.filter(shop_id=shop_id)}
    missing = [rule for rule in SHIPPED_RULES if rule.code not in known]
    start = len(known) + 1
    made = CheckRule.objects.bulk_create(
        [
            CheckRule(
                shop_id=shop_id,
                code=rule.code,
                reason=rule.reason,
                condition=dict(rule.condition),
                position=position,
                version=rule.version,
                is_on=rule.is_on,
            )
            for position, rule in enumerate(missing, start=start)
        ],
        ignore_conflicts=True,
    )
    if made:
        _keep_versions(shop_id, [rule.code for rule in missing])
    for row in known.values():
        shipped = _SHIPPED.get(row.code)
        if shipped is not None and row.version < shipped.version:
            _renew(row, shipped)


def _keep_versions(shop_id: int, codes: list[str]) -> None:
    at, name = now(), system_actor().name
    rows = CheckRule.objects.filter(shop_id=shop_id, code__in=codes, versions=None)
    CheckRuleVersion.objects.bulk_create(
        [
            CheckRuleVersion(
                shop_id=shop_id,
                rule=row,
                version=row.version,
                state=RuleVersionState.USED,
                reason=row.reason,
                condition=row.condition,
                is_on=row.is_on,
                is_shipped=True,
                made_at=at,
                made_by=name,
                used_from=at,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )


def _renew(row: CheckRule, shipped: Rule) -> None:
    """A newer program brings a newer version of a rule that the shop never touched."""
    at = now()
    versions = CheckRuleVersion.objects.filter(rule=row)
    if versions.filter(is_shipped=False).exists() or versions.filter(version=shipped.version).exists():
        return
    versions.filter(state=RuleVersionState.USED).update(state=RuleVersionState.REPLACED, used_until=at)
    CheckRuleVersion.objects.create(
        shop_id=row.shop_id,
        rule=row,
        version=shipped.version,
        state=RuleVersionState.USED,
        reason=shipped.reason,
        condition=dict(shipped.condition),
        is_on=row.is_on,
        is_shipped=True,
        made_at=at,
        made_by=system_actor().name,
        used_from=at,
    )
    CheckRule.objects.filter(pk=row.pk).update(
        version=shipped.version, condition=dict(shipped.condition), reason=shipped.reason
    )


def rules_in_use(shop_id: int) -> list[Rule]:
    """The rules that are on, in their order; a shop gets the shipped ones that it lacks first."""
    rows = _rows(shop_id)
    versions = {row.code: row.version for row in rows}
    if any(versions.get(code, 0) < rule.version for code, rule in _SHIPPED.items()):
        ensure_rules(shop_id)
        rows = _rows(shop_id)
    return [Rule(row.code, row.reason, row.condition, row.version) for row in rows if row.is_on]


def _rows(shop_id: int) -> list[CheckRule]:
    return list(CheckRule.objects.filter(shop_id=shop_id).order_by("position", "pk"))
