"""Every running deadline of the shops on one page: filters, counts, and how each stands (TSK-11)."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.clocks.read import ClockRow, clock_tallies, running_clocks
from zhanggui.kernel.clocks.registry import ClockTally, clock_sources
from zhanggui.kernel.clocks.states import ClockState
from zhanggui.kernel.pages.access import StaffRequest, chosen_scope, staff_page
from zhanggui.kernel.pages.addresses import address
from zhanggui.kernel.pages.registry import HomeRow
from zhanggui.kernel.rulebook.verbs import VIEW_VALUES
from zhanggui.kernel.values import Actor

_SHOWN = 100
_TONES = {ClockState.LATE: "is-late", ClockState.RISK: "is-risk", ClockState.ON_TIME: "is-good"}


@staff_page(None, methods=("GET",))
def clocks(request: StaffRequest) -> HttpResponse:
    """The most urgent deadlines first; `state` and `kind` narrow."""
    scope = chosen_scope(request)
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    state = state if state in ClockState.values else ""
    kind = kind if kind in clock_sources() else ""
    tallies = clock_tallies(request.actor, scope.ids)
    rows = running_clocks(request.actor, scope.ids, state=state, kind=kind, limit=_SHOWN)
    shown = sum((tally for code, tally in tallies.items() if not kind or code == kind), ClockTally())
    names = {shop.id: shop.name for shop in scope.shops} if len(scope.shops) > 1 else {}
    context = {
        "rows": [_line(row, names) for row in rows],
        "tabs": _tabs(state, kind, shown),
        "kinds": [
            {
                "label": source.kind.label,
                "is_working": source.kind.is_working,
                "tally": tallies[code],
                "url": _address(state="", kind="" if code == kind else code),
                "is_chosen": code == kind,
            }
            for code, source in clock_sources().items()
            if code in tallies
        ],
        "may_see_values": request.actor.can(VIEW_VALUES),
        "is_cut": len(rows) == _SHOWN,
    }
    return render(request, "web/clocks.html", context)


def clock_rows(actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Deadlines that will be missed soon, beside the orders, which have rows of their own on the home page."""
    risk = sum(tally.risk for tally in clock_tallies(actor, shop_ids, only_small=True).values())
    if not risk:
        return []
    url = _address(state=ClockState.RISK)
    return [HomeRow("clock", _("deadlines at risk"), "", _("See all"), url, count=risk, group="today")]


def _tabs(state: str, kind: str, shown: ClockTally) -> list[dict[str, Any]]:
    counts = {
        "": shown.late + shown.risk + shown.on_time,
        "late": shown.late,
        "risk": shown.risk,
        "on_time": shown.on_time,
    }
    labels = {"": _("All"), **{str(each): each.label for each in ClockState}}
    return [
        {
            "label": labels[each],
            "url": _address(state=each, kind=kind),
            "count": counts[each],
            "current": each == state,
            "is_late": each == ClockState.LATE,
        }
        for each in ("", *ClockState.values)
    ]


def _address(**query: str) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"{reverse('clocks')}?{urlencode(kept)}" if kept else address("clocks")


def _line(row: ClockRow, names: dict[int, str]) -> dict[str, Any]:
    return {
        "kind": row.kind.label,
        "label": row.clock.label,
        "url": row.clock.url,
        "started_at": row.clock.started_at,
        "due_at": row.due_at,
        "state": row.state.label,
        "tone": _TONES[row.state],
        "shop": names.get(row.clock.shop_id, ""),
    }
