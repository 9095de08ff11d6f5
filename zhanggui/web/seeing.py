"""The desk seen as another role: who the request acts as, what it may not do, and what the banner says."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.clock import now
from zhanggui.kernel.confidential import confidential_fields, data_classes, hidden_here, right_label
from zhanggui.kernel.errors import NotAllowed, NotFound
from zhanggui.kernel.onlooker import Onlooker, missed_here
from zhanggui.kernel.values import Actor
from zhanggui.people.queries.see_as import Seen, may_look, onlooker
from zhanggui.people.services.see_as import end_seeing, start_seeing

SESSION = "zg_seen_as"
_READS = {"GET", "HEAD", "OPTIONS"}
_OWN = "/desk/me"
# What is only remembered for speed may be written: the cache lies in a table of its own. The first word decides; a WITH may still write, and a SELECT may put a job on the queue.
_WRITES = re.compile(
    r"\A[\s(]*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY|CREATE|ALTER|DROP)\b"
    r"|\A[\s(]*WITH\b.*\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\S+(\s+\w+)?\s+SET)\b|procrastinate_defer",
    re.IGNORECASE | re.DOTALL,
)


class ReadOnlyView(NotAllowed):
    """Something would have been changed while looking as another role."""

    def __init__(self) -> None:
        super().__init__(
            "people.read_only",
            gettext_lazy("You see the desk as another role, so nothing can be changed. End that first: G G."),
        )


class OwnPages(NotAllowed):
    """One's own account does not belong to a role."""

    def __init__(self) -> None:
        super().__init__(
            "people.own_pages",
            gettext_lazy("Your own account is no part of what a role sees. End looking as another role first: G G."),
        )


def begin(request: HttpRequest, actor: Actor, seen: Seen) -> None:
    """Look as a role from now on, for an hour at most."""
    until = start_seeing(actor=actor, seen=seen)
    request.session[SESSION] = {"kind": seen.kind, "name": seen.name, "until": until.timestamp()}


def end(request: HttpRequest, actor: Actor, *, is_over: bool = False) -> bool:
    """Be oneself again; False when one was."""
    kept = request.session.pop(SESSION, None)
    if kept is None:
        return False
    try:
        end_seeing(actor=actor, seen=Seen(kept["kind"], kept["name"]), is_over=is_over)
    except NotFound:
        # The account was taken away in the meantime; there is nobody left to name.
        return True
    return True


def eyes(request: HttpRequest, actor: Actor) -> Actor:
    """The actor of the request: the role while one looks as it, oneself otherwise."""
    kept = request.session.get(SESSION)
    if not kept or request.path.startswith("/api/"):
        return actor
    is_over = kept["until"] <= now().timestamp()
    if is_over or not may_look(actor):
        end(request, actor, is_over=is_over)
        messages.info(request, _("The time is over: you see the desk as yourself again."))
        return actor
    try:
        return onlooker(actor, Seen(kept["kind"], kept["name"]))
    except NotFound:
        end(request, actor)
        return actor


def refuse_changes(request: HttpRequest) -> None:
    """Raise what keeps an onlooker from changing anything or reading private pages; ending and leaving stay open."""
    if request.method not in _READS and request.path not in {reverse("end_seeing"), reverse("account_logout")}:
        raise ReadOnlyView
    if request.path.startswith(_OWN) and request.path != reverse("people:duties"):
        raise OwnPages


def reading_only(call: Callable[[], HttpResponse]) -> HttpResponse:
    """Serve a request with a database that refuses to write, whatever the page behind it tries."""
    with connection.execute_wrapper(_guard):
        return call()


def _guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if _WRITES.search(sql) and str(settings.CACHES["default"]["LOCATION"]) not in sql:
        raise ReadOnlyView
    return execute(sql, params, many, context)


def banner(request: HttpRequest, actor: Actor) -> dict[str, Any] | None:
    """What every page says while one looks as a role: as whom, until when, and what this page hides."""
    if not isinstance(actor, Onlooker):
        return None
    kinds = data_classes()
    classes = {kind.capability for kind in kinds.values()}
    fields = [
        {"label": field.label, "class": kinds[field.data_class].label, "why": kinds[field.data_class].why}
        | {"right": right_label(kinds[field.data_class].capability)}
        for field in hidden_here()
    ]
    actions = sorted(right_label(right) for right in missed_here() - classes if actor.real.can(right))
    return {
        "name": actor.name,
        "until": datetime.fromtimestamp(request.session[SESSION]["until"], UTC),
        "fields": fields,
        "actions": actions,
        "count": len(fields) + len(actions),
        "total": len(confidential_fields()),
        "url": reverse("seen_as"),
        "end_url": reverse("end_seeing"),
    }
