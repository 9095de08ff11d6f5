"""Drafts of checking rules: written, changed and dropped; what is in use stays untouched until it is switched."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.errors import ReasonMissing, UnknownChoice
from zhanggui.orders.lifecycle import RULE_VERSION
from zhanggui.orders.models import CheckRule, CheckRuleVersion
from zhanggui.orders.rules import SHIPPED_RULES, clean_condition
from zhanggui.orders.rules.refusals import (
    DraftWaits,
    NoDraft,
    NothingChanged,
    RuleNameMissing,
    RuleNotFound,
    TooManyRules,
    VersionNotFound,
)
from zhanggui.orders.services.ensure_rules import ensure_rules
from zhanggui.orders.values import MANAGE_RULES, HoldReason, RuleVersionState

MOST_RULES = 60
_LONGEST_NAME = 80
_SHIPPED_CODES = frozenset(rule.code for rule in SHIPPED_RULES)
# Checking gives these itself, and a rule with the same reason would hide behind them.
_NOT_TO_CHOOSE = frozenset({HoldReason.MANUAL, HoldReason.STOCK_SHORT})
RULE_REASONS = tuple(reason for reason in HoldReason if reason not in _NOT_TO_CHOOSE)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a version of a rule says. Name and reason of a shipped rule stay as shipped."""

    condition: Any
    is_on: bool = True
    reason: str = HoldReason.OWN_RULE
    name: str = ""
    name_en: str = ""


def subject_of(rule: CheckRule) -> Subject:
    """The rule as the timeline names it."""
    return Subject("check_rule", rule.pk, rule.code)


def locked_rule(shop_id: int, code: str) -> CheckRule:
    """One rule of a shop, locked; RuleNotFound."""
    ensure_rules(shop_id)
    row = CheckRule.objects.select_for_update().filter(shop_id=shop_id, code=code).first()
    if row is None:
        raise RuleNotFound(code)
    return row


def open_draft(rule: CheckRule) -> CheckRuleVersion | None:
    """The draft of a rule, waiting or not."""
    states = (RuleVersionState.DRAFT, RuleVersionState.WAITING)
    return CheckRuleVersion.objects.filter(rule=rule, state__in=states).first()


def draft_rule(*, actor: Actor, shop_id: int, code: str, change: RuleChange, why: str) -> CheckRuleVersion:
    """Write the draft of a rule, or change the one that is there; what is in use goes on (ORD-09).

    Errors: no reason, a condition that is none, nothing changed, a draft that waits for approval.
    """
    require(actor, MANAGE_RULES, shop_id)
    if not why.strip():
        raise ReasonMissing
    with transaction.atomic():
        rule = locked_rule(shop_id, code)
        return _write(actor, rule, _checked(rule, change), why.strip())


def switch_draft(*, actor: Actor, shop_id: int, code: str, is_on: bool, why: str) -> CheckRuleVersion:
    """A draft that only switches the rule on or off; the rest stays as it is in use."""
    require(actor, MANAGE_RULES, shop_id)
    if not why.strip():
        raise ReasonMissing
    with transaction.atomic():
        rule = locked_rule(shop_id, code)
        return _write(actor, rule, replace(_change_of(rule), is_on=is_on), why.strip())


def return_to_version(*, actor: Actor, shop_id: int, code: str, version: int, why: str) -> CheckRuleVersion:
    """A draft that says again what an older version said; its number is new (undo)."""
    require(actor, MANAGE_RULES, shop_id)
    if not why.strip():
        raise ReasonMissing
    with transaction.atomic():
        rule = locked_rule(shop_id, code)
        old = CheckRuleVersion.objects.filter(rule=rule, version=version).first()
        if old is None:
            raise VersionNotFound(version)
        return _write(actor, rule, _change_of(old), why.strip())


def draft_new_rule(*, actor: Actor, shop_id: int, change: RuleChange, why: str) -> CheckRuleVersion:
    """A shop's own rule, as a draft: nothing is held by it before it is switched on."""
    require(actor, MANAGE_RULES, shop_id)
    if not why.strip():
        raise ReasonMissing
    with transaction.atomic():
        ensure_rules(shop_id)
        rows = CheckRule.objects.select_for_update().filter(shop_id=shop_id)
        codes = set(rows.values_list("code", flat=True))
        if len(codes) >= MOST_RULES:
            raise TooManyRules(MOST_RULES)
        number = next(number for number in range(1, MOST_RULES + 1) if f"own_{number}" not in codes)
        last = rows.aggregate(last=Max("position"))["last"] or 0
        rule = CheckRule(shop_id=shop_id, code=f"own_{number}", position=last + 1, version=0, is_on=False)
        checked = _checked(rule, change)
        rule.reason, rule.condition, rule.name, rule.name_en = (
            checked.reason,
            checked.condition,
            checked.name,
            checked.name_en,
        )
        rule.save()
        return _write(actor, rule, checked, why.strip())


def drop_draft(*, actor: Actor, shop_id: int, code: str) -> None:
    """Throw the draft away; a rule that was never in use goes with it. NoDraft, DraftWaits."""
    require(actor, MANAGE_RULES, shop_id)
    with transaction.atomic():
        rule = locked_rule(shop_id, code)
        draft = open_draft(rule)
        if draft is None:
            raise NoDraft
        if draft.state == RuleVersionState.WAITING:
            raise DraftWaits
        move(draft, RULE_VERSION, "drop", actor=actor, subject=subject_of(rule), data={"version": draft.version})
        if not rule.version:
            rule.delete()


def _change_of(row: CheckRule | CheckRuleVersion) -> RuleChange:
    return RuleChange(row.condition, row.is_on, row.reason, row.name, row.name_en)


def _checked(rule: CheckRule, change: RuleChange) -> RuleChange:
    condition = clean_condition(change.condition)
    if rule.code in _SHIPPED_CODES:
        if rule.condition.get("can_be_released", True) is False:
            condition["can_be_released"] = False
        return RuleChange(condition, change.is_on, rule.reason)
    condition.pop("can_be_released", None)
    name = " ".join(change.name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise RuleNameMissing
    if change.reason not in [str(reason) for reason in RULE_REASONS]:
        raise UnknownChoice("reason", str(change.reason), [str(reason) for reason in RULE_REASONS])
    return RuleChange(condition, change.is_on, change.reason, name, " ".join(change.name_en.split())[:_LONGEST_NAME])


def _write(actor: Actor, rule: CheckRule, change: RuleChange, why: str) -> CheckRuleVersion:
    if rule.version and _change_of(rule) == change:
        raise NothingChanged
    facts: dict[str, Any] = {
        "condition": change.condition,
        "is_on": change.is_on,
        "reason": change.reason,
        "name": change.name,
        "name_en": change.name_en,
        "why": why,
        "made_at": now(),
        "made_by": actor.name,
    }
    draft = open_draft(rule)
    if draft is not None and draft.state == RuleVersionState.WAITING:
        raise DraftWaits
    if draft is None:
        last = CheckRuleVersion.objects.filter(rule=rule).aggregate(last=Max("version"))["last"] or rule.version
        draft = CheckRuleVersion(shop_id=rule.shop_id, rule=rule, version=last + 1, state=RuleVersionState.DRAFT)
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save()
    data = {"version": draft.version, "condition": change.condition, "is_on": change.is_on}
    record(actor, "check_rule.drafted", shop_id=rule.shop_id, subject=subject_of(rule), data=data, reason=why)
    return draft
