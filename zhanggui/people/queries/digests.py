"""The daily e-mail that a person chose (TSK-12)."""

from dataclasses import dataclass
from datetime import time

from django.conf import settings

from zhanggui.people.models import User


@dataclass(frozen=True, slots=True)
class Digest:
    """Whether a person gets the daily e-mail, when and where to, and whether there is a mail server."""

    is_on: bool
    at: time
    email: str
    can_mail: bool


def digest_of(user_id: int) -> Digest:
    """What the person chose (TSK-12)."""
    user = User.objects.only("is_digest_on", "digest_at", "email").get(pk=user_id)
    return Digest(user.is_digest_on, user.digest_at, user.email, can_mail())


def can_mail() -> bool:
    """Whether the installation was given a mail server and a sender."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)
