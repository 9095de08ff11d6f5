from typing import Any

import pytest
from django.test import Client

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.tests.factories import closed, handed_over, ready_shop
from zhanggui.fulfilment.tests.page_helpers import browser, text_of
from zhanggui.kernel.tasks.models import Task
from zhanggui.orders.tests.factories import make_shop, make_stocked_sku

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop_id() -> int:
    return ready_shop()


@pytest.fixture
def parcel(shop_id: int) -> Parcel:
    return handed_over(shop_id).parcels.get(position=1)


@pytest.fixture
def keeper(shop_id: int) -> Client:
    return browser("keeper", shop_id=shop_id)


def scan(client: Client, code: str, parcel: str = "", **more: str) -> Any:
    return client.post("/desk/pack", {"code": code, "parcel": parcel, **more}, headers={"HX-Request": "true"})


def test_scans_alone_pack_ship_and_stamp(keeper: Client, parcel: Parcel) -> None:
    opened = scan(keeper, parcel.slip_number.lower())
    assert opened.context["parcel"].number == parcel.number
    assert opened.context["now_line"].packed_quantity == 0

    for code in ("tea", "tea", "mug"):
        answer = scan(keeper, code, parcel.number)
        assert answer.status_code == 200
    assert answer.context["verdict"].what == "Complete"
    shipped = scan(keeper, "SF1234567890123", parcel.number)
    assert shipped.context["verdict"].what == "顺丰速运 SF1234567890123"
    done = scan(keeper, "", parcel.number)

    parcel.refresh_from_db()
    assert (parcel.state, parcel.waybill_no, parcel.stamped_at is not None) == ("shipped", "SF1234567890123", True)
    assert done.context["parcel"].position == 2
    assert done.context["verdict"].what == f"Stamped and done: {parcel.number}"


def test_a_right_scan_is_only_heard_and_swapped(keeper: Client, parcel: Parcel) -> None:
    answer = scan(keeper, "tea", parcel.number)

    page = text_of(answer)
    assert page.startswith('<div id="zg-table"')
    assert 'data-sound-name="good"' in page
    assert "zg-verdict" not in page


@pytest.mark.req("FUL-10")
def test_a_wrong_item_says_what_it_is_and_where_to_go(keeper: Client, shop_id: int, parcel: Parcel) -> None:
    make_stocked_sku(shop_id, "cup")

    answer = scan(keeper, "cup", parcel.number)

    verdict = answer.context["verdict"]
    assert answer.status_code == 422
    assert verdict.what.startswith("Wrong item: this is Tea cup, the slip says Tea ")
    assert verdict.todo.startswith("Put it back to A-cup. Fetch ")
    assert "This order was not changed." in text_of(answer)
    assert [line.packed_quantity for line in answer.context["view"].lines] == [0, 0]


@pytest.mark.req("FUL-10")
def test_too_many_unknown_and_complete_are_told_apart(keeper: Client, parcel: Parcel) -> None:
    scan(keeper, "mug", parcel.number)
    assert scan(keeper, "mug", parcel.number).context["verdict"].what.startswith("Too many")
    assert scan(keeper, "690000000", parcel.number).context["verdict"].what.startswith("Unknown code")
    scan(keeper, "tea*2", parcel.number)
    assert scan(keeper, "tea", parcel.number).context["verdict"].what == "This parcel is complete already"


def test_bad_waybills_are_refused_with_the_reason(keeper: Client, parcel: Parcel) -> None:
    scan(keeper, "tea*2", parcel.number)
    scan(keeper, "mug", parcel.number)

    short = scan(keeper, "LP123", parcel.number)
    order_number = scan(keeper, "LP00123456789012", parcel.number)

    assert short.context["verdict"].todo == "A waybill number has 8 to 30 signs. Scan the courier's barcode again."
    assert order_number.context["verdict"].todo == (
        "This is the marketplace's LP number. Scan the courier's own barcode."
    )
    parcel.refresh_from_db()
    assert (parcel.state, parcel.waybill_no) == ("packed", "")


def test_without_slip_or_hand_over_nothing_is_packed(keeper: Client, shop_id: int) -> None:
    parcel = closed(shop_id).parcels.get(position=1)

    without = scan(keeper, "tea")
    early = scan(keeper, parcel.slip_number)
    forced = scan(keeper, "tea", parcel.number)

    assert without.context["verdict"].what == "No parcel is open"
    assert early.context["verdict"].what == f"Batch {parcel.batch.number} is not handed over yet"
    assert forced.status_code == 422
    assert not parcel.lines.exclude(packed_quantity=0).exists()


def test_undo_takes_one_piece_or_opens_the_parcel(keeper: Client, parcel: Parcel) -> None:
    scan(keeper, "mug", parcel.number)

    scan(keeper, "", parcel.number, verb="undo", last="mug")
    assert not parcel.lines.exclude(packed_quantity=0).exists()
    assert scan(keeper, "", parcel.number, verb="undo").context["verdict"].what == "There is no scan to take back"

    scan(keeper, "mug", parcel.number)
    scan(keeper, "tea*2", parcel.number)
    scan(keeper, "", parcel.number, verb="undo")
    parcel.refresh_from_db()
    assert parcel.state == "batched"


def test_short_goods_set_the_parcel_aside_until_it_is_taken_up(keeper: Client, parcel: Parcel) -> None:
    form = keeper.get(f"/desk/pack/{parcel.number}/aside?kind=short", headers={"HX-Request": "true"})
    assert form.templates[0].name == "fulfilment/_trouble.html"
    values = {"kind": "short", "sku_code": "tea", "quantity": "1", "note": ""}

    assert keeper.post(f"/desk/pack/{parcel.number}/aside", values | {"quantity": "0"}).status_code == 422
    assert keeper.post(f"/desk/pack/{parcel.number}/aside", values).url == "/desk/pack"

    task = Task.objects.get(state="open")
    assert (task.kind, task.position, task.data["sku"]) == ("parcel_trouble", "order_clerk", "tea")
    assert [row["parcel"].position for row in keeper.get("/desk/pack").context["next_up"]] == [2, 3]
    scan(keeper, parcel.number, verb="resume")
    assert [row["parcel"].position for row in keeper.get("/desk/pack").context["next_up"]] == [1, 2, 3]


def test_pulling_the_order_closes_the_task(keeper: Client, shop_id: int, parcel: Parcel) -> None:
    keeper.post(f"/desk/pack/{parcel.number}/aside", {"kind": "damaged", "sku_code": "mug", "quantity": "1"})

    browser("order_clerk", shop_id=shop_id).post(f"/desk/parcels/qinghe/{parcel.number}/pull", {"reason": "no mug"})

    assert Task.objects.get().state == "done"
    pulled = scan(keeper, parcel.slip_number).context["verdict"]
    assert (pulled.what, pulled.todo) == (
        "This order was pulled out of the batch",
        "Put the slip and the label aside. no mug",
    )


def test_works_without_script(keeper: Client, parcel: Parcel) -> None:
    opened = keeper.post("/desk/pack", {"code": parcel.slip_number})
    assert opened.url == f"/desk/pack?parcel={parcel.number}"
    assert keeper.post("/desk/pack", {"code": "tea", "parcel": parcel.number}).status_code == 302
    wrong = keeper.post("/desk/pack", {"code": "cup", "parcel": parcel.number})

    assert wrong.status_code == 422
    assert "<html" in text_of(wrong)


def test_other_positions_and_shops_are_refused(shop_id: int, parcel: Parcel) -> None:
    assert browser("order_clerk", shop_id=shop_id).get("/desk/pack").status_code == 403
    stranger = browser("keeper", shop_id=make_shop("other").id)
    assert scan(stranger, parcel.slip_number).status_code == 422
    assert not parcel.lines.exclude(packed_quantity=0).exists()
