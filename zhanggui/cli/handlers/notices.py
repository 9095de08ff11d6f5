"""notices list, read."""

from typing import Any

from zhanggui.cli.prepare import Context
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.notices.read import NoticeRow, notice_of, notices_of
from zhanggui.kernel.notices.verbs import read_all_notices, read_notice


def list_notices(context: Context) -> dict[str, Any]:
    """The person's own, newest first."""
    rows = notices_of(_user_id(context), is_unread=context.arguments.unread)
    return {"notices": [_told(row) for row in rows]}


def mark_read(context: Context) -> dict[str, Any]:
    """Those of these numbers, or all."""
    user_id, numbers = _user_id(context), context.arguments.notice
    if not numbers:
        return {"read": read_all_notices(user_id=user_id)}
    found = [notice_of(user_id, number).id for number in numbers]
    return {"read": sum(read_notice(user_id=user_id, notice_id=number) for number in found)}


def _user_id(context: Context) -> int:
    if context.actor.user_id is None:
        raise InvalidInput("cli.no_person", "Notices are for people. Say whose with --as.")
    return context.actor.user_id


def _told(row: NoticeRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "text": row.text,
        "sender": row.sender,
        "url": row.url,
        "channels": ["desk", "email"] if row.mailed_at else ["desk"],
        "made_at": row.made_at,
        "read_at": row.read_at,
        "mailed_at": row.mailed_at,
    }
