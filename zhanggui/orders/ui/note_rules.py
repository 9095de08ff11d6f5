"""The words by which notes are read: seen, tried and changed on one page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.couriers.queries import courier_label
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask, back_with_toast
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.orders.queries.note_rules import NoteRuleRow, note_rules, try_note
from zhanggui.orders.services import add_note_rule, change_note_rule
from zhanggui.orders.ui.instruction_forms import NewNoteRuleForm, NoteRuleForm, NoteTextForm
from zhanggui.orders.ui.instruction_words import day_words, pieces
from zhanggui.orders.ui.order_page import shop_of
from zhanggui.orders.values import MANAGE_RULES, VIEW_ORDERS, InstructionKind

_SHOWN_WORDS = 14


@staff_page(VIEW_ORDERS, methods=("GET",))
def rules(request: StaffRequest) -> HttpResponse:
    """All rules of a shop, and a box to try a note on them."""
    shop = request.scope.one or request.scope.shops[0]
    form = NoteTextForm(request.GET or None) if "text" in request.GET else NoteTextForm()
    text = str(request.GET.get("text", ""))[:2000]
    context = {
        "shop": shop,
        "shops": [
            {"code": each.code, "name": each.name, "current": each.id == shop.id} for each in request.scope.shops
        ],
        "form": form,
        "is_tried": bool(text.strip()),
        **tried(shop, text),
        "groups": _groups(shop),
        "can_change": request.actor.can(MANAGE_RULES, shop.id),
        "new_url": reverse("orders:note_rule_new", args=[shop.code]),
    }
    return render(request, "orders/note_rules.html", context)


def tried(shop: ShopRef, text: str) -> dict[str, Any]:
    """A note with the words marked that rules found in it, and what they mean."""
    today = now().astimezone(shop_zone(shop.timezone)).date()
    found = try_note(shop.id, text, today) if text.strip() else []
    return {
        "pieces": pieces(text, [(chip.start, chip.length) for chip in found]),
        "found": [
            {
                "label": InstructionKind(chip.kind).label,
                "what": courier_label(chip.courier) if chip.courier else day_words(chip.wanted_on),
                "words": chip.words,
                "text": chip.text,
                "rule": chip.rule_code,
                "version": chip.rule_version,
            }
            for chip in found
        ],
    }


def _groups(shop: ShopRef) -> list[dict[str, Any]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for rule in note_rules(shop.id):
        rows.setdefault(rule.kind, []).append(_row(shop, rule))
    return [{"label": kind.label, "rows": rows[kind]} for kind in InstructionKind if kind in rows]


def _row(shop: ShopRef, rule: NoteRuleRow) -> dict[str, Any]:
    return {
        "code": rule.code,
        "courier": courier_label(rule.courier) if rule.courier else "",
        "words": rule.words[:_SHOWN_WORDS],
        "more": max(0, len(rule.words) - _SHOWN_WORDS),
        "unless": rule.unless[:_SHOWN_WORDS],
        "version": rule.version,
        "is_on": rule.is_on,
        "by": "" if rule.changed_by in {"", "system"} else rule.changed_by,
        "at": rule.changed_at,
        "url": reverse("orders:note_rule", args=[shop.code, rule.code]),
    }


@staff_page(MANAGE_RULES)
def change(request: StaffRequest, code: str) -> HttpResponse:
    """Change the words of one rule; open orders are read again."""
    shop = shop_of(request)
    rule = next((each for each in note_rules(shop.id) if each.code == code), None)
    if rule is None:
        raise NotFound("orders.note_rule_not_found", _("There is no such note rule."))
    initial = {"words": " ".join(rule.words), "unless": " ".join(rule.unless), "is_on": rule.is_on}
    form = NoteRuleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.attempt(
        lambda: change_note_rule(actor=request.actor, shop_id=shop.id, code=code, **form.values())
    ):
        return _kept(request, shop)
    what = courier_label(rule.courier) if rule.courier else code
    title = _("%(kind)s: %(what)s") % {"kind": InstructionKind(rule.kind).label, "what": what}
    return _ask(request, shop, form, title)


@staff_page(MANAGE_RULES)
def add(request: StaffRequest) -> HttpResponse:
    """Add a rule of the shop's own."""
    shop = shop_of(request)
    form = NewNoteRuleForm(request.POST or None)
    if request.method == "POST" and form.attempt(
        lambda: add_note_rule(actor=request.actor, shop_id=shop.id, **form.values())
    ):
        return _kept(request, shop)
    return _ask(request, shop, form, _("New words"))


def _back(shop: ShopRef) -> str:
    return f"{reverse('orders:note_rules')}?shop={shop.code}"


def _kept(request: StaffRequest, shop: ShopRef) -> HttpResponse:
    return back_with_toast(request, _("Kept. Notes of open orders are being read again."), back=_back(shop))


def _ask(request: StaffRequest, shop: ShopRef, form: StaffForm, title: Any) -> HttpResponse:
    return ask(request, form, back=_back(shop), title=title, act=_("Keep"))
