"""Draft products: what an import sells and nobody has entered yet (MPI-01)."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from zhanggui.catalog.models import Product, ProductState, Sku
from zhanggui.catalog.services.search_words import pinyin_initials, search_words
from zhanggui.kernel.clock import now
from zhanggui.kernel.tasks.models import Task, TaskState

DRAFT_TASK = "draft_sku"
SUBJECT = "sku"
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class DraftItem:
    """What a file says of something it sells that no SKU matches."""

    match_key: str
    sku_code: str
    item_code: str
    title: str
    attributes: str


def make_drafts(*, shop_id: int, batch_id: int | None, items: Sequence[DraftItem]) -> int:
    """Make a draft SKU of each item, with one open task each for the shop manager; returns how many.

    Items of one item code, or without a code of one title, become variants of one product. The
    caller has checked the right: whoever may import may cause drafts.
    """
    with transaction.atomic():
        known = set(
            Sku.objects.filter(shop_id=shop_id, match_key__in=[item.match_key for item in items]).values_list(
                "match_key", flat=True
            )
        )
        fresh = list({item.match_key: item for item in items if item.match_key not in known}.values())
        products = _products(shop_id, batch_id, fresh)
        codes = _free_codes(shop_id, fresh)
        skus = Sku.objects.bulk_create(
            [
                Sku(
                    shop_id=shop_id,
                    product_id=products[_product_key(item)],
                    code=codes[item.match_key],
                    attributes=item.attributes,
                    state=ProductState.DRAFT,
                    match_key=item.match_key,
                    batch_id=batch_id,
                    created_at=now(),
                )
                for item in fresh
            ],
            batch_size=CHUNK,
        )
        _open_tasks(shop_id, skus, fresh)
    return len(skus)


def remove_drafts(*, shop_id: int, batch_id: int, used: Iterable[int]) -> int:
    """Delete the drafts that a batch made and that nothing uses; closes their tasks. Returns how many."""
    with transaction.atomic():
        skus = Sku.objects.filter(shop_id=shop_id, batch_id=batch_id, state=ProductState.DRAFT).exclude(
            pk__in=list(used)
        )
        ids = list(skus.values_list("pk", flat=True))
        Task.objects.filter(
            shop_id=shop_id, kind=DRAFT_TASK, subject_kind=SUBJECT, subject_id__in=ids, state=TaskState.OPEN
        ).update(state=TaskState.CANCELLED, closed_at=now())
        Sku.objects.filter(pk__in=ids)._raw_delete("default")
        products = Product.objects.filter(shop_id=shop_id, batch_id=batch_id, state=ProductState.DRAFT)
        used_products = set(Sku.objects.filter(shop_id=shop_id).values_list("product_id", flat=True))
        products.exclude(pk__in=used_products)._raw_delete("default")
    return len(ids)


def _product_key(item: DraftItem) -> tuple[str, str]:
    return (item.item_code, "") if item.item_code else ("", item.title or item.match_key)


def _products(shop_id: int, batch_id: int | None, items: Sequence[DraftItem]) -> dict[tuple[str, str], int]:
    """Ids of the products of the items; those that are missing are made."""
    wanted = {_product_key(item): item for item in reversed(items)}
    rows = Product.objects.filter(shop_id=shop_id)
    codes = [code for code, _title in wanted if code]
    titles = [title for code, title in wanted if not code]
    found = {(code, ""): pk for code, pk in rows.filter(item_code__in=codes).values_list("item_code", "pk")}
    found |= {("", title): pk for title, pk in rows.filter(item_code="", title__in=titles).values_list("title", "pk")}
    missing = [(key, item) for key, item in wanted.items() if key not in found]
    for start in range(0, len(missing), CHUNK):
        piece = missing[start : start + CHUNK]
        made = Product.objects.bulk_create(
            [
                Product(
                    shop_id=shop_id,
                    title=item.title or item.match_key,
                    item_code=item.item_code,
                    state=ProductState.DRAFT,
                    pinyin=pinyin_initials(item.title),
                    search=SearchVector(
                        Value(search_words(item.title, item.item_code, item.sku_code)), config="simple"
                    ),
                    batch_id=batch_id,
                    created_at=now(),
                )
                for _key, item in piece
            ]
        )
        found |= {key: product.pk for (key, _item), product in zip(piece, made, strict=True)}
    return found


def _free_codes(shop_id: int, items: Sequence[DraftItem]) -> dict[str, str]:
    """A code for each item that no other SKU of the shop carries: its own where that is free."""
    wanted = [item.sku_code[:100] for item in items if item.sku_code]
    taken = set(Sku.objects.filter(shop_id=shop_id, code__in=wanted).values_list("code", flat=True)) | {""}
    codes: dict[str, str] = {}
    for item in items:
        code = item.sku_code[:100]
        if code in taken:
            digest = hashlib.sha256(item.match_key.encode()).hexdigest()
            code = f"D-{digest[:12]}"
        taken.add(code)
        codes[item.match_key] = code
    return codes


def _open_tasks(shop_id: int, skus: Sequence[Sku], items: Sequence[DraftItem]) -> None:
    Task.objects.bulk_create(
        [
            Task(
                shop_id=shop_id,
                kind=DRAFT_TASK,
                subject_kind=SUBJECT,
                subject_id=sku.pk,
                subject_label=f"{sku.code} {item.title}".strip()[:200],
                position="shop_manager",
                data={"code": sku.code, "attributes": item.attributes},
                created_at=now(),
            )
            for sku, item in zip(skus, items, strict=True)
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )
