"""How allauth, which keeps the steps of signing in, fits our desk."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zhanggui.people.queries import preferences_of

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
        return response


def set_language_cookie(response: HttpResponse, language: str) -> None:
    """Remember the language on this device."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=_YEAR, samesite="Lax")
