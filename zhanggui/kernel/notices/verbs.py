"""Telling people news, and noting that they read it (TSK-12)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from zhanggui.kernel.clock import now
from zhanggui.kernel.notices.models import Notice
from zhanggui.kernel.values import Actor, Subject


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of news: its words with places for what the notice keeps, its icon, and the page that it opens.

    `values` turns what was kept into what stands in the words, where a word depends on the reader's language.
    """

    code: str
    words: Any
    url_name: str
    icon: str = "bell"
    values: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict


_KINDS: dict[str, NoticeKind] = {}


def register_notice_kind(kind: NoticeKind) -> NoticeKind:
    """Make a kind of news known to the pages and the e-mail."""
    _KINDS[kind.code] = kind
    return kind


def notice_kinds() -> dict[str, NoticeKind]:
    """All kinds by code."""
    return dict(_KINDS)


def post_notices(
    actor: Actor,
    kind: str,
    *,
    user_ids: Collection[int],
    shop_id: int | None,
    subject: Subject,
    data: Mapping[str, Any] | None = None,
    is_once: bool = False,
) -> int:
    """Tell each of the people once; nobody is told of their own deed. Returns how many were told.

    `is_once` leaves out who was told of this subject before. In the caller's transaction.
    """
    told = {user_id for user_id in user_ids if user_id != actor.user_id}
    if is_once and told:
        known = Notice.objects.filter(
            user_id__in=told, kind=kind, subject_kind=subject.kind, subject_id=subject.id
        ).values_list("user_id", flat=True)
        told -= set(known)
    moment = now()
    Notice.objects.bulk_create(
        Notice(
            user_id=user_id,
            shop_id=shop_id,
            kind=kind,
            subject_kind=subject.kind,
            subject_id=subject.id,
            data=dict(data or {}),
            sender_id=actor.user_id,
            sender_name="" if actor.is_system else actor.name,
            made_at=moment,
        )
        for user_id in sorted(told)
    )
    return len(told)


def read_notice(*, user_id: int, notice_id: int) -> bool:
    """Note that the person read it; an earlier time stays. Whether it was news until now."""
    own = Notice.objects.filter(pk=notice_id, user_id=user_id, read_at=None)
    return bool(own.update(read_at=now()))


def read_all_notices(*, user_id: int) -> int:
    """Note that the person read everything; returns how many were new."""
    return Notice.objects.filter(user_id=user_id, read_at=None).update(read_at=now())
