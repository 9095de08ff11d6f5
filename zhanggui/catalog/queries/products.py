"""Products as list and page show them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from zhanggui.catalog.models import Product, ProductState, Sku
from zhanggui.catalog.queries.packing import accessories_of, packing_specs
from zhanggui.catalog.queries.skus import SkuCard, sku_cards
from zhanggui.catalog.values import AccessoryCard, SpecCard


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product with its SKUs and how it is packed."""

    id: int
    shop_id: int
    title: str
    item_code: str
    is_draft: bool
    skus: tuple[SkuCard, ...]
    accessories: tuple[AccessoryCard, ...]
    spec: SpecCard
    brand: str = ""


def product_rows(
    shop_id: int,
    *,
    text: str = "",
    before: int | None = None,
    limit: int = 50,
    brands: Collection[str] | None = None,
) -> list[ProductRow]:
    """Products of a shop, newest first; `text` is in title or brand or begins a code, `before` the last id shown.

    `brands`, spelled as the products do, leaves out all others; None shows every product.
    """
    rows = Product.objects.filter(shop_id=shop_id).order_by("-pk")
    if brands is not None:
        rows = rows.filter(brand__in=list(brands))
    wanted = text.replace("\0", " ").strip()
    if wanted:
        coded = Sku.objects.filter(shop_id=shop_id).filter(Q(code__istartswith=wanted) | Q(barcode=wanted))
        rows = rows.filter(
            Q(title__icontains=wanted)
            | Q(brand__icontains=wanted)
            | Q(item_code__istartswith=wanted)
            | Q(pk__in=coded.values("product_id"))
        )
    return _rows(shop_id, list((rows.filter(pk__lt=before) if before else rows)[:limit]))


def product_whole(product_id: int) -> ProductRow | None:
    """One product, None when there is none of that id. The caller checks the shop."""
    row = Product.objects.filter(pk=product_id).first()
    return _rows(row.shop_id, [row])[0] if row else None


def products_json(rows: Iterable[ProductRow]) -> list[dict[str, Any]]:
    """Products as API and command line show them."""
    return [
        {
            "id": row.id,
            "code": row.item_code,
            "title": row.title,
            "brand": row.brand,
            "is_draft": row.is_draft,
            "skus": [sku.code for sku in row.skus],
        }
        for row in rows
    ]


def products_by_code(shop_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Ids of products by their own code; a code that no product carries is one of its SKUs'."""
    wanted = set(codes) - {""}
    found = dict(
        Product.objects.filter(shop_id=shop_id, item_code__in=wanted).order_by("-pk").values_list("item_code", "pk")
    )
    missing = wanted - set(found)
    return dict(Sku.objects.filter(shop_id=shop_id, code__in=missing).values_list("code", "product_id")) | found


def _rows(shop_id: int, products: Sequence[Product]) -> list[ProductRow]:
    ids = [product.pk for product in products]
    skus: dict[int, list[SkuCard]] = defaultdict(list)
    sku_ids = Sku.objects.filter(product_id__in=ids).order_by("pk").values_list("pk", flat=True)
    for card in sorted(sku_cards(sku_ids).values(), key=lambda card: card.id):
        skus[card.product_id].append(card)
    accessories, specs = accessories_of(ids), packing_specs(shop_id, ids)
    return [
        ProductRow(
            product.pk,
            shop_id,
            product.title,
            product.item_code,
            product.state == ProductState.DRAFT,
            tuple(skus[product.pk]),
            tuple(accessories.get(product.pk, ())),
            specs[product.pk],
            product.brand,
        )
        for product in products
    ]
