"""Parcels whose number is late: list, task, home row (FUL-15)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from zhanggui.fulfilment.jobs import tell_of_late_numbers
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.late_numbers import late_parcels
from zhanggui.fulfilment.services import enter_waybill
from zhanggui.fulfilment.tests.factories import KEEPER, packed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.kernel.clock import now
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.tests.factories import make_person
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db


@pytest.mark.req("FUL-15")
def test_parcels_without_number_after_two_hours_are_listed_and_a_task_until_it_is_there(client: Client) -> None:
    shop_id = ready_shop()
    late, in_time, _third = packed(shop_id)
    Parcel.objects.filter(pk=late.pk).update(packed_at=now() - timedelta(hours=2, seconds=1))
    Parcel.objects.filter(pk=in_time.pk).update(packed_at=now() - timedelta(hours=1, minutes=59))
    headers = api_headers("order_clerk", shop_id=shop_id)
    keeper, clerk = browser("keeper", shop_id=shop_id), browser("order_clerk", shop_id=shop_id, name="cora")
    url = "/api/v1/shops/qinghe/late-numbers"

    listed = client.get(url, headers=headers).json()["parcels"]
    assert [row["parcel"] for row in listed] == [late.number]
    tell_of_late_numbers()
    tell_of_late_numbers()
    task = Task.objects.get(kind="numbers_late")
    assert (task.position, task.subject_id, task.data["parcels"]) == ("keeper", late.batch_id, 1)
    assert task.due_at == late_parcels(shop_id)[0].due_at

    assert "parcels whose number is late" in text_of(keeper.get("/desk/"))
    assert "numbers are late" in text_of(clerk.get("/desk/"))
    assert [row["late"].parcel.pk for row in keeper.get("/desk/waybills/late").context["rows"]] == [late.pk]
    assert keeper.get(f"/desk/waybills/late/{late.batch_id}").url == f"/desk/waybills/late?batch={late.batch_id}"

    enter_waybill(actor=KEEPER, shop_id=shop_id, number=late.number, waybill_no="SF1234567890123")
    assert client.get(url, headers=headers).json()["parcels"] == []
    tell_of_late_numbers()
    assert Task.objects.get(kind="numbers_late").state == "done"
    assert "numbers are late" not in text_of(clerk.get("/desk/"))


@pytest.mark.req_part("FUL-15")
def test_task_goes_to_who_leads_where_nobody_keeps_the_warehouse() -> None:
    shop_id = ready_shop(numbers=("35000000000000001",))
    make_person("lead", "shop_manager")
    Parcel.objects.filter(pk=packed(shop_id)[0].pk).update(packed_at=now() - timedelta(hours=3))

    tell_of_late_numbers()

    assert Task.objects.get(kind="numbers_late").position == "shop_manager"


@pytest.mark.req_part("FUL-15")
def test_the_hours_are_the_shops_own() -> None:
    shop_id = ready_shop(numbers=("35000000000000001",))
    [parcel] = packed(shop_id)
    Parcel.objects.filter(pk=parcel.pk).update(packed_at=now() - timedelta(hours=3))
    assert len(late_parcels(shop_id)) == 1
    change_settings(actor=SYSTEM, shop_id=shop_id, unsubmitted_after_hours=4)
    assert late_parcels(shop_id) == []


@pytest.mark.req_part("FUL-13")
def test_parcels_an_hour_are_told_by_person(client: Client) -> None:
    shop_id = ready_shop()
    first, second, third = packed(shop_id)
    noon = now().replace(hour=4, minute=0, second=0, microsecond=0)
    headers = api_headers("shop_manager", shop_id=shop_id)

    def told(*minutes: float) -> Any:
        for parcel, at in zip((first, second, third), minutes, strict=True):
            Parcel.objects.filter(pk=parcel.pk).update(packed_at=noon + timedelta(minutes=at))
        answer = client.get(f"/api/v1/shops/qinghe/packers?day={noon:%Y-%m-%d}", headers=headers)
        return answer.json()["packers"]

    assert told(0, 4, 12) == [{"person": "keeper", "parcels": 3, "an_hour": 10}]
    # Three parcels in three seconds are no pace, and a break of two hours is no packing.
    assert told(0, 0.02, 0.05) == [{"person": "keeper", "parcels": 3, "an_hour": None}]
    assert told(0, 12, 132) == [{"person": "keeper", "parcels": 3, "an_hour": 5}]
