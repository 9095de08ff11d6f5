"""A position held for one warehouse counts there only; steps are read-only for everybody else (ORG-08, ORG-09)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.services import (
    close_batch,
    enter_waybill,
    give_batch,
    pack_parcel,
    stamp_parcels,
    take_batch,
)
from zhanggui.fulfilment.tests.factories import AT, CLERK, handed_over, ready_shop
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Origin
from zhanggui.orders.models import Order
from zhanggui.orders.services import check_orders, hold_orders
from zhanggui.people.queries import actor_of_user
from zhanggui.people.services import change_positions, create_user
from zhanggui.people.values import Holding
from zhanggui.shops.queries import default_warehouse
from zhanggui.shops.services import open_warehouse

pytestmark = pytest.mark.django_db


def _person(username: str, *holdings: Holding) -> Actor:
    made = create_user(actor=SYSTEM, username=username, positions=[])
    change_positions(actor=SYSTEM, username=username, holdings=list(holdings))
    return actor_of_user(made.id, Origin.WEB)


def _browser(person: Actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["zg_language"] = "en"
    client.force_login(get_user_model().objects.get(pk=person.user_id), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.req_part("ORG-09")
def test_keeper_of_another_warehouse_neither_sees_nor_packs_the_batch() -> None:
    shop_id = ready_shop()
    home = default_warehouse(shop_id)
    north = open_warehouse(actor=SYSTEM, shop_id=shop_id, code="north", name="North")
    here = _person("here", Holding("keeper", shop_id, home.id))
    there = _person("there", Holding("keeper", shop_id, north.id))
    batch = handed_over(shop_id)
    number = batch.parcels.order_by("position")[0].number

    with pytest.raises(NotAllowed):
        pack_parcel(actor=there, shop_id=shop_id, number=number, codes=["tea*2", "mug"])
    assert Parcel.objects.get(number=number).state == "batched"
    assert [row["batch"].number for row in _browser(there).get("/desk/batches").context["rows"]] == []
    page = _browser(there).get("/desk/pack")
    assert (page.status_code, page.context["warehouse"].id) == (200, north.id)
    assert _browser(there).get(f"/desk/pack?warehouse={home.code}").status_code == 403

    assert [row["batch"].number for row in _browser(here).get("/desk/batches").context["rows"]] == [batch.number]
    assert pack_parcel(actor=here, shop_id=shop_id, number=number, codes=["tea*2", "mug"]).complete is True
    with pytest.raises(NotAllowed):
        stamp_parcels(actor=there, shop_id=shop_id, numbers=[number])
    with pytest.raises(NotAllowed):
        enter_waybill(actor=there, shop_id=shop_id, number=number, courier="ZTO", waybill_no="73100000000001")


@pytest.mark.req("ORG-08")
def test_each_step_is_read_only_without_its_position() -> None:
    shop_id = ready_shop()
    looker, clerk = _person("looker", Holding("sales")), _person("clerk", Holding("order_clerk"))
    number = Order.objects.filter(shop_id=shop_id).order_by("pk")[0].number

    def refused(call: Callable[[], object]) -> bool:
        try:
            call()
        except NotAllowed:
            return True
        return False

    assert refused(lambda: check_orders(actor=looker, shop_id=shop_id)) is True
    assert refused(lambda: hold_orders(actor=looker, shop_id=shop_id, numbers=[number], reason="x")) is True
    assert refused(lambda: close_batch(actor=looker, shop_id=shop_id, at=AT)) is True
    assert Batch.objects.count() == 0
    order = _browser(looker).get(f"/desk/orders/qinghe/{number}")
    assert order.status_code == 200
    assert "/hold" not in order.content.decode()
    assert _browser(looker).post(f"/desk/orders/qinghe/{number}/hold", {"reason": "x"}).status_code == 403

    batch = close_batch(actor=clerk, shop_id=shop_id, at=AT + timedelta(minutes=1))
    Batch.objects.filter(pk=batch.pk).update(state="printed")
    assert refused(lambda: give_batch(actor=looker, batch_id=batch.pk)) is True
    give_batch(actor=CLERK, batch_id=batch.pk)
    assert refused(lambda: take_batch(actor=clerk, batch_id=batch.pk)) is True
    parcel = batch.parcels.order_by("position")[0].number
    assert refused(lambda: pack_parcel(actor=clerk, shop_id=shop_id, number=parcel, codes=["tea*2", "mug"])) is True
    assert (
        refused(lambda: enter_waybill(actor=clerk, shop_id=shop_id, number=parcel, courier="", waybill_no="1")) is True
    )
    assert Parcel.objects.get(number=parcel).state == "batched"
    assert _browser(looker).get(f"/desk/batches/qinghe/{batch.number}").status_code == 200
    assert _browser(looker).get("/desk/pack").status_code == 403
    assert Event.objects.filter(kind="permission.denied", actor_id=looker.user_id).count() >= 5
    rows = {
        row["step"].code: row
        for row in _browser(_person("o", Holding("owner"))).get("/desk/people/steps").context["rows"]
    }
    assert "Logistics" in [str(label) for label in rows["verify"]["watching"]]
    assert str(rows["document"]["position"].label) == "Order clerk"
