"""Passwords: the rules, a random one, one's own."""

import secrets
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.record import record
from zhanggui.kernel.rulebook.read import rule_value
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.errors import WeakPassword, WrongPassword
from zhanggui.people.models import User
from zhanggui.people.rules.passwords import Weakness, weakness_of
from zhanggui.people.rules.security import PASSWORD_LENGTH

_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"
_WHY = {
    Weakness.NAME: _("The password contains the name. Choose one that has nothing to do with it."),
    Weakness.REPEATED: _("The password repeats itself. Choose four words that have nothing to do with each other."),
    Weakness.RUN: _("The password is a row of the keyboard or the alphabet. Choose one that is not."),
    Weakness.KNOWN: _("The password stands on every guessing list. Choose one that only you would think of."),
}


SHORTEST = 12  # below it Django's validator speaks


def random_password() -> str:
    """Sixteen characters without lookalikes."""
    return "".join(secrets.choice(_LETTERS) for _index in range(16))


@cache
def _known() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def check_password(password: str, user: User) -> None:
    """Raise WeakPassword unless the password keeps every rule: 12 characters, not known, not the name (SEC-03)."""
    why = []
    length = rule_value(PASSWORD_LENGTH)
    if SHORTEST <= len(password) < length:
        why.append(str(_("The password needs at least %(count)d characters.") % {"count": length}))
    weakness = weakness_of(password, names=(user.username, user.name), known=_known())
    if weakness is not None:
        why.append(str(_WHY[weakness]))
    try:
        validate_password(password, user)
    except ValidationError as error:
        why += [text for each, text in zip(error.error_list, error.messages, strict=True) if _is_new(each, weakness)]
    if why:
        raise WeakPassword(" ".join(why))


def _is_new(error: ValidationError, weakness: Weakness | None) -> bool:
    """Whether Django's sentence says something that ours does not say already."""
    said = {Weakness.KNOWN: "password_too_common", Weakness.NAME: "password_too_similar"}
    return weakness is None or error.code not in {said.get(weakness), "password_entirely_numeric"}


def change_own_password(*, actor: Actor, old: str, new: str) -> None:
    """A person's own new password; ends the duty to change it. Errors: the old one is wrong, the new one is weak."""
    if actor.user_id is None:
        raise NotAllowed("people.no_account", _("Only a person has a password."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.user_id)
        confirm_password(user, old)
        if old == new:
            raise WeakPassword(str(_("The new password is the old one. Choose another.")))
        check_password(new, user)
        user.set_password(new)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        record(actor, "user.password_changed", shop_id=None, subject=Subject("user", user.pk))


def confirm_password(user: User, password: str) -> None:
    """Raise WrongPassword unless it is the person's password."""
    if not user.check_password(password):
        raise WrongPassword
