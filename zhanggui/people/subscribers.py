"""Whom people tell of requests, and the event of people that routines may follow."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.approvals.verbs import ApprovalAsked, approval_kinds, kind_words
from zhanggui.kernel.events.announce import subscribe
from zhanggui.kernel.notices.verbs import NoticeKind, post_notices, register_notice_kind
from zhanggui.kernel.values import Subject
from zhanggui.people.models import User
from zhanggui.people.ports import Occurrence, RoutineEvent, register_routine_event
from zhanggui.people.queries.routines import holders_who_may

_ASKED = register_notice_kind(
    NoticeKind("approval.asked", _("%(sender)s asks for your decision: %(kind)s"), "approval", "key", kind_words)
).code


@subscribe(ApprovalAsked)
def on_approval_asked(event: ApprovalAsked) -> None:
    """Tell everybody who may decide it (TSK-12)."""
    kind = approval_kinds().get(event.kind)
    if kind is not None:
        post_notices(
            event.actor,
            _ASKED,
            user_ids=holders_who_may(kind.capability, event.shop_id),
            shop_id=event.shop_id,
            subject=Subject("approval", event.approval_id),
            data={"kind": event.kind},
        )


def _joined(shop_id: int, since: datetime, until: datetime) -> list[Occurrence]:
    held = Q(holdings__shop_id=None) | Q(holdings__shop_id=shop_id)
    rows = User.objects.filter(held, is_active=True, created_at__gt=since, created_at__lte=until).distinct()
    return [Occurrence(row.pk, row.shown_name, row.created_at) for row in rows.order_by("pk")]


register_routine_event(RoutineEvent("people.joined", _("Somebody new got an account"), _joined))
