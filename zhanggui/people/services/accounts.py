"""Accounts: open, close, new password."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.tasks.models import TaskState as KernelTaskState
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.errors import UserExists, UserNotFound
from zhanggui.people.models import ApiToken, PositionHolding, User
from zhanggui.people.services.given_tasks import hand_tasks_over
from zhanggui.people.services.passwords import check_password, random_password
from zhanggui.people.services.reach import keep_an_owner, require_known, require_over, require_over_user
from zhanggui.people.values import Holding

_USERNAME = re.compile(r"\w[\w.@+-]{0,59}")


@dataclass(frozen=True, slots=True)
class Account:
    """An account after a change; the password only when it was made by us."""

    id: int
    name: str
    positions: tuple[str, ...]
    password: str | None = None
    is_active: bool = True


def create_user(
    *,
    actor: Actor,
    username: str,
    positions: Sequence[str],
    name: str = "",
    shop_id: int | None = None,
    warehouse_id: int | None = None,
    brand: str = "",
    password: str | None = None,
    is_demo: bool = False,
    must_change_password: bool = False,
) -> Account:
    """Open an account with positions in one shop or, without `shop_id`, in all (ORG-02, ORG-03).

    They count for one warehouse of the shop only, or for one brand of it, when that is named (ORG-09).

    Without a password a random one is made and returned once. Errors: the name is taken or has
    blanks, a position is unknown, the password is weak (SEC-03).
    """
    require_over(actor, shop_id)
    brand = brand.strip()
    require_known([Holding(position, shop_id, warehouse_id, brand) for position in positions])
    username = username.strip()
    if not _USERNAME.fullmatch(username):
        raise InvalidInput(
            "people.bad_username",
            _("A sign-in name has 1 to 60 letters, digits or . @ + - _, without blanks; “%(name)s” is not one."),
            name=username,
        )
    if User.objects.filter(username__iexact=username).exists():
        raise UserExists(username)
    made = password or random_password()
    user = User(
        username=username,
        name=name.strip(),
        created_at=now(),
        is_demo=is_demo,
        must_change_password=must_change_password,
    )
    check_password(made, user)
    user.set_password(made)
    try:
        with transaction.atomic():
            user.save()
            PositionHolding.objects.bulk_create(
                PositionHolding(user=user, position=position, shop_id=shop_id, warehouse_id=warehouse_id, brand=brand)
                for position in dict.fromkeys(positions)
            )
            record(
                actor,
                "user.created",
                shop_id=shop_id,
                subject=Subject("user", user.pk),
                data={"positions": list(positions), **({"brand": brand} if brand else {})},
            )
    except IntegrityError as error:
        raise UserExists(username) from error
    return Account(user.pk, user.username, tuple(dict.fromkeys(positions)), None if password else made)


def disable_user(*, actor: Actor, username: str, hand_to: str | None = None) -> Account:
    """Close a leaver's account at once: no sign-in, no session, no API key (SEC-08).

    Open tasks go to `hand_to`, a sign-in name; without one they stay with the account. LastOwner when
    nobody else would be left who may manage the shops; Conflict when the tasks would go to the leaver
    or to a closed account.
    """
    with transaction.atomic():
        user = locked_user(username)
        require_over_user(actor, user.pk)
        keep_an_owner(user, kept=())
        heir = locked_user(hand_to) if hand_to else None
        if heir is not None and (heir.pk == user.pk or not heir.is_active):
            raise Conflict("people.no_heir", _("Tasks of a leaver go to another person with an open account."))
        user.is_active, user.disabled_at = False, now()
        user.save(update_fields=["is_active", "disabled_at"])
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
        end_sessions(user.pk)
        handed = _hand_over(actor, user, heir) if heir is not None else 0
        facts = {"tasks": handed, "to": heir.pk} if heir is not None else {}
        record(actor, "user.disabled", shop_id=None, subject=Subject("user", user.pk), data=facts)
    return account_of(user)


def _hand_over(actor: Actor, leaver: User, heir: User) -> int:
    own = Task.objects.filter(owner_id=leaver.pk, state=KernelTaskState.OPEN).update(owner_id=heir.pk)
    return own + hand_tasks_over(actor=actor, from_user=leaver, to_user=heir)


def reset_password(*, actor: Actor, username: str, password: str | None = None) -> Account:
    """Give an account a new password, random unless given, and end its sessions."""
    made = password or random_password()
    with transaction.atomic():
        user = locked_user(username)
        require_over_user(actor, user.pk)
        check_password(made, user)
        user.set_password(made)
        user.must_change_password = password is None
        user.save(update_fields=["password", "must_change_password"])
        end_sessions(user.pk)
        record(actor, "user.password_reset", shop_id=None, subject=Subject("user", user.pk))
    account = account_of(user)
    return replace(account, password=None if password else made)


def end_sessions(user_id: int) -> int:
    """End every session of a person; returns how many."""
    ended = 0
    for session in Session.objects.filter(expire_date__gte=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user_id):
            session.delete()
            ended += 1
    return ended


def locked_user(username: str) -> User:
    """The user row, locked until the transaction ends; UserNotFound when there is none."""
    user = User.objects.select_for_update().filter(username__iexact=username).first()
    if user is None:
        raise UserNotFound(username)
    return user


def account_of(user: User) -> Account:
    """The account as the command line shows it."""
    held = PositionHolding.objects.filter(user=user).order_by("pk").values_list("position", flat=True)
    return Account(user.pk, user.username, tuple(dict.fromkeys(held)), is_active=user.is_active)


def enable_user(*, actor: Actor, username: str) -> Account:
    """Open a closed account again; sessions and API keys stay ended."""
    with transaction.atomic():
        user = locked_user(username)
        require_over_user(actor, user.pk)
        user.is_active, user.disabled_at = True, None
        user.save(update_fields=["is_active", "disabled_at"])
        record(actor, "user.enabled", shop_id=None, subject=Subject("user", user.pk))
    return account_of(user)


def change_name(*, actor: Actor, name: str) -> None:
    """A person's own display name."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.user_id or 0)
        before, after = user.name, name.strip()[:60]
        if before == after:
            return
        User.objects.filter(pk=user.pk).update(name=after)
        record(
            actor, "user.renamed", shop_id=None, subject=Subject("user", user.pk), personal={"name": [before, after]}
        )


def change_list_columns(*, user_id: int, name: str, columns: Sequence[str]) -> None:
    """Keep a person's own columns of a list, in order; none means: as shipped. No permission needed for oneself."""
    with transaction.atomic():
        user = User.objects.select_for_update().only("list_columns").get(pk=user_id)
        kept = {key: value for key, value in user.list_columns.items() if key != name}
        User.objects.filter(pk=user_id).update(list_columns={**kept, **({name: list(columns)} if columns else {})})


def change_preferences(*, user_id: int, **changes: str | bool) -> None:
    """A person's own language, theme, density and switches; no permission needed for oneself."""
    User.objects.filter(pk=user_id).update(**changes)
