"""How fast orders are handled, per step and person, against the targets (ORD-12)."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.fulfilment.queries.handling import (
    CLOSE_DAYS,
    HandlingStep,
    PersonFigures,
    StepFigures,
    handling,
    midnight_before,
)
from zhanggui.fulfilment.ui.frame import orders_url, show
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.pages.registry import NavItem, register_nav
from zhanggui.kernel.rulebook.registry import ValueKind, declare_value

_DAYS = {"today": 0, "7d": 6, "30d": 29}
_LABELS = {"today": gettext_lazy("Today"), "7d": gettext_lazy("7 days"), "30d": gettext_lazy("30 days")}
_TARGETS = {
    HandlingStep.SHIP: gettext_lazy("each order's promise"),
    HandlingStep.DELIVER: gettext_lazy("the day expected"),
}
_LINKS = {HandlingStep.VERIFY: {"view": "to_check"}, HandlingStep.SHIP: {"view": "overdue"}}
_STEPS = {HandlingStep.VERIFY.value: HandlingStep.VERIFY.label, "pack": gettext_lazy("Pack")}


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def efficiency(request: StaffRequest) -> HttpResponse:
    """Steps with target, share within it, median time and what waits; below it the people."""
    shop = shop_of(request)
    period = request.GET.get("period", "today")
    period = period if period in _DAYS else "today"
    found = handling(shop.id, since=midnight_before(shop.id, _DAYS[period]))
    context = {
        "periods": [{"label": _LABELS[code], "url": f"?period={code}", "current": code == period} for code in _DAYS],
        "steps": [_step(row) for row in found.steps],
        "people": [_person(row) for row in found.people],
    }
    return show(request, "fulfilment/handling.html", context)


def _step(row: StepFigures) -> dict[str, Any]:
    step = HandlingStep(row.step)
    return {
        "label": step.label,
        "target": span_words(row.target) if row.target else _TARGETS[step],
        "row": row,
        "share": round(100 * row.in_time / row.done) if row.done else None,
        "median": span_words(row.median) if row.median is not None else "–",
        "url": orders_url(**_LINKS[step]) if step in _LINKS else "",
    }


def _person(row: PersonFigures) -> dict[str, Any]:
    share = round(100 * row.in_time / row.done) if row.in_time is not None and row.done else None
    return {"row": row, "step": _STEPS[str(row.step)], "share": share, "is_short": row.step == "pack"}


def span_words(span: timedelta) -> str:
    """A span as people say it: minutes under two hours, hours under two days, then days."""
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return _("%(count)d min") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s h") % {"count": f"{minutes / 60:.1f}".removesuffix(".0")}
    return _("%(count)s days") % {"count": f"{minutes / 1440:.1f}".removesuffix(".0")}


declare_value(
    ValueKind(
        CLOSE_DAYS,
        "clocks",
        gettext_lazy("An order is completed within"),
        10,
        gettext_lazy("days"),
        1,
        60,
        gettext_lazy("House rule; marketplaces confirm by themselves after about ten days"),
        used_by=gettext_lazy("efficiency of handling"),
    )
)
register_nav(
    NavItem(
        "orders", 140, gettext_lazy("Efficiency"), "fulfilment:efficiency", "chart", VIEW_BATCHES, "G Y", is_rare=True
    )
)
