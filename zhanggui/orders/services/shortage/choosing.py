"""Choosing for orders that are short of goods: message, deadline, task, stock and hold in one step (ORD-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.queries.shortages import ChoiceRow, choice_row
from zhanggui.orders.rules.shortage import ShortagePlan, StockEffect
from zhanggui.orders.services.check_orders import check_ids, lock_checking
from zhanggui.orders.services.holding import place_manual_holds, refuse_unless_waiting
from zhanggui.orders.services.joint import split
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.services.shortage.planning import Planned, Planning, plan_json, planning_of
from zhanggui.orders.services.shortage.swapping import swap_goods
from zhanggui.orders.services.shortage.tasks import open_choice_tasks, refresh_decide_tasks
from zhanggui.orders.services.shortage.waiting import start_waiting
from zhanggui.orders.values import ARRANGE_ORDERS, HOLD_ORDERS, Part, ShortageKind, ShortageState

__all__ = ["ShortagePlan", "ShortagePreview", "choose_shortage", "locked_choice", "preview_shortage"]

_BATCH = 2_000
# What needs no answer stands at once: a part leaves, a wish to get the money back is the buyer's own.
_AT_ONCE = frozenset({ShortageKind.PART_SHIP.value, ShortageKind.REFUND.value})
_EVENTS = """
SELECT shop_id, 'order', order_id, jsonb_build_object('shortage', id, 'kind', kind, 'after', state,
    'missing', plan -> 'missing', 'wait_until', wait_until)
FROM orders_shortagechoice WHERE id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class ShortagePreview:
    """What a choice comes to: for how many orders, for which not, stock SKU by SKU (added), the words for the first."""

    orders: int
    unfit: tuple[str, ...]
    effect: tuple[StockEffect, ...]
    codes: Mapping[int, str]
    difference: Decimal | None
    language: str
    message: str
    answer_by: datetime

    def as_json(self) -> dict[str, Any]:
        """The form of the command line and the API."""
        return {
            "orders": self.orders,
            "unfit": list(self.unfit),
            "effect": [
                {"sku": self.codes.get(row.sku_id, str(row.sku_id)), "needed": row.needed, "free": row.free,
                 "reserved": row.reserved, "waits": row.waits}
                for row in self.effect
            ],
            "difference": None if self.difference is None else f"{self.difference:.2f}",
            "language": self.language,
            "message": self.message,
            "answer_by": self.answer_by.isoformat(),
        }  # fmt: skip


def preview_shortage(*, actor: Actor, shop_id: int, order_ids: Sequence[int], plan: ShortagePlan) -> ShortagePreview:
    """What the choice would do for these orders; nothing is changed. Errors as for `choose_shortage`."""
    require(actor, HOLD_ORDERS, shop_id)
    return _shown(planning_of(shop_id, order_ids, plan))


def choose_shortage(
    *, actor: Actor, shop_id: int, order_ids: Sequence[int], plan: ShortagePlan
) -> tuple[ShortagePreview, list[ChoiceRow]]:
    """Choose for orders held for short goods, all in one step (ORD-08).

    The buyer's message is written in the buyer's language, a task asks to tell the buyer until the answer
    is due, and the choice stands on the order. *Wait* and *replace* wait for the answer unless `consent`
    says that the buyer agreed; *replace* then swaps the goods. *Part-ship* lets leave what is here now.
    *Refund* holds the order and gives after-sales a task; it moves no money. Orders for which it does
    not fit are left out and named. Errors: none fits, an order not short or decided, in a batch.
    """
    require(actor, HOLD_ORDERS, shop_id)
    if plan.kind == ShortageKind.PART_SHIP:
        require(actor, ARRANGE_ORDERS, shop_id)
    with transaction.atomic():
        lock_checking(shop_id)
        refuse_unless_waiting(locked_by_ids(shop_id, order_ids))
        planning = planning_of(shop_id, order_ids, plan)
        choices = _write(actor, shop_id, planning)
        record_set(actor, "order.shortage_chosen", select=_EVENTS, params=[[choice.pk for choice in choices]])
        open_choice_tasks(shop_id, choices, {each.order.id: each.order.number for each in planning.planned})
        _follow(actor, shop_id, planning, choices)
        refresh_decide_tasks(actor, shop_id)
        made = ShortageChoice.objects.select_related("order").filter(pk__in=[choice.pk for choice in choices])
        return _shown(planning), [choice_row(row) for row in made.order_by("pk")]


def _write(actor: Actor, shop_id: int, planning: Planning) -> list[ShortageChoice]:
    plan = planning.plan
    is_agreed = plan.kind in _AT_ONCE or plan.consent is not None
    at = now()
    return ShortageChoice.objects.bulk_create(
        [
            ShortageChoice(
                shop_id=shop_id,
                order_id=each.order.id,
                kind=plan.kind,
                state=ShortageState.AGREED if is_agreed else ShortageState.ASKED,
                plan=plan_json(each, planning.cards, plan),
                wait_until=plan.wait_until,
                answer_by=planning.answer_by,
                language=each.language,
                message=each.message,
                chosen_at=at,
                chosen_by=actor.name,
                answer=plan.consent.words if plan.consent else "",
                answered_at=at if plan.consent else None,
                answered_by=actor.name if plan.consent else "",
            )
            for each in planning.planned
        ],
        batch_size=_BATCH,
    )


def _follow(actor: Actor, shop_id: int, planning: Planning, choices: Sequence[ShortageChoice]) -> None:
    """What the choice does at once: a hold, parts, other goods, or a clock."""
    plan, planned = planning.plan, planning.planned
    if plan.kind == ShortageKind.REFUND:
        orders = locked_by_ids(shop_id, [each.order.id for each in planned])
        place_manual_holds(actor, shop_id, orders, _("Goods short: the buyer wants the money back"))
    elif plan.kind == ShortageKind.PART_SHIP:
        for each in planned:
            split.split_order(actor=actor, shop_id=shop_id, order_id=each.order.id, parts=_parts(each))
    elif plan.consent is not None and plan.kind == ShortageKind.REPLACE:
        for choice in choices:
            swap_goods(actor, choice, plan.consent)
    elif plan.consent is not None:
        for choice in choices:
            start_waiting(choice)
    if plan.kind in _AT_ONCE:
        check_ids(actor, shop_id, [each.order.id for each in planned])


def _parts(each: Planned) -> list[Part]:
    rest = {
        line.line_id: line.quantity - each.leaving.get(line.line_id, 0)
        for line in each.order.lines
        if line.quantity > each.leaving.get(line.line_id, 0)
    }
    return [Part(dict(each.leaving)), Part(rest, is_later=True)]


def _shown(planning: Planning) -> ShortagePreview:
    added: dict[int, StockEffect] = {}
    for each in planning.planned:
        for row in each.effect:
            old = added.get(row.sku_id, StockEffect(row.sku_id, 0, row.free, 0, 0))
            added[row.sku_id] = StockEffect(
                row.sku_id, old.needed + row.needed, old.free, old.reserved + row.reserved, old.waits + row.waits
            )
    first = planning.planned[0]
    known = [each.difference for each in planning.planned if each.difference is not None]
    return ShortagePreview(
        len(planning.planned),
        planning.unfit,
        tuple(added.values()),
        {sku_id: card.code for sku_id, card in planning.cards.items()},
        sum(known, Decimal("0.00")) if len(known) == len(planning.planned) else None,
        first.language,
        first.message,
        planning.answer_by,
    )


def locked_choice(shop_id: int, choice_id: int) -> ShortageChoice:
    """One choice of the shop, its order locked; NotFound."""
    found = ShortageChoice.objects.filter(shop_id=shop_id, pk=choice_id).first()
    if found is None:
        raise NotFound("orders.shortage_not_found", _("There is no such choice about short goods in this shop."))
    locked_by_ids(shop_id, [found.order_id])
    return ShortageChoice.objects.select_related("order").select_for_update(of=("self",)).get(pk=choice_id)
