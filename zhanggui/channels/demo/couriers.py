"""The demo shop's couriers: partners with contracts and prices, a pool of numbers, and what they tell of parcels."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from zhanggui.couriers.queries import courier_label, provinces
from zhanggui.couriers.services import (
    TransitEntry,
    add_contract,
    add_courier,
    approve_courier,
    enter_prices,
    set_transit_days,
)
from zhanggui.couriers.values import NewPrices, Zone
from zhanggui.fulfilment.queries import parcels_of_batch
from zhanggui.fulfilment.services.route_marks import set_route_mark
from zhanggui.kernel.clock import now
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.values import Actor

_POOL = 600
_ORIGIN = "浙江"
_NEAR = ("浙江", "江苏", "上海", "安徽")
_FAR = ("新疆", "西藏", "青海", "内蒙古", "甘肃", "宁夏", "海南")
_OVERSEAS = ("香港", "澳门", "台湾")
# Code, contact, phone, pickup, prices of the three zones, days until the contract ends, days added to ours by region.
_PARTNERS = (
    ("ZTO", "吴建明", "13900000011", "17:30", ("3.20", "4.50", "12.00"), 25),
    ("YTO", "林志强", "13900000012", "18:00", ("3.00", "4.20", "13.00"), 210),
    ("SF", "周雨桐", "13900000013", "16:30", ("12.00", "18.00", "23.00"), 140),
)
_FAST_FOR_YTO = ("广东", "广西", "福建", "江西", "湖南")
_STEPS = (
    ("【杭州市】余杭区仓前 已揽收，揽收员吴建明", "杭州市"),
    ("【杭州市】快件离开 杭州转运中心，发往下一站", "杭州市"),
    ("【{city}】快件到达 {city}转运中心", "{city}"),
    ("【{city}】派送中，派送员正在为你派件", "{city}"),
    ("【{city}】已签收，签收人：本人", "{city}"),
)
# One of each kind in turn: wrong address, damaged, refused, lost, delayed, sent back.
_TROUBLES = (
    ("【{city}】派送不成功：地址不详，无法联系收件人，疑难件待处理", "{city}"),
    ("【{city}】快件外包装破损，已登记问题件", "{city}"),
    ("【{city}】收件人拒收，快件退回发件网点", "{city}"),
    ("【{city}】快件在 {city}转运中心丢失，全网找件中", "{city}"),
    ("【{city}】网点爆仓，快件滞留，疑难件待处理", "{city}"),
    ("【{city}】超过保管期无人领取，快件退回寄件人", "{city}"),
)
_TROUBLED_EVERY, _UNTOLD_EVERY = 17, 9


def register_partners(actor: Actor, shop_id: int, today: date, folder: Path) -> None:
    """Three approved partners and one that still waits for approval; ZTO's numbers come from its file."""
    for code, contact, phone, pickup, prices, days_left in _PARTNERS:
        add_courier(
            actor=actor,
            shop_id=shop_id,
            code=code,
            contact_name=contact,
            contact_phone=phone,
            service_from="08:30",
            service_to="20:00",
            pickup_at=pickup,
            not_covered=["台湾"] if code != "SF" else [],
            number_source="pool" if code == "ZTO" else "later",
        )
        approve_courier(actor=actor, shop_id=shop_id, code=code)
        _enter_prices(actor, shop_id, code, prices, today)
        add_contract(
            actor=actor,
            shop_id=shop_id,
            code=code,
            number=f"QH-{code}-{today:%Y}",
            starts_on=today - timedelta(days=365 - days_left),
            ends_on=today + timedelta(days=days_left),
            price_version=f"{today:%Y}-1",
        )
    add_courier(actor=actor, shop_id=shop_id, code="JT", note="报价比中通低，试寄 20 件再定")
    # Their slower product is used here; without these rows it would be the fastest everywhere.
    slower = [TransitEntry(_ORIGIN, name, "", 4 if name not in _FAR else 5) for name in provinces()]
    set_transit_days(actor=actor, shop_id=shop_id, code="SF", entries=slower)
    quick = [TransitEntry(_ORIGIN, name, "", 2) for name in _FAST_FOR_YTO]
    set_transit_days(actor=actor, shop_id=shop_id, code="YTO", entries=quick)
    own = [TransitEntry(_ORIGIN, "广东", "广州", 2), *(TransitEntry(_ORIGIN, name, "", 1) for name in _NEAR)]
    set_transit_days(actor=actor, shop_id=shop_id, code="ZTO", entries=own)
    set_route_mark(
        actor=actor,
        shop_id=shop_id,
        courier="ZTO",
        province="广东",
        city="广州",
        route_code="755-B21-K3",
        consolidation="广州转运",
    )
    _import_pool(actor, shop_id, folder)


def _enter_prices(actor: Actor, shop_id: int, code: str, prices: tuple[str, str, str], today: date) -> None:
    middle = tuple(name for name in provinces() if name not in (*_NEAR, *_FAR, *_OVERSEAS))
    zones = tuple(
        Zone(name, places, Decimal(1), Decimal(first), Decimal(1), Decimal(step))
        for name, places, first, step in (
            ("江浙沪皖", _NEAR, prices[0], "1.00"),
            ("全国", middle, prices[1], "2.50"),
            ("偏远", _FAR, prices[2], "9.00"),
        )
    )
    new = NewPrices(f"{today:%Y}-1", today.replace(month=1, day=1), zones)
    enter_prices(actor=actor, shop_id=shop_id, code=code, prices=new)


def _import_pool(actor: Actor, shop_id: int, folder: Path) -> None:
    path = folder / "zto-numbers.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["面单号", "快递公司", "网点", "三段码", "集包地"])
        for index in range(_POOL):
            mark = f"{721 + index % 9}-A{index % 40:03d}-J{index % 12} {index % 60:02d}"
            table.writerow([f"7310{index:09d}", "中通快递", "杭州余杭一部", mark, "杭州转运中心"])
    run_import(actor=actor, shop_id=shop_id, files=[path], as_kind="waybill_pool")


def waybill_rows(batch_id: int, days: int) -> list[tuple[str, str, str]]:
    """Parcel, courier and number of a batch's packed parcels: the pool's number, else one of the courier's form."""
    rows = []
    for index, parcel in enumerate(parcels_of_batch(batch_id, state="packed", limit=1_000)):
        code = parcel.courier or "YTO"
        number = parcel.waybill_no or {"SF": f"SF1{days}{index:011d}"}.get(code, f"YT001{days}{index:09d}")
        rows.append((parcel.number, courier_label(code), number))
    return rows


def tell_of_parcels(
    actor: Actor, shop_id: int, folder: Path, rows: Sequence[tuple[str, str, str]], left: datetime, days: int
) -> None:
    """A courier's file of what happened since: most went well, some are in trouble, some have told nothing."""
    cities = ("广州市", "上海市", "成都市", "武汉市", "西安市", "苏州市")
    path = folder / f"tracking{days}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["运单号", "时间", "物流信息", "地点"])
        for index, (_parcel, _courier, number) in enumerate(rows):
            if index % _UNTOLD_EVERY == 0:
                continue
            city = cities[index % len(cities)]
            steps = list(_STEPS if days > 1 and index % 3 else _STEPS[: 2 + index % 2])
            if index % _TROUBLED_EVERY == 0:
                steps = [*_STEPS[:3], _TROUBLES[index // _TROUBLED_EVERY % len(_TROUBLES)]]
            for step, (words, place) in enumerate(steps):
                at = left + timedelta(hours=2 + step * 6 * days / 2, minutes=index % 50)
                if at > now():
                    break
                table.writerow([number, f"{at:%Y-%m-%d %H:%M:%S}", words.format(city=city), place.format(city=city)])
    run_import(actor=actor, shop_id=shop_id, files=[path], as_kind="tracking")
