"""Brands of products, and what somebody who holds a position for some brands sees of them (ORG-09)."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Product, Sku
from zhanggui.catalog.queries.products import products_by_code
from zhanggui.catalog.values import VIEW_CATALOG
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, brand_key


def brands_of(shop_id: int) -> list[str]:
    """Every brand of the shop's products, as it is written, by name."""
    rows = Product.objects.filter(shop_id=shop_id).exclude(brand="").order_by("brand")
    return list(rows.values_list("brand", flat=True).distinct())


def brands_shown(actor: Actor, capability: str, shop_id: int) -> list[str] | None:
    """The brands, as products spell them, for which the actor has the capability; None means every product."""
    own = actor.brands_for(capability, shop_id)
    return None if own is None else [brand for brand in brands_of(shop_id) if brand_key(brand) in own]


def skus_shown(actor: Actor, capability: str, shop_ids: Iterable[int]) -> Q:
    """The SKUs of the shops for whose brands the actor has the capability."""
    found = Q(pk__in=[])
    for shop_id in shop_ids:
        brands = brands_shown(actor, capability, shop_id)
        found |= Q(shop_id=shop_id) if brands is None else Q(shop_id=shop_id, product__brand__in=brands)
    return found


def brand_of_sku(sku_id: int) -> str:
    """The brand of a SKU's product; empty without one."""
    return Sku.objects.filter(pk=sku_id).values_list("product__brand", flat=True).first() or ""


def foreign_products(actor: Actor, capability: str, shop_id: int, product_ids: Iterable[int]) -> set[int]:
    """Those of the products for whose brand the actor lacks the capability."""
    brands = brands_shown(actor, capability, shop_id)
    if brands is None:
        return set()
    rows = Product.objects.filter(shop_id=shop_id, pk__in=list(product_ids)).exclude(brand__in=brands)
    return set(rows.values_list("pk", flat=True))


def foreign_skus(actor: Actor, capability: str, shop_id: int, sku_ids: Iterable[int]) -> set[int]:
    """Those of the SKUs for whose brand the actor lacks the capability."""
    brands = brands_shown(actor, capability, shop_id)
    if brands is None:
        return set()
    rows = Sku.objects.filter(shop_id=shop_id, pk__in=list(sku_ids)).exclude(product__brand__in=brands)
    return set(rows.values_list("pk", flat=True))


def product_named(actor: Actor, shop_id: int, code: str) -> int | None:
    """The product of a code that the actor may see, None for no code. Errors: no such product, one of another brand."""
    if not code:
        return None
    found = None if "\0" in code else products_by_code(shop_id, [code]).get(code)
    if found is None:
        raise NotFound("catalog.product_not_found", _("There is no such product in this shop."))
    require(actor, VIEW_CATALOG, shop_id, brand=Product.objects.values_list("brand", flat=True).get(pk=found))
    return found
