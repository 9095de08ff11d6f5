"""Where the settings look for the lock of accounts: after how many tries, how long, and what people then see."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhanggui.people.queries.security import lock_time, lock_tries
from zhanggui.people.ui.sign_in import locked_page


def locked_out(request: HttpRequest, _response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The sign-in page that says when to try again; called by axes at the fifth failure (SEC-03)."""
    return locked_page(request, (credentials or {}).get("username", ""))


def failure_limit(_request: HttpRequest, _credentials: Any) -> int:
    """After how many failed tries axes locks an account; the owner sets it (SEC-03)."""
    return lock_tries()


def cool_off(_request: HttpRequest | None = None) -> timedelta:
    """How long axes keeps an account locked; the owner sets it (SEC-03)."""
    return lock_time()
