"""The second factor: a code from the phone, and ten codes on paper for when the phone is lost (SEC-03)."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.db import transaction

from zhanggui.kernel.events.record import record
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.errors import WrongCode
from zhanggui.people.models import User
from zhanggui.people.services.accounts import locked_user
from zhanggui.people.services.passwords import confirm_password
from zhanggui.people.services.reach import require_over_user


def switch_on_second_factor(*, actor: Actor, secret: str, code: str, password: str) -> list[str]:
    """Ask for a code at every sign-in from now on; returns the recovery codes.

    `secret` is what the phone scanned, `code` what it shows for it. Errors: WrongPassword, WrongCode.
    """
    with transaction.atomic():
        user = _own_row(actor)
        confirm_password(user, password)
        if not validate_totp_code(secret, code):
            raise WrongCode
        Authenticator.objects.filter(user_id=user.pk).delete()
        TOTP.activate(user, secret)
        record(actor, "user.second_factor_on", shop_id=None, subject=Subject("user", user.pk))
        return list(RecoveryCodes.activate(user).get_unused_codes())


def switch_off_second_factor(*, actor: Actor, password: str) -> None:
    """Sign in with the password alone again."""
    with transaction.atomic():
        user = _own_row(actor)
        confirm_password(user, password)
        _remove(actor, user)


def renew_recovery_codes(*, actor: Actor, password: str) -> list[str]:
    """Ten new codes on paper; the old ones are void. An empty list without a second factor."""
    with transaction.atomic():
        user = _own_row(actor)
        confirm_password(user, password)
        held = Authenticator.objects.filter(user_id=user.pk)
        if not held.filter(type=Authenticator.Type.TOTP).exists():
            return []
        held.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
        record(actor, "user.recovery_codes_renewed", shop_id=None, subject=Subject("user", user.pk))
        return list(RecoveryCodes.activate(user).get_unused_codes())


def remove_second_factor(*, actor: Actor, username: str) -> None:
    """Help somebody who lost phone and paper: an owner takes the second factor away."""
    with transaction.atomic():
        user = locked_user(username)
        require_over_user(actor, user.pk)
        _remove(actor, user)


def _own_row(actor: Actor) -> User:
    return User.objects.select_for_update().get(pk=actor.user_id or 0)


def _remove(actor: Actor, user: User) -> None:
    if Authenticator.objects.filter(user_id=user.pk).delete()[0]:
        record(actor, "user.second_factor_off", shop_id=None, subject=Subject("user", user.pk))
