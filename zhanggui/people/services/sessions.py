"""Ending sessions: one's own, on this or another device."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject


def end_own_session(*, actor: Actor, session_id: int) -> bool:
    """End one of the person's sessions; False when it is not theirs or ended already."""
    session = UserSession.objects.filter(pk=session_id, user_id=actor.user_id).first()
    if session is None:
        return False
    _end(actor, [session])
    return True


def end_other_sessions(*, actor: Actor, current_key: str) -> int:
    """End every session of the person but the present one; returns how many (SEC-03)."""
    others = list(UserSession.objects.filter(user_id=actor.user_id).exclude(session_key=current_key))
    _end(actor, others)
    return len(others)


def _end(actor: Actor, sessions: list[UserSession]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    with transaction.atomic():
        for session in sessions:
            store.delete(session.session_key)
            session.delete()
        if sessions:
            record(
                actor,
                "user.sessions_ended",
                shop_id=None,
                subject=Subject("user", actor.user_id or 0),
                data={"sessions": len(sessions)},
            )
