"""What parcels weigh by their goods and packaging."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhanggui.catalog.models import Sku
from zhanggui.catalog.queries.packing import packing_specs, shop_spec
from zhanggui.catalog.values import SpecCard


@dataclass(frozen=True, slots=True)
class ParcelWeight:
    """Grams of a parcel; `is_known` says that every piece in it has its weight written down."""

    grams: int
    is_known: bool


def parcel_weights(shop_id: int, parcels: Mapping[int, Mapping[int, int]], *, usual_g: int) -> dict[int, ParcelWeight]:
    """The weight of each parcel from its pieces by SKU id (0: goods without SKU); three statements for all.

    Goods by their packing specification, and the heaviest packaging among them, since there is one box.
    Where a weight is not written down it is the usual weight, or what is known if that is more.
    """
    skus = {sku for pieces in parcels.values() for sku in pieces if sku}
    products = dict(Sku.objects.filter(pk__in=skus).values_list("pk", "product_id"))
    specs = packing_specs(shop_id, set(products.values()))
    own = {sku: specs[product] for sku, product in products.items()}
    shop = shop_spec(shop_id)
    return {key: _weight(pieces, own, shop, usual_g) for key, pieces in parcels.items()}


def _weight(pieces: Mapping[int, int], specs: Mapping[int, SpecCard], shop: SpecCard, usual_g: int) -> ParcelWeight:
    found = [(specs.get(sku, shop), count) for sku, count in pieces.items()]
    goods = sum(spec.piece_g * count for spec, count in found)
    packaging = max((spec.packaging_g for spec, _count in found), default=shop.packaging_g)
    if found and all(spec.piece_g and spec.is_own for spec, _count in found):
        return ParcelWeight(goods + packaging, is_known=True)
    return ParcelWeight(max(usual_g, goods + packaging), is_known=False)
