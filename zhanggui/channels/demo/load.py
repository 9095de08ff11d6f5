"""Loading the demo shop: composed files go through the importer, and the days are worked by the services."""

import csv
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from zhanggui.channels.connectors.taobao.compose import ComposedOrder, write_item_file, write_order_file
from zhanggui.channels.demo.accounts import open_accounts, read_accounts, write_accounts
from zhanggui.channels.demo.confidential import agree_wages, plan_month, set_costs
from zhanggui.channels.demo.couriers import register_partners, tell_of_parcels, waybill_rows
from zhanggui.channels.demo.exceptions import follow_parcels
from zhanggui.channels.demo.goods import compose_goods, empty_shelves, enter_goods, fill_shelves, short_skus
from zhanggui.channels.demo.packing import ask_for_invoices, describe_goods, hand_to_courier, pack_whole, weigh_some
from zhanggui.channels.demo.places import number_places
from zhanggui.channels.demo.remove import CODE, remove_demo
from zhanggui.channels.demo.routines import live_with_routines
from zhanggui.channels.demo.rules import change_rules
from zhanggui.channels.demo.shortages import settle_shortages
from zhanggui.channels.demo.tasks import give_tasks
from zhanggui.channels.demo.trade import ORDERS, Trade, compose_trade
from zhanggui.channels.demo.wishes import agree_on_addresses, follow_troubles, record_wishes
from zhanggui.fulfilment.queries import parcels_to_pack
from zhanggui.fulfilment.services import (
    close_batch,
    confirm_report,
    hand_over,
    print_batch,
    sign_report,
    stamp_parcels,
)
from zhanggui.kernel.clock import clock_at, now, shop_zone
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.locks import DEMO_LOCK, one_at_a_time
from zhanggui.kernel.values import Actor, Origin
from zhanggui.orders.queries.keys import keys_by_number
from zhanggui.orders.services import check_orders, hold_orders, set_flag
from zhanggui.people.queries import actor_of_user
from zhanggui.shops.queries import has_any_shop, shop_cards
from zhanggui.shops.services import change_settings, create_shop
from zhanggui.shops.values import ShopCard

__all__ = ["demo_accounts", "load_demo", "remove_demo"]

_PACKED_TODAY = 12
_HELD_BY_HAND = 4
_FLAGGED = 6
_ASKING = 8
_AGE = "2022"
_COUNTING = timedelta(minutes=15)
_PACKING_SINCE = timedelta(minutes=55)


def demo_accounts() -> list[dict[str, Any]]:
    """Sign-in names, positions and passwords of the demo; empty without a demo."""
    return list(read_accounts().get("accounts", []))


def load_demo(*, actor: Actor, progress: Progress | None = None, only_if_empty: bool = False) -> dict[str, Any]:
    """Load the demo shop unless it is there whole; a half-loaded one is removed first.

    `only_if_empty` leaves a home alone that already has a shop. A second one waits for the first and finds it loaded.
    """
    with one_at_a_time(DEMO_LOCK):
        return _load(actor, progress or Progress(), only_if_empty=only_if_empty)


def _load(actor: Actor, progress: Progress, *, only_if_empty: bool) -> dict[str, Any]:
    exists = any(shop.code == CODE for shop in shop_cards())
    if exists and read_accounts().get("is_complete"):
        return {"shop": CODE, "loaded": False}
    if only_if_empty and has_any_shop() and not exists:
        return {"shop": None, "loaded": False}
    remove_demo(actor=actor)
    with tempfile.TemporaryDirectory(prefix="zhanggui-demo-") as folder:
        return _Loader(actor, progress, Path(folder)).run()


class _Loader:
    """The days of the demo shop, one after the other."""

    def __init__(self, actor: Actor, progress: Progress, folder: Path) -> None:
        self._actor = actor
        self._progress = progress
        self._folder = folder
        self._files = 0
        # A parcel of the first day of which its courier told nothing.
        self._untold = ""

    def run(self) -> dict[str, Any]:
        self._stage("demo.shop", 1)
        self.shop = self._open_shop()
        self._people = open_accounts(self._actor, self.shop.id)
        self.now = now().astimezone(shop_zone(self.shop.timezone))
        self._stage("demo.goods", 2)
        skus = compose_goods()
        ids = enter_goods(self._actor, self.shop.id, self.shop.code, skus)
        fill_shelves(self._actor, self.shop.id, skus, ids)
        number_places(self._actor, self.shop.id)
        describe_goods(self._actor, self.shop.id, skus)
        set_costs(self._person("demo-manager"), self.shop.id, skus, ids)
        agree_wages(self._person("demo-owner"), self.now.date())
        register_partners(self._actor, self.shop.id, self.now.date(), self._folder)
        trade = compose_trade(self.now, skus, short_skus(skus))
        self._stage("demo.history", 3)
        self._import(trade.history)
        for place, (orders, days) in enumerate(((trade.first_day, 2), (trade.second_day, 1))):
            self._stage("demo.day", 4 + place)
            self._ship_day(orders, days)
        self._stage("demo.packing", 6)
        self._start_packing(trade.packing)
        self._stage("demo.morning", 7)
        empty_shelves(self._actor, self.shop.id, skus, ids)
        self._morning(trade)
        give_tasks(self._person, self.shop.id)
        live_with_routines(self._person, self.shop.id, self.now)
        self._ask(trade)
        follow_parcels(self._person("demo-checker"), self.shop.id, self._untold, self.now)
        plan_month(self._person, self.shop.id, self.now.date())
        write_accounts(demo_accounts(), is_complete=True)
        self._stage("demo.done", 8)
        return {
            "shop": CODE,
            "loaded": True,
            "products": len({sku.item_code for sku in skus}),
            "orders": self._orders(trade),
        }

    def _stage(self, stage: str, done: int) -> None:
        self._progress.update(stage=stage, done=done, total=8)

    @staticmethod
    def _orders(trade: Trade) -> int:
        parts = (trade.history, trade.first_day, trade.second_day, trade.packing, trade.morning, trade.without_items)
        return sum(len(part) for part in parts)

    def _open_shop(self) -> ShopCard:
        shop = create_shop(actor=self._actor, code=CODE, name="青禾家居（演示）", is_demo=True)
        change_settings(
            actor=self._actor,
            shop_id=shop.id,
            sender_name="青禾家居",
            sender_phone="0571-80001234",
            sender_address="浙江省杭州市余杭区仓前街道良睦路1号3幢",
            is_checked_automatically=False,
            invoice_next="26110000000001",
            invoice_last="26110000000500",
        )
        return shop

    def _person(self, username: str) -> Actor:
        return actor_of_user(self._people[username], Origin.JOB)

    def _import(self, orders: Sequence[ComposedOrder], *, items: bool = True) -> None:
        self._files += 1
        stamp = f"{self.now:%Y%m%d}{self._files:04d}"
        files = [self._folder / f"ExportOrderList{stamp}.csv"]
        write_order_file(orders, files[0], age=_AGE)
        if items:
            files.append(self._folder / f"ExportOrderDetailList{stamp}.csv")
            write_item_file(orders, files[1], age=_AGE)
        run_import(actor=self._actor, shop_id=self.shop.id, files=files)

    def _close(self, at: datetime, let_pass: Callable[[timedelta], None]) -> int:
        """Close, print and hand over; both count for a quarter of an hour."""
        check_orders(actor=self._actor, shop_id=self.shop.id)
        batch = close_batch(actor=self._person("demo-clerk"), shop_id=self.shop.id, at=at)
        print_batch(actor=self._person("demo-clerk"), batch_id=batch.pk)
        let_pass(_COUNTING)
        hand_over(give=self._person("demo-clerk"), take=self._person("demo-keeper"), batch_id=batch.pk)
        return int(batch.pk)

    def _pack(
        self, batch_id: int, let_pass: Callable[[timedelta], None], *, limit: int = ORDERS
    ) -> list[tuple[str, str]]:
        """Pack parcels of a batch in pick order, as fast as a person does; returns (parcel, order) numbers."""
        keeper, packed = self._person("demo-keeper"), []
        for place, parcel in enumerate(parcels_to_pack(self.shop.id, batch_id=batch_id, limit=limit)):
            lines = list(parcel.lines.all())
            codes = [f"{line.sku_code}*{line.quantity}" for line in lines]
            let_pass(timedelta(seconds=42 + 9 * len(lines) + place * 37 % 41))
            pack_whole(keeper, self.shop.id, parcel.number, codes)
            packed.append((parcel.number, parcel.order_number))
        return packed

    def _ship_day(self, orders: Sequence[ComposedOrder], days: int) -> None:
        day = (self.now - timedelta(days=days)).date()
        noon = datetime.combine(day, time(14), tzinfo=self.now.tzinfo)
        with clock_at(noon - _COUNTING) as let_pass:
            self._import(orders)
            let_pass(_COUNTING)
            batch_id = self._close(noon, let_pass)
            packed = self._pack(batch_id, let_pass)
            rows = self._send_off(batch_id, packed, days)
            left = now()
            let_pass(_COUNTING)
            sign_report(actor=self._person("demo-keeper"), shop_id=self.shop.id, day=day)
            let_pass(_COUNTING)
            confirm_report(actor=self._person("demo-manager"), shop_id=self.shop.id, day=day)
        tell_of_parcels(self._actor, self.shop.id, self._folder, rows, left.astimezone(self.now.tzinfo), days)
        self._untold = self._untold or rows[0][0]

    def _send_off(self, batch_id: int, packed: Sequence[tuple[str, str]], days: int) -> list[tuple[str, str, str]]:
        """Stamp, enter the couriers' numbers by file, and let one courier sign; returns parcel, courier, number."""
        keeper = self._person("demo-keeper")
        stamp_parcels(actor=keeper, shop_id=self.shop.id, numbers=[parcel for parcel, _order in packed])
        path = self._folder / f"waybills{days}.csv"
        rows = waybill_rows(batch_id, days)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("包裹号", "物流公司", "运单号"), *rows])
        run_import(actor=self._actor, shop_id=self.shop.id, files=[path], as_kind="waybills")
        hand_to_courier(keeper, self.shop.id, now().astimezone(self.now.tzinfo).date())
        return rows

    def _start_packing(self, orders: Sequence[ComposedOrder]) -> None:
        """The batch of an hour ago, which the keeper is packing now."""
        with clock_at(self.now - _PACKING_SINCE) as let_pass:
            self._import(orders)
            buyers = [order.number for order in orders if order.state == "paid" and not order.buyer_note]
            ask_for_invoices(self._person("demo-clerk"), self.shop.id, buyers)
            packed = self._pack(self._close(now(), let_pass), let_pass, limit=_PACKED_TODAY)
            weigh_some(self._person("demo-keeper"), self.shop.id, [parcel for parcel, _order in packed])

    def _morning(self, trade: Trade) -> None:
        self._import(trade.morning)
        self._import(trade.without_items, items=False)
        change_settings(actor=self._actor, shop_id=self.shop.id, is_checked_automatically=True)
        calm = [order.number for order in trade.morning if order.state == "paid" and not order.buyer_note]
        checker = self._person("demo-checker")
        flagged = keys_by_number(self.shop.id, calm[_HELD_BY_HAND : _HELD_BY_HAND + _FLAGGED])
        for place, order in enumerate(flagged):
            set_flag(actor=checker, shop_id=self.shop.id, order_id=order.id, flag=1 + place % 3)
        change_rules(self._person("demo-manager"), self._person("demo-supervisor"), self.shop.id)
        check_orders(actor=self._actor, shop_id=self.shop.id)
        hold_orders(
            actor=checker,
            shop_id=self.shop.id,
            numbers=calm[:_HELD_BY_HAND],
            reason="买家来电说可能要换地址，等回电",
        )

    def _ask(self, trade: Trade) -> None:
        """What buyers asked for this morning, and what went wrong with what left before."""
        calm = [order.number for order in trade.morning if order.state == "paid" and not order.buyer_note]
        keys = keys_by_number(self.shop.id, calm[_HELD_BY_HAND + _FLAGGED : _HELD_BY_HAND + _FLAGGED + _ASKING])
        record_wishes(self._person("demo-sales"), self.shop.id, keys, self.now)
        agree_on_addresses(self._person("demo-checker"), self.shop.id, keys[-2:], self.now)
        left = keys_by_number(self.shop.id, [order.number for order in trade.first_day[:_ASKING]])
        follow_troubles(self._person("demo-checker"), self.shop.id, left, self.now)
        settle_shortages(self._person("demo-checker"), self.shop.id, self.now)
