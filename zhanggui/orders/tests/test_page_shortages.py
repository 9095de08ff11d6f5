"""The queue of short goods on pages, by API and by commands."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import BuyerText, OrderSplit, ShortageChoice, UsualPrice
from zhanggui.orders.services import check_orders
from zhanggui.orders.services.shortage.texts import buyer_texts
from zhanggui.orders.tests.factories import make_order, make_shop, make_stocked_sku, standing
from zhanggui.orders.tests.page_helpers import clerk
from zhanggui.people.services import create_api_token, create_user
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
API = "/api/v1/shops/qinghe"
UNTIL = now().date() + timedelta(days=5)


@pytest.mark.req("ORD-08")
def test_clerk_chooses_tells_and_notes_the_answer_on_pages_and_by_api() -> None:
    shop = make_shop()
    tea, cup = make_stocked_sku(shop.id, "tea", 0), make_stocked_sku(shop.id, "cup", 1)
    waiting, parted, third = (
        make_order(shop.id, number, pieces)
        for number, pieces in (("1001", [(tea, 1)]), ("1002", [(tea, 1), (cup, 1)]), ("1003", [(tea, 3)]))
    )
    check_orders(actor=SYSTEM, shop_id=shop.id)
    staff = clerk("supervisor")
    orders = f"/desk/orders/{shop.code}"

    tasks = clerk().get("/desk/tasks").content.decode()
    assert "tea" in tasks
    page = staff.get("/desk/shortages").content.decode()
    assert page.index("1001") < page.index("1002") < page.index("1003")
    assert f"{orders}/1001/shortage" in staff.get(f"{orders}/1001").content.decode()

    asked = staff.get(f"{orders}/1001/shortage?kind=wait").content.decode()
    assert "孙先生/女士" in asked
    answer = staff.post(
        f"{orders}/1001/shortage",
        {"kind": "wait", "wait_until": f"{UNTIL}", "answer_by": "", "message": "x", "mark": ""},
    )
    assert answer.status_code == 302
    choice = ShortageChoice.objects.get()
    # Words that were made for another day are made anew.
    assert (choice.kind, choice.wait_until, choice.message != "x") == ("wait", UNTIL, True)
    shown = staff.get(f"{orders}/1001").content.decode()
    assert choice.message in shown.replace("&amp;", "&")
    assert staff.get(f"{orders}/1001/shortage").headers["Location"].endswith("/1001#zg-shortage")
    assert "1001" in staff.get("/desk/shortages?view=asked").content.decode()
    url = f"/desk/shortages/{shop.code}/{choice.pk}"
    assert staff.post(f"{url}/answer", {"agrees": "yes", "how": "chat", "words": ""}).status_code == 422
    staff.post(f"{url}/answer", {"agrees": "yes", "how": "chat", "words": "可以等"})
    assert "可以等" in staff.get(f"{orders}/1001").content.decode()
    staff.post(f"{url}/undo")
    choice.refresh_from_db()
    assert (choice.state, standing(waiting)) == ("undone", ("paid", "to_check", True))

    found = staff.get(f"{orders}/1001/shortage?kind=replace&find=CUP&was=&answer_by=").content.decode()
    assert f'<option value="{cup}" selected>' in found
    assert "zg-note is-risk" in found  # the price is not known, so the page says to agree on it
    nothing = staff.get(f"{orders}/1001/shortage?kind=replace&find=zzz&was=&answer_by=").content.decode()
    assert "zzz" in nothing
    assert f'value="{cup}"' not in nothing
    cheap = {"price": Decimal("9.80"), "line_count": 9, "counted_at": now()}
    UsualPrice.objects.create(shop_id=shop.id, sku_id=cup, **cheap)
    goods = {"kind": "replace", "find": "CUP", f"swap_{tea}": f"{cup}", "answer_by": "", "message": "", "mark": ""}
    assert staff.post(f"{orders}/1001/shortage", goods).status_code == 302
    swapped = ShortageChoice.objects.latest("pk")
    assert (swapped.plan["swap"], swapped.state) == ({"tea": "cup"}, "asked")
    api = _api()
    _pay_the_difference_back(api, shop, staff, swapped)
    staff.post(f"/desk/shortages/{shop.code}/{swapped.pk}/undo")
    assert not _tasks_to_pay_back()

    _choose_by_api_and_in_bulk(api, shop, staff, tea)
    assert (standing(parted), standing(third)) == (("paid", "checked", False), ("paid", "to_check", True))


def _pay_the_difference_back(api: tuple[Any, Any], shop: ShopCard, staff: Client, swapped: ShortageChoice) -> None:
    url, order = f"/desk/shortages/{shop.code}/{swapped.pk}", f"/desk/orders/{shop.code}/1001"
    assert "¥3.00" in swapped.message
    staff.post(f"{url}/answer", {"agrees": "yes", "how": "chat", "words": "杯子也行"})
    assert _tasks_to_pay_back() == ["after_sales"]
    for path in (order, "/desk/shortages?view=back"):
        assert f"{url}/paid-back" in staff.get(path).content.decode()
    carer = clerk("after_sales")
    assert "1001 · ¥3.00" in carer.get("/desk/tasks").content.decode()
    assert carer.post(f"{url}/paid-back", {"note": " "}).status_code == 422
    assert carer.post(f"{url}/paid-back", {"note": "支付宝 2026112200017"}).status_code == 302
    assert not _tasks_to_pay_back()
    assert "支付宝 2026112200017" in staff.get(order).content.decode()
    story = staff.get(f"{order}/story").content.decode()
    assert "¥3.00" in story
    assert "支付宝" not in story
    # What the buyer has in hand is no longer the shop's: the goods stay swapped.
    assert staff.post(f"{url}/undo").status_code == 409
    staff.post(f"{url}/not-paid-back")
    assert _tasks_to_pay_back() == ["after_sales"]

    post, get = api
    [waiting] = get("/shortages?view=back").json()["choices"]
    assert (waiting["id"], waiting["pays_back"], waiting["paid_back_at"]) == (swapped.pk, "3.00", None)
    paid = post(f"/shortages/{swapped.pk}/paid-back", {"note": "微信退款"}).json()
    assert (paid["paid_back_by"], paid["paid_back_note"], _tasks_to_pay_back()) == ("api", "微信退款", [])
    assert post(f"/shortages/{swapped.pk}/paid-back", {"note": "again"}).status_code == 409
    assert post(f"/shortages/{swapped.pk}/not-paid-back", {}).json()["paid_back_at"] is None


def _tasks_to_pay_back() -> list[str]:
    return list(Task.objects.filter(kind="shortage_pay_back", state="open").values_list("position", flat=True))


def _api() -> tuple[Any, Any]:
    person = create_user(actor=SYSTEM, username="api", positions=["supervisor"])
    token = {"Authorization": f"Bearer {create_api_token(actor=SYSTEM, user_id=person.id, name='test')}"}

    def post(path: str, body: dict[str, Any]) -> Any:
        return Client().post(f"{API}{path}", body, content_type="application/json", headers=token)

    return post, lambda path: Client().get(f"{API}{path}", headers=token)


def _choose_by_api_and_in_bulk(api: tuple[Any, Any], shop: ShopCard, staff: Client, tea: int) -> None:
    post, get = api
    refused = post("/orders/1001/shortage", {"kind": "part_ship"})
    assert (refused.status_code, refused.json()["code"]) == (422, "orders.shortage_fits_none")
    many = post("/shortages/choose", {"kind": "part_ship", "sku": "tea"}).json()
    assert (many["orders"], many["unfit"]) == (1, ["1001", "1003"])
    assert OrderSplit.objects.count() == 1
    others = get("/shortages/others?sku=tea&find=cup").json()
    assert [row["sku"] for row in others] == []  # the part-shipment took the only cup
    assert get("/shortages/others?sku=nothing").status_code == 404
    listed = get("/shortages?sku=tea").json()
    assert [row["number"] for row in listed["orders"]] == ["1001", "1003"]
    whole = f"/desk/shortages/{shop.code}/sku/{tea}"
    shown = staff.get(f"{whole}?kind=refund").content.decode()
    assert "{name}" in shown  # the places stay open, and below stands what the first buyer reads
    assert "1001" in shown
    assert (
        staff.post(whole, {"kind": "refund", "answer_by": "", "message": "{order}退款", "mark": ""}).status_code == 302
    )
    assert ShortageChoice.objects.get(order__number="1003").message == "1003退款"
    assert get("/orders/1003/shortage").json()[0]["kind"] == "refund"

    post("/shortage-texts", {"kind": "wait", "language": "en", "text": "Wait {date}"})
    texts = staff.get(f"/desk/shortages/{shop.code}/texts").content.decode()
    assert "Wait {date}" in texts
    assert "{order}" in texts

    words = {f"{row['kind']}_{row['language'].replace('-', '_')}": row["text"] for row in buyer_texts(shop.id)}
    for _again in range(2):
        kept = staff.post(f"/desk/shortages/{shop.code}/texts", {**words, "refund_en": "Dear {name},\r\nsorry"})
        assert kept.status_code == 302
    assert sorted(BuyerText.objects.values_list("code", "text")) == [
        ("shortage.refund", "Dear {name},\nsorry"),
        ("shortage.wait", "Wait {date}"),
    ]
    assert Event.objects.filter(kind="shop.buyer_text_changed").count() == 2
