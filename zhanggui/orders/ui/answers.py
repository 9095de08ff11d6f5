"""What a decision leaves behind: while it lasts, its undo."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

SESSION_UNDO = "orders_undo"
MOST_UNDONE = 1_000


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
