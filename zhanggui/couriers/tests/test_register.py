from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override
from openpyxl import Workbook

from zhanggui.couriers.errors import BadFact, BadPrices, BadTransit, CourierExists, CourierNotApproved
from zhanggui.couriers.models import Courier, CourierContract, TransitDays
from zhanggui.couriers.queries import approved_codes, chooser_of, partner_policy, refuse_unapproved, transit_rows
from zhanggui.couriers.services import (
    TransitEntry,
    add_contract,
    add_courier,
    change_courier,
    end_contract,
    read_prices,
    read_transit,
    remind_of_contract,
    retire_courier,
    set_tracking_account,
    set_transit_days,
)
from zhanggui.couriers.tests.factories import price, register, zone
from zhanggui.couriers.values import Destination
from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.deadlines.verbs import pass_deadlines
from zhanggui.kernel.errors import NotAllowed
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.shops.services import change_settings, create_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop_id() -> int:
    made = create_shop(actor=SYSTEM, code="qinghe", name="Qinghe")
    change_settings(actor=SYSTEM, shop_id=made.id, sender_address="浙江省杭州市余杭区良睦路1号")
    return made.id


@pytest.mark.req("LOG-01")
def test_only_approved_couriers_of_the_register_may_carry(shop_id: int) -> None:
    assert approved_codes(shop_id) is None
    refuse_unapproved(shop_id, "顺丰")

    register(shop_id, "中通快递", "YTO")
    register(shop_id, "SF", approved=False)

    assert approved_codes(shop_id) == {"ZTO", "YTO"}
    refuse_unapproved(shop_id, "圆通速递")
    # A page that an earlier test opened may have left another language behind.
    with override("zh-hans"), pytest.raises(CourierNotApproved) as refused:
        refuse_unapproved(shop_id, "顺丰速运")
    assert refused.value.params == {"name": "顺丰速运", "approved": "圆通速递，中通快递"}
    retire_courier(actor=SYSTEM, shop_id=shop_id, code="YTO", reason="too slow")
    assert approved_codes(shop_id) == {"ZTO"}
    kinds = ["courier.added", "courier.approved", "courier.retired"]
    assert (
        list(Event.objects.filter(subject_kind="courier", reason="too slow").values_list("kind", flat=True))
        == kinds[2:]
    )


@pytest.mark.req("LOG-02")
def test_policy_wants_two_or_three_approved_couriers(shop_id: int) -> None:
    found = [str(partner_policy(shop_id))]
    for code in ("ZTO", "YTO", "SF", "EMS"):
        register(shop_id, code)
        found.append(str(partner_policy(shop_id)))

    assert found == ["empty", "few", "good", "good", "many"]


def test_facts_of_a_courier_are_checked_and_its_contact_stays_erasable(shop_id: int) -> None:
    register(shop_id, "ZTO")
    facts = {
        "contact_name": "吴师傅",
        "contact_phone": "13900000001",
        "pickup_at": "17:30",
        "not_covered": ["西藏自治区", "新疆 和田市"],
    }

    assert sorted(change_courier(actor=SYSTEM, shop_id=shop_id, code="ZTO", **facts)) == sorted(facts)
    assert change_courier(actor=SYSTEM, shop_id=shop_id, code="ZTO", **facts) == []

    row = Courier.objects.get()
    assert (str(row.pickup_at), row.not_covered) == ("17:30:00", ["新疆 和田", "西藏"])
    event = Event.objects.get(kind="courier.changed")
    assert "吴师傅" not in str(event.data)
    assert PersonalChange.objects.get(event_id=event.pk).values["contact_name"] == ["", "吴师傅"]
    for wrong in ({"pickup_at": "half past"}, {"not_covered": ["火星"]}, {"number_source": "moon"}, {"name": " "}):
        with pytest.raises(BadFact):
            change_courier(actor=SYSTEM, shop_id=shop_id, code="ZTO", **wrong)
    with pytest.raises(CourierExists):
        add_courier(actor=SYSTEM, shop_id=shop_id, code="zhongtong")
    with pytest.raises(NotAllowed):
        add_courier(actor=actor_with("couriers.view"), shop_id=shop_id, code="SF")


def test_choice_uses_own_days_then_proposals_and_the_prices_of_the_day(shop_id: int) -> None:
    register(shop_id, "ZTO", "YTO")
    price(shop_id, "ZTO", zone("4.50"), version="old", valid_from=date(2020, 1, 1))
    price(shop_id, "ZTO", zone("5.00"), version="new", valid_from=date(2021, 1, 1))
    price(shop_id, "ZTO", zone("9.00"), version="future", valid_from=date(2999, 1, 1))
    entries = [TransitEntry("浙江", "广东省", "", 4), TransitEntry("浙江", "广东", "广州市", 2)]
    assert set_transit_days(actor=SYSTEM, shop_id=shop_id, code="ZTO", entries=entries) == 2

    chooser = chooser_of(shop_id)
    guangzhou = chooser.choose(Destination("广东省", "广州市"))
    shenzhen = chooser.choose(Destination("广东", "深圳"))

    assert (guangzhou.courier, guangzhou.days, str(guangzhou.price)) == ("ZTO", 2, "5.00")
    assert (shenzhen.courier, shenzhen.days, shenzhen.price) == ("YTO", 3, None)
    courier = Courier.objects.get(code="ZTO")
    rows = {(row.province, row.city): (row.days, row.is_proposal) for row in transit_rows(courier.pk, "ZTO", "浙江")}
    assert (rows["广东", ""], rows["广东", "广州"], rows["上海", ""]) == ((4, False), (2, False), (2, True))
    assert (
        set_transit_days(
            actor=SYSTEM, shop_id=shop_id, code="ZTO", entries=[TransitEntry("浙江", "广东", "广州", None)]
        )
        == 1
    )
    assert TransitDays.objects.count() == 1


@pytest.mark.req("LOG-03")
def test_remote_regions_go_to_the_configured_courier(shop_id: int) -> None:
    register(shop_id, "ZTO", "SF")
    entries = [TransitEntry("浙江", name, "", 1) for name in ("新疆", "北京")]
    set_transit_days(actor=SYSTEM, shop_id=shop_id, code="ZTO", entries=entries)

    before = [(c.courier, c.rule) for c in map(chooser_of(shop_id).choose, (Destination("新疆"), Destination("北京")))]
    change_settings(actor=SYSTEM, shop_id=shop_id, remote_provinces="北京", remote_courier="SF")
    after = [(c.courier, c.rule) for c in map(chooser_of(shop_id).choose, (Destination("新疆"), Destination("北京")))]

    assert before == [("SF", "remote"), ("ZTO", "fastest")]
    assert after == [("ZTO", "fastest"), ("SF", "remote")]


@pytest.mark.req("LOG-10")
def test_contract_that_ends_opens_a_renewal_task_in_time(shop_id: int) -> None:
    register(shop_id, "ZTO")
    price(shop_id, "ZTO", zone("4.50"), version="2026-11")
    contract = add_contract(
        actor=SYSTEM,
        shop_id=shop_id,
        code="ZTO",
        number="HT-2026-08",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        remind_days=45,
        price_version="2026-11",
    )
    due = Deadline.objects.get(kind="contract_renewal").due_at

    assert due.isoformat() == "2026-11-16T01:00:00+00:00"
    assert contract.price_list is not None
    assert (contract.price_list.version, pass_deadlines(due - timedelta(seconds=1)), pass_deadlines(due)) == (
        "2026-11",
        0,
        1,
    )
    assert remind_of_contract(contract.pk)
    task = Task.objects.get(kind="contract_renewal")
    assert (task.position, task.state, task.data["ends_on"]) == ("shop_manager", "open", "2026-12-31")
    end_contract(actor=SYSTEM, shop_id=shop_id, contract_id=contract.pk, reason="renewed")
    task.refresh_from_db()
    assert (task.state, CourierContract.objects.get().is_ended, remind_of_contract(contract.pk)) == (
        "done",
        True,
        False,
    )
    for wrong in (
        {"ends_on": date(2025, 1, 1)},
        {"remind_days": 366},
        {"price_version": "none"},
        {"number": "HT-2026-08"},
    ):
        facts = {"number": "HT-9", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **wrong}
        with pytest.raises(BadFact):
            add_contract(actor=SYSTEM, shop_id=shop_id, code="ZTO", **facts)  # type: ignore[arg-type]  # cases


@pytest.mark.parametrize(
    ("zones", "version"),
    [
        ([zone("4"), zone("5", provinces=("浙江",))], "twice"),
        ([zone("4", provinces=("火星",))], "unknown"),
        ([zone("-1")], "negative"),
        ([], "empty"),
        ([zone("4")], "x" * 41),
    ],
)
def test_price_list_that_cannot_be_is_refused(shop_id: int, zones: list, version: str) -> None:
    register(shop_id, "ZTO")

    with pytest.raises(BadPrices):
        price(shop_id, "ZTO", *zones, version=version)


def test_tables_from_files_are_read_and_a_wrong_row_is_named(shop_id: int, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["区域", "省份", "首重(kg)", "首重价格", "续重(kg)", "续重价格"])
    book.active.append(["一区", "浙江、上海", 1, 4.5, 1, 1])
    book.save(tmp_path / "prices.xlsx")
    days = tmp_path / "days.csv"
    days.write_text("始发省,目的省,目的市,天数\n浙江,广东,广州,2\n浙江,新疆,,6\n", encoding="utf-8")

    (found,) = read_prices(tmp_path / "prices.xlsx", "prices.xlsx")
    assert (found.provinces, str(found.first_price)) == (("浙江", "上海"), "4.5")
    assert [(entry.province, entry.city, entry.days) for entry in read_transit(days, "days.csv")] == [
        ("广东", "广州", 2),
        ("新疆", "", 6),
    ]
    days.write_text("始发省,目的省,目的市,天数\n浙江,广东,广州,soon\n", encoding="utf-8")
    with pytest.raises(BadTransit) as wrong:
        read_transit(days, "days.csv")
    assert wrong.value.params["row"] == 2
    with pytest.raises(BadPrices):
        read_prices(days, "days.csv")


def test_secrets_of_the_tracking_account_stand_in_clear_in_no_row_and_no_event(shop_id: int) -> None:
    account = set_tracking_account(actor=SYSTEM, shop_id=shop_id, customer="C1", key="K-secret", salt="S-secret")
    again = set_tracking_account(actor=SYSTEM, shop_id=shop_id, customer="C2")

    assert again.customer == "C2"
    assert (again.key, again.salt) == (account.key, account.salt)
    assert not {"K-secret", "S-secret"} & {account.key, account.salt}
    events = Event.objects.filter(kind="courier.tracking_account_set").order_by("pk")
    assert [event.data["changed"] for event in events] == [["customer", "key", "salt"], ["customer"]]
    assert now() >= again.changed_at
