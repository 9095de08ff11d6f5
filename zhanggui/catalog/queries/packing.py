"""How products are packed: specification, accessories, and what the shop lays into every parcel."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from zhanggui.catalog.models import Accessory, PackingSpec, ParcelInsert
from zhanggui.catalog.values import SHOP_CARD, AccessoryCard, InsertCard, SpecCard


def shop_spec(shop_id: int) -> SpecCard:
    """The shop's own way of packing; empty while nobody has written it."""
    row = PackingSpec.objects.filter(shop_id=shop_id, product=None).first()
    return _spec(row, is_own=False) if row else SpecCard()


def packing_specs(shop_id: int, product_ids: Iterable[int]) -> dict[int, SpecCard]:
    """The specification of each product; what it leaves empty comes from the shop's own (FUL-11).

    It hangs on the product alone, so that every customer gets the same packaging.
    """
    wanted = list(product_ids)
    shop = shop_spec(shop_id)
    own = {row.product_id: row for row in PackingSpec.objects.filter(shop_id=shop_id, product_id__in=wanted)}
    return {each: _joined(_spec(own[each], is_own=True), shop) if each in own else shop for each in wanted}


def accessories_of(product_ids: Iterable[int]) -> dict[int, list[AccessoryCard]]:
    """What goes into the parcel with each piece of the products, in their order; products without are left out."""
    found: dict[int, list[AccessoryCard]] = defaultdict(list)
    rows = Accessory.objects.filter(product_id__in=list(product_ids)).order_by("product_id", "position", "pk")
    for row in rows:
        found[row.product_id].append(AccessoryCard(row.pk, row.product_id, row.name, row.quantity, row.barcode))
    return dict(found)


def parcel_inserts(shop_id: int, *, is_on: bool | None = True) -> list[InsertCard]:
    """What the shop lays into every parcel; the shop card is there until the shop switches it off (FUL-12).

    `is_on` None also lists what is switched off.
    """
    rows = list(ParcelInsert.objects.filter(shop_id=shop_id).order_by("position", "pk"))
    cards = [InsertCard(row.pk, row.code, row.name, row.text, row.barcode, row.is_on, row.is_required) for row in rows]
    if not any(row.code == SHOP_CARD.code for row in rows):
        cards.insert(0, SHOP_CARD)
    return [card for card in cards if is_on is None or card.is_on == is_on]


def packing_json(shop_id: int, product_id: int | None) -> dict[str, Any]:
    """Specification, accessories and inserts of a product, or of the shop without one."""
    spec = packing_specs(shop_id, [product_id])[product_id] if product_id else shop_spec(shop_id)
    cards = accessories_of([product_id]).get(product_id, []) if product_id else []
    return {
        "product": product_id,
        "is_own": spec.is_own,
        "box": spec.box,
        "filler": spec.filler,
        "card": spec.card,
        "is_neutral": spec.is_neutral,
        "note": spec.note,
        "piece_g": spec.piece_g,
        "packaging_g": spec.packaging_g,
        "accessories": [
            {"id": card.id, "name": card.name, "quantity": card.quantity, "barcode": card.barcode} for card in cards
        ],
        "inserts": [
            {"name": card.name, "text": card.text, "is_required": card.is_required} for card in parcel_inserts(shop_id)
        ],
    }


def _spec(row: PackingSpec, *, is_own: bool) -> SpecCard:
    return SpecCard(row.box, row.filler, row.card, row.is_neutral, row.note, is_own, row.piece_g, row.packaging_g)


def _joined(own: SpecCard, shop: SpecCard) -> SpecCard:
    return SpecCard(
        own.box or shop.box,
        own.filler or shop.filler,
        own.card or shop.card,
        own.is_neutral or shop.is_neutral,
        own.note or shop.note,
        is_own=True,
        piece_g=own.piece_g,
        packaging_g=own.packaging_g or shop.packaging_g,
    )
