"""A shop with SKUs for the tests of stock."""

from zhanggui.catalog.models import Product, Sku
from zhanggui.inventory.models import Reservation, StockBalance, StockMovement
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard


def make_shop(code: str = "qinghe") -> ShopCard:
    """A shop in Shanghai time."""
    return create_shop(actor=SYSTEM, code=code, name=code)


def make_sku(shop_id: int, code: str) -> int:
    """One SKU of its own product; returns its id."""
    product = Product.objects.create(shop_id=shop_id, title=f"Tea {code}", created_at=now())
    sku = Sku.objects.create(shop_id=shop_id, product=product, code=code, match_key=code, created_at=now())
    return int(sku.pk)


def stock_of(shop_id: int) -> dict[int, tuple[int, int]]:
    """On hand and reserved by SKU."""
    rows = StockBalance.objects.filter(shop_id=shop_id).values_list("sku_id", "on_hand", "reserved")
    return {sku: (on_hand, reserved) for sku, on_hand, reserved in rows}


def ledger_sums(shop_id: int) -> dict[int, tuple[int, int]]:
    """What the movements of each SKU add up to; must equal the balance."""
    sums: dict[int, tuple[int, int]] = {}
    for row in StockMovement.objects.filter(shop_id=shop_id):
        on_hand, reserved = sums.get(row.sku_id, (0, 0))
        sums[row.sku_id] = (on_hand + row.on_hand_change, reserved + row.reserved_change)
    return sums


def reservations(shop_id: int) -> list[tuple[int, int, int]]:
    """Promises as (order, sku, pieces)."""
    rows = Reservation.objects.filter(shop_id=shop_id).order_by("order_id", "sku_id")
    return list(rows.values_list("order_id", "sku_id", "quantity"))
