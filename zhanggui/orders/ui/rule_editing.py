"""Writing rules: the condition builder for a new rule and for the draft of one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.asking import back_with_toast
from zhanggui.orders.queries.rules import RuleCard, rule_card
from zhanggui.orders.rules import clean_condition, condition_words
from zhanggui.orders.services.rules import RuleChange, draft_new_rule, draft_rule
from zhanggui.orders.ui.rule_builder import Builder, builder_of_condition, builder_of_form, what_choices
from zhanggui.orders.ui.rule_forms import RuleForm
from zhanggui.orders.ui.rules import rule_url
from zhanggui.orders.values import MANAGE_RULES, HoldReason
from zhanggui.shops.queries import settings_of

_SAVE = "save"


@staff_page(MANAGE_RULES)
def new(request: StaffRequest) -> HttpResponse:
    """A rule of the shop's own, as a draft."""
    return _builder_page(request, request.scope.shops[0], None)


@staff_page(MANAGE_RULES)
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """The draft of a rule: the one that is there, else what is in use."""
    shop = request.scope.shops[0]
    return _builder_page(request, shop, rule_card(shop.id, code))


def _builder_page(request: StaffRequest, shop: ShopRef, card: RuleCard | None) -> HttpResponse:
    source = card.draft or card if card else None
    builder = builder_of_condition(source.condition) if source else Builder()
    is_shipped = card is not None and card.is_shipped
    initial = _initial(card)
    if request.method != "POST":
        return _render(request, shop, card, builder, RuleForm(initial=initial, is_shipped=is_shipped))
    builder, verb = builder_of_form(request.POST), request.POST.get("do", _SAVE)
    if verb != _SAVE:
        builder.change(verb)
        form = RuleForm(initial={**initial, **request.POST.dict()}, is_shipped=is_shipped)
        return _render(request, shop, card, builder, form)
    form = RuleForm(request.POST, is_shipped=is_shipped)
    if not form.attempt(lambda: _save(request, shop, card, builder, form)):
        return _render(request, shop, card, builder, form, status=422)
    code = card.code if card else form.result.rule.code
    text = _("The draft is written. Try it on past orders, then switch it on.")
    return back_with_toast(request, text, back=rule_url(shop, code))


def _initial(card: RuleCard | None) -> dict[str, Any]:
    if card is None:
        return {}
    draft = card.draft
    return {
        "name": draft.name if draft else card.own_name,
        "name_en": card.own_name_en,
        "reason": draft.reason if draft else card.reason,
        "why": draft.why if draft else "",
    }


def _save(request: StaffRequest, shop: ShopRef, card: RuleCard | None, builder: Builder, form: RuleForm) -> Any:
    asked = form.cleaned_data
    change = RuleChange(
        condition=builder.condition(),
        is_on=card.draft.is_on if card and card.draft else card.is_on if card and not card.is_new else True,
        reason=asked.get("reason", HoldReason.OWN_RULE.value),
        name=asked.get("name", ""),
        name_en=asked.get("name_en", ""),
    )
    if card is None:
        return draft_new_rule(actor=request.actor, shop_id=shop.id, change=change, why=asked["why"])
    return draft_rule(actor=request.actor, shop_id=shop.id, code=card.code, change=change, why=asked["why"])


def _render(
    request: StaffRequest,
    shop: ShopRef,
    card: RuleCard | None,
    builder: Builder,
    form: RuleForm,
    *,
    status: int = 200,
) -> HttpResponse:
    kept = settings_of(shop.id)
    context = {
        "shop": shop,
        "card": card,
        "builder": builder,
        "choices": what_choices(kept),
        "form": form,
        "words": _preview(builder, kept),
        "back": rule_url(shop, card.code) if card else reverse("orders:shop_rules", args=[shop.code]),
    }
    return render(request, "orders/rules/builder.html", context, status=status)


def _preview(builder: Builder, kept: dict[str, Any]) -> str:
    """The sentence, as far as the form says one."""
    try:
        return condition_words(clean_condition(builder.condition()), kept)
    except InvalidInput:
        return ""
