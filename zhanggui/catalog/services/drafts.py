"""Draft products: what an import sells and nobody has entered yet (MPI-01)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from zhanggui.catalog.models import Product, ProductState, Sku, SkuCost
from zhanggui.catalog.services.search_words import pinyin_initials, search_words
from zhanggui.kernel.clock import now
from zhanggui.kernel.tasks.models import Task, TaskState

DRAFT_TASK = "draft_sku"
SUBJECT = "sku"
CHUNK = 2_000
# One statement for thousands of rows: a file may sell more products than the shop ever entered.
_MAKE_PRODUCTS = f"""
INSERT INTO catalog_product (shop_id, title, item_code, state, picture_path, pinyin, search, batch_id, created_at)
SELECT %(shop)s, title, item_code, '{ProductState.DRAFT}', '', pinyin, to_tsvector('simple', words), %(batch)s, %(now)s
FROM unnest(%(c0)s::text[], %(c1)s::text[], %(c2)s::text[], %(c3)s::text[]) AS t (title, item_code, pinyin, words)
RETURNING id, title, item_code
"""
_MAKE_SKUS = f"""
WITH wanted AS (
    SELECT * FROM unnest(%(c0)s::bigint[], %(c1)s::text[], %(c2)s::text[], %(c3)s::text[], %(c4)s::text[])
        WITH ORDINALITY AS t (product_id, code, attributes, match_key, title, place)
), made AS (
    INSERT INTO catalog_sku (shop_id, product_id, code, attributes, barcode, state, match_key, batch_id, created_at)
    SELECT %(shop)s, product_id, code, attributes, '', '{ProductState.DRAFT}', match_key, %(batch)s, %(now)s
    FROM wanted ORDER BY place RETURNING id, match_key
)
INSERT INTO kernel_task (shop_id, kind, subject_kind, subject_id, subject_label, position, state, data, result,
    created_at)
SELECT %(shop)s, '{DRAFT_TASK}', '{SUBJECT}', m.id, left(btrim(w.code || ' ' || w.title), 200), 'shop_manager',
    '{TaskState.OPEN}', jsonb_build_object('code', w.code, 'attributes', w.attributes), '', %(now)s
FROM made m JOIN wanted w ON w.match_key = m.match_key ORDER BY w.place
ON CONFLICT DO NOTHING RETURNING subject_id
"""


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
        facts = {"shop": shop_id, "batch": batch_id, "now": now()}
        rows = [
            (products[_product_key(item)], codes[item.match_key], item.attributes, item.match_key, item.title)
            for item in fresh
        ]
        for piece in _pieces(rows):
            _run(_MAKE_SKUS, facts, piece)
    return len(fresh)


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
        SkuCost.objects.filter(sku_id__in=ids)._raw_delete("default")
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
    facts = {"shop": shop_id, "batch": batch_id, "now": now()}
    missing = [
        (
            item.title or item.match_key,
            item.item_code,
            pinyin_initials(item.title),
            search_words(item.title, item.item_code, item.sku_code),
        )
        for key, item in wanted.items()
        if key not in found
    ]
    for piece in _pieces(missing):
        for pk, title, code in _run(_MAKE_PRODUCTS, facts, piece):
            found[(code, "") if code else ("", title)] = pk
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


def _pieces(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    """At most CHUNK rows at a time."""
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _run(statement: str, facts: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Run a statement over rows whose columns are its arrays `c0`, `c1`, …; returns what it returns."""
    columns = {f"c{place}": list(column) for place, column in enumerate(zip(*rows, strict=True))}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**facts, **columns})
        return list(cursor.fetchall())
