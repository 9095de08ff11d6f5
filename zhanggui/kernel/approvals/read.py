"""Reading requests: what a person may decide, and what the person asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhanggui.kernel.approvals.models import Approval, ApprovalState
from zhanggui.kernel.approvals.verbs import ApprovalNotFound, approval_kinds
from zhanggui.kernel.memory import while_unchanged
from zhanggui.kernel.values import Actor

_MOST = 200


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One request as pages show it."""

    id: int
    shop_id: int
    kind: str
    label: Any
    icon: str
    title: str
    facts: tuple[tuple[Any, Any], ...]
    reason: str
    state: str
    asked_name: str
    asked_at: datetime
    decided_name: str
    decided_at: datetime | None
    answer: str
    subject_id: int
    is_own: bool
    can_decide: bool


def approvals_to_decide(actor: Actor, shop_ids: Sequence[int]) -> list[ApprovalRow]:
    """Requests that wait and that the person may decide, oldest first; never the person's own."""
    kinds = approval_kinds()
    mine = [
        row
        for row in _waiting(frozenset(shop_ids))
        if row.kind in kinds
        and actor.can(kinds[row.kind].capability, row.shop_id)
        and (actor.user_id is None or row.asked_by != actor.user_id)
    ]
    return _rows(actor, mine[:_MOST])


@while_unchanged("kernel_approval")
def _waiting(shop_ids: frozenset[int]) -> list[Approval]:
    return list(Approval.objects.filter(shop_id__in=shop_ids, state=ApprovalState.WAITING).order_by("pk"))


def approvals_of(actor: Actor, *, limit: int = 50) -> list[ApprovalRow]:
    """What the person asked for, newest first."""
    if actor.user_id is None:
        return []
    return _rows(actor, list(Approval.objects.filter(asked_by=actor.user_id).order_by("-pk")[:limit]))


def approvals_decided(actor: Actor, shop_ids: Sequence[int], *, limit: int = 50) -> list[ApprovalRow]:
    """What was decided lately in the shops, for those who may decide."""
    rows = Approval.objects.filter(shop_id__in=list(shop_ids)).exclude(state=ApprovalState.WAITING).order_by("-pk")
    found = _rows(actor, list(rows[:limit]))
    kinds = approval_kinds()
    return [row for row in found if actor.can(kinds[row.kind].capability, row.shop_id)]


def approval_row(actor: Actor, approval_id: int) -> ApprovalRow:
    """One request for who asked or who may decide; ApprovalNotFound for everybody else."""
    found = _rows(actor, list(Approval.objects.filter(pk=approval_id)))
    if not found:
        raise ApprovalNotFound
    row = found[0]
    if not row.is_own and not actor.can(approval_kinds()[row.kind].capability, row.shop_id):
        raise ApprovalNotFound
    return row


def _rows(actor: Actor, found: list[Approval]) -> list[ApprovalRow]:
    kinds = approval_kinds()
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for item in found:
        ids[item.kind].append(item.subject_id)
    told = {code: kinds[code].facts(subjects) for code, subjects in ids.items() if code in kinds}
    return [_row(actor, item, *told[item.kind].get(item.subject_id, ("", []))) for item in found if item.kind in told]


def _row(actor: Actor, item: Approval, title: str, facts: list[tuple[Any, Any]]) -> ApprovalRow:
    kind = approval_kinds()[item.kind]
    is_own = actor.user_id is not None and item.asked_by == actor.user_id
    return ApprovalRow(
        id=item.pk,
        shop_id=item.shop_id,
        kind=item.kind,
        label=kind.label,
        icon=kind.icon,
        title=title,
        facts=tuple(facts),
        reason=item.reason,
        state=item.state,
        asked_name=item.asked_name,
        asked_at=item.asked_at,
        decided_name=item.decided_name,
        decided_at=item.decided_at,
        answer=item.answer,
        subject_id=item.subject_id,
        is_own=is_own,
        can_decide=item.state == ApprovalState.WAITING and not is_own and actor.can(kind.capability, item.shop_id),
    )
