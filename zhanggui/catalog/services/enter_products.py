"""Entering products that somebody has prepared: title, code, variants, picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from zhanggui.catalog.models import Product, ProductState, Sku
from zhanggui.catalog.services.brands import check_brand
from zhanggui.catalog.services.match_key import match_key
from zhanggui.catalog.services.search_words import pinyin_initials, search_words
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject


@dataclass(frozen=True, slots=True)
class NewSku:
    """A variant: code, attributes, barcode."""

    code: str
    attributes: str = ""
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product with its variants."""

    title: str
    item_code: str
    skus: tuple[NewSku, ...]
    picture_path: str = ""
    brand: str = ""


def enter_products(*, actor: Actor, shop_id: int, products: Sequence[NewProduct]) -> dict[str, int]:
    """Enter products as active; returns SKU ids by code. Codes that the shop already has are left alone.

    Refused whole when one is of a brand that the actor does not edit (ORG-09).
    """
    require(actor, EDIT_CATALOG, shop_id)
    for brand in {check_brand(product.brand) for product in products}:
        require(actor, EDIT_CATALOG, shop_id, brand=brand)
    with transaction.atomic():
        known = dict(Sku.objects.filter(shop_id=shop_id).values_list("code", "pk"))
        fresh = [product for product in products if not all(sku.code in known for sku in product.skus)]
        rows = Product.objects.bulk_create([_product(shop_id, product) for product in fresh])
        made = Sku.objects.bulk_create(
            [
                _sku(shop_id, row.pk, sku)
                for row, product in zip(rows, fresh, strict=True)
                for sku in product.skus
                if sku.code not in known
            ]
        )
        record(
            actor,
            "catalog.products_entered",
            shop_id=shop_id,
            subject=Subject("shop", shop_id),
            data={"products": len(rows), "skus": len(made)},
        )
    return known | {sku.code: sku.pk for sku in made}


def _product(shop_id: int, product: NewProduct) -> Product:
    words = search_words(product.title, product.item_code, *(sku.code for sku in product.skus))
    return Product(
        shop_id=shop_id,
        title=product.title,
        item_code=product.item_code,
        brand=check_brand(product.brand),
        state=ProductState.ACTIVE,
        picture_path=product.picture_path,
        pinyin=pinyin_initials(product.title),
        search=SearchVector(Value(words), config="simple"),
        created_at=now(),
    )


def _sku(shop_id: int, product_id: int, sku: NewSku) -> Sku:
    return Sku(
        shop_id=shop_id,
        product_id=product_id,
        code=sku.code,
        attributes=sku.attributes,
        barcode=sku.barcode,
        state=ProductState.ACTIVE,
        match_key=match_key(sku_code=sku.code) or sku.code,
        created_at=now(),
    )
