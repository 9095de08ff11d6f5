"""What SKUs weigh, and parcels by their goods and packaging."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhanggui.catalog.models import Sku
from zhanggui.catalog.queries.brands import skus_shown
from zhanggui.catalog.queries.packing import packing_specs, shop_spec
from zhanggui.catalog.values import VIEW_CATALOG, SpecCard
from zhanggui.kernel.values import Actor


@dataclass(frozen=True, slots=True)
class ParcelWeight:
    """Grams of a parcel; `is_known` says that every piece in it has its weight written down."""

    grams: int
    is_known: bool


def parcel_weights(shop_id: int, parcels: Mapping[int, Mapping[int, int]], *, usual_g: int) -> dict[int, ParcelWeight]:
    """The weight of each parcel from its pieces by SKU id (0: goods without SKU); three statements for all.

    Goods by their SKU's weight, else by that of the product's packing specification, and the heaviest packaging among them, since there is one box.
    Where a weight is not written down it is the usual weight, or what is known if that is more.
    """
    skus = {sku for pieces in parcels.values() for sku in pieces if sku}
    rows = {pk: (product, own) for pk, product, own in _skus(skus)}
    specs = packing_specs(shop_id, {product for product, _own in rows.values()})
    shop = shop_spec(shop_id)
    said = {sku: own for sku, (_product, own) in rows.items()}
    packed = {sku: specs[product] for sku, (product, _own) in rows.items()}
    return {key: _weight(pieces, said, packed, shop, usual_g) for key, pieces in parcels.items()}


def sku_weights(shop_id: int, sku_ids: Iterable[int]) -> dict[int, int]:
    """Grams of a piece as said of the SKU itself, 0 where the product's weight counts. One statement."""
    rows = Sku.objects.filter(shop_id=shop_id, pk__in=list(sku_ids))
    return dict(rows.values_list("pk", "piece_g"))


def weights_json(
    actor: Actor, shop_id: int, *, code: str = "", after: str = "", limit: int = 200
) -> list[dict[str, Any]]:
    """SKUs by code: the weight that counts and whether it is the SKU's own; `after` is the last code shown.

    Those of other brands are left out for who sees some brands only.
    """
    rows = Sku.objects.filter(skus_shown(actor, VIEW_CATALOG, [shop_id])).order_by("code")
    rows = rows.filter(code=code) if code else rows.filter(code__gt=after)
    found = list(rows.values_list("code", "product_id", "piece_g")[:limit])
    specs = packing_specs(shop_id, {product for _code, product, _own in found})
    return [
        {
            "sku": sku_code,
            "piece_g": _of_piece(specs[product], own) or None,
            "own_g": own or None,
            "product_g": _of_piece(specs[product], 0) or None,
        }
        for sku_code, product, own in found
    ]


def _skus(ids: Iterable[int]) -> list[tuple[int, int, int]]:
    return list(Sku.objects.filter(pk__in=list(ids)).values_list("pk", "product_id", "piece_g"))


def _of_piece(spec: SpecCard, own_g: int) -> int:
    """The SKU's own weight goes before the product's; a shop's packing says nothing of a piece."""
    return own_g or (spec.piece_g if spec.is_own else 0)


def _weight(
    pieces: Mapping[int, int], said: Mapping[int, int], specs: Mapping[int, SpecCard], shop: SpecCard, usual_g: int
) -> ParcelWeight:
    found = [(specs.get(sku, shop), said.get(sku, 0), count) for sku, count in pieces.items()]
    goods = sum((own or spec.piece_g) * count for spec, own, count in found)
    packaging = max((spec.packaging_g for spec, _own, _count in found), default=shop.packaging_g)
    if found and all(_of_piece(spec, own) for spec, own, _count in found):
        return ParcelWeight(goods + packaging, is_known=True)
    return ParcelWeight(max(usual_g, goods + packaging), is_known=False)
