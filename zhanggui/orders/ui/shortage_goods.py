"""Which goods a clerk may choose in place of short ones: the same product's, and what a search finds (ORD-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.catalog.queries import sku_cards
from zhanggui.kernel.money import spoken_amount
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.orders.queries.replacements import Replacement, paid_prices, replacements
from zhanggui.orders.queries.shortage_facts import shelves_of, short_facts
from zhanggui.orders.rules.shortage import missing_of

Choices = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Swap:
    """What may stand in place of one short SKU, as a list of choices with groups; the best and the first found id."""

    label: str
    choices: Choices
    best: str
    found: str


def swaps_of(shop: ShopRef, order_ids: Sequence[int], *, asked: Mapping[str, Any]) -> dict[int, Swap]:
    """For each short SKU the goods that are free: same product first, then what `find` finds and what was chosen."""
    orders = short_facts(shop.id, order_ids)
    shelves = shelves_of(shop.id, {sku for order in orders for sku in order.pieces})
    short = sorted({sku for order in orders for sku in missing_of(order, shelves)})
    chosen = [_number(asked.get(f"swap_{sku}", "")) for sku in short]
    offers = replacements(
        shop.id,
        short,
        find=asked.get("find", ""),
        paid=paid_prices(shop.id, order_ids),
        also=[sku_id for sku_id in chosen if sku_id],
    )
    cards = sku_cards(short)
    return {sku: _swap(shop, f"{cards[sku].code} {cards[sku].attributes}".strip(), offers[sku]) for sku in offers}


def first_choices(swaps: Mapping[int, Swap], asked: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the fields: at first the best of the same product; after a new search the first thing found."""
    if "answer_by" not in asked:
        return {f"swap_{sku}": swap.best for sku, swap in swaps.items() if swap.best}
    is_new_search = asked.get("find", "").strip() != asked.get("was", "").strip()
    first = next(((sku, swap.found) for sku, swap in swaps.items() if swap.found), None)
    return {f"swap_{first[0]}": first[1]} if is_new_search and first else {}


def _swap(shop: ShopRef, goods: str, offers: Sequence[Replacement]) -> Swap:
    same = [row for row in offers if row.is_same_product]
    others = [row for row in offers if not row.is_same_product]
    groups: Choices = [("", _("nothing else"))]
    for label, rows in ((_("Same product"), same), (_("Other goods"), others)):
        if rows:
            groups.append((label, [(str(row.card.id), _words(row, shop.currency)) for row in rows]))
    label = _("Instead of %(goods)s") % {"goods": goods}
    return Swap(label, groups, str(same[0].card.id) if same else "", str(others[0].card.id) if others else "")


def _words(row: Replacement, currency: str) -> str:
    card = row.card
    name = card.attributes if row.is_same_product and card.attributes else f"{card.code} {card.title} {card.attributes}"
    words = _("%(variant)s, %(count)d free") % {"variant": name.strip(), "count": row.free}
    if row.difference is None:
        return f"{words} · {_('price not known')}"
    if not row.difference:
        return f"{words} · {_('same price')}"
    amount = spoken_amount(row.difference, currency)
    return f"{words} · " + (
        _("%(amount)s more") % {"amount": amount} if row.difference > 0 else _("%(amount)s less") % {"amount": amount}
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
