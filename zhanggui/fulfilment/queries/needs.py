"""What a parcel needs beside its goods: accessories, inserts, what was asked for, and how it is packed."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhanggui.catalog.queries import accessories_of, packing_specs, parcel_inserts, shop_spec, sku_cards
from zhanggui.catalog.values import SpecCard
from zhanggui.fulfilment.models import Parcel, ParcelLine, ParcelTick
from zhanggui.fulfilment.queries.companions import order_ids_in
from zhanggui.fulfilment.values import ExtraKind, OpenWish, ParcelExtra
from zhanggui.orders.queries import open_instructions


@dataclass(frozen=True, slots=True)
class ParcelNeeds:
    """Accessories, inserts and open instructions of a parcel, in the order in which they are ticked."""

    extras: tuple[ParcelExtra, ...]
    wishes: tuple[OpenWish, ...]

    @property
    def missing(self) -> tuple[ParcelExtra, ...]:
        """What must still be ticked before the parcel may be packed."""
        return tuple(extra for extra in self.extras if extra.is_required and not extra.is_ticked)

    @property
    def is_met(self) -> bool:
        """Whether nothing of it keeps the parcel open."""
        return not self.missing and not self.wishes

    def scanned(self, code: str) -> ParcelExtra | None:
        """What a scanned barcode names, not ticked ones first."""
        plain = code.strip().casefold()
        found = [extra for extra in self.extras if plain and extra.barcode.casefold() == plain]
        return next((extra for extra in found if not extra.is_ticked), found[0] if found else None)

    def called(self, word: str) -> ParcelExtra | None:
        """What a key, a name or a barcode names."""
        return next((extra for extra in self.extras if extra.is_called(word)), None)


def parcel_needs(parcel: Parcel, lines: Sequence[ParcelLine]) -> ParcelNeeds:
    """What a parcel needs beside its goods, as the products and the shop say now (FUL-06, FUL-12).

    What was ticked stays listed after the packing as it was then.
    """
    ticks = {(tick.kind, tick.item_id): tick for tick in ParcelTick.objects.filter(parcel_id=parcel.pk)}
    wished = [card for cards in open_instructions(order_ids_in(parcel)).values() for card in cards]
    return ParcelNeeds(
        (*_accessories(lines, set(ticks)), *_inserts(parcel.shop_id, set(ticks))),
        tuple(OpenWish(card.id, card.kind, card.label, card.text) for card in wished),
    )


def specs_of(shop_id: int, lines: Sequence[ParcelLine]) -> list[SpecCard]:
    """How the goods of a parcel are packed, each way once; the same for every customer (FUL-11)."""
    products = list(dict.fromkeys(_products(lines).values()))
    if not products:
        return [shop_spec(shop_id)]
    specs = packing_specs(shop_id, products)
    return list(dict.fromkeys(specs[product] for product in products))


def _products(lines: Sequence[ParcelLine]) -> dict[int, int]:
    """Product by SKU of the lines, in their order."""
    cards = sku_cards([line.sku_id for line in lines if line.sku_id])
    return {line.sku_id: cards[line.sku_id].product_id for line in lines if line.sku_id in cards}


def _accessories(lines: Sequence[ParcelLine], ticked: set[tuple[str, int]]) -> list[ParcelExtra]:
    products = _products(lines)
    pieces: dict[int, int] = {}
    for line in lines:
        if line.sku_id in products:
            product = products[line.sku_id]
            pieces[product] = pieces.get(product, 0) + line.quantity
    cards = accessories_of(pieces)
    return [
        ParcelExtra(
            ExtraKind.ACCESSORY.value,
            card.id,
            card.name,
            card.quantity * count,
            card.barcode,
            is_required=True,
            is_ticked=(ExtraKind.ACCESSORY.value, card.id) in ticked,
        )
        for product, count in pieces.items()
        for card in cards.get(product, [])
    ]


def _inserts(shop_id: int, ticked: set[tuple[str, int]]) -> list[ParcelExtra]:
    return [
        ParcelExtra(
            ExtraKind.INSERT.value,
            card.id,
            card.name,
            1,
            card.barcode,
            is_required=card.is_required,
            is_ticked=(ExtraKind.INSERT.value, card.id) in ticked,
        )
        for card in parcel_inserts(shop_id)
    ]
