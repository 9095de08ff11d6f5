"""A shop in the middle of its day, with at least one of everything that has a page of its own."""

from pathlib import Path

from tests.browser.desk import SKUS, do_queued_work, open_shop, write_orders
from tests.browser.places import Places, find_places, places_of_newcomer
from zhanggui.catalog.models import Sku
from zhanggui.channels.connectors.taobao.compose import compose_skus
from zhanggui.channels.services.mappings import install_mapping
from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.services import close_batch, hand_over, print_batch, scan_item
from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.jobs.progress import start_run
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Origin
from zhanggui.orders.models import Order, OrderHold, SavedFilter
from zhanggui.orders.queries import OrderFilters
from zhanggui.orders.services import check_orders, request_export, save_filter
from zhanggui.people.models import User
from zhanggui.people.queries import actor_of_user
from zhanggui.people.tests.factories import make_person, make_shop
from zhanggui.shops.values import ShopCard

MIXED = {"buyer_note": 0.4, "masked": 0.2, "flag": 0.2, "incomplete_address": 0.2, "cash_on_delivery": 0.2}
OLIST = Path(__file__).parents[2] / "zhanggui" / "channels" / "mappings" / "olist.yaml"
NEWCOMER = "newcomer"


def person(username: str) -> Actor:
    """Somebody of the shop, as at the desk."""
    return actor_of_user(User.objects.get(username=username).pk, Origin.WEB)


def live_half_a_day(folder: Path) -> ShopCard:
    """One batch is being packed, the next morning's orders are in, some of them held; a second shop is still empty."""
    shop = open_shop(is_checked_automatically=False)
    make_person(NEWCOMER, "owner", shop=make_shop("new", "新店"))
    _ship_a_batch(shop, folder)
    for seed, count, skus in ((4, 24, SKUS), (5, 1, compose_skus(60, seed=20)[-1:])):
        _orders, files = write_orders(folder, count, seed=seed, skus=skus, **MIXED)
        run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    _use_the_desk(shop)
    do_queued_work()
    return shop


def _ship_a_batch(shop: ShopCard, folder: Path) -> None:
    clerk, keeper = person("gaoyang"), person("hejianguo")
    _orders, files = write_orders(folder, 6, seed=3, buyer_note=0, seller_note=0)
    run_import(actor=SYSTEM, shop_id=shop.id, files=files)
    check_orders(actor=SYSTEM, shop_id=shop.id)
    batch = close_batch(actor=clerk, shop_id=shop.id)
    print_batch(actor=clerk, batch_id=batch.pk)
    hand_over(give=clerk, take=keeper, batch_id=batch.pk)
    parcel = batch.parcels.earliest("position")
    line = parcel.lines.earliest("pk")
    scan_item(actor=keeper, shop_id=shop.id, number=parcel.number, code=line.sku_code)


def _use_the_desk(shop: ShopCard) -> None:
    checker, owner = person("zhoumin"), person("linlan")
    save_filter(actor=owner, name="大单", query="view=all&pieces=5", shop_id=shop.id)
    for asker in (owner, checker):
        request_export(
            actor=asker, shop_id=shop.id, filters=OrderFilters(), file_format="csv", is_clear=False, reason="对账"
        )
    start_run(owner, "orders_pass", shop_id=shop.id, label="审核 24 单")
    install_mapping(actor=owner, source=OLIST.read_text("utf-8"), shop_id=shop.id)


def places_of(shop: ShopCard) -> Places:
    """Every page of the desk, with the things of this shop; and those of a person whose shop is empty."""
    held = OrderHold.objects.filter(order__shop_id=shop.id, released_at=None).earliest("pk")
    calm = Order.objects.filter(shop_id=shop.id, is_held=False, step="checked").earliest("number")
    parcel = Parcel.objects.filter(state="batched").latest("position")
    draft = Sku.objects.filter(state="draft").earliest("pk")
    examples = {
        "shop": shop.code,
        "orders/number": held.order.number,
        "hold_id": held.pk,
        "batches/number": Batch.objects.get().number,
        "batches/kind": "label",
        "part": 1,
        "parcels/number": parcel.number,
        "pack/number": parcel.number,
        "parcel_id": parcel.pk,
        "imports/number": ImportBatch.objects.latest("pk").number,
        "mappings/name": "olist",
        "import/kind": "stock",
        "goods/sku_id": draft.pk,
        "stock/sku_id": draft.pk,
        "run_id": start_run(person("linlan"), "orders_hold", shop_id=shop.id, label="暂扣 24 单").pk,
        "approval_id": Approval.objects.latest("pk").pk,
        "filter_id": SavedFilter.objects.latest("pk").pk,
        "orders/colour": 1,
        "username": "hejianguo",
        "ending": "xlsx",
        "export_id": 1,
        "waybills/name": "none.csv",
    }
    more = {
        "": ["/desk/sign-in"],
        "linlan": [
            f"/desk/orders/{shop.code}/{calm.number}",
            "/desk/close?next=1",
            "/desk/orders?view=all",
            "/desk/waybills?view=post",
        ],
        "hejianguo": ["/desk/", f"/desk/pack?parcel={parcel.number}"],
    }
    found = find_places(
        ["linlan", "hejianguo", "zhoumin"], {name: str(value) for name, value in examples.items()}, more
    )
    found.found[NEWCOMER] = places_of_newcomer(NEWCOMER)
    return found
