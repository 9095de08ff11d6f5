"""Internal remarks and flags by position; what we write never reaches the buyer (ORD-18)."""

from pathlib import Path

import pytest

from tests.flows.desk_tools import person
from zhanggui.fulfilment.queries.notices import notice_of
from zhanggui.fulfilment.services import enter_waybill, export_waybills
from zhanggui.fulfilment.tests.factories import KEEPER, packed, printed, ready_shop
from zhanggui.fulfilment.tests.paper_checks import page_texts
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.errors import FlagOfOthers
from zhanggui.orders.models import Order, OrderRemark
from zhanggui.orders.services import set_flag, use_flag, write_note, write_remark
from zhanggui.orders.services.write_remark import RemarkOfAnother, withdraw_remark
from zhanggui.orders.tests.factories import make_order, make_shop

pytestmark = pytest.mark.django_db

NUMBER = "4000000000000000001"
ONE = f"/desk/orders/qinghe/{NUMBER}"


@pytest.mark.req("ORD-18")
def test_a_remark_shows_who_wrote_it_in_which_position_by_page_command_and_api() -> None:
    shop = make_shop()
    found = make_order(shop.id, NUMBER)
    clerk, boss = person("clerk", "checking_clerk"), person("boss", "owner")

    clerk.browser.post(f"{ONE}/remark", {"text": "老客户，先发"})
    clerk.command("orders", "remark", NUMBER, "加固包装")
    status, answer = boss.post_api(f"/shops/qinghe/orders/{NUMBER}/remark", {"text": "同意"})

    assert status == 200
    told = [(remark["text"], remark["author"], remark["positions"]) for remark in answer["remarks"]]
    assert told == [
        ("同意", "boss", ["owner"]),
        ("加固包装", "clerk", ["checking_clerk"]),
        ("老客户，先发", "clerk", ["checking_clerk"]),
    ]
    for page in (clerk.browser.get(ONE), clerk.browser.get(f"{ONE}/peek")):
        text = page.content.decode()
        assert ["老客户，先发" in text, "Checking clerk" in text, "Owner" in text] == [True] * 3
    assert clerk.command("orders", "show", NUMBER)["remarks"][0]["author"] == "boss"
    assert 'title="Internal remarks"' in clerk.browser.get("/desk/orders").content.decode()
    assert "老客户" not in str(list(Event.objects.filter(subject_id=found.pk).values_list("data", "reason")))
    assert PersonalChange.objects.filter(subject_id=found.pk).count() == 3

    mine, bosses = OrderRemark.objects.order_by("pk").values_list("pk", flat=True)[0:3:2]
    with pytest.raises(RemarkOfAnother):
        withdraw_remark(actor=clerk.actor, shop_id=shop.id, order_id=found.pk, remark_id=bosses)
    clerk.browser.post(f"{ONE}/remark/{mine}/withdraw")
    assert "老客户，先发" not in clerk.browser.get(ONE).content.decode()
    assert clerk.numbers_by_command("--remark", "老客户") == []


@pytest.mark.req("ORD-18")
def test_a_colour_kept_to_positions_is_set_and_seen_by_them_alone() -> None:
    shop = make_shop()
    found = make_order(shop.id, NUMBER)
    clerk, boss = person("clerk", "checking_clerk"), person("boss", "owner")
    chief = person("chief", "supervisor")
    rule = {"meaning": "店主专用", "set_by": ["owner"], "seen_by": ["owner", "supervisor"]}

    assert clerk.browser.get("/desk/orders/flags").status_code == 403
    boss.browser.post("/desk/orders/flags/qinghe/5", rule)
    assert "店主专用" in boss.browser.get("/desk/orders/flags").content.decode()
    with pytest.raises(FlagOfOthers):
        clerk.command("orders", "flag", NUMBER, 5)
    with pytest.raises(FlagOfOthers):
        chief.command("orders", "flag", NUMBER, 5)
    assert boss.post_api(f"/shops/qinghe/orders/{NUMBER}/flag", {"flag": 5, "label": "vip"})[1]["flag"] == 5

    seen = {}
    for each in (boss, chief, clerk):
        page = each.browser.get(f"{ONE}").content.decode() + each.browser.get("/desk/orders").content.decode()
        shown = each.command("orders", "show", NUMBER)
        seen[each.username] = (
            "zg-flag-5" in page or "vip" in page,
            shown["flag"],
            "flag" in str(shown["rules"]) and "'flag': 5" in str(shown),
            each.numbers_on_desk("flag=5"),
            each.numbers_by_api(flag=5),
            each.api.get("/api/v1/orders").json()["orders"][0]["flag_label"],
        )
    assert seen["boss"] == seen["chief"] == (True, 5, True, [NUMBER], [NUMBER], "vip")
    assert seen["clerk"] == (False, 0, False, [], [], "")
    assert clerk.post_api(f"/shops/qinghe/orders/{NUMBER}/flag", {"flag": 1})[0] == 403
    assert clerk.browser.post(f"{ONE}/flag", {"flag": "1", "label": ""}).status_code == 403
    assert Order.objects.get(pk=found.pk).flag == 5


def test_who_may_set_a_colour_sees_it_whatever_the_rule_says() -> None:
    shop = make_shop()
    make_order(shop.id, NUMBER)
    clerk = person("clerk", "checking_clerk")
    use_flag(actor=SYSTEM, shop_id=shop.id, flag=3, set_by=["checking_clerk"], seen_by=["owner"])

    clerk.command("orders", "flag", NUMBER, 3)

    assert clerk.command("orders", "show", NUMBER)["flag"] == 3


@pytest.mark.req("ORD-18")
def test_nothing_that_leaves_to_the_buyer_carries_note_remark_or_flag(tmp_path: Path) -> None:
    secret, remark = "卖家密语一二三", "内部密语四五六"
    shop_id = ready_shop()
    for found in Order.objects.filter(shop_id=shop_id):
        set_flag(actor=SYSTEM, shop_id=shop_id, order_id=found.pk, flag=0, label="旗语七八九")
        write_note(actor=SYSTEM, shop_id=shop_id, order_id=found.pk, text=secret)
        write_remark(actor=SYSTEM, shop_id=shop_id, order_id=found.pk, text=remark)

    printed(shop_id)
    papers = {
        document.kind: "".join(page_texts(absolute(document)))
        for document in Document.objects.filter(kind__in=["outbound_slip", "label"])
    }
    assert sorted(papers) == ["label", "outbound_slip"]
    assert "Tea" in papers["outbound_slip"]
    for text in papers.values():
        assert [word in text for word in (secret, remark, "旗语")] == [False] * 3


@pytest.mark.req("ORD-18")
def test_shipping_notice_and_upload_file_carry_no_note_or_remark(tmp_path: Path) -> None:
    secret = "卖家密语一二三"
    shop_id = ready_shop()
    for found in Order.objects.filter(shop_id=shop_id):
        write_note(actor=SYSTEM, shop_id=shop_id, order_id=found.pk, text=secret)
        write_remark(actor=SYSTEM, shop_id=shop_id, order_id=found.pk, text=secret)
    number = packed(shop_id)[0].number

    enter_waybill(actor=KEEPER, shop_id=shop_id, number=number, waybill_no="SF1234567890123")
    export_waybills(actor=SYSTEM, shop_id=shop_id, out=tmp_path / "ship.csv")

    notice, upload = notice_of(shop_id, number).text, (tmp_path / "ship.csv").read_bytes().decode("gbk")
    for text in (notice, upload):
        assert (secret in text, "SF1234567890123" in text) == (False, True)
