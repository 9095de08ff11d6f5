"""Reading news in the reader's language (TSK-12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.notices.models import Notice
from zhanggui.kernel.notices.verbs import NoticeKind, notice_kinds

MOST_BADGE = 100


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One piece of news as pages, commands and the e-mail show it."""

    id: int
    kind: str
    shop_id: int | None
    icon: str
    text: str
    url: str
    sender: str
    made_at: datetime
    read_at: datetime | None
    mailed_at: datetime | None


def unread_count(user_id: int) -> int:
    """How many pieces of news the person has not read; counts on only as far as a badge can show."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM kernel_notice WHERE user_id = %s AND read_at IS NULL LIMIT %s) n",
            [user_id, MOST_BADGE],
        )
        return int(cursor.fetchone()[0])


def notices_of(user_id: int, *, is_unread: bool = False, before: int | None = None, limit: int = 50) -> list[NoticeRow]:
    """The person's news, newest first; `before` is the last id of a page."""
    rows = Notice.objects.filter(user_id=user_id)
    if is_unread:
        rows = rows.filter(read_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return notice_rows(list(rows.order_by("-pk")[:limit]))


def notice_of(user_id: int, notice_id: int) -> NoticeRow:
    """One piece of the person's news; NotFound for anybody else's."""
    found = Notice.objects.filter(user_id=user_id, pk=notice_id) if notice_id < 2**63 else Notice.objects.none()
    rows = notice_rows(list(found))
    if not rows:
        raise NotFound("notices.not_found", _("There is no such notice."))
    return rows[0]


def notice_rows(found: Sequence[Notice]) -> list[NoticeRow]:
    """The same rows, in words."""
    kinds = notice_kinds()
    return [
        NoticeRow(
            row.pk,
            row.kind,
            row.shop_id,
            kinds[row.kind].icon if row.kind in kinds else "bell",
            _text(kinds.get(row.kind), row),
            _url(kinds.get(row.kind), row.subject_id),
            row.sender_name,
            row.made_at,
            row.read_at,
            row.mailed_at,
        )
        for row in found
    ]


def in_words(value: Any) -> Any:
    """A value that was kept in both languages, as the reader reads it."""
    if isinstance(value, dict) and value.keys() >= {"en", "zh"}:
        return value["zh" if (get_language() or "").startswith("zh") else "en"]
    return value


def _text(kind: NoticeKind | None, row: Notice) -> str:
    if kind is None:
        return row.kind
    values = {name: in_words(value) for name, value in kind.values(row.data).items()}
    return str(kind.words) % {"sender": row.sender_name, **values}


def _url(kind: NoticeKind | None, subject_id: int) -> str:
    """The page of the subject, else the page of the kind, else the workbench."""
    for arguments in ([subject_id], []):
        try:
            return reverse(kind.url_name if kind else "home", args=arguments)
        except NoReverseMatch:
            continue
    return reverse("home")
