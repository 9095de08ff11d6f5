"""Endpoints of one's own notices (TSK-12)."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.notices.read import NoticeRow, notice_of, notices_of
from zhanggui.kernel.notices.verbs import read_all_notices, read_notice
from zhanggui.kernel.pages.api import acting, endpoint
from zhanggui.kernel.permissions import require
from zhanggui.people.values import DO_TASKS

router = Router()


class NoticeOut(Schema):
    """One piece of news: from whom, through which channels, when."""

    id: int
    kind: str
    text: str
    sender: str
    url: str
    channels: list[str]
    made_at: datetime
    read_at: datetime | None
    mailed_at: datetime | None


class NoticeList(Schema):
    """One's own notices."""

    notices: list[NoticeOut]


class ReadOut(Schema):
    """How many became read."""

    read: int


@router.get("/notices", **endpoint(NoticeList, DO_TASKS))
def list_notices(request: HttpRequest, unread: bool = False, before: int | None = None) -> dict[str, object]:
    """One's own notices, newest first; `before` is the last id of a page."""
    require(acting(request), DO_TASKS)
    rows = notices_of(acting(request).user_id or 0, is_unread=unread, before=before)
    return {"notices": [_out(row) for row in rows]}


@router.post("/notices/read", **endpoint(ReadOut, DO_TASKS))
def read_every_notice(request: HttpRequest) -> dict[str, object]:
    """Mark everything as read."""
    require(acting(request), DO_TASKS)
    return {"read": read_all_notices(user_id=acting(request).user_id or 0)}


@router.post("/notices/{notice_id}/read", **endpoint(ReadOut, DO_TASKS))
def read_one_notice(request: HttpRequest, notice_id: int) -> dict[str, object]:
    """Mark one as read."""
    require(acting(request), DO_TASKS)
    user_id = acting(request).user_id or 0
    found = notice_of(user_id, notice_id)
    return {"read": int(read_notice(user_id=user_id, notice_id=found.id))}


def _out(row: NoticeRow) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "text": row.text,
        "sender": row.sender,
        "url": row.url,
        "channels": ["desk", "email"] if row.mailed_at else ["desk"],
        "made_at": row.made_at,
        "read_at": row.read_at,
        "mailed_at": row.mailed_at,
    }
