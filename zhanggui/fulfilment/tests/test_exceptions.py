"""Parcels that went wrong: by the courier's news, by silence and delay, by hand; followed until closed (LOG-07)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from zhanggui.fulfilment.models import Parcel, ParcelException, TrackingEvent
from zhanggui.fulfilment.queries.exceptions import exception_counts, parcel_exceptions
from zhanggui.fulfilment.rules.tracking import exception_of
from zhanggui.fulfilment.services import enter_waybill
from zhanggui.fulfilment.services.exceptions import (
    Contact,
    close_exception,
    contact_courier,
    mark_exception_told,
    open_exception,
)
from zhanggui.fulfilment.services.tracking import refresh_parcels, tell_of_silent_parcels
from zhanggui.fulfilment.tests.factories import KEEPER, packed, ready_shop
from zhanggui.fulfilment.values import FOLLOW_EXCEPTIONS, VIEW_BATCHES
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.queries.followed import CaseFilters
from zhanggui.people.tests.factories import make_person, signed_in

pytestmark = pytest.mark.django_db
CLERK = actor_with(FOLLOW_EXCEPTIONS, name="周敏")


@pytest.fixture
def parcels() -> list[Parcel]:
    """Three parcels that left with ZTO."""
    shop_id = ready_shop()
    found = packed(shop_id)
    for place, parcel in enumerate(found):
        number = f"731234567890{place}"
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, courier="ZTO", waybill_no=number)
    return list(Parcel.objects.filter(shop_id=shop_id).order_by("position"))


def news(parcel: Parcel, state: str, text: str, hours: float = 1) -> None:
    at = (parcel.shipped_at or now()) + timedelta(hours=hours)
    TrackingEvent.objects.create(
        shop_id=parcel.shop_id, parcel=parcel, at=at, state=state, text=text, source="file", received_at=at
    )
    refresh_parcels(SYSTEM, [parcel.pk])


def standing() -> list[tuple[str, str, str]]:
    rows = ParcelException.objects.select_related("parcel").order_by("pk")
    return [(row.parcel.waybill_no[-1], row.kind, row.state) for row in rows]


def step(hours: float = 5, words: str = "等网点回复") -> NextStep:
    return NextStep(words, now() + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("state", "text", "kind"),
    [("trouble", "包裹破损，正在处理", "damaged"), ("trouble", "快件丢失", "lost"), ("trouble", "地址不详，无法派送", "address"),
     ("returning", "客户拒收，快件退回", "refused"), ("returned", "退回签收", "returned"), ("trouble", "滞留", "delay"),
     ("delivered", "已签收，外包装破损", ""), ("moving", "离开杭州", "")],
)  # fmt: skip
def test_words_of_couriers_say_what_is_wrong(state: str, text: str, kind: str) -> None:
    assert exception_of(state, text) == kind


@pytest.mark.req_part("LOG-05")
@pytest.mark.req_part("LOG-07")
def test_news_silence_and_delay_open_exceptions_once_and_settle_them(parcels: list[Parcel]) -> None:
    first, second, third = parcels
    news(first, "trouble", "包裹破损，正在处理")
    refresh_parcels(SYSTEM, [first.pk])
    assert standing() == [("0", "damaged", "open")]

    long_ago = now() - timedelta(days=4)
    Parcel.objects.filter(pk=second.pk).update(tracked_at=long_ago, shipped_at=long_ago)
    Parcel.objects.filter(pk=third.pk).update(expected_on=(now() - timedelta(days=2)).date())
    for _again in range(2):
        tell_of_silent_parcels(first.shop_id)
    assert standing() == [("0", "damaged", "open"), ("1", "silent", "open"), ("2", "delay", "open")]

    second.refresh_from_db()
    news(second, "moving", "快件到达广州", hours=96.5)
    news(third, "delivered", "已签收", hours=2)
    assert standing() == [("0", "damaged", "open"), ("1", "silent", "closed"), ("2", "delay", "closed")]
    ParcelException.objects.update(due_at=now() - timedelta(minutes=1))
    tell_of_silent_parcels(first.shop_id)
    assert (Task.objects.get(kind="exceptions_due").data, exception_counts([first.shop_id])["overdue"]) == (
        {"count": 1},
        1,
    )
    [row], _end = parcel_exceptions(CaseFilters("overdue"), [first.shop_id])
    assert (row.kind, row.next_step != "", row.claim_amount) == ("damaged", True, None)


@pytest.mark.req_part("LOG-07")
def test_clerk_talks_to_the_courier_tells_the_buyer_and_closes_on_the_pages(parcels: list[Parcel]) -> None:
    parcel, shop_id = parcels[0], parcels[0].shop_id
    staff, code = signed_in(make_person("clerk", "order_clerk")), "qinghe"
    due = (now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    facts: dict[str, Any] = {"kind": "lost", "text": "买家说没收到", "next_step": "打网点电话", "due_at": due}
    assert "zg-exceptions" in staff.get(f"/desk/tracking/{parcel.pk}").content.decode()
    staff.post(f"/desk/exceptions/{code}/parcels/{parcel.number}", facts)
    row = ParcelException.objects.get()
    assert (row.kind, row.next_step, row.owner_name) == ("lost", "打网点电话", "clerk")

    url = f"/desk/exceptions/{code}/{row.pk}"
    talk = facts | {"spoke_with": "余杭网点 吴经理", "text": "查监控，明天回", "claim_amount": "88.00"}
    assert staff.post(f"{url}/contact", talk | {"claim_amount": "-1"}).status_code == 422
    staff.post(f"{url}/contact", talk)
    staff.post(f"{url}/told")
    page = staff.get("/desk/exceptions").content.decode()
    for words in ("打网点电话", "88.00", parcel.waybill_no):
        assert words in page
    assert "查监控，明天回" in staff.get(f"/desk/tracking/{parcel.pk}").content.decode()
    row.refresh_from_db()
    assert (row.claim_amount, row.told_by) == (Decimal("88.00"), "clerk")
    assert "吴经理" not in str(list(Event.objects.filter(subject_kind="parcel").values_list("data", flat=True)))

    staff.post(f"{url}/close", {"result": "中通赔付66元，已补发", "claim_amount": "66.00"})
    row.refresh_from_db()
    assert (row.state, row.claim_amount, exception_counts([shop_id])["open"]) == ("closed", Decimal("66.00"), 0)
    assert "中通赔付66元" in staff.get("/desk/exceptions?view=closed").content.decode()


def test_refusals_change_nothing(parcels: list[Parcel]) -> None:
    parcel, shop_id = parcels[0], parcels[0].shop_id
    facts: dict[str, Any] = {
        "actor": CLERK,
        "shop_id": shop_id,
        "parcel": parcel.number,
        "kind": "lost",
        "step": step(),
    }
    made = open_exception(**facts)

    for changes, error in (
        ({}, Conflict),
        ({"kind": "nonsense"}, InvalidInput),
        ({"step": NextStep("", now())}, InvalidInput),
        ({"contact": Contact("", claim_amount=Decimal("NaN"))}, InvalidInput),
        ({"actor": actor_with(VIEW_BATCHES)}, NotAllowed),
    ):
        with pytest.raises(error):
            open_exception(**facts | changes)
    with pytest.raises(InvalidInput):
        contact_courier(actor=CLERK, shop_id=shop_id, exception_id=made, contact=Contact(" "), step=step())
    assert mark_exception_told(actor=CLERK, shop_id=shop_id, exception_id=made)
    assert not mark_exception_told(actor=CLERK, shop_id=shop_id, exception_id=made)
    close_exception(actor=CLERK, shop_id=shop_id, exception_id=made, result="找到了")
    with pytest.raises(NotFound):
        close_exception(actor=CLERK, shop_id=shop_id, exception_id=made, result="again")
    assert ParcelException.objects.count() == 1
