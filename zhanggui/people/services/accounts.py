"""Accounts: open, close, new password."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.errors import UnknownPosition, UserExists, UserNotFound, WeakPassword
from zhanggui.people.models import ApiToken, PositionHolding, User
from zhanggui.people.values import MANAGE_PEOPLE, POSITIONS

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """An account after a change; the password only when it was made by us."""

    id: int
    name: str
    positions: tuple[str, ...]
    password: str | None = None


def create_user(
    *,
    actor: Actor,
    username: str,
    positions: Sequence[str],
    name: str = "",
    shop_id: int | None = None,
    warehouse_id: int | None = None,
    password: str | None = None,
    is_demo: bool = False,
) -> Account:
    """Open an account with positions in one shop or, without `shop_id`, in all (ORG-02, ORG-03).

    Without a password a random one is made and returned once. Errors: the name is taken, a
    position is unknown, the password is weak (SEC-03).
    """
    require(actor, MANAGE_PEOPLE, shop_id)
    for position in positions:
        if position not in POSITIONS:
            raise UnknownPosition(position, ", ".join(POSITIONS))
    made = password or random_password()
    user = User(username=username.strip(), name=name.strip(), created_at=now(), is_demo=is_demo)
    _check_password(made, user)
    user.set_password(made)
    try:
        with transaction.atomic():
            user.save()
            PositionHolding.objects.bulk_create(
                PositionHolding(user=user, position=position, shop_id=shop_id, warehouse_id=warehouse_id)
                for position in dict.fromkeys(positions)
            )
            record(
                actor,
                "user.created",
                shop_id=shop_id,
                subject=Subject("user", user.pk),
                data={"positions": list(positions)},
            )
    except IntegrityError as error:
        raise UserExists(username) from error
    return Account(user.pk, user.username, tuple(dict.fromkeys(positions)), None if password else made)


def disable_user(*, actor: Actor, username: str) -> Account:
    """Close a leaver's account at once: no sign-in, no session, no API key (SEC-08)."""
    require(actor, MANAGE_PEOPLE)
    with transaction.atomic():
        user = _locked(username)
        user.is_active, user.disabled_at = False, now()
        user.save(update_fields=["is_active", "disabled_at"])
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
        end_sessions(user.pk)
        record(actor, "user.disabled", shop_id=None, subject=Subject("user", user.pk))
    return _account(user)


def reset_password(*, actor: Actor, username: str, password: str | None = None) -> Account:
    """Give an account a new password, random unless given, and end its sessions."""
    require(actor, MANAGE_PEOPLE)
    made = password or random_password()
    with transaction.atomic():
        user = _locked(username)
        _check_password(made, user)
        user.set_password(made)
        user.must_change_password = password is None
        user.save(update_fields=["password", "must_change_password"])
        end_sessions(user.pk)
        record(actor, "user.password_reset", shop_id=None, subject=Subject("user", user.pk))
    account = _account(user)
    return Account(account.id, account.name, account.positions, None if password else made)


def end_sessions(user_id: int) -> int:
    """End every session of a person; returns how many."""
    ended = 0
    for session in Session.objects.filter(expire_date__gte=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user_id):
            session.delete()
            ended += 1
    return ended


def random_password() -> str:
    """Sixteen characters without lookalikes."""
    return "".join(secrets.choice(_LETTERS) for _index in range(16))


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error


def _locked(username: str) -> User:
    user = User.objects.select_for_update().filter(username__iexact=username).first()
    if user is None:
        raise UserNotFound(username)
    return user


def _account(user: User) -> Account:
    held = PositionHolding.objects.filter(user=user).order_by("pk").values_list("position", flat=True)
    return Account(user.pk, user.username, tuple(dict.fromkeys(held)))


def change_preferences(*, user_id: int, **changes: str | bool) -> None:
    """A person's own language, theme, density and switches; no permission needed for oneself."""
    User.objects.filter(pk=user_id).update(**changes)
