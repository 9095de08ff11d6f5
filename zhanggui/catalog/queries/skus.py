"""Reading products and SKUs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from zhanggui.catalog.models import ProductState, Sku


@dataclass(frozen=True, slots=True)
class SkuCard:
    """A SKU as papers, lists and other modules show it."""

    id: int
    product_id: int
    code: str
    title: str
    attributes: str
    barcode: str
    picture_path: str
    is_draft: bool
    piece_g: int = 0
    brand: str = ""


def _card(sku: Sku) -> SkuCard:
    product = sku.product
    return SkuCard(
        sku.pk,
        product.pk,
        sku.code,
        product.title,
        sku.attributes,
        sku.barcode,
        product.picture_path,
        sku.state == ProductState.DRAFT,
        sku.piece_g,
        product.brand,
    )


def sku_cards(ids: Iterable[int]) -> dict[int, SkuCard]:
    """SKUs by id."""
    return {sku.pk: _card(sku) for sku in Sku.objects.select_related("product").filter(pk__in=list(ids))}


def sibling_cards(product_ids: Iterable[int]) -> dict[int, list[SkuCard]]:
    """All SKUs of products, by product and code: the colours and sizes that there are."""
    found: dict[int, list[SkuCard]] = {}
    rows = Sku.objects.select_related("product").filter(product_id__in=list(product_ids)).order_by("product_id", "code")
    for sku in rows:
        found.setdefault(sku.product_id, []).append(_card(sku))
    return found


def skus_by_code(shop_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Ids of SKUs by code; a code that no SKU carries is found by match key, then by barcode."""
    wanted = set(codes)
    found: dict[str, int] = {}
    for field in ("code", "match_key", "barcode"):
        missing = wanted - set(found) - {""}
        if missing:
            rows = Sku.objects.filter(shop_id=shop_id, **{f"{field}__in": missing})
            for key, pk in rows.values_list(field, "pk"):
                found.setdefault(key, pk)
    return found


def skus_in_shop(shop_id: int, ids: Iterable[int]) -> set[int]:
    """Those of the SKUs that belong to the shop."""
    return set(Sku.objects.filter(shop_id=shop_id, pk__in=list(ids)).values_list("pk", flat=True))


def find_skus(shop_id: int, text: str, *, limit: int = 20) -> list[SkuCard]:
    """SKUs by a piece of code, title or variant, by barcode or first letters of pinyin; the nearest code first."""
    wanted = text.strip()
    if not wanted:
        return []
    rows = Sku.objects.select_related("product").filter(
        Q(code__icontains=wanted)
        | Q(barcode=wanted)
        | Q(attributes__icontains=wanted)
        | Q(product__title__icontains=wanted)
        | Q(product__pinyin__istartswith=wanted),
        shop_id=shop_id,
    )
    nearness = Case(
        When(Q(code__iexact=wanted) | Q(barcode=wanted), then=Value(0)),
        When(code__istartswith=wanted, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return [_card(sku) for sku in rows.order_by(nearness, "code")[:limit]]


def draft_cards(shop_ids: Iterable[int], *, after: int = 0, limit: int = 100, shown: Q | None = None) -> list[SkuCard]:
    """Draft SKUs of the shops in the order in which they came; `after` is the id of the last one shown.

    `shown` narrows them to own brands.
    """
    rows = Sku.objects.select_related("product").filter(
        shown or Q(), shop_id__in=list(shop_ids), state=ProductState.DRAFT
    )
    return [_card(sku) for sku in rows.filter(pk__gt=after).order_by("pk")[:limit]]


def count_drafts(shop_ids: Iterable[int], *, shown: Q | None = None) -> int:
    """How many draft SKUs the shops have; `shown` narrows them to own brands."""
    return Sku.objects.filter(shown or Q(), shop_id__in=list(shop_ids), state=ProductState.DRAFT).count()


def shop_of_sku(sku_id: int) -> int | None:
    """The shop of a SKU, None when there is no such SKU."""
    return Sku.objects.filter(pk=sku_id).values_list("shop_id", flat=True).first()
