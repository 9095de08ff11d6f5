"""The queue of difficult orders, and what is done about one (ORD-14)."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.asking import answer, came_from
from zhanggui.kernel.pages.followed import VIEW_WORDS, NextStepForm, ResultForm, queue_parts
from zhanggui.kernel.pages.registry import HomeRow
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import order_detail
from zhanggui.orders.queries.difficult import (
    DifficultRow,
    difficult_counts,
    difficult_orders,
    difficulties_of,
    difficulty,
)
from zhanggui.orders.queries.followed import CaseFilters
from zhanggui.orders.services import close_difficult, follow_up, mark_difficult
from zhanggui.orders.services.difficult import DifficultyNotFound
from zhanggui.orders.ui.rows import order_url
from zhanggui.orders.values import FOLLOW_ORDERS, VIEW_ORDERS, DifficultKind
from zhanggui.people.queries import active_users

_PAGE = 50


class StepForm(NextStepForm):
    """What was done about a difficult order, and what comes next."""

    places: ClassVar[dict[str, str]] = {
        "orders.step_missing": "next_step",
        "orders.reason_missing": "text",
        "orders.owner_unknown": "owner",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, owners=active_users(), **kwargs)


class MarkForm(StepForm):
    """What is wrong with an order, and what comes next."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong"), choices=DifficultKind.choices, widget=forms.RadioSelect
    )
    field_order = ("kind",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["text"].label = _("What happened")


class CloseForm(ResultForm):
    """What came of a difficult order."""

    places: ClassVar[dict[str, str]] = {"orders.reason_missing": "result"}


@staff_page(VIEW_ORDERS, methods=("GET",))
def queue(request: StaffRequest) -> HttpResponse:
    """All difficult orders, what is overdue first."""
    view = str(request.GET.get("view", "open"))
    kind = str(request.GET.get("kind", ""))
    rows, after = difficult_orders(
        CaseFilters(view, kind), request.scope.ids, limit=_PAGE, cursor=request.GET.get("after") or None
    )
    shops = {shop.id: shop for shop in request.scope.shops}
    context = {
        **queue_parts(
            VIEW_WORDS, DifficultKind.choices, difficult_counts(request.scope.ids), view=view, kind=kind, after=after
        ),
        "name": _("Difficult orders"),
        "rows": [_row(request.actor, row, shops[row.shop_id]) for row in rows],
        "has_shops": len(shops) > 1,
    }
    return render(request, "orders/difficult.html", context)


def _row(actor: Actor, row: DifficultRow, shop: ShopRef) -> dict[str, Any]:
    may = actor.can(FOLLOW_ORDERS, shop.id) and row.is_open
    return {
        "row": row,
        "shop": shop.name,
        "url": f"{order_url(shop, row.number)}#zg-difficult",
        "kind": DifficultKind(row.kind).label,
        "step_url": reverse("orders:difficulty_step", args=[shop.code, row.id]) if may else "",
        "close_url": reverse("orders:difficulty_close", args=[shop.code, row.id]) if may else "",
    }


@staff_page(VIEW_ORDERS, methods=("GET",))
def case(request: StaffRequest, difficulty_id: int) -> HttpResponse:
    """Where a task leads: the order's page, at its difficulty."""
    row = difficulty(difficulty_id, request.scope.ids)
    if row is None:
        raise DifficultyNotFound
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
        raise DifficultyNotFound
    return shop, row


def difficulty_part(actor: Actor, shop: ShopRef, order_id: int) -> dict[str, Any]:
    """What an order's page shows of its difficulties."""
    found = difficulties_of(order_id)
    may = actor.can(FOLLOW_ORDERS, shop.id)
    return {
        "difficulties": [
            {**_row(actor, row, shop), "log": [step for step in steps if step.text]} for row, steps in found
        ],
        "can_mark": may and not any(row.is_open for row, _steps in found),
    }


def rows_of_followed(_actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Difficult orders whose next step is due, one row each; the rest as a count."""
    shops = {shop.id: shop for shop in all_shops()}
    counts = difficult_counts(shop_ids)
    due = difficult_orders(CaseFilters("overdue"), shop_ids, limit=5)[0] if counts["overdue"] else []
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
