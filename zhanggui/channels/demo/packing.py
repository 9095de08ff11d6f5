"""How the demo shop packs: its boxes, what goes with some of its goods, its shop card, buyers who want invoices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from zhanggui.catalog.queries import products_by_code
from zhanggui.catalog.services import NewAccessory, SpecFacts, describe_packing
from zhanggui.channels.connectors.taobao.compose import ComposedSku
from zhanggui.fulfilment.services import (
    InvoiceFacts,
    make_courier_list,
    pack_parcel,
    request_invoice,
    sign_courier_list,
)
from zhanggui.fulfilment.services.weigh import weigh_parcel
from zhanggui.kernel.values import Actor

_ACCESSORIES: tuple[tuple[NewAccessory, ...], ...] = (
    (NewAccessory("长柄火柴", 1, "6930000000018"), NewAccessory("烛剪", 1)),
    (NewAccessory("说明书"), NewAccessory("安装螺丝包", 1, "6930000000025")),
    (NewAccessory("杯垫", 2),),
)
_SPECS = (
    SpecFacts(box="5 号箱", filler="蜂窝纸", is_neutral=True),
    SpecFacts(box="飞机盒 大号", filler="气泡柱", note="易碎，箱外贴易碎标"),
    SpecFacts(box="2 号箱", filler="牛皮纸"),
)
_COURIER = "ZTO"
_DESCRIBED = 60
_EVERY = 5
_WEIGHED = 3
_BUYERS = (
    InvoiceFacts("杭州云栖设计有限公司", "91330106MA2B1C3D4E", "caiwu@yunqi.example"),
    InvoiceFacts("陈晓雯"),
    InvoiceFacts("上海木白贸易有限公司", "91310115MA1K2L3M4N", "fapiao@mubai.example", "special"),
)


def describe_goods(actor: Actor, shop_id: int, skus: Sequence[ComposedSku]) -> None:
    """The shop's own packaging; of the first products what a piece weighs, of every fifth accessories and a box."""
    describe_packing(
        actor=actor,
        shop_id=shop_id,
        spec=SpecFacts(box="3 号箱", filler="牛皮纸", card="店铺卡 1 张", is_neutral=True, packaging_g=160),
    )
    codes = list(dict.fromkeys(sku.item_code for sku in skus))[:_DESCRIBED]
    known = products_by_code(shop_id, codes)
    for place, code in enumerate(codes):
        kind, rest = divmod(place, _EVERY)
        spec = SpecFacts() if rest else _SPECS[kind % len(_SPECS)]
        describe_packing(
            actor=actor,
            shop_id=shop_id,
            product_id=known[code],
            spec=replace(spec, piece_g=120 + place * 70 % 900),
            accessories=None if rest else _ACCESSORIES[kind % len(_ACCESSORIES)],
        )


def pack_whole(actor: Actor, shop_id: int, number: str, codes: Sequence[str]) -> None:
    """Pack a parcel as a careful packer does: goods, accessories, and everything that was asked for."""
    result = pack_parcel(actor=actor, shop_id=shop_id, number=number, codes=codes)
    if not result.complete:
        pack_parcel(
            actor=actor,
            shop_id=shop_id,
            number=number,
            ticks=[extra.key for extra in result.missing_accessories],
            instructions=[wish.id for wish in result.open_instructions],
        )


def weigh_some(actor: Actor, shop_id: int, numbers: Sequence[str]) -> None:
    """The first parcels of the day went over the scale."""
    for place, number in enumerate(numbers[:_WEIGHED]):
        weigh_parcel(actor=actor, shop_id=shop_id, number=number, weight=f"{0.86 + place * 0.47:.2f}kg")


def ask_for_invoices(actor: Actor, shop_id: int, numbers: Sequence[str]) -> None:
    """Some buyers want an invoice."""
    for number, facts in zip(numbers, _BUYERS, strict=False):
        request_invoice(actor=actor, shop_id=shop_id, order_number=number, facts=facts)


def hand_to_courier(actor: Actor, shop_id: int, day: date) -> None:
    """One courier came and signed for the day's parcels; the others only took them."""
    made = make_courier_list(actor=actor, shop_id=shop_id, courier=_COURIER, day=day)
    sign_courier_list(actor=actor, shop_id=shop_id, number=made.number, collector="王海峰", count=made.parcel_count)
