"""The plan of a month: a section of the settings, and how much of it is done on the home page (SEC-05)."""

import calendar
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.confidential import may_see, why_hidden
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import month_of, plan_of, present_plans, shop_by_id
from zhanggui.shops.services import set_plan
from zhanggui.shops.values import MANAGE_SHOPS, MONTH_PLAN


class PlanForm(StaffForm):
    """Orders and revenue that a month should bring."""

    places: ClassVar[dict[str, str]] = {"shops.bad_plan_orders": "orders", "shops.bad_plan_revenue": "revenue"}
    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )
    orders = forms.IntegerField(label=_("Paid orders"), min_value=0, required=False)
    revenue = forms.DecimalField(
        label=_("Revenue"),
        min_value=0,
        decimal_places=2,
        required=False,
        help_text=_("What buyers paid, less what was given back. An empty field leaves it without a plan."),
    )


def save_plan(actor: Actor, shop_id: int, values: dict[str, Any]) -> None:
    """Keep what the form says."""
    set_plan(actor=actor, shop_id=shop_id, **values)


def plan_section(actor: Actor, shop: ShopRef) -> dict[str, Any]:
    """What the section shows: the figures of the present month, or why they are hidden."""
    if not may_see(actor, MONTH_PLAN, shop.id):
        return {"why": why_hidden(MONTH_PLAN)}
    month = month_of(shop_by_id(shop.id))
    card = plan_of(shop.id, month)
    initial = {"month": month, "orders": card.orders if card else None, "revenue": card.revenue if card else None}
    return {"card": card, "initial": initial, "may_set": actor.can(MANAGE_SHOPS, shop.id)}


def plan_panel(_actor: Actor, shop_ids: list[int]) -> dict[str, Any] | None:
    """How much of the month's plan is done, beside how much of the month is over; nothing without a plan."""
    rows = []
    for card in present_plans(shop_ids):
        shop = shop_by_id(card.shop_id)
        figures: list[dict[str, Any]] = [
            {"label": _("Paid orders"), "done": card.done_orders, "plan": card.orders, "is_money": False},
            {"label": _("Revenue"), "done": card.done_revenue, "plan": card.revenue, "is_money": True},
        ]
        for figure in figures:
            figure["percent"] = percent_of(figure["done"], figure["plan"])
        shown = [figure for figure in figures if figure["plan"] is not None]
        if shown:
            over = _over(card.month, now().astimezone(shop_zone(shop.timezone)).date())
            url = f"{reverse('shops:shop', args=[shop.code])}#plan"
            rows.append({"shop": shop, "card": card, "figures": shown, "over": over, "url": url})
    return {"place": "side", "rows": rows, "is_one": len(rows) == 1} if rows else None


def percent_of(done: Any, plan: Any) -> int | None:
    """Whole percent, rounded down; None while nothing was counted or nothing is planned."""
    return int(done * 100 // plan) if plan and done is not None else None


def _over(month: date, today: date) -> int:
    return today.day * 100 // calendar.monthrange(month.year, month.month)[1]
