"""What a choice about short goods would come to, order by order, before anything is written (ORD-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhanggui.catalog.queries import SkuCard, sku_cards, skus_by_code, skus_in_shop
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.orders.errors import BadShortage, NotShort, UnknownChoice
from zhanggui.orders.models import JointMember, OrderHold, OrderSplit, ShortageChoice
from zhanggui.orders.queries.shortage_facts import shelves_of, short_facts, usual_prices
from zhanggui.orders.queries.shortages import OPEN_STATES
from zhanggui.orders.rules.shortage import (
    Shelves,
    ShortagePlan,
    ShortOrder,
    StockEffect,
    address_as,
    filled,
    missing_of,
    parts_now,
    price_difference,
    stock_effect,
)
from zhanggui.orders.services.shortage.texts import buyer_text
from zhanggui.orders.values import HoldReason, ShortageKind
from zhanggui.shops.queries import settings_of, shop_by_id
from zhanggui.shops.values import CHINESE, ENGLISH, ShopCard, buyer_language, day_words

# Parts and agreed changes are made one by one; waiting and asking go for any number at once.
MOST_ONE_BY_ONE = 100
_FURTHEST = timedelta(days=366)
_LONGEST_ANSWER = timedelta(days=60)
_CHOOSE = gettext_lazy("Choose other goods of this shop in place of those that are short.")
_UNFIT = {
    ShortageKind.REPLACE: gettext_lazy("There is not enough of the other goods for any of these orders."),
    ShortageKind.PART_SHIP: gettext_lazy(
        "Nothing of these orders is here that could leave now, or they leave with others or in parts already."
    ),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One order for which a choice fits: what leaves now by line, what it lacks, effect, difference, words."""

    order: ShortOrder
    leaving: Mapping[int, int]
    missing: Mapping[int, int]
    effect: tuple[StockEffect, ...]
    difference: Decimal | None
    language: str
    message: str


@dataclass(frozen=True, slots=True)
class Planning:
    """All orders for which a choice fits, the numbers of those for which it does not, SKUs by id, the answer's time."""

    plan: ShortagePlan
    planned: tuple[Planned, ...]
    unfit: tuple[str, ...]
    cards: Mapping[int, SkuCard]
    answer_by: datetime


def planning_of(shop_id: int, order_ids: Sequence[int], plan: ShortagePlan) -> Planning:
    """Look at orders in the order of their promise; each takes what those before it left on the shelves.

    Errors: an order not held for short goods or decided already, a day or SKU that does not do, fitting none.
    """
    plan = _sound(shop_id, plan)
    orders = short_facts(shop_id, order_ids)
    _refuse_others(orders)
    skus = {sku for order in orders for sku in order.pieces} | set(plan.swap.values())
    shelves, cards = shelves_of(shop_id, skus), sku_cards(skus_in_shop(shop_id, skus))
    _refuse_swap(plan, cards)
    prices = usual_prices(shop_id, plan.swap.values())
    bound = _bound([order.id for order in orders]) if plan.kind == ShortageKind.PART_SHIP else set()
    words = _Words(shop_id, plan, cards)
    planned: list[Planned] = []
    unfit: list[str] = []
    for order in orders:
        missing = missing_of(order, shelves)
        effect = stock_effect(order, plan, shelves)
        leaving = parts_now(order, shelves) if plan.kind == ShortageKind.PART_SHIP and order.id not in bound else {}
        if not _fits(order, plan, effect, leaving):
            unfit.append(order.number)
            continue
        if plan.kind == ShortageKind.REPLACE:
            _take(effect, shelves)
        difference = price_difference(order, plan.swap, prices) if plan.swap else None
        language, text = words.of(order, missing, leaving, difference)
        planned.append(Planned(order, leaving, missing, effect, difference, language, text))
    if not planned:
        raise BadShortage(
            "orders.shortage_fits_none", _UNFIT.get(ShortageKind(plan.kind), _UNFIT[ShortageKind.REPLACE])
        )
    if len(planned) > MOST_ONE_BY_ONE and (plan.consent is not None or plan.kind == ShortageKind.PART_SHIP):
        unfit += [each.order.number for each in planned[MOST_ONE_BY_ONE:]]
        planned = planned[:MOST_ONE_BY_ONE]
    assert plan.answer_by is not None  # noqa: S101  reason: _sound has set it
    return Planning(plan, tuple(planned), tuple(unfit), cards, plan.answer_by)


def swap_of_codes(shop_id: int, codes: Mapping[str, str]) -> dict[int, int]:
    """Short SKUs and those that take their place, as people write them, as ids; BadShortage."""
    ids = skus_by_code(shop_id, [*codes.keys(), *codes.values()])
    unknown = [code for pair in codes.items() for code in pair if code not in ids]
    if unknown:
        raise BadShortage("orders.shortage_no_sku", gettext_lazy("The shop has no SKU “%(code)s”."), code=unknown[0])
    return {ids[code]: ids[other] for code, other in codes.items()}


def _sound(shop_id: int, plan: ShortagePlan) -> ShortagePlan:
    if plan.kind not in ShortageKind.values:
        raise UnknownChoice("kind", plan.kind, ShortageKind.values)
    at = now()
    zone = shop_zone(shop_by_id(shop_id).timezone)
    answer_by = plan.answer_by or at + timedelta(hours=settings_of(shop_id)["shortage_answer_hours"])
    if not at < answer_by <= at + _LONGEST_ANSWER:
        raise BadShortage(
            "orders.shortage_answer_by", gettext_lazy("The answer is due within the next 60 days; mend the time.")
        )
    today = at.astimezone(zone).date()
    if plan.kind == ShortageKind.WAIT and (
        plan.wait_until is None or not today <= plan.wait_until <= today + _FURTHEST
    ):
        raise BadShortage(
            "orders.shortage_until",
            gettext_lazy("Say until which day the buyer waits; it lies within a year from now."),
        )
    return replace(
        plan,
        answer_by=answer_by,
        wait_until=plan.wait_until if plan.kind == ShortageKind.WAIT else None,
        swap=dict(plan.swap) if plan.kind == ShortageKind.REPLACE else {},
    )


def _refuse_others(orders: Sequence[ShortOrder]) -> None:
    ids = [order.id for order in orders]
    held = set(
        OrderHold.objects.filter(order_id__in=ids, reason=HoldReason.STOCK_SHORT, released_at=None).values_list(
            "order_id", flat=True
        )
    )
    decided = set(
        ShortageChoice.objects.filter(order_id__in=ids, state__in=OPEN_STATES).values_list("order_id", flat=True)
    )
    wrong = [order.number for order in orders if order.id not in held or order.id in decided]
    if wrong or not orders:
        raise NotShort(wrong or ["–"])


def _refuse_swap(plan: ShortagePlan, cards: Mapping[int, SkuCard]) -> None:
    if plan.kind != ShortageKind.REPLACE:
        return
    for sku_id, other in plan.swap.items():
        mine, theirs = cards.get(sku_id), cards.get(other)
        if mine is None or theirs is None or other == sku_id:
            raise BadShortage("orders.shortage_swap", _CHOOSE)
    if not plan.swap:
        raise BadShortage("orders.shortage_swap", _CHOOSE)


def _bound(order_ids: Sequence[int]) -> set[int]:
    joint = JointMember.objects.filter(order_id__in=order_ids, is_active=True).values_list("order_id", flat=True)
    split = OrderSplit.objects.filter(order_id__in=order_ids, undone_at=None).values_list("order_id", flat=True)
    return {*joint, *split}


def _fits(order: ShortOrder, plan: ShortagePlan, effect: Sequence[StockEffect], leaving: Mapping[int, int]) -> bool:
    if plan.kind == ShortageKind.PART_SHIP:
        return 0 < sum(leaving.values()) < sum(order.pieces.values())
    if plan.kind == ShortageKind.REPLACE:
        return not plan.swap.keys().isdisjoint(order.pieces) and not any(row.waits for row in effect)
    return True


def _take(effect: Sequence[StockEffect], shelves: Shelves) -> None:
    for row in effect:
        if row.reserved:
            fullest = max(shelves.values(), key=lambda free: free.get(row.sku_id, 0))
            fullest[row.sku_id] = fullest.get(row.sku_id, 0) - row.reserved


class _Words:
    """What each buyer is told, in the buyer's language, with names and days filled in."""

    def __init__(self, shop_id: int, plan: ShortagePlan, cards: Mapping[int, SkuCard]) -> None:
        self._shop: ShopCard = shop_by_id(shop_id)
        self._plan, self._cards = plan, cards
        self._texts = {
            language: plan.message.strip() or buyer_text(shop_id, plan.kind, language)
            for language in (CHINESE, ENGLISH)
        }

    def of(
        self,
        order: ShortOrder,
        missing: Mapping[int, int],
        leaving: Mapping[int, int],
        difference: Decimal | None,
    ) -> tuple[str, str]:
        """Language and text for one order."""
        language = buyer_language(order.channel, self._shop.currency)
        with override(language):
            facts = self._facts(order, missing, leaving, difference, language)
            text = filled(self._texts[language], facts)
            return language, self._with_amount(text, difference)

    def _facts(
        self,
        order: ShortOrder,
        missing: Mapping[int, int],
        leaving: Mapping[int, int],
        difference: Decimal | None,
        language: str,
    ) -> dict[str, str]:
        assert self._plan.answer_by is not None  # noqa: S101  reason: the plan is sound
        due = self._plan.answer_by.astimezone(shop_zone(self._shop.timezone))
        others = [self._cards[other] for sku, other in self._plan.swap.items() if sku in order.pieces]
        named = {line.sku_id: line.words for line in order.lines}
        between = "、" if language == CHINESE else ", "
        return {
            "name": address_as(order.surname, is_chinese=language == CHINESE),
            "shop": self._shop.name,
            "order": order.number,
            "goods": between.join(f"{named.get(sku, '')} ×{count}" for sku, count in missing.items()),
            "here": between.join(
                f"{line.words} ×{leaving[line.line_id]}" for line in order.lines if line.line_id in leaving
            ),
            "date": day_words(self._plan.wait_until, language),
            "other": between.join(f"{card.title} {card.attributes}".strip() for card in others),
            "difference": self._difference(difference) if self._plan.kind == ShortageKind.REPLACE else "",
            "answer_by": f"{day_words(due.date(), language)} {due:%H:%M}",
        }

    def _difference(self, amount: Decimal | None) -> str:
        if amount is None:
            return _(" (we agree on the price with you first)")
        if amount == 0:
            return ""
        sign = self._sign(amount)
        return (
            _(" (it costs %(amount)s more)") % {"amount": sign}
            if amount > 0
            else _(" (it costs %(amount)s less, which you get back)") % {"amount": sign}
        )

    def _with_amount(self, text: str, amount: Decimal | None) -> str:
        """Own words may leave the difference out; money that comes back is named all the same."""
        if amount is None or amount >= 0 or self._sign(amount) in text:
            return text
        return f"{text} {_('You get %(amount)s back.') % {'amount': self._sign(amount)}}"

    def _sign(self, amount: Decimal) -> str:
        currency = self._shop.currency
        return f"{currency} {abs(amount):.2f}" if currency != "CNY" else f"¥{abs(amount):.2f}"


def plan_json(each: Planned, cards: Mapping[int, SkuCard], plan: ShortagePlan) -> dict[str, Any]:
    """What is kept with a choice: what was missing, the effect on stock, the swap and its difference."""
    code = {sku_id: card.code for sku_id, card in cards.items()}
    return {
        "missing": {code.get(sku, str(sku)): count for sku, count in each.missing.items()},
        "effect": [
            {"sku": code.get(row.sku_id, str(row.sku_id)), "needed": row.needed, "free": row.free,
             "reserved": row.reserved, "waits": row.waits}
            for row in each.effect
        ],
        "swap": {code[sku]: code[other] for sku, other in plan.swap.items() if sku in each.order.pieces},
        "difference": None if each.difference is None else f"{each.difference:.2f}",
    }  # fmt: skip
