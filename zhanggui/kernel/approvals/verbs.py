"""Asking for an approval and deciding one: never by who asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.approvals.models import Approval, ApprovalState
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.events.record import record
from zhanggui.kernel.notices.verbs import NoticeKind, post_notices, register_notice_kind
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

_LONGEST = 500
Facts = Callable[[list[int]], dict[int, tuple[str, list[tuple[Any, Any]]]]]


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """A kind of request: its words, the capability that decides it, and what is asked for.

    `facts` answers, for ids of subjects, a title and what stands on the page (label and value).
    """

    code: str
    label: Any
    capability: str
    facts: Facts
    icon: str = "key"


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """News: a request was approved, refused or withdrawn."""

    approval_id: int
    shop_id: int
    kind: str
    subject_id: int
    state: str


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """News: somebody asked for something that a second person decides."""

    approval_id: int
    shop_id: int
    kind: str
    actor: Actor


class ApprovalNotOpen(Conflict):
    """Somebody decided the request first."""

    def __init__(self, approval_id: int) -> None:
        super().__init__(
            "approvals.not_open",
            _("This request is decided already. Nothing was changed."),
            approval_id=approval_id,
        )


class OwnRequest(NotAllowed):
    """Who asked cannot decide."""

    def __init__(self) -> None:
        super().__init__("approvals.own", _("You asked for this yourself, so another person must decide it."))


class ApprovalReasonMissing(InvalidInput):
    """Asking and refusing need a reason."""

    def __init__(self) -> None:
        super().__init__("approvals.reason_missing", _("Write down why; the other person reads it."))


class ApprovalNotFound(NotFound):
    """There is no such request within the person's reach."""

    def __init__(self) -> None:
        super().__init__("approvals.not_found", _("There is no such request."))


_KINDS: dict[str, ApprovalKind] = {}


def register_approval_kind(kind: ApprovalKind) -> ApprovalKind:
    """Make a kind of request known to the pages."""
    _KINDS[kind.code] = kind
    return kind


def approval_kinds() -> dict[str, ApprovalKind]:
    """All kinds by code."""
    return dict(_KINDS)


def ask_approval(actor: Actor, kind: str, *, shop_id: int, subject: Subject, reason: str) -> Approval:
    """File a request; the right to ask is checked by who calls. The reason may name people."""
    words = reason.strip()[:_LONGEST]
    if not words:
        raise ApprovalReasonMissing
    with transaction.atomic():
        made = Approval.objects.create(
            shop_id=shop_id,
            kind=kind,
            subject_kind=subject.kind,
            subject_id=subject.id,
            reason=words,
            asked_by=actor.user_id,
            asked_name=actor.name,
            asked_at=now(),
        )
        _tell(actor, made, "approval.asked", {"reason": words})
        announce(ApprovalAsked(made.pk, shop_id, kind, actor))
    return made


def approve(*, actor: Actor, approval_id: int, answer: str = "") -> Approval:
    """Allow what was asked. NotAllowed without the kind's capability, or for who asked."""
    return _decide(actor, approval_id, ApprovalState.APPROVED, answer)


def refuse(*, actor: Actor, approval_id: int, answer: str) -> Approval:
    """Refuse what was asked, with the reason."""
    if not answer.strip():
        raise ApprovalReasonMissing
    return _decide(actor, approval_id, ApprovalState.REFUSED, answer)


def withdraw(*, actor: Actor, approval_id: int) -> Approval:
    """Take one's own request back while nobody has decided it."""
    with transaction.atomic():
        found = _locked(approval_id)
        if actor.user_id is None or found.asked_by != actor.user_id:
            raise ApprovalNotFound
        return _end(actor, found, ApprovalState.WITHDRAWN, "")


def _decide(actor: Actor, approval_id: int, state: str, answer: str) -> Approval:
    # Reading first, so that a refused attempt is logged outside the transaction of the change.
    found = Approval.objects.filter(pk=approval_id).first()
    if found is None or found.kind not in _KINDS:
        raise ApprovalNotFound
    require(actor, _KINDS[found.kind].capability, found.shop_id)
    if actor.user_id is not None and found.asked_by == actor.user_id:
        raise OwnRequest
    with transaction.atomic():
        return _end(actor, _locked(approval_id), state, answer.strip()[:_LONGEST])


def _locked(approval_id: int) -> Approval:
    found = Approval.objects.select_for_update().filter(pk=approval_id).first()
    if found is None:
        raise ApprovalNotFound
    return found


def _end(actor: Actor, found: Approval, state: str, answer: str) -> Approval:
    if found.state != ApprovalState.WAITING:
        raise ApprovalNotOpen(found.pk)
    found.state, found.answer = state, answer
    found.decided_by, found.decided_name, found.decided_at = actor.user_id, actor.name, now()
    found.save(update_fields=["state", "answer", "decided_by", "decided_name", "decided_at"])
    _tell(actor, found, f"approval.{state}", {"answer": answer} if answer else None)
    _answer(actor, found)
    announce(ApprovalDecided(found.pk, found.shop_id, found.kind, found.subject_id, state))
    return found


def _answer(actor: Actor, found: Approval) -> None:
    """Tell who asked what came of it."""
    kind = _ANSWERS.get(found.state)
    if kind is not None and found.asked_by is not None:
        subject, data = Subject("approval", found.pk), {"kind": found.kind}
        post_notices(actor, kind, user_ids=[found.asked_by], shop_id=found.shop_id, subject=subject, data=data)


def kind_words(data: Mapping[str, Any]) -> dict[str, str]:
    """What a request is called, for the words of a notice."""
    known = _KINDS.get(data["kind"])
    return {"kind": str(known.label) if known else data["kind"]}


_ANSWERS = {
    ApprovalState.APPROVED.value: register_notice_kind(
        NoticeKind(
            "approval.approved", _("%(sender)s approved what you asked for: %(kind)s"), "approval", "check", kind_words
        )
    ).code,
    ApprovalState.REFUSED.value: register_notice_kind(
        NoticeKind(
            "approval.refused", _("%(sender)s refused what you asked for: %(kind)s"), "approval", "close", kind_words
        )
    ).code,
}


def _tell(actor: Actor, found: Approval, event: str, personal: dict[str, str] | None) -> None:
    subject = Subject(found.subject_kind, found.subject_id)
    data = {"approval": found.pk, "kind": found.kind}
    record(actor, event, shop_id=found.shop_id, subject=subject, data=data, personal=personal)
