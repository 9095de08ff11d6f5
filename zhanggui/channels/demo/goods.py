"""What the demo shop sells: 200 products in two or more variants, with bins and stock."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from zhanggui.catalog.services import NewProduct, NewSku, enter_products
from zhanggui.channels.connectors.taobao.compose import ComposedSku, compose_skus
from zhanggui.channels.demo.pictures import draw_picture
from zhanggui.inventory.services import set_stock
from zhanggui.inventory.values import StockRow
from zhanggui.kernel.documents.archive import files_folder
from zhanggui.kernel.values import Actor

PRODUCTS = 200
_SEED = 20
_ON_HAND = 4_000
_SHORT_SKUS = 6
# The shop's own brand, one that it sells for somebody else, and goods without a brand.
_BRANDS = ("青禾", "木及", "")


def compose_goods() -> list[ComposedSku]:
    """SKUs of exactly 200 products."""
    chosen: dict[str, list[ComposedSku]] = defaultdict(list)
    for sku in compose_skus(PRODUCTS * 6, seed=_SEED):
        if sku.item_code in chosen or len(chosen) < PRODUCTS:
            chosen[sku.item_code].append(sku)
    return [sku for skus in chosen.values() for sku in skus]


def enter_goods(actor: Actor, shop_id: int, shop_code: str, skus: Sequence[ComposedSku]) -> dict[str, int]:
    """Products with pictures, variants with barcodes; returns SKU ids by code."""
    by_item: dict[str, list[ComposedSku]] = defaultdict(list)
    for sku in skus:
        by_item[sku.item_code].append(sku)
    folder = files_folder("pictures", shop_code)
    products = []
    for place, (item_code, variants) in enumerate(by_item.items()):
        draw_picture(item_code, folder / f"{item_code}.png")
        new = tuple(NewSku(sku.code, sku.attributes, _barcode(index, sku)) for index, sku in enumerate(variants))
        picture = str(Path("pictures") / shop_code / f"{item_code}.png")
        products.append(NewProduct(variants[0].title, item_code, new, picture, _BRANDS[place % len(_BRANDS)]))
    return enter_products(actor=actor, shop_id=shop_id, products=products)


def fill_shelves(actor: Actor, shop_id: int, skus: Sequence[ComposedSku], ids: dict[str, int]) -> None:
    """Plenty of everything at a bin along the pick route; the last few SKUs are out."""
    rows = [
        StockRow(ids[sku.code], _ON_HAND, f"{'ABCDEF'[place // 100 % 6]}{place // 10 % 10 + 1:02d}-{place % 10 + 1}")
        for place, sku in enumerate(skus)
    ]
    set_stock(actor=actor, shop_id=shop_id, rows=rows)


def short_skus(skus: Sequence[ComposedSku]) -> list[ComposedSku]:
    """The SKUs that the demo runs out of."""
    return list(skus[-_SHORT_SKUS:])


def empty_shelves(actor: Actor, shop_id: int, skus: Sequence[ComposedSku], ids: dict[str, int]) -> None:
    """Run out of the last few SKUs."""
    set_stock(actor=actor, shop_id=shop_id, rows=[StockRow(ids[sku.code], 0) for sku in short_skus(skus)])


def _barcode(index: int, sku: ComposedSku) -> str:
    digits = f"690{int(sku.item_id[-6:]):06d}{index:03d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
