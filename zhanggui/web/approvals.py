"""Requests that a second person decides: the queue, one request, the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.approvals.models import ApprovalState
from zhanggui.kernel.approvals.read import (
    ApprovalRow,
    approval_row,
    approvals_decided,
    approvals_of,
    approvals_to_decide,
)
from zhanggui.kernel.approvals.verbs import approve, refuse, withdraw
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.registry import HomeRow
from zhanggui.kernel.values import Actor

_TONES = {"waiting": "is-risk", "approved": "is-good", "refused": "is-late", "withdrawn": ""}


@staff_page(None, methods=("GET",))
def approvals(request: StaffRequest) -> HttpResponse:
    """What waits for this person's decision, what the person asked for, what was decided lately."""
    names = {shop.id: shop.name for shop in request.scope.available}
    waiting = approvals_to_decide(request.actor, list(names))
    asked = approvals_of(request.actor)
    known = {row.id for row in asked}
    decided = [row for row in approvals_decided(request.actor, list(names)) if row.id not in known]
    groups = (
        (_("Waits for your decision"), waiting),
        (_("What you asked for"), asked),
        (_("Decided lately"), decided),
    )
    context = {
        "groups": [{"label": label, "rows": [_line(row, names) for row in rows]} for label, rows in groups if rows],
        "count": len(waiting),
    }
    return render(request, "web/approvals.html", context)


def _line(row: ApprovalRow, names: dict[int, str]) -> dict[str, Any]:
    return {
        "row": row,
        "shop": names.get(row.shop_id, ""),
        "url": reverse("approval", args=[row.id]),
        "state": ApprovalState(row.state).label,
        "tone": _TONES[row.state],
    }


@staff_page(None)
def approval(request: StaffRequest, approval_id: int) -> HttpResponse:
    """One request; who may decides it here, who asked may take it back."""
    found = approval_row(request.actor, approval_id)
    if request.method == "POST":
        return _decide(request, found)
    names = {shop.id: shop.name for shop in request.scope.available}
    return render(request, "web/approval.html", _line(found, names))


def _decide(request: StaffRequest, found: ApprovalRow) -> HttpResponse:
    verb, answer = request.POST.get("verb", ""), request.POST.get("answer", "")
    if verb == "approve":
        approve(actor=request.actor, approval_id=found.id, answer=answer)
        messages.success(request, _("Approved; %(name)s gets it.") % {"name": found.asked_name})
    elif verb == "refuse":
        refuse(actor=request.actor, approval_id=found.id, answer=answer)
        messages.success(request, _("Refused; %(name)s reads why.") % {"name": found.asked_name})
    elif verb == "withdraw":
        withdraw(actor=request.actor, approval_id=found.id)
        messages.success(request, _("Request withdrawn"))
    else:
        raise InvalidInput("approvals.no_verb", _("The form could not be read. Load the page again."))
    return redirect("approvals")


def approval_rows(actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Requests that wait for this person, each kind as one row of the home page."""
    found: dict[str, list[ApprovalRow]] = {}
    for row in approvals_to_decide(actor, shop_ids):
        found.setdefault(row.kind, []).append(row)
    return [
        HomeRow(
            rows[0].icon,
            rows[0].label,
            "、".join(row.asked_name for row in rows[:2]),
            _("Decide"),
            reverse("approval", args=[rows[0].id]) if len(rows) == 1 else reverse("approvals"),
            count=len(rows),
            group="new",
        )
        for rows in found.values()
    ]
