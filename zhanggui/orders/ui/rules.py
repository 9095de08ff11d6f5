"""The rules of checking as a page: the list, one rule with its draft, trials and history, and what changes it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.pages.access import ShopRef, StaffRequest, scope_for, staff_page
from zhanggui.kernel.pages.asking import answer, back_with_toast
from zhanggui.orders.queries.backtests import backtests_of
from zhanggui.orders.queries.rules import RuleCard, VersionCard, rule_card, rule_cards
from zhanggui.orders.rules import SETTINGS, condition_limits
from zhanggui.orders.services import ensure_rules
from zhanggui.orders.services.rules import (
    ask_switch,
    drop_draft,
    move_rule,
    return_to_version,
    switch_draft,
    withdraw_switch,
)
from zhanggui.orders.ui.backtests import backtest_view, form_of
from zhanggui.orders.ui.rule_forms import WhyForm
from zhanggui.orders.values import MANAGE_RULES, VIEW_ORDERS, RuleVersionState
from zhanggui.shops.queries import settings_of

_TONES: dict[str, str] = {
    RuleVersionState.USED: "is-good",
    RuleVersionState.DRAFT: "is-accent",
    RuleVersionState.WAITING: "is-risk",
}


def rule_url(shop: ShopRef, code: str, page: str = "rule", *more: Any) -> str:
    """The address of a rule's page."""
    return reverse(f"orders:{page}", args=[shop.code, code, *more])


@staff_page(VIEW_ORDERS, methods=("GET",))
def rules(request: StaffRequest) -> HttpResponse:
    """The rules of the chosen shop, or of the first one that the person sees."""
    return _list(request, request.scope.shops[0])


@staff_page(VIEW_ORDERS, methods=("GET",))
def shop_rules(request: StaffRequest) -> HttpResponse:
    """The rules of one shop in their order."""
    return _list(request, request.scope.shops[0])


def _list(request: StaffRequest, shop: ShopRef) -> HttpResponse:
    ensure_rules(shop.id)
    cards = rule_cards(shop.id)
    seen = scope_for(request, VIEW_ORDERS).available
    may_manage = request.actor.can(MANAGE_RULES, shop.id)
    context = {
        "shop": shop,
        "tabs": [
            {"label": one.name, "url": reverse("orders:shop_rules", args=[one.code]), "current": one.id == shop.id}
            for one in seen
        ]
        if len(seen) > 1
        else [],
        "rows": [_row(shop, card, place, len(cards)) for place, card in enumerate(cards, start=1)],
        "may_manage": may_manage,
        "count_on": sum(card.is_on for card in cards),
        "count_drafts": sum(card.draft is not None for card in cards),
    }
    return render(request, "orders/rules/list.html", context)


def _row(shop: ShopRef, card: RuleCard, place: int, count: int) -> dict[str, Any]:
    return {
        "card": card,
        "place": place,
        "is_first": place == 1,
        "is_last": place == count,
        "url": rule_url(shop, card.code),
        "move_url": rule_url(shop, card.code, "rule_move"),
        "held_url": f"{reverse('orders:list')}?view=held&hold={card.reason}",
    }


@staff_page(VIEW_ORDERS, methods=("GET",))
def rule(request: StaffRequest, code: str) -> HttpResponse:
    """One rule: what it says, its draft with trials, and every version there was."""
    shop = request.scope.shops[0]
    card = rule_card(shop.id, code)
    may_manage = request.actor.can(MANAGE_RULES, shop.id)
    tests = [backtest_view(one) for one in backtests_of(card.id)]
    context = {
        "shop": shop,
        "card": card,
        "may_manage": may_manage,
        "versions": [_version(shop, card, version) for version in card.versions],
        "draft_tone": _TONES.get(card.draft.state, "") if card.draft else "",
        "tests": tests,
        "last_test": tests[0] if tests else None,
        "is_tested": bool(tests and card.draft and tests[0]["version"] == card.draft.version),
        "needs_second": settings_of(shop.id)["is_rule_approval_needed"],
        "trial": form_of(shop, code),
        "limits": [{"name": name, "label": label, "value": value} for name, label, value in _limits(card)],
        "held_url": f"{reverse('orders:list')}?view=held&hold={card.reason}",
        "settings_url": f"{reverse('shops:shop', args=[shop.code])}#checking",
    }
    return render(request, "orders/rules/rule.html", context)


def _limits(card: RuleCard) -> list[tuple[str, Any, Any]]:
    condition = card.draft.condition if card.draft else card.condition
    kept = settings_of(card.shop_id)
    return [(name, SETTINGS.get(name, name), value) for name, value in condition_limits(condition, kept).items()]


def _version(shop: ShopRef, card: RuleCard, version: VersionCard) -> dict[str, Any]:
    can_return = version.state == RuleVersionState.REPLACED and card.draft is None
    return {
        "card": version,
        "state": RuleVersionState(version.state).label,
        "tone": _TONES.get(version.state, ""),
        "return_url": rule_url(shop, card.code, "rule_return", version.version) if can_return else "",
    }


@staff_page(MANAGE_RULES, methods=("POST",))
def move(request: StaffRequest, code: str) -> HttpResponse:
    """One place up or down."""
    shop = request.scope.shops[0]
    move_rule(actor=request.actor, shop_id=shop.id, code=code, direction=request.POST.get("to", ""))
    return back_with_toast(request, _("Moved"), back=reverse("orders:shop_rules", args=[shop.code]))


@staff_page(MANAGE_RULES)
def switch(request: StaffRequest, code: str) -> HttpResponse:
    """Switch a rule on or off: a draft like every other change."""
    shop = request.scope.shops[0]
    card = rule_card(shop.id, code)
    title = _("Switch it off") if card.is_on else _("Switch it on")
    return _ask_why(
        request,
        card,
        shop,
        title=title,
        act=_("Write the draft"),
        call=lambda why: switch_draft(actor=request.actor, shop_id=shop.id, code=code, is_on=not card.is_on, why=why),
        done=_("The draft is written. Try it on past orders, then switch it on."),
    )


@staff_page(MANAGE_RULES)
def give_back(request: StaffRequest, code: str, version: int) -> HttpResponse:
    """Return to what an older version said, as a new version (undo)."""
    shop = request.scope.shops[0]
    card = rule_card(shop.id, code)
    return _ask_why(
        request,
        card,
        shop,
        title=_("Return to version %(version)d") % {"version": version},
        act=_("Write the draft"),
        call=lambda why: return_to_version(actor=request.actor, shop_id=shop.id, code=code, version=version, why=why),
        done=_("The draft says what version %(version)d said.") % {"version": version},
    )


@staff_page(MANAGE_RULES, methods=("POST",))
def ask(request: StaffRequest, code: str) -> HttpResponse:
    """Switch the draft on, or ask the second person."""
    shop = request.scope.shops[0]
    version = ask_switch(actor=request.actor, shop_id=shop.id, code=code)
    if version.state == RuleVersionState.USED:
        text = _("Version %(version)d is in use. Orders that wait are checked again.")
    else:
        text = _("Asked. Version %(version)d comes into use when a second person approves it.")
    return back_with_toast(request, text % {"version": version.version}, back=rule_url(shop, code))


@staff_page(MANAGE_RULES, methods=("POST",))
def take_back(request: StaffRequest, code: str) -> HttpResponse:
    """Take one's own request back; the draft stays."""
    shop = request.scope.shops[0]
    withdraw_switch(actor=request.actor, shop_id=shop.id, code=code)
    return back_with_toast(request, _("Request taken back. The draft can be changed."), back=rule_url(shop, code))


@staff_page(MANAGE_RULES, methods=("POST",))
def drop(request: StaffRequest, code: str) -> HttpResponse:
    """Throw the draft away; a rule that was never in use goes with it."""
    shop = request.scope.shops[0]
    card = rule_card(shop.id, code)
    drop_draft(actor=request.actor, shop_id=shop.id, code=code)
    back = reverse("orders:shop_rules", args=[shop.code]) if card.is_new else rule_url(shop, code)
    return back_with_toast(request, _("Draft dropped"), back=back)


def _ask_why(
    request: StaffRequest, card: RuleCard, shop: ShopRef, *, title: str, act: str, call: Callable[[str], Any], done: str
) -> HttpResponse:
    form = WhyForm(request.POST or None)
    return answer(
        request,
        form,
        lambda: call(form.cleaned_data["why"]),
        done=done,
        back=rule_url(shop, card.code),
        template="orders/rules/ask.html",
        title=title,
        act=act,
        name=card.name,
    )
