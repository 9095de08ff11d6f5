"""Wishes, word rules and agreed changes on pages, and the same by API (ORD-06, ORD-07)."""

import re
from typing import Any

import pytest
from django.test import Client

from zhanggui.catalog.queries import sku_cards
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import AgreedChange, NoteRule, Order, OrderContact, OrderInstruction, OrderLine
from zhanggui.orders.services import check_orders, read_shop_notes
from zhanggui.orders.tests.factories import make_shop, open_reasons, standing
from zhanggui.orders.tests.page_helpers import clerk, order_due
from zhanggui.orders.tests.test_agree_change import NEW_ADDRESS, two_colours
from zhanggui.orders.tests.test_api_orders import api
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
NUMBER = "4000000000000000009"
PAGE = f"/desk/orders/qinghe/{NUMBER}"
API = "/api/v1/shops/qinghe"


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


@pytest.fixture
def order(shop: ShopCard) -> Order:
    """An order whose buyer wants white instead of grey; the note holds it."""
    grey, white = two_colours(shop.id)
    made = order_due(
        shop.id, NUMBER, pieces=[(grey, 1)], contact={"buyer_note": "换成米白色，不要韵达"}, has_buyer_note=True
    )
    product = OrderLine.objects.get(order=made)
    OrderLine.objects.filter(pk=product.pk).update(
        product_id=sku_cards([white])[white].product_id, attributes="颜色分类:灰色;尺码:L"
    )
    check_orders(actor=SYSTEM, shop_id=shop.id)
    read_shop_notes(shop.id)
    return made


def page(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_words_of_the_note_are_marked_and_each_wish_is_ticked_or_set_aside(order: Order) -> None:
    staff = clerk()
    shown = page(staff)
    assert "<mark>换成</mark>" in shown or "<mark>换成米白色</mark>" in shown
    assert 'data-key="I"' in shown
    change, avoid = OrderInstruction.objects.order_by("-kind").values_list("pk", flat=True)

    staff.post(f"{PAGE}/instructions/{change}/tick")
    assert staff.post(f"{PAGE}/instructions/{avoid}/dismiss", {"reason": " "}).status_code == 422
    staff.post(f"{PAGE}/instructions/{avoid}/dismiss", {"reason": "本来就不发韵达"})

    found = OrderInstruction.objects
    assert found.get(pk=change).ticked_at is not None
    assert found.get(pk=avoid).dismiss_reason == "本来就不发韵达"
    staff.post(f"{PAGE}/instructions/{change}/reopen")
    assert found.get(pk=change).ticked_at is None
    listed = staff.get("/desk/orders?view=open").content.decode()
    assert "Other colour or size" in listed


@pytest.mark.req("ORD-07")
def test_note_waits_in_review_and_goods_and_address_change_with_consent(order: Order) -> None:
    staff = clerk()
    assert open_reasons(order) == ["buyer_note"]
    assert "4000000000000000009" in staff.get("/desk/orders?view=held&hold=buyer_note").content.decode()
    # The file says grey, and so do our goods.
    assert "<b>灰色</b></td><td>灰色</td>" in page(staff)
    line = OrderLine.objects.get(order=order)

    goods = f"{PAGE}/goods/{line.pk}"
    choice = re.search(r'value="(\d+)"[^>]*>\s*[^<]*米白', staff.get(goods).content.decode())
    assert choice is not None
    assert staff.post(goods, {"sku": choice[1], "how": "chat"}).status_code == 422
    staff.post(goods, {"sku": choice[1], "how": "chat", "consent": "换米白可以"})
    staff.post(f"{PAGE}/contact", {"address": NEW_ADDRESS, "mobile": "13900000007", "how": "phone", "consent": "10:42 电话报的新门牌"})  # fmt: skip
    assert staff.post(f"{PAGE}/contact", {"mobile": "13900000008", "how": "chat", "consent": " "}).status_code == 422

    line.refresh_from_db()
    told = OrderContact.objects.get(order=order)
    assert (line.sku_code, told.address, told.mobile) == ("cup-white", NEW_ADDRESS, "13900000007")
    kept = list(AgreedChange.objects.order_by("pk").values_list("how", "words", "made_by"))
    assert kept == [("chat", "换米白可以", "checking_clerk"), ("phone", "10:42 电话报的新门牌", "checking_clerk")]
    shown = page(staff)
    assert shown.count("changed with consent") == 3
    assert "换米白可以" in shown
    # Still held by the note, until the clerk lets it pass; then the newest change can be put back.
    assert open_reasons(order) == ["buyer_note"]
    staff.post(f"{PAGE}/changes/{AgreedChange.objects.latest('pk').pk}/undo")
    assert OrderContact.objects.get(order=order).address != NEW_ADDRESS
    hold = re.search(rf"{PAGE}/decide/\d+", page(staff))
    assert hold is not None
    staff.post(hold[0], {"reason": "已按留言换米白"})
    assert standing(order) == ("paid", "checked", False)


def test_changed_words_have_a_version_and_a_try_shows_what_they_find(shop: ShopCard) -> None:
    boss = clerk("supervisor")
    shown = boss.get("/desk/note-rules", {"text": "不要韵达"}).content.decode()
    assert "<mark>韵达</mark>" in shown

    assert boss.post("/desk/note-rules/qinghe/courier_yunda", {"words": "* {day}", "is_on": "on"}).status_code == 422
    boss.post("/desk/note-rules/qinghe/courier_yunda", {"words": "韵达 小韵", "is_on": "on"})
    boss.post("/desk/note-rules/qinghe/new", {"kind": "other", "words": "送手套"})

    rule = NoteRule.objects.get(code="courier_yunda")
    assert (rule.words, rule.version, rule.changed_by) == (["韵达", "小韵"], 2, "supervisor")
    tried = boss.get("/desk/note-rules", {"text": "别发小韵，送手套"}).content.decode()
    assert "<mark>小韵</mark>" in tried
    assert "<mark>送手套</mark>" in tried
    assert clerk("sales").post("/desk/note-rules/qinghe/courier_yunda", {"words": "x"}).status_code == 403


@pytest.mark.req("ORD-07")
def test_api_records_ticks_and_changes_like_the_pages(order: Order) -> None:
    staff = api("checking_clerk")

    def post(path: str, body: dict[str, Any]) -> Any:
        return staff.post(f"{API}{path}", body, content_type="application/json")

    made = post(f"/orders/{NUMBER}/instructions", {"kind": "gift_card", "text": "生日快乐"}).json()["instruction"]
    assert post(f"/orders/{NUMBER}/instructions", {"kind": "nonsense"}).status_code == 422
    assert post(f"/instructions/{made}/tick", {"how": "已放"}).status_code == 200
    listed = {card["id"]: card for card in staff.get(f"{API}/orders/{NUMBER}/instructions").json()}
    assert (listed[made]["is_ticked"], listed[made]["how"]) == (True, "已放")
    keeper = api("keeper")
    ticked = keeper.post(f"{API}/instructions/{made}/tick", {}, content_type="application/json")
    refused = keeper.post(f"{API}/instructions/{made}/dismiss", {"reason": "x"}, content_type="application/json")
    assert (ticked.status_code, refused.status_code) == (200, 403)

    body = {"how": "chat", "words": "换米白可以", "goods": {"1": "cup-white"}, "contact": {"mobile": "13900000007"}}
    assert post(f"/orders/{NUMBER}/changes", {**body, "words": ""}).status_code == 422
    assert post(f"/orders/{NUMBER}/changes", {**body, "agreed_at": "9999-01-01T00:00:00"}).status_code == 422
    assert post(f"/orders/{NUMBER}/changes", body).status_code == 200
    [change] = staff.get(f"{API}/orders/{NUMBER}/changes").json()
    assert change["fields"]["mobile"] == {"before": "138****5521", "after": "139****0007"}
    assert post(f"/changes/{change['id']}/undo", {}).status_code == 200
    assert post(f"/changes/{change['id']}/undo", {}).status_code == 409
    found = post("/note-rules/try", {"text": "12月25日前送到"}).json()
    assert [(chip["kind"], chip["words"]) for chip in found] == [("deliver_before", "12月25日前")]
