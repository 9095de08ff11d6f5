"""The queue of difficult orders, and what is done about one (ORD-14)."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.asking import answer, came_from
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.registry import HomeRow
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.difficult import (
    VIEWS,
    DifficultFilters,
    DifficultRow,
    StepRow,
    difficult_counts,
    difficult_orders,
    difficulties_of,
    difficulty,
)
from zhanggui.orders.services import close_difficult, follow_up, mark_difficult
from zhanggui.orders.services.difficult import NextStep
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.values import FOLLOW_ORDERS, VIEW_ORDERS, DifficultKind, DifficultState
from zhanggui.people.queries import active_users

_PAGE = 50
_VIEW_WORDS = {
    "open": gettext_lazy("Being followed"),
    "overdue": gettext_lazy("Overdue"),
    "closed": gettext_lazy("Closed"),
}


class StepForm(StaffForm):
    """What comes next, until when, and who sees to it."""

    places = {"orders.step_missing": "next_step", "orders.reason_missing": "text", "orders.owner_unknown": "owner"}
    text = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    next_step = forms.CharField(
        label=gettext_lazy("Next step"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Like “ask the courier again”."),
    )
    due_at = forms.DateTimeField(
        label=gettext_lazy("Due by"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    owner = forms.TypedChoiceField(label=gettext_lazy("Who sees to it"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("owner", [("", _("me")), *active_users()])

    def step(self) -> NextStep:
        """The next step that was written down."""
        found = self.cleaned_data
        return NextStep(found["next_step"], found["due_at"], found["owner"] or None)


class MarkForm(StepForm):
    """What is wrong with an order, and what comes next."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong"), choices=DifficultKind.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["text"].label = _("What happened")
        self.order_fields(["kind", "text", "next_step", "due_at", "owner"])


class CloseForm(StaffForm):
    """What came of a difficult order."""

    places = {"orders.reason_missing": "result"}
    result = forms.CharField(
        label=gettext_lazy("Result"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True})
    )


@staff_page(VIEW_ORDERS, methods=("GET",))
def queue(request: StaffRequest) -> HttpResponse:
    """All difficult orders, what is overdue first."""
    view = str(request.GET.get("view", "open"))
    kind = str(request.GET.get("kind", ""))
    filters = DifficultFilters(view, kind)
    rows, after = difficult_orders(filters, request.scope.ids, limit=_PAGE, cursor=request.GET.get("after") or None)
    counts = difficult_counts(request.scope.ids)
    shops = {shop.id: shop for shop in request.scope.shops}
    context = {
        "tabs": [
            {"label": _VIEW_WORDS[name], "url": f"?{urlencode({'view': name})}", "count": counts.get(name), "current": name == view,
             "is_late": name == "overdue" and counts["overdue"] > 0}
            for name in VIEWS
        ],
        "kinds": [
            {"label": label, "url": f"?{urlencode({'view': view, 'kind': value})}", "current": value == kind}
            for value, label in [("", _("all kinds")), *DifficultKind.choices]
        ],
        "rows": [_row(row, shops[row.shop_id]) for row in rows],
        "view": view,
        "has_shops": len(shops) > 1,
        "next_url": f"?{urlencode({'view': view, 'kind': kind, 'after': after})}" if after else "",
        "can_follow": request.actor.can(FOLLOW_ORDERS),
    }  # fmt: skip
    return render(request, "orders/difficult.html", context)


def _row(row: DifficultRow, shop: ShopRef) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "shop": shop.name,
        "url": f"{order_url(shop, row.number)}#zg-difficult",
        "kind": DifficultKind(row.kind).label,
        "next_step": row.next_step,
        "due_at": row.due_at,
        "since": row.opened_at,
        "owner": row.owner,
        "result": row.result,
        "closed_at": row.closed_at,
        "closed_by": row.closed_by,
        "is_open": row.state == DifficultState.OPEN,
        "step_url": reverse("orders:difficulty_step", args=[shop.code, row.id]),
        "close_url": reverse("orders:difficulty_close", args=[shop.code, row.id]),
    }


@staff_page(VIEW_ORDERS, methods=("GET",))
def case(request: StaffRequest, difficulty_id: int) -> HttpResponse:
    """Where a task leads: the order's page, at its difficulty."""
    row = difficulty(difficulty_id, request.scope.ids)
    if row is None:
        raise NotFound("orders.difficulty_not_found", _("There is no such difficult order."))
    shop = next(shop for shop in request.scope.shops if shop.id == row.shop_id)
    return redirect(f"{order_url(shop, row.number)}#zg-difficult")


@staff_page(FOLLOW_ORDERS)
def mark(request: StaffRequest, number: str) -> HttpResponse:
    """Put one order into the queue."""
    shop = request.scope.shops[0]
    order_id = order_detail(shop.id, number).order.id
    form = MarkForm(request.POST or None)
    return answer(
        request,
        form,
        lambda: mark_difficult(
            actor=request.actor,
            shop_id=shop.id,
            order_id=order_id,
            kind=form.cleaned_data["kind"],
            step=form.step(),
            note=form.cleaned_data["text"],
        ),
        done=_("It is followed until it is closed."),
        back=came_from(request, order_url(shop, number)),
        title=_("Difficult order"),
        act=_("Follow it"),
    )


@staff_page(FOLLOW_ORDERS)
def step(request: StaffRequest, difficulty_id: int) -> HttpResponse:
    """Write what was done and what comes next."""
    shop, row = _one(request, difficulty_id)
    form = StepForm(request.POST or None)
    return answer(
        request,
        form,
        lambda: follow_up(
            actor=request.actor,
            shop_id=shop.id,
            difficulty_id=row.id,
            text=form.cleaned_data["text"],
            step=form.step(),
        ),
        done=_("Next step kept"),
        back=came_from(request, order_url(shop, row.number)),
        title=_("Next step"),
        act=_("Keep"),
        teach=row.next_step,
    )


@staff_page(FOLLOW_ORDERS)
def close(request: StaffRequest, difficulty_id: int) -> HttpResponse:
    """Close it with what came of it."""
    shop, row = _one(request, difficulty_id)
    form = CloseForm(request.POST or None)
    return answer(
        request,
        form,
        lambda: close_difficult(
            actor=request.actor, shop_id=shop.id, difficulty_id=row.id, result=form.cleaned_data["result"]
        ),
        done=_("Closed"),
        back=came_from(request, order_url(shop, row.number)),
        title=_("Close this difficulty"),
        act=_("Close"),
    )


def _one(request: StaffRequest, difficulty_id: int) -> tuple[ShopRef, DifficultRow]:
    shop = request.scope.shops[0]
    row = difficulty(difficulty_id, [shop.id])
    if row is None:
        raise NotFound("orders.difficulty_not_found", _("There is no such difficult order."))
    return shop, row


def difficulty_part(actor: Actor, shop: ShopRef, order_id: int) -> dict[str, Any]:
    """What an order's page shows of its difficulties."""
    found = difficulties_of(order_id)
    return {
        "difficulties": [{**_row(row, shop), "steps": [_step(entry) for entry in steps]} for row, steps in found],
        "can_follow": actor.can(FOLLOW_ORDERS, shop.id),
        "can_mark": actor.can(FOLLOW_ORDERS, shop.id)
        and not any(row.state == DifficultState.OPEN for row, _s in found),
    }


def _step(entry: StepRow) -> dict[str, Any]:
    return {"text": entry.text, "next_step": entry.next_step, "at": entry.at, "by": entry.by}


def rows_of_followed(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Difficult orders whose next step is due, one row each; the rest as a count."""
    shops = {shop.id: shop for shop in all_shops()}
    due, _more = difficult_orders(DifficultFilters("overdue"), shop_ids, limit=5)
    counts = difficult_counts(shop_ids)
    rows = [
        HomeRow(
            "trouble",
            f"…{row.number[-5:]}",
            f"{DifficultKind(row.kind).label} · {row.next_step}",
            _("Next step"),
            f"{order_url(shops[row.shop_id], row.number)}#zg-difficult",
            due_at=row.due_at,
            group="late" if row.due_at < now() else "today",
        )
        for row in due
    ]
    rest = counts["open"] - len(rows)
    if rest > 0:
        url = reverse("orders:difficult")
        rows.append(HomeRow("trouble", _("difficult orders"), _("followed until closed"), _("See all"), url, rest))
    return rows
