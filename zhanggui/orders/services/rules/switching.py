"""Switching a draft on: at once where the shop allows it, else by a second person."""

from django.db import transaction

from zhanggui.kernel.approvals.models import Approval, ApprovalState
from zhanggui.kernel.approvals.verbs import ApprovalDecided, ApprovalNotFound, ask_approval, withdraw
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Origin, Subject
from zhanggui.orders.events import RulesChanged
from zhanggui.orders.lifecycle import RULE_VERSION
from zhanggui.orders.models import CheckRule, CheckRuleVersion
from zhanggui.orders.rules.refusals import DraftWaits, NoDraft
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.rules.drafting import locked_rule, open_draft, subject_of
from zhanggui.orders.values import MANAGE_RULES, RuleVersionState
from zhanggui.shops.queries import settings_of

APPROVAL_KIND = "check_rule"


def ask_switch(*, actor: Actor, shop_id: int, code: str, reason: str = "") -> CheckRuleVersion:
    """Switch the draft of a rule on, or ask a second person to; the version says which (ORD-09).

    A shop that has switched the approval off puts it in use at once. The system needs nobody.
    Errors: no draft, one that waits already.
    """
    require(actor, MANAGE_RULES, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        rule = locked_rule(shop_id, code)
        draft = open_draft(rule)
        if draft is None:
            raise NoDraft
        if draft.state == RuleVersionState.WAITING:
            raise DraftWaits
        if actor.is_system or not settings_of(shop_id)["is_rule_approval_needed"]:
            _use(actor, rule, draft, approved_by="")
            return draft
        data = {"version": draft.version}
        move(draft, RULE_VERSION, "ask", actor=actor, subject=subject_of(rule), data=data, reason=draft.why)
        subject = Subject("check_rule_version", draft.pk, rule.code)
        ask_approval(actor, APPROVAL_KIND, shop_id=shop_id, subject=subject, reason=reason.strip() or draft.why)
        return draft


def withdraw_switch(*, actor: Actor, shop_id: int, code: str) -> None:
    """Take one's own request back; the draft can be changed again. ApprovalNotFound for somebody else's."""
    require(actor, MANAGE_RULES, shop_id)
    with transaction.atomic():
        rule = locked_rule(shop_id, code)
        draft = open_draft(rule)
        if draft is None:
            raise NoDraft
        withdraw(actor=actor, approval_id=waiting_request(shop_id, draft.pk))


def waiting_request(shop_id: int, version_id: int) -> int:
    """The request for a draft that waits; ApprovalNotFound when none does."""
    where = {"kind": APPROVAL_KIND, "shop_id": shop_id, "subject_id": version_id, "state": ApprovalState.WAITING}
    found = Approval.objects.filter(**where).values_list("pk", flat=True).first()
    if found is None:
        raise ApprovalNotFound
    return int(found)


def settle_rule(event: ApprovalDecided) -> None:
    """What follows from the second person's word: the draft comes into use, or is a draft again."""
    lock_checking(event.shop_id)
    draft = CheckRuleVersion.objects.select_for_update().get(pk=event.subject_id)
    if draft.state != RuleVersionState.WAITING:
        return
    rule = CheckRule.objects.select_for_update().get(pk=draft.rule_id)
    decided = Approval.objects.get(pk=event.approval_id)
    actor = Actor(decided.decided_by, decided.decided_name, "", Origin.WEB)
    if event.state == ApprovalState.APPROVED:
        _use(actor, rule, draft, approved_by=decided.decided_name)
        return
    data = {"version": draft.version, "because": event.state}
    move(draft, RULE_VERSION, "give_back", actor=actor, subject=subject_of(rule), data=data)


def _use(actor: Actor, rule: CheckRule, draft: CheckRuleVersion, *, approved_by: str) -> None:
    """The draft takes the place of the version in use; orders that wait are checked again."""
    at, subject = now(), subject_of(rule)
    for old in CheckRuleVersion.objects.filter(rule=rule, state=RuleVersionState.USED):
        data = {"version": old.version, "by": draft.version}
        move(old, RULE_VERSION, "replace", actor=actor, subject=subject, data=data, used_until=at)
    move(
        draft,
        RULE_VERSION,
        "use",
        actor=actor,
        subject=subject,
        reason=draft.why,
        data={"version": draft.version, "is_on": draft.is_on},
        used_from=at,
        approved_by=approved_by,
    )
    CheckRule.objects.filter(pk=rule.pk).update(
        version=draft.version,
        condition=draft.condition,
        reason=draft.reason,
        name=draft.name,
        name_en=draft.name_en,
        is_on=draft.is_on,
    )
    announce(RulesChanged(rule.shop_id, rule.code))
