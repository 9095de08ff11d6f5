"""Each search of the order desk finds the same order by search box, filter panel, command and API (ORD-16)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.flows.desk_tools import person
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.services import close_batch
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.orders.services import check_orders, set_flag, write_note, write_remark
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku

pytestmark = pytest.mark.django_db

ONE, OTHER = "4000000000000000001", "4999999999999999992"


@pytest.fixture
def shop_id() -> int:
    """Two orders that differ in everything that can be searched for."""
    shop = make_shop()
    tea, mug = make_stocked_sku(shop.id, "osmanthus"), make_stocked_sku(shop.id, "mug")
    at = now() - timedelta(hours=3)
    make_order(
        shop.id,
        ONE,
        [(tea, 1)],
        channel="tmall",
        waybill_no="YT8812345678",
        courier_name="圆通",
        placed_at=at,
        paid_at=at,
        contact={"buyer_nick": "lanlan88", "receiver_name": "王小明", "mobile": "13912348877", "phone_tail": "8877"},
    )
    long_ago = at - timedelta(days=40)
    make_order(shop.id, OTHER, [(mug, 1)], state="shipped", placed_at=long_ago, paid_at=long_ago)
    order = Order.objects.get(number=ONE)
    write_note(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, text="送贺卡一张")
    write_remark(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, text="老客户，先发")
    set_flag(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, flag=2)
    return shop.id


# name: (typed into the search box, condition of the panel, words of the command, query of the API)
SEARCHES = {
    "number": (ONE, {"number": ONE}, ["--number", ONE], {"number": ONE}),
    "end of the number": ("订单号=00001", {"number": "00001"}, ["--number", "00001"], {"number": "00001"}),
    "buyer": ("买家=lanlan", {"nick": "lanlan88"}, ["--nick", "lanlan"], {"buyer_nick": "lanlan"}),
    "receiver": ("王小明", {"name": "王小明"}, ["--name", "王小"], {"receiver_name": "王小明"}),
    "phone": ("13912348877", {"phone": "8877"}, ["--phone", "8877"], {"phone": "13912348877"}),
    "parcel": ("YT8812345678", {"parcel": "YT8812345678"}, ["--parcel", "YT8812345678"], {"parcel": "YT8812345678"}),
    "product": (
        "商品=osmanthus",
        {"product": "osmanthus"},
        ["--product", "osmanthus"],
        {"product": "osmanthus"},
    ),
    "state": ("状态=已付款", {"state": "paid"}, ["--state", "paid"], {"state": "paid"}),
    "date": ("下单=7d", {"placed": "7d"}, ["--placed", "7d"], {"placed_from": (now() - timedelta(days=5)).date()}),
    "channel": ("渠道=tmall", {"channel": "tmall"}, ["--channel", "tmall"], {"channel": "tmall"}),
    "seller's note": ("备注=贺卡", {"remark": "贺卡"}, ["--remark", "贺卡"], {"remark": "贺卡"}),
    "internal remark": ("备注=老客户", {"remark": "老客"}, ["--remark", "老客户"], {"remark": "老客户"}),
    "flag": ("旗=yellow", {"flag": "2"}, ["--flag", "2"], {"flag": 2}),
}


@pytest.mark.req("ORD-16")
@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_finds_the_same_order_everywhere(shop_id: int, name: str) -> None:
    clerk = person("clerk", "checking_clerk")
    typed, panel, words, query = SEARCHES[name]
    typed = typed.replace("已付款", "paid")

    found = {
        "box": clerk.numbers_on_desk(urlencode({"view": "all", "q": typed})),
        "panel": _by_panel(clerk, panel),
        "command": clerk.numbers_by_command(*words),
        "api": clerk.numbers_by_api(**query),
    }

    assert found == {door: [ONE] for door in found}


def _by_panel(clerk, condition: dict[str, str]) -> list[str]:
    """Fill in the form of all conditions and send it."""
    form = clerk.browser.get("/desk/orders/search?of=view%3Dall").content.decode()
    assert all(f'name="{name}"' in form for name in condition)
    answer = clerk.browser.get("/desk/orders/search", {"go": "1", "view": "all", **condition})
    assert answer.status_code == 302
    return clerk.numbers_on_desk(answer.headers["Location"].partition("?")[2])


def test_our_own_parcel_number_finds_the_order(shop_id: int) -> None:
    """The number that stands on slip and label leads back to the order."""
    set_flag(actor=SYSTEM, shop_id=shop_id, order_id=Order.objects.get(number=ONE).pk, flag=0)
    check_orders(actor=SYSTEM, shop_id=shop_id)
    close_batch(actor=SYSTEM, shop_id=shop_id)
    parcel = Parcel.objects.get(order_number=ONE)
    clerk = person("clerk", "checking_clerk")

    assert clerk.numbers_on_desk(urlencode({"q": parcel.number})) == [ONE]
    assert clerk.numbers_by_api(parcel=parcel.slip_number) == [ONE]
    assert clerk.numbers_by_command("--parcel", parcel.number) == [ONE]
