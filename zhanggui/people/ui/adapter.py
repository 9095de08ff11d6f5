"""How allauth, which keeps the steps of signing in, fits our desk."""

import base64
import secrets as random_source
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zhanggui.kernel.secret_values import decrypt_value, encrypt_value
from zhanggui.people.queries import has_second_factor, preferences_of
from zhanggui.people.queries.security import gates_of
from zhanggui.people.values import GATES

_PURPOSE = "second factor"
_YEAR = 365 * 24 * 3600


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Staff accounts are opened by the shop, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  reason: allauth's signature
        """Nobody can sign up by themselves."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what happened in their own words."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on to the page that was asked for, in the person's own language."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        set_language_cookie(response, preferences_of(user.pk)["language"])
        gates = gates_of(user, has_factor=has_second_factor(user.pk))
        if gates:
            request.session[GATES] = gates
        return response


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of the second factor lie encrypted: a copy of the database alone signs nobody in (SEC-03)."""

    def encrypt(self, text: str) -> str:
        """Called by allauth before a secret is stored."""
        return encrypt_value(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Called by allauth before a code is compared. What another home wrote matches no code at all."""
        return decrypt_value(encrypted_text, _PURPOSE) or base64.b32encode(random_source.token_bytes(20)).decode()


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Remember the language on this device."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=_YEAR, samesite="Lax")
