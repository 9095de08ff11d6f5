"""Brands: writing down a product's, and the check that other brands' products stay untouched (ORG-09)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Product
from zhanggui.catalog.queries import foreign_products, foreign_skus
from zhanggui.catalog.values import EDIT_CATALOG
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.record import record, record_denied
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import NO_BRAND, Actor, Subject

LONGEST_BRAND = 100


def change_brand(*, actor: Actor, shop_id: int, product_id: int, brand: str) -> bool:
    """Write the brand of a product; empty takes it off. Returns False when nothing changed.

    Who edits some brands only neither takes a product from another brand nor gives one away.
    Errors: unknown product, a name too long.
    """
    require(actor, EDIT_CATALOG, shop_id)
    wanted = check_brand(brand)
    require(actor, EDIT_CATALOG, shop_id, brand=wanted)
    with transaction.atomic():
        product = Product.objects.select_for_update().filter(shop_id=shop_id, pk=product_id).first()
        if product is None:
            raise NotFound("catalog.product_not_found", _("There is no such product in this shop."))
        require(actor, EDIT_CATALOG, shop_id, brand=product.brand)
        if product.brand == wanted:
            return False
        before = product.brand
        Product.objects.filter(pk=product_id).update(brand=wanted)
        record(
            actor,
            "catalog.brand_changed",
            shop_id=shop_id,
            subject=Subject("product", product_id, product.title[:60]),
            data={"before": before, "after": wanted},
        )
    return True


def check_brand(brand: str) -> str:
    """The name as it is kept, on one line without blanks around it; InvalidInput when it is too long."""
    wanted = " ".join(brand.split())
    if len(wanted) > LONGEST_BRAND or "\0" in wanted:
        raise InvalidInput(
            "catalog.brand_too_long", _("A brand has a name of at most %(most)s signs."), most=LONGEST_BRAND
        )
    return wanted


def require_products(actor: Actor, shop_id: int, product_ids: Iterable[int]) -> None:
    """The actor may edit each of the products; refused whole, and logged, when one is of another brand."""
    require(actor, EDIT_CATALOG, shop_id)
    if foreign_products(actor, EDIT_CATALOG, shop_id, product_ids):
        require(actor, EDIT_CATALOG, shop_id, brand=NO_BRAND)


def require_skus(actor: Actor, shop_id: int, sku_ids: Iterable[int]) -> None:
    """The same for SKUs."""
    require(actor, EDIT_CATALOG, shop_id)
    if foreign_skus(actor, EDIT_CATALOG, shop_id, sku_ids):
        require(actor, EDIT_CATALOG, shop_id, brand=NO_BRAND)


def require_whole_shop(actor: Actor, shop_id: int) -> None:
    """The actor may edit what belongs to every product of the shop, so not for some brands only."""
    require(actor, EDIT_CATALOG, shop_id, brand=NO_BRAND)


def denied_products(actor: Actor, shop_id: int, product_ids: Iterable[int]) -> set[int]:
    """Those of a file's products that the actor may not edit; the attempt is logged and the rows are refused."""
    return _logged(actor, shop_id, foreign_products(actor, EDIT_CATALOG, shop_id, product_ids))


def denied_skus(actor: Actor, shop_id: int, sku_ids: Iterable[int]) -> set[int]:
    """The same for SKUs."""
    return _logged(actor, shop_id, foreign_skus(actor, EDIT_CATALOG, shop_id, sku_ids))


def _logged(actor: Actor, shop_id: int, foreign: set[int]) -> set[int]:
    if foreign:
        record_denied(actor, EDIT_CATALOG, shop_id)
    return foreign
