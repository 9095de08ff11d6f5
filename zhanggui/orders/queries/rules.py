"""Reading checking rules: the list with what each holds now, one rule with its versions, and their JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from zhanggui.orders.models import CheckRule, CheckRuleVersion, OrderHold
from zhanggui.orders.rules import condition_limits, condition_words
from zhanggui.orders.rules.fact_kinds import FACTS, OPERATORS_OF
from zhanggui.orders.rules.names import SHIPPED_NAMES, rule_name
from zhanggui.orders.rules.refusals import RuleNotFound
from zhanggui.orders.values import HoldReason, RuleVersionState
from zhanggui.shops.queries import settings_of

_OPEN = (RuleVersionState.DRAFT, RuleVersionState.WAITING)


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One version of a rule: what it says, who wrote it when and why, and when it was in use."""

    id: int
    version: int
    state: str
    name: str
    reason: str
    condition: Mapping[str, Any]
    words: str
    is_on: bool
    is_shipped: bool
    why: str
    made_at: datetime
    made_by: str
    approved_by: str
    used_from: datetime | None
    used_until: datetime | None
    changed: tuple[str, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether a second person must decide."""
        return self.state == RuleVersionState.WAITING


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One rule as it is in use, how many orders it holds now, and its draft if there is one."""

    id: int
    shop_id: int
    code: str
    name: str
    own_name: str
    own_name_en: str
    reason: str
    condition: Mapping[str, Any]
    words: str
    is_on: bool
    is_shipped: bool
    version: int
    held: int
    limits: Mapping[str, Any] = field(default_factory=dict)
    draft: VersionCard | None = None
    versions: tuple[VersionCard, ...] = ()

    @property
    def reason_label(self) -> str:
        """The words of the hold that it asks for."""
        return reason_label(self.reason)

    @property
    def is_new(self) -> bool:
        """Whether it was never in use."""
        return self.version == 0


def reason_label(reason: str) -> str:
    """The words of a hold reason."""
    return str(HoldReason(reason).label) if reason in HoldReason.values else reason


def rule_cards(shop_id: int) -> list[RuleCard]:
    """All rules of a shop in their order: four statements, however many orders wait."""
    rows = list(CheckRule.objects.filter(shop_id=shop_id).order_by("position", "pk"))
    drafts = {row.rule_id: row for row in CheckRuleVersion.objects.filter(shop_id=shop_id, state__in=_OPEN)}
    held, settings = held_by_rule(shop_id), settings_of(shop_id)
    return [_card(row, held.get(row.code, 0), settings, draft=drafts.get(row.pk)) for row in rows]


def rule_card(shop_id: int, code: str) -> RuleCard:
    """One rule with all its versions, newest first; RuleNotFound."""
    row = CheckRule.objects.filter(shop_id=shop_id, code=code).first()
    if row is None:
        raise RuleNotFound(code)
    settings = settings_of(shop_id)
    versions = list(CheckRuleVersion.objects.filter(rule=row).order_by("version"))
    cards = [
        _version(version, settings, before=versions[place - 1] if place else None)
        for place, version in enumerate(versions)
    ]
    draft = next((version for version in versions if version.state in _OPEN), None)
    found = _card(row, held_by_rule(shop_id).get(code, 0), settings, draft=draft)
    return RuleCard(**{**_fields(found), "versions": tuple(reversed(cards))})


def _fields(card: RuleCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in RuleCard.__slots__}


def held_by_rule(shop_id: int) -> dict[str, int]:
    """How many orders each rule holds now."""
    rows = OrderHold.objects.filter(shop_id=shop_id, released_at=None).exclude(rule_code="")
    return dict(rows.values_list("rule_code").annotate(count=Count("pk")).order_by())


def _card(row: CheckRule, held: int, settings: Mapping[str, Any], *, draft: CheckRuleVersion | None) -> RuleCard:
    return RuleCard(
        id=row.pk,
        shop_id=row.shop_id,
        code=row.code,
        name=rule_name(row.code, row.name, row.name_en),
        own_name=row.name,
        own_name_en=row.name_en,
        reason=row.reason,
        condition=row.condition,
        words=condition_words(row.condition, settings),
        is_on=row.is_on,
        is_shipped=row.code in SHIPPED_NAMES,
        version=row.version,
        held=held,
        limits=condition_limits(row.condition, settings),
        draft=_version(draft, settings) if draft else None,
    )


def _version(
    row: CheckRuleVersion, settings: Mapping[str, Any], *, before: CheckRuleVersion | None = None
) -> VersionCard:
    return VersionCard(
        id=row.pk,
        version=row.version,
        state=row.state,
        name=row.name,
        reason=row.reason,
        condition=row.condition,
        words=condition_words(row.condition, settings),
        is_on=row.is_on,
        is_shipped=row.is_shipped,
        why=row.why,
        made_at=row.made_at,
        made_by=row.made_by,
        approved_by=row.approved_by,
        used_from=row.used_from,
        used_until=row.used_until,
        changed=_changes(before, row),
    )


def _changes(before: CheckRuleVersion | None, after: CheckRuleVersion) -> tuple[str, ...]:
    """What a version changed, in words."""
    if before is None:
        return (_("first version"),)
    found = []
    if before.condition != after.condition:
        found.append(_("condition"))
    if before.is_on != after.is_on:
        found.append(_("switched on") if after.is_on else _("switched off"))
    if before.reason != after.reason:
        found.append(_("reason of the hold"))
    if (before.name, before.name_en) != (after.name, after.name_en):
        found.append(_("name"))
    return tuple(found)


def version_facts(ids: Sequence[int]) -> dict[int, tuple[str, list[tuple[Any, Any]]]]:
    """What the second person reads of a change: the rule, what it says now, and what it would say."""
    found = {}
    for row in CheckRuleVersion.objects.filter(pk__in=list(ids)).select_related("rule"):
        settings = settings_of(row.shop_id)
        rule = row.rule
        now_words = _says(rule.is_on, rule.condition, settings) if rule.version else _("a new rule")
        facts: list[tuple[Any, Any]] = [
            (_("Now"), now_words),
            (_("After"), _says(row.is_on, row.condition, settings)),
            (_("Asks for"), reason_label(row.reason)),
            (_("Version"), row.version),
        ]
        found[row.pk] = (rule_name(rule.code, row.name, row.name_en), facts)
    return found


def _says(is_on: bool, condition: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    words = condition_words(condition, settings)
    return _("on: %(words)s") % {"words": words} if is_on else _("off: %(words)s") % {"words": words}


def rule_words(shop_id: int, code: str) -> str:
    """The name of one rule of a shop, shipped or its own."""
    if code in SHIPPED_NAMES:
        return rule_name(code)
    row = CheckRule.objects.filter(shop_id=shop_id, code=code).first()
    return rule_name(code, row.name, row.name_en) if row else code


def rule_json(card: RuleCard) -> dict[str, Any]:
    """A rule as the command line and the API write it."""
    found: dict[str, Any] = {
        "code": card.code,
        "name": card.name,
        "reason": card.reason,
        "is_on": card.is_on,
        "version": card.version,
        "words": card.words,
        "condition": dict(card.condition),
        "settings": dict(card.limits),
        "held": card.held,
        "draft": version_json(card.draft) if card.draft else None,
    }
    if card.versions:
        found["versions"] = [version_json(version) for version in card.versions]
    return found


def version_json(card: VersionCard) -> dict[str, Any]:
    """A version as the command line and the API write it."""
    return {
        "version": card.version,
        "state": card.state,
        "is_on": card.is_on,
        "reason": card.reason,
        "words": card.words,
        "condition": dict(card.condition),
        "why": card.why,
        "made_by": card.made_by,
        "approved_by": card.approved_by,
        "made_at": card.made_at.isoformat(timespec="seconds"),
        "used_from": card.used_from.isoformat(timespec="seconds") if card.used_from else None,
        "used_until": card.used_until.isoformat(timespec="seconds") if card.used_until else None,
        "changed": list(card.changed),
    }


def facts_json() -> list[dict[str, Any]]:
    """What a condition may speak of: each fact with its words, comparisons, choices and settings."""
    return [
        {
            "fact": name,
            "words": str(fact.label),
            "operators": list(OPERATORS_OF[fact.kind]),
            "choices": list(fact.choices or ()),
            "settings": list(fact.settings),
        }
        for name, fact in FACTS.items()
    ]
