"""Pages of looking as another role: whom to choose, what stays hidden and why, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhanggui.kernel.confidential import right_label
from zhanggui.kernel.onlooker import Onlooker
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.registry import Hit
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.people.queries import live_positions, people_rows, position_label
from zhanggui.people.queries.hidden import HiddenRow, MissingRow, hidden_fields, missing_actions
from zhanggui.people.queries.see_as import PERSON, POSITION, Seen, onlooker
from zhanggui.people.services.see_as import LONGEST
from zhanggui.people.values import SEE_AS, VIEW_PEOPLE
from zhanggui.web.seeing import begin, end

_MOST_HITS = 5


@staff_page(SEE_AS)
def see_as(request: StaffRequest) -> HttpResponse:
    """Choose a position or person; with one chosen, what it would not see. A POST begins (ORG-09, SEC-05)."""
    require(request.actor, VIEW_PEOPLE)
    chosen = request.POST if request.method == "POST" else request.GET
    kind = PERSON if chosen.get("person") else POSITION
    name = chosen.get(kind, "")
    seen = Seen(kind, name) if name else None
    if request.method == "POST" and seen is not None:
        begin(request, request.actor, seen)
        messages.success(request, _("You look as another role now. Nothing can be changed; G G ends it."))
        return redirect("home")
    context: dict[str, Any] = {
        "positions": [each for each in live_positions().values() if each.is_on],
        "people": [
            {"row": row, "positions": "、".join(dict.fromkeys(position_label(each.position) for each in row.holdings))}
            for row in people_rows(request.actor.shops_for(VIEW_PEOPLE))
            if row.is_active and row.id != request.actor.user_id and row.holdings
        ],
        "minutes": int(LONGEST.total_seconds() // 60),
        "chosen": seen,
    }
    if seen is not None:
        context |= hidden_context(onlooker(request.actor, seen))
    return render(request, "web/see_as.html", context)


@staff_page(None, methods=("GET",))
def seen_as(request: StaffRequest) -> HttpResponse:
    """Every field and action that the role lacks, with class, reason, and what would show it."""
    if not isinstance(request.actor, Onlooker):
        return redirect("see_as")
    return render(request, "web/seen_as.html", hidden_context(request.actor))


@staff_page(None, methods=("POST",))
def end_seeing(request: StaffRequest) -> HttpResponse:
    """Be oneself again."""
    if end(request, _real(request)):
        messages.success(request, _("You see the desk as yourself again."))
    return redirect("home")


def hidden_context(role: Onlooker) -> dict[str, Any]:
    """The lists of a role by class and by area."""
    has = role.role_rights.__contains__
    fields: dict[str, list[HiddenRow]] = {}
    for row in hidden_fields(has):
        fields.setdefault(str(row.data_class.label), []).append(row)
    actions: dict[str, list[MissingRow]] = {}
    for missing in missing_actions(has, role.seen_code):
        actions.setdefault(missing.area, []).append(missing)
    return {
        "role": role.name,
        "classes": [{"label": label, "why": rows[0].data_class.why, "rows": rows} for label, rows in fields.items()],
        "areas": [{"label": label, "rows": rows} for label, rows in actions.items()],
        "field_count": sum(map(len, fields.values())),
        "action_count": sum(map(len, actions.values())),
        "not_mine": [right_label(right) for right in role.rights_not_mine],
    }


def find_roles(_actor: Actor, _shop_ids: list[int], text: str) -> list[Hit]:
    """Positions by name, for the palette: their hits open what the position does not see, with the way in."""
    wanted = text.casefold()
    return [
        Hit(_("See as"), str(live.label), code, f"{reverse('see_as')}?{urlencode({'position': code})}")
        for code, live in live_positions().items()
        if live.is_on and (wanted in str(live.label).casefold() or wanted in code)
    ][:_MOST_HITS]


def _real(request: HttpRequest) -> Actor:
    actor: Actor = request.real_actor  # type: ignore[attr-defined]  # set by the middleware
    return actor
