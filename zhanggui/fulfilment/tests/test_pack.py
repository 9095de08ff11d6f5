import pytest

from zhanggui.fulfilment.errors import NotHandedOver, OrderGone, ParcelNotFound, WrongState
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries import pack_json, packing_view, parcels_to_pack, unstamped_slips
from zhanggui.fulfilment.services import pack_parcel, pull_order, scan_item, stamp_parcels, unpack_parcel
from zhanggui.fulfilment.services.ship import enter_waybill
from zhanggui.fulfilment.tests.factories import (
    CLERK,
    KEEPER,
    NUMBERS,
    closed,
    handed_over,
    order_of,
    packed,
    ready_shop,
)
from zhanggui.fulfilment.values import MissingItem, WrongScan
from zhanggui.kernel.errors import NotAllowed
from zhanggui.orders.models import Order
from zhanggui.orders.tests.factories import event_kinds

pytestmark = pytest.mark.django_db


def first(shop_id: int) -> Parcel:
    return handed_over(shop_id).parcels.get(position=1)


def test_right_scans_complete_parcel_and_order() -> None:
    shop_id = ready_shop()
    parcel = first(shop_id)

    result = pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.slip_number.lower(), codes=["tea", "TEA", "mug"])

    assert pack_json(result) == {
        "parcel": parcel.number,
        "complete": True,
        "missing": [],
        "wrong": [],
        "missing_accessories": [],
        "open_instructions": [],
    }
    parcel.refresh_from_db()
    assert (parcel.state, parcel.packed_by) == ("packed", "keeper")
    assert order_of(shop_id, NUMBERS[0]).step == "packed"
    assert event_kinds(order_of(shop_id, NUMBERS[0]))[-1] == "order.packed"
    assert [row.position for row in parcels_to_pack(shop_id)] == [2, 3]


@pytest.mark.req_part("FUL-10")
def test_missing_and_wrong_items_keep_it_open() -> None:
    shop_id = ready_shop()
    parcel = first(shop_id)

    result = pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea", "cup", "mug*2"])

    assert not result.complete
    assert [(item.code, item.quantity) for item in result.missing] == [("mug", 1), ("tea", 1)]
    assert result.wrong == (WrongScan("cup", "not_in_parcel"), WrongScan("mug", "too_many"))
    parcel.refresh_from_db()
    assert parcel.state == "batched"
    assert packing_view(shop_id, parcel.number).packed_pieces == 1


def test_the_rest_or_the_whole_again_completes() -> None:
    shop_id = ready_shop()
    rest, whole, _third = handed_over(shop_id).parcels.order_by("position")
    for parcel in (rest, whole):
        assert pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2"]).missing == (
            MissingItem("mug", packing_view(shop_id, parcel.number).lines[0].title, 1),
        )

    assert scan_item(actor=KEEPER, shop_id=shop_id, number=rest.number, code="mug").complete
    assert pack_parcel(actor=KEEPER, shop_id=shop_id, number=whole.number, codes=["mug", "tea*2"]).complete


@pytest.mark.req("FUL-05")
def test_without_hand_over_it_is_refused() -> None:
    shop_id = ready_shop()
    parcel = closed(shop_id).parcels.get(position=1)

    with pytest.raises(NotHandedOver) as refused:
        pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"])

    assert refused.value.code == "fulfilment.not_handed_over"
    assert packing_view(shop_id, parcel.number).packed_pieces == 0


def test_unknown_packed_and_forbidden_are_refused() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]

    with pytest.raises(ParcelNotFound):
        pack_parcel(actor=KEEPER, shop_id=shop_id, number="ZG0", codes=[])
    with pytest.raises(WrongState):
        pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea"])
    with pytest.raises(NotAllowed):
        pack_parcel(actor=CLERK, shop_id=shop_id, number=parcel.number, codes=["tea"])


def test_unpacked_parcel_is_packed_anew() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]

    unpack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, reason="wrong box")

    view = packing_view(shop_id, parcel.number)
    assert (view.parcel.state, view.packed_pieces, view.pieces) == ("batched", 0, 3)
    assert order_of(shop_id, NUMBERS[0]).step == "batched"
    assert pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"]).complete


@pytest.mark.req("FUL-07")
def test_stamps_count_once_and_shipped_ones_without_are_listed() -> None:
    shop_id = ready_shop()
    parcels = packed(shop_id)
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcels[0].number, courier="SF", waybill_no="SF1234567890123")
    assert [row.pk for row in unstamped_slips(shop_id)] == [parcels[0].pk]

    numbers = [parcels[0].slip_number, parcels[1].number]

    assert stamp_parcels(actor=KEEPER, shop_id=shop_id, numbers=numbers) == 2
    assert stamp_parcels(actor=KEEPER, shop_id=shop_id, numbers=numbers) == 0
    assert unstamped_slips(shop_id) == []


def test_stamp_of_unknown_or_unpacked_stops_the_list() -> None:
    shop_id = ready_shop()
    one, two, _three = handed_over(shop_id).parcels.order_by("position")
    pack_parcel(actor=KEEPER, shop_id=shop_id, number=one.number, codes=["tea*2", "mug"])

    with pytest.raises(WrongState):
        stamp_parcels(actor=KEEPER, shop_id=shop_id, numbers=[one.number, two.number])
    with pytest.raises(ParcelNotFound):
        stamp_parcels(actor=KEEPER, shop_id=shop_id, numbers=[one.number, "CK0"])
    assert not Parcel.objects.exclude(stamped_at=None).exists()


def test_parcel_of_a_closed_order_is_not_packed() -> None:
    shop_id = ready_shop()
    parcel = first(shop_id)
    Order.objects.filter(number=NUMBERS[0]).update(state="closed")

    with pytest.raises(OrderGone):
        pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"])
    assert pull_order(actor=CLERK, shop_id=shop_id, number=parcel.number, reason="cancelled").state == "pulled"
