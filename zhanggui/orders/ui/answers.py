"""How a decision ends: back to where the person was, with a toast and, while it lasts, its undo."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

SESSION_UNDO = "orders_undo"
MOST_UNDONE = 1_000
_DESK, _WORK = "/desk/", "/orders/bulk/"


def came_from(request: HttpRequest, fallback: str) -> str:
    """The page of ours to return to: named by the form, the one below the dialog, or the one before."""
    named = request.POST.get("next") or request.GET.get("next") or request.headers.get("HX-Current-URL", "")
    named = named or request.headers.get("Referer", "")
    if not named or not url_has_allowed_host_and_scheme(named, {request.get_host()}):
        return fallback
    parts = urlsplit(named)
    if parts.path == request.path or not parts.path.startswith(_DESK) or _WORK in parts.path:
        return fallback
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_run(path: str) -> bool:
    """Whether a page of ours is shown within a run."""
    return QueryDict(urlsplit(path).query).get("run") == "1"


def remember_undo(request: HttpRequest, verb: str, orders: dict[int, list[int]]) -> str:
    """Keep what the last action touched (order ids by shop); returns the address of its undo.

    Empty when there is nothing to undo, or too much of it.
    """
    if not 0 < sum(map(len, orders.values())) <= MOST_UNDONE:
        return ""
    token = secrets.token_hex(6)
    request.session[SESSION_UNDO] = {"token": token, "verb": verb, "orders": [[k, v] for k, v in orders.items()]}
    return f"{reverse('orders:undo')}?of={token}"


def take_undo(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """The last action, if it is the one of this token; it can be taken once."""
    last: dict[str, Any] | None = request.session.get(SESSION_UNDO)
    if last is None or last["token"] != token:
        return None
    del request.session[SESSION_UNDO]
    return last


def back_with_toast(
    request: HttpRequest, text: str, *, back: str, undo_url: str = "", is_bad: bool = False
) -> HttpResponse:
    """Redirect with a toast; `undo_url` puts the undo button into it."""
    tell = messages.error if is_bad else messages.success
    tell(request, text, extra_tags=undo_url)
    return redirect(back)
