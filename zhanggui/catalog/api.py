"""Endpoints of products: how they are packed, and what goes into every parcel."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from zhanggui.catalog.queries import (
    brands_shown,
    costs_json,
    packing_json,
    packing_specs,
    parcel_inserts,
    product_named,
    product_rows,
    products_json,
    shop_spec,
    sku_ids_by_code,
    weights_json,
)
from zhanggui.catalog.services import (
    NewAccessory,
    SpecFacts,
    change_brand,
    check_brand,
    describe_packing,
    remove_insert,
    set_cost_prices,
    set_insert,
    set_sku_weights,
)
from zhanggui.catalog.values import EDIT_CATALOG, VIEW_CATALOG, InsertCard, SpecCard
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.pages.api import acting, endpoint, shop_for

router = Router()


class SpecIn(Schema):
    """The packaging; it is the product's or the shop's, the same for every customer. A weight left out stays."""

    box: str = ""
    filler: str = ""
    card: str = ""
    is_neutral: bool = False
    note: str = ""
    piece_g: int | None = None
    packaging_g: int | None = None


class AccessoryIn(Schema):
    """What goes in with each piece."""

    name: str
    quantity: int = 1
    barcode: str = ""


class PackingIn(Schema):
    """What is left out stays as it is."""

    spec: SpecIn | None = None
    accessories: list[AccessoryIn] | None = None


class PackingOut(Schema):
    """Packaging, accessories and inserts."""

    product: int | None
    is_own: bool
    box: str
    filler: str
    card: str
    is_neutral: bool
    note: str
    piece_g: int
    packaging_g: int
    accessories: list[dict[str, Any]]
    inserts: list[dict[str, Any]]


class ProductOut(Schema):
    """A product with its brand and the codes of its SKUs."""

    id: int
    code: str
    title: str
    brand: str
    is_draft: bool
    skus: list[str]


class ProductList(Schema):
    """Products, newest first."""

    products: list[ProductOut]


class BrandIn(Schema):
    """The brand of a product; empty takes it off."""

    product: str
    brand: str


class BrandOut(Schema):
    """The product's brand now, and whether that is new."""

    product: str
    brand: str
    is_changed: bool


@router.get("/shops/{shop}/products", **endpoint(ProductList, VIEW_CATALOG))
def list_products(request: HttpRequest, shop: str, q: str = "", before: int | None = None) -> dict[str, Any]:
    """Products of the brands that the key's owner sees, 50 at a time: `before` is the last id of the page before."""
    found = shop_for(request, shop, VIEW_CATALOG)
    brands = brands_shown(acting(request), VIEW_CATALOG, found.id)
    return {"products": products_json(product_rows(found.id, text=q, before=before, brands=brands))}


@router.put("/shops/{shop}/brands", **endpoint(BrandOut, EDIT_CATALOG))
def write_brand(request: HttpRequest, shop: str, body: BrandIn) -> dict[str, Any]:
    """Write the brand of a product, by its code or a SKU's (ORG-09)."""
    found = shop_for(request, shop, EDIT_CATALOG)
    product_id = product_named(acting(request), found.id, body.product)
    if product_id is None:
        raise NotFound("catalog.product_not_found", _("There is no such product in this shop."))
    brand = check_brand(body.brand)
    changed = change_brand(actor=acting(request), shop_id=found.id, product_id=product_id, brand=brand)
    return {"product": body.product, "brand": brand, "is_changed": changed}


class InsertIn(Schema):
    """Something that goes into every parcel; `code` `shop_card` means the shipped shop card."""

    name: str
    text: str = ""
    code: str = ""
    barcode: str = ""
    is_on: bool = True
    is_required: bool = False


class InsertsOut(Schema):
    """Everything that goes into every parcel, also what is switched off."""

    inserts: list[dict[str, Any]]


@router.get("/shops/{shop}/packing", **endpoint(PackingOut, VIEW_CATALOG))
def show_packing(request: HttpRequest, shop: str, product: str = "") -> dict[str, Any]:
    """How a product is packed, by its code or a SKU's; without product the shop's own way."""
    found = shop_for(request, shop, VIEW_CATALOG)
    return packing_json(found.id, product_named(acting(request), found.id, product))


@router.put("/shops/{shop}/packing", **endpoint(PackingOut, EDIT_CATALOG))
def write_packing(request: HttpRequest, shop: str, body: PackingIn, product: str = "") -> dict[str, Any]:
    """Write packaging and accessories."""
    found = shop_for(request, shop, EDIT_CATALOG)
    product_id = product_named(acting(request), found.id, product)
    describe_packing(
        actor=acting(request),
        shop_id=found.id,
        product_id=product_id,
        spec=_spec(found.id, product_id, body.spec) if body.spec else None,
        accessories=None if body.accessories is None else [NewAccessory(**each.dict()) for each in body.accessories],
    )
    return packing_json(found.id, product_id)


@router.get("/shops/{shop}/inserts", **endpoint(InsertsOut, VIEW_CATALOG))
def list_inserts(request: HttpRequest, shop: str) -> dict[str, Any]:
    """What goes into every parcel."""
    return _inserts(shop_for(request, shop, VIEW_CATALOG).id)


@router.put("/shops/{shop}/inserts/{insert}", **endpoint(InsertsOut, EDIT_CATALOG))
def write_insert(request: HttpRequest, shop: str, insert: int, body: InsertIn) -> dict[str, Any]:
    """Write one insert; 0 makes a new one. Words that ask for praise or promise something are refused."""
    found = shop_for(request, shop, EDIT_CATALOG)
    facts = InsertCard(insert, body.code, body.name, body.text, body.barcode, body.is_on, body.is_required)
    set_insert(actor=acting(request), shop_id=found.id, insert=facts)
    return _inserts(found.id)


@router.delete("/shops/{shop}/inserts/{insert}", **endpoint(InsertsOut, EDIT_CATALOG))
def drop_insert(request: HttpRequest, shop: str, insert: int) -> dict[str, Any]:
    """Take an insert off the list; the shop card is switched off."""
    found = shop_for(request, shop, EDIT_CATALOG)
    remove_insert(actor=acting(request), shop_id=found.id, insert_id=insert)
    return _inserts(found.id)


class CostOut(Schema):
    """What a piece of a SKU costs the shop; `hidden` names what the key's owner may not see."""

    sku: str
    cost_price: str | None
    set_at: str | None
    set_by: str | None
    hidden: list[str]


class CostList(Schema):
    """SKUs by code."""

    costs: list[CostOut]


class CostIn(Schema):
    """A cost price in the shop's currency; null takes it back."""

    sku: str
    cost_price: Decimal | None


class CostsIn(Schema):
    """Cost prices to be set together; all or none."""

    costs: list[CostIn]


class CostsSet(Schema):
    """How many really changed."""

    changed: int


@router.get("/shops/{shop}/costs", **endpoint(CostList, VIEW_CATALOG))
def list_costs(request: HttpRequest, shop: str, sku: str = "", after: str = "") -> dict[str, Any]:
    """Cost prices of SKUs by code, 200 at a time: `after` is the last code of the page before (SEC-05)."""
    found = shop_for(request, shop, VIEW_CATALOG)
    return {"costs": costs_json(acting(request), found.id, code=sku, after=after)}


@router.put("/shops/{shop}/costs", **endpoint(CostsSet, EDIT_CATALOG))
def write_costs(request: HttpRequest, shop: str, body: CostsIn) -> dict[str, Any]:
    """Set cost prices; needs the right to see costs too (SEC-05)."""
    found = shop_for(request, shop, EDIT_CATALOG)
    ids = sku_ids_by_code(found.id, [cost.sku for cost in body.costs])
    amounts = {ids[cost.sku]: cost.cost_price for cost in body.costs}
    return {"changed": set_cost_prices(actor=acting(request), shop_id=found.id, amounts=amounts)}


class WeightOut(Schema):
    """What a piece weighs in grams: what counts, what is said of the SKU itself, what its product says."""

    sku: str
    piece_g: int | None
    own_g: int | None
    product_g: int | None


class WeightList(Schema):
    """SKUs by code."""

    weights: list[WeightOut]


class WeightIn(Schema):
    """Grams of a piece; 0 lets the product's weight count again."""

    sku: str
    piece_g: int


class WeightsIn(Schema):
    """Weights to be set together; all or none."""

    weights: list[WeightIn]


class WeightsSet(Schema):
    """How many really changed."""

    changed: int


@router.get("/shops/{shop}/weights", **endpoint(WeightList, VIEW_CATALOG))
def list_weights(request: HttpRequest, shop: str, sku: str = "", after: str = "") -> dict[str, Any]:
    """Weights of SKUs by code, 200 at a time: `after` is the last code of the page before (LOG-03)."""
    found = shop_for(request, shop, VIEW_CATALOG)
    return {"weights": weights_json(acting(request), found.id, code=sku, after=after)}


@router.put("/shops/{shop}/weights", **endpoint(WeightsSet, EDIT_CATALOG))
def write_weights(request: HttpRequest, shop: str, body: WeightsIn) -> dict[str, Any]:
    """Say what SKUs weigh; parcels made from then on are estimated by it (LOG-03)."""
    found = shop_for(request, shop, EDIT_CATALOG)
    ids = sku_ids_by_code(found.id, [each.sku for each in body.weights])
    grams = {ids[each.sku]: each.piece_g for each in body.weights}
    return {"changed": set_sku_weights(actor=acting(request), shop_id=found.id, grams=grams)}


def _inserts(shop_id: int) -> dict[str, Any]:
    return {
        "inserts": [
            {
                "id": card.id,
                "code": card.code,
                "name": card.name,
                "text": card.text,
                "barcode": card.barcode,
                "is_on": card.is_on,
                "is_required": card.is_required,
            }
            for card in parcel_inserts(shop_id, is_on=None)
        ]
    }


def _spec(shop_id: int, product_id: int | None, said: SpecIn) -> SpecFacts:
    known = packing_specs(shop_id, [product_id])[product_id] if product_id else shop_spec(shop_id)
    kept = known if known.is_own or not product_id else SpecCard()
    weights = {name: getattr(kept, name) for name in ("piece_g", "packaging_g")}
    return SpecFacts(**weights | said.dict(exclude_none=True))
