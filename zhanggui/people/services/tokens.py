"""API keys: shown once, kept as a hash."""

import hashlib
import secrets

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.models import ApiToken
from zhanggui.people.values import MANAGE_PEOPLE


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create_api_token(*, actor: Actor, user_id: int, name: str) -> str:
    """Make an API key for a person; returns the key, which is not kept and cannot be shown again."""
    if actor.user_id != user_id:
        require(actor, MANAGE_PEOPLE)
    token = f"zg_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(user_id=user_id, name=name[:60], hash=_hash(token), created_at=now())
    record(actor, "token.created", shop_id=None, subject=Subject("user", user_id), data={"token": row.pk})
    return token


def revoke_api_token(*, actor: Actor, token_id: int) -> bool:
    """End an API key at once."""
    row = ApiToken.objects.filter(pk=token_id, revoked_at=None).first()
    if row is None:
        return False
    if actor.user_id != row.user_id:
        require(actor, MANAGE_PEOPLE)
    ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now())
    record(actor, "token.revoked", shop_id=None, subject=Subject("user", row.user_id), data={"token": token_id})
    return True


def user_of_api_token(token: str) -> int | None:
    """The person an API key belongs to, or None when it is wrong, revoked, or the account is closed."""
    row = ApiToken.objects.select_related("user").filter(hash=_hash(token), revoked_at=None).first()
    if row is None or not row.user.is_active:
        return None
    ApiToken.objects.filter(pk=row.pk).update(last_used_at=now())
    return int(row.user_id)
