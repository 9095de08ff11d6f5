"""Back-tests of rules: started from the rule's page, their figures, and the orders behind each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.kernel.money import as_amount
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.asking import back_with_toast
from zhanggui.orders.queries import flag_policies, without_hidden_flags
from zhanggui.orders.queries.backtests import BacktestCard, backtest_card, backtest_orders, orders_by_id
from zhanggui.orders.queries.rules import rule_card
from zhanggui.orders.rules import FACTS, SETTINGS, condition_limits
from zhanggui.orders.services.rules import BacktestNotFound, start_backtest
from zhanggui.orders.services.rules.comparing import (
    HELD,
    HELD_ANYWAY,
    KEPT,
    PASSED,
    RELEASED,
    RELEASED_ANYWAY,
    UNJUDGED,
)
from zhanggui.orders.ui.rows import goods_words, order_url
from zhanggui.orders.ui.rule_forms import BacktestForm
from zhanggui.orders.ui.words import standing_words
from zhanggui.orders.values import MANAGE_RULES, VIEW_ORDERS, RefundState
from zhanggui.shops.queries import settings_of

_PAGE = 50
FIGURES: Sequence[tuple[str, Any, Any]] = (
    (HELD, gettext_lazy("More held"), gettext_lazy("nothing else stops them")),
    (RELEASED, gettext_lazy("More released"), gettext_lazy("nothing else stops them")),
    (HELD_ANYWAY, gettext_lazy("Hit as well"), gettext_lazy("another rule stops them anyway")),
    (RELEASED_ANYWAY, gettext_lazy("No longer hit"), gettext_lazy("another rule still stops them")),
    (KEPT, gettext_lazy("Held as before"), ""),
    (PASSED, gettext_lazy("Passed as before"), ""),
    (UNJUDGED, gettext_lazy("Not to be judged"), gettext_lazy("what the rule asks was not kept")),
)
_LISTED = frozenset({HELD, RELEASED, HELD_ANYWAY, RELEASED_ANYWAY, UNJUDGED})
_WITH_BACK = frozenset({HELD, RELEASED})


def backtest_view(card: BacktestCard) -> dict[str, Any]:
    """A back-test as its panel draws it."""
    figures = card.figures
    url = reverse("orders:backtest", args=[card.id])
    return {
        "card": card,
        "id": card.id,
        "version": card.version,
        "url": url,
        "job_url": reverse("job", args=[card.run_id]) if card.run_id and not card.is_finished else "",
        "count": figures.get("orders", 0),
        "rows": [_row(figures, url, *one) for one in FIGURES] if figures else [],
        "limits": [f"{SETTINGS.get(name, name)} {value}" for name, value in card.settings.items()],
        "verdict": _verdict(figures),
        "unknown": _unknown(figures),
    }


def _row(figures: Mapping[str, Any], url: str, figure: str, label: Any, note: Any) -> dict[str, Any]:
    found = figures[figure]
    return {
        "figure": figure,
        "label": label,
        "note": note,
        "orders": found["orders"],
        "amount": as_amount(found["amount"]),
        "refunded": found["refunded"] if figure in _WITH_BACK else None,
        "refunded_amount": as_amount(found["refunded_amount"]),
        "url": f"{url}?figure={figure}" if figure in _LISTED and found["orders"] else "",
        "refunded_url": f"{url}?figure={figure}_refunded" if figure in _WITH_BACK and found["refunded"] else "",
    }


def _more_words(figure: str, count: int) -> str:
    if figure == HELD:
        text = ngettext("%(count)d order more would have waited", "%(count)d orders more would have waited", count)
    else:
        text = ngettext("%(count)d order more would have gone out", "%(count)d orders more would have gone out", count)
    return text % {"count": count}


def _verdict(figures: Mapping[str, Any]) -> str:
    """The result in one sentence: what a person decides by."""
    if not figures:
        return ""
    parts = []
    for figure in (HELD, RELEASED):
        found = figures[figure]
        if found["orders"]:
            words = _more_words(figure, found["orders"])
            back = _("%(count)d of them went back later") % {"count": found["refunded"]}
            parts.append(_("%(words)s, %(back)s") % {"words": words, "back": back})
    if figures[UNJUDGED]["orders"]:
        count = figures[UNJUDGED]["orders"]
        parts.append(
            ngettext("%(count)d order cannot be judged", "%(count)d orders cannot be judged", count) % {"count": count}
        )
    return _("; ").join(parts) or _("Nothing would have changed for these orders")


def _unknown(figures: Mapping[str, Any]) -> list[str]:
    found = figures.get("unknown_facts", {})
    return [
        _("%(fact)s (%(count)d)") % {"fact": FACTS[name].label if name in FACTS else name, "count": count}
        for name, count in found.items()
    ]


def form_of(shop: ShopRef, code: str, data: Any = None) -> BacktestForm:
    """The form of a rule's page, with the limits that its draft, or else the rule, compares with."""
    card = rule_card(shop.id, code)
    condition = card.draft.condition if card.draft else card.condition
    kept = condition_limits(condition, settings_of(shop.id))
    return BacktestForm(data, limits={name: (SETTINGS.get(name, name), value) for name, value in kept.items()})


@staff_page(MANAGE_RULES, methods=("POST",))
def start(request: StaffRequest, code: str) -> HttpResponse:
    """Try a rule on past orders: at once for few, by the worker for many."""
    shop = request.scope.shops[0]
    form = form_of(shop, code, request.POST)
    back = reverse("orders:rule", args=[shop.code, code])
    if not form.attempt(
        lambda: start_backtest(
            actor=request.actor,
            shop_id=shop.id,
            code=code,
            days=form.cleaned_data["days"],
            settings=form.limits(),
        )
    ):
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return back_with_toast(request, words, back=back, is_bad=True)
    if form.result.run_id:
        return redirect("job", run_id=form.result.run_id)
    return redirect(f"{back}#backtest")


@staff_page(VIEW_ORDERS, methods=("GET",))
def backtest(request: StaffRequest, backtest_id: int) -> HttpResponse:
    """The figures of a back-test, and the orders behind the chosen one."""
    shops = {shop.id: shop for shop in request.scope.available}
    card = backtest_card(backtest_id, list(shops))
    if card is None:
        raise BacktestNotFound
    shop, figure = shops[card.shop_id], request.GET.get("figure", "")
    view = backtest_view(card)
    ids = backtest_orders(card.id, figure) if figure else []
    page = max(0, int(request.GET["page"])) if request.GET.get("page", "").isdecimal() else 0
    shown = ids[page * _PAGE : (page + 1) * _PAGE]
    orders = without_hidden_flags(orders_by_id(shown), flag_policies(request.actor, [shop.id])) if shown else []
    rule = rule_card(shop.id, card.code) if card.code else None
    context = {
        "shop": shop,
        "test": view,
        "rule": rule,
        "figure": figure,
        "figure_label": next((label for name, label, _note in FIGURES if figure.removesuffix("_refunded") == name), ""),
        "is_back": figure.endswith("_refunded"),
        "total": len(ids),
        "orders": [
            {
                "number": order.number,
                "url": order_url(shop, order.number),
                "goods": goods_words(order),
                "paid": order.paid_amount,
                "standing": standing_words(order),
                "refund": RefundState(order.refund_state).label if order.refund_state != RefundState.NONE else "",
                "placed_at": order.placed_at,
            }
            for order in orders
        ],
        "next_url": f"?figure={figure}&page={page + 1}" if len(ids) > (page + 1) * _PAGE else "",
        "back_url": f"?figure={figure}&page={page - 1}" if page else "",
    }
    return render(request, "orders/rules/backtest.html", context)
