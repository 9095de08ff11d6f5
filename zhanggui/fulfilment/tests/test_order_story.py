"""One list of everything that happened to an order: ours, papers, parcels, the courier's news (ORD-11)."""

import pytest
from django.test import Client

from zhanggui.fulfilment.models import Parcel, TrackingEvent
from zhanggui.fulfilment.services import enter_waybill, mark_told
from zhanggui.fulfilment.services.tracking import refresh_parcels
from zhanggui.fulfilment.tests.factories import KEEPER, packed, ready_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.orders.queries.timeline import whole_timeline
from zhanggui.orders.services import agree_change, log_call, write_remark
from zhanggui.orders.values import Consent
from zhanggui.people.services import create_api_token, create_user
from zhanggui.people.tests.factories import make_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.req_part("ORD-11")
def test_story_holds_every_kind_newest_first_and_is_narrowed_by_kind() -> None:
    shop_id = ready_shop()
    order = Order.objects.filter(shop_id=shop_id).order_by("pk")[0]
    agree_change(
        actor=SYSTEM,
        shop_id=shop_id,
        order_id=order.pk,
        consent=Consent("chat", "换个电话"),
        contact={"mobile": "13900000888"},
    )
    log_call(actor=SYSTEM, shop_id=shop_id, order_id=order.pk, result="reached", note="找孙倩倩确认")
    write_remark(actor=SYSTEM, shop_id=shop_id, order_id=order.pk, text="老客户")
    parcel = next(found for found in packed(shop_id) if found.order_id == order.pk)
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, courier="ZTO", waybill_no="7312345678901")
    mark_told(actor=SYSTEM, shop_id=shop_id, numbers=[parcel.number])
    TrackingEvent.objects.create(
        shop_id=shop_id, parcel=parcel, at=now(), state="trouble", text="包裹破损，联系快递员13812345678", place="广州",
        source="file", received_at=now(),
    )  # fmt: skip
    refresh_parcels(SYSTEM, [parcel.pk])

    events = whole_timeline(shop_id, order.pk)
    moments = [event["at"] for event in events]
    assert moments == sorted(moments, reverse=True)
    assert {event["group"] for event in events} == {
        "trade", "checking", "edits", "buyer", "documents", "parcels", "tracking",
    }  # fmt: skip
    kinds = {event["kind"] for event in events}
    assert kinds >= {
        "order.contact_changed", "order.called", "order.remarked", "order.batched", "order.packed", "order.shipped",
        "parcel.buyer_told", "parcel.exception_opened", "tracking.news",
    }  # fmt: skip
    for personal in ("13900000888", "13812345678", "孙倩倩"):
        assert personal not in str(events)
    with pytest.raises(InvalidInput):
        whole_timeline(shop_id, order.pk, group="nonsense")
    assert Parcel.objects.get(pk=parcel.pk).order_id == order.pk

    staff = signed_in(make_person("clerk", "checking_clerk"))
    page = staff.get(f"/desk/orders/qinghe/{order.number}/story").content.decode()
    assert "包裹破损" in page
    narrowed = staff.get(f"/desk/orders/qinghe/{order.number}/story?kind=edits").content.decode()
    assert "包裹破损" not in narrowed
    assert "包裹破损" in staff.get(f"/desk/orders/qinghe/{order.number}").content.decode()
    user = create_user(actor=SYSTEM, username="api", positions=["checking_clerk"])
    token = {"Authorization": f"Bearer {create_api_token(actor=SYSTEM, user_id=user.id, name='test')}"}
    told = Client().get(f"/api/v1/shops/qinghe/orders/{order.number}/timeline?kind=tracking", headers=token).json()
    assert [event["data"]["place"] for event in told] == ["广州"]
