"""Products as other modules see them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare
from zhanggui.kernel.confidential import COST, declare_field


@dataclass(frozen=True, slots=True)
class SpecCard:
    """How something is packed; `is_own` says that the product has its own, else it is the shop's.

    `piece_g` and `packaging_g` are grams of one piece and of a parcel's packaging, 0 while nobody has said.
    """

    box: str = ""
    filler: str = ""
    card: str = ""
    is_neutral: bool = False
    note: str = ""
    is_own: bool = False
    piece_g: int = 0
    packaging_g: int = 0


@dataclass(frozen=True, slots=True)
class AccessoryCard:
    """What belongs into the parcel with every piece of a product; `quantity` for each piece."""

    id: int
    product_id: int
    name: str
    quantity: int
    barcode: str


@dataclass(frozen=True, slots=True)
class InsertCard:
    """What the shop lays into every parcel; a required one must be ticked like an accessory."""

    id: int
    code: str
    name: str
    text: str
    barcode: str = ""
    is_on: bool = True
    is_required: bool = False


# The words go to buyers, so they stand in the buyers' language and ask for an honest review only.
SHOP_CARD = InsertCard(
    0,
    "shop_card",
    "店铺卡",
    "感谢您的购买。欢迎按真实使用感受写评价、打分，满意和不满意的地方都请如实写下。有问题请直接联系我们，我们来处理。",
)

VIEW_CATALOG = declare("catalog.view", _("See products"), per_brand=True)
EDIT_CATALOG = declare("catalog.edit", _("Edit products"), per_brand=True)

COST_PRICE = declare_field("catalog.sku.cost_price", COST, _("Cost price of a SKU"), place=VIEW_CATALOG)


@dataclass(frozen=True, slots=True)
class CostCard:
    """What a piece of a SKU costs the shop, who said so, and when; amount None means taken back."""

    sku_id: int
    amount: Decimal | None
    set_at: datetime
    set_by: str
