"""Pages of people: signing in and out, sessions, second factor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any) -> HttpResponse:
    """What somebody sees after five failed tries (SEC-03)."""
    return render(request, "web/sign_in.html", {"is_locked": True}, status=429)
