"""The commands of couriers, numbers and tracking, as programs read them."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from zhanggui.cli.handlers import couriers as commands
from zhanggui.cli.prepare import Context
from zhanggui.couriers.tests.factories import register
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.services import enter_waybill
from zhanggui.fulfilment.tests.factories import KEEPER, NUMBERS, closed, packed, ready_shop
from zhanggui.kernel.errors import InvalidInput
from zhanggui.orders.models import OrderContact

pytestmark = pytest.mark.django_db


def run(command: Any, **words: Any) -> dict[str, Any]:
    found: dict[str, Any] = command(Context(Namespace(shop="qinghe", as_user=None, **words)))
    return found


@pytest.mark.req("LOG-02")
def test_register_is_built_by_commands(tmp_path: Path) -> None:
    ready_shop()
    prices, days = tmp_path / "p.csv", tmp_path / "d.csv"
    prices.write_text("区域,省份,首重kg,首重价格,续重kg,续重价格\n一区,浙江 广东,1,4.5,1,1\n", encoding="utf-8")
    days.write_text("始发省,目的省,目的市,天数\n浙江,广东,,2\n", encoding="utf-8")
    facts = {"numbers": "later", "contact": "", "phone": "", "pickup": "18:00", "not_covered": ["台湾"]}

    assert run(commands.list_all)["policy"] == "empty"
    assert run(commands.add, code="中通快递", **facts)["pickup_at"] == "18:00"
    assert run(commands.approve, code="中通")["state"] == "approved"
    entered = run(commands.prices, code="ZTO", file=str(prices), version="v1", valid_from="2026-01-01")
    assert entered["prices"][0]["zones"][0]["first_price"] == "4.50"
    assert run(commands.transit, code="ZTO", file=str(days)) == {"changed": 1}
    term = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "remind": 30, "prices": "v1"}
    assert run(commands.contract, code="ZTO", number="HT", **term)["contracts"][0]["prices"] == "v1"
    with pytest.raises(InvalidInput):
        run(commands.contract, code="ZTO", number="HT2", **{**term, "starts_on": "soon"})
    assert run(commands.list_all)["policy"] == "few"
    assert run(commands.show, code="ZTO")["transit"] == [{"origin": "浙江", "province": "广东", "city": "", "days": 2}]
    assert run(commands.retire, code="ZTO", reason="dear")["state"] == "retired"


@pytest.mark.req("LOG-03")
def test_command_says_and_changes_the_courier_of_an_order() -> None:
    shop_id = ready_shop()
    register(shop_id, "ZTO", "SF")
    OrderContact.objects.update(province="广东省", city="广州市")

    before = run(commands.choose, order=NUMBERS[0], courier="", reason="")
    closed(shop_id)
    after = run(commands.choose, order=NUMBERS[0], courier="中通", reason="cheaper")

    assert (before["courier"], before["rule"], before["days"], before["planned"]) == ("SF", "fastest", 2, False)
    assert (after["courier"], after["rule"], after["days"], after["planned"]) == ("ZTO", "person", 3, True)
    assert Parcel.objects.get(order_number=NUMBERS[0]).courier == "ZTO"
    assert run(commands.give_numbers, batch=Parcel.objects.first().batch.number) == {"given": 0}
    assert run(commands.pools) == {"pools": {}}


@pytest.mark.req("LOG-12")
def test_command_finds_a_parcel_by_its_waybill() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]
    done = enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, waybill_no="SF1234567890123")

    found = run(commands.tracked, parcel="sf1234567890123")

    assert (found["parcel"], found["expected_on"], found["events"]) == (parcel.number, done.expected_on, [])
    listed = run(commands.tracking, view="all", courier="SF", limit=5)
    assert [row["waybill_no"] for row in listed["parcels"]] == ["SF1234567890123"]
