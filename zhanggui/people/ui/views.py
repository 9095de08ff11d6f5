"""Where the settings look for what people see after too many failed tries."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from zhanggui.people.ui.sign_in import locked_page


def locked_out(request: HttpRequest, _response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The sign-in page that says when to try again; called by axes at the fifth failure (SEC-03)."""
    return locked_page(request, (credentials or {}).get("username", ""))
