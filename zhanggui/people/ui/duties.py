"""The page of one's own duties, and the targets that people themselves are measured by (ORG-17)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.kernel.duties import Figure, Measure, register_measures, share_figure
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.values import Actor
from zhanggui.people.queries import live_positions, uncovered_positions
from zhanggui.people.queries.given_tasks import accepted_in_time
from zhanggui.people.queries.my_duties import my_duties
from zhanggui.people.ui.routine_words import rule_words
from zhanggui.people.values import MANAGE_PEOPLE


@staff_page(None, methods=("GET",))
def duties(request: StaffRequest) -> HttpResponse:
    """What one's positions are there for, each duty with its target and how it stands."""
    shops = [shop.id for shop in request.scope.available]
    names = {shop.id: shop.name for shop in request.scope.available}
    live = live_positions()
    mine = [
        {
            "held": each,
            "shops": [names[shop_id] for shop_id in each.shop_ids] if len(each.shop_ids) < len(shops) else [],
            "routines": [{"routine": routine, "when": rule_words(routine.rule)} for routine in each.routines],
        }
        for each in my_duties(request.actor, shops)
    ]
    gaps = uncovered_positions(shops) if request.actor.can(MANAGE_PEOPLE) else []
    context = {"mine": mine, "gaps": [live[code] for code in gaps]}
    return render(request, "people/duties.html", context)


def _gap_words(gaps: int) -> str:
    text = ngettext(
        "%(count)d position with duties that nobody holds", "%(count)d positions with duties that nobody holds", gaps
    )
    return text % {"count": gaps}


def _covered(_actor: Actor, shop_ids: list[int]) -> Figure:
    gaps = len(uncovered_positions(shop_ids))
    return Figure(_gap_words(gaps), gaps == 0)


def _tasks_in_time(_actor: Actor, shop_ids: list[int]) -> Figure:
    kept, total = accepted_in_time(shop_ids)
    return share_figure(kept, total, _("tasks of thirty days: %(kept)d of %(total)d"))


register_measures(
    Measure("duties.covered", gettext_lazy("every duty has somebody who carries it"), _covered),
    Measure("tasks.on_time", gettext_lazy("reported before they were due"), _tasks_in_time),
)
