"""The register's pages: add, approve, prices, days, contracts, policy, and who may."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zhanggui.couriers.models import Courier, CourierContract, PriceZone, TrackingAccount, TransitDays
from zhanggui.couriers.queries import tracking_keys
from zhanggui.couriers.tests.factories import register
from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import User
from zhanggui.people.services import create_api_token, create_user
from zhanggui.shops.queries import settings_of
from zhanggui.shops.services import create_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop_id() -> int:
    return create_shop(actor=SYSTEM, code="qinghe", name="Qinghe").id


def browser(position: str, shop_id: int) -> Client:
    create_user(actor=SYSTEM, username=position, positions=[position], shop_id=shop_id)
    client = Client()
    client.force_login(User.objects.get(username=position), backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["zg_language"] = "en"
    return client


@pytest.mark.req("LOG-01")
@pytest.mark.req("LOG-02")
def test_manager_builds_the_register_on_the_page(shop_id: int) -> None:
    desk = browser("shop_manager", shop_id)
    assert "every courier is accepted" in desk.get("/desk/couriers").content.decode()

    added = desk.post("/desk/couriers/add", {"add-code": "ZTO"})
    assert added.url == "/desk/couriers/qinghe/ZTO"
    assert desk.post("/desk/couriers/add", {"add-code": ""}).status_code == 422
    page = desk.get(added.url).content.decode()
    assert "Not approved yet" in page
    desk.post(f"{added.url}/state", {"verb": "approve"})
    assert "Fewer than two approved couriers" in desk.get("/desk/couriers").content.decode()
    assert "Fewer than two approved couriers" in desk.get("/desk/").content.decode()

    facts = {
        "facts-name": "中通（余杭）",
        "facts-number_source": "pool",
        "facts-contact_name": "吴师傅",
        "facts-contact_phone": "13900000001",
        "facts-service_from": "08:00",
        "facts-service_to": "20:00",
        "facts-pickup_at": "17:30",
        "facts-not_covered": "西藏\n新疆 和田",
        "facts-note": "",
    }
    assert desk.post(f"{added.url}/save", facts).status_code == 302
    assert desk.post(f"{added.url}/save", {**facts, "facts-not_covered": "火星"}).status_code == 422
    courier = Courier.objects.get()
    hours = [f"{at:%H:%M}" for at in (courier.service_from, courier.service_to, courier.pickup_at)]
    assert (courier.name, hours, courier.not_covered) == (
        "中通（余杭）",
        ["08:00", "20:00", "17:30"],
        ["新疆 和田", "西藏"],
    )
    shown = desk.get(added.url).content.decode()
    assert all(words in shown for words in ("吴师傅", "13900000001", "08:00", "20:00", "17:30", "西藏"))
    register(shop_id, "YTO", "SF")
    assert "approved couriers" not in desk.get("/desk/").content.decode()
    register(shop_id, "EMS")
    for place in ("/desk/couriers", "/desk/"):
        assert "More than three approved couriers" in desk.get(place).content.decode()


@pytest.mark.req("LOG-01")
def test_prices_and_transit_days_are_entered_on_the_page_or_from_a_file(shop_id: int) -> None:
    register(shop_id, "ZTO")
    desk, page = browser("shop_manager", shop_id), "/desk/couriers/qinghe/ZTO"
    zones = {
        "zone-name": ["一区", ""],
        "zone-provinces": ["浙江、上海", ""],
        "zone-first_kg": ["1", ""],
        "zone-first_price": ["4.5", ""],
        "zone-step_kg": ["1", ""],
        "zone-step_price": ["1", ""],
    }
    head = {"prices-version": "2026-11", "prices-valid_from": "2026-11-01"}
    assert desk.post(f"{page}/prices", {**head, **zones}).status_code == 302
    assert desk.post(f"{page}/prices", {**head, **zones, "zone-first_price": ["x", ""]}).status_code == 422
    table = SimpleUploadedFile("p.csv", "省份,区域,首重kg,首重价格,续重kg,续重价格\n广东,二区,1,6,1,2\n".encode())
    assert desk.post(f"{page}/prices", {**head, "prices-version": "2026-12", "prices-table": table}).status_code == 302
    assert list(PriceZone.objects.order_by("pk").values_list("name", "first_price")) == [
        ("一区", Decimal("4.50")),
        ("二区", Decimal("6.00")),
    ]

    days = {"origin": "浙江", "place": ["广东 ", "上海 ", "广东 广州"], "days": ["4", "", "2"]}
    assert desk.post(f"{page}/transit", days).status_code == 302
    assert desk.post(f"{page}/transit", {**days, "days": ["99", "", "2"]}).status_code == 422
    assert set(TransitDays.objects.values_list("province", "city", "days")) == {("广东", "", 4), ("广东", "广州", 2)}
    table = SimpleUploadedFile("d.csv", "始发省,目的省,目的市,天数\n浙江,新疆,,6\n".encode())
    assert desk.post(f"{page}/transit-file", {"transit-table": table}).status_code == 302
    assert TransitDays.objects.get(province="新疆").days == 6
    text = desk.get(page).content.decode()
    assert all(word in text for word in ("2026-12", "中通快递", "Transit days set", "Price list entered"))
    assert desk.get("/desk/couriers/templates/transit").content.decode().startswith("\ufeff始发省,目的省")


@pytest.mark.req("LOG-10")
def test_contract_with_its_signed_paper_is_kept_and_closed(shop_id: int, settings: object) -> None:
    register(shop_id, "ZTO")
    desk = browser("shop_manager", shop_id)
    today = now().date()
    form = {
        "contract-number": "HT-1",
        "contract-starts_on": f"{today - timedelta(days=300)}",
        "contract-ends_on": f"{today + timedelta(days=20)}",
        "contract-remind_days": "30",
        "contract-price_version": "",
    }

    refused = desk.post(
        "/desk/couriers/qinghe/ZTO/contracts", {**form, "contract-paper": SimpleUploadedFile("a.exe", b"MZ")}
    )
    assert (refused.status_code, CourierContract.objects.count()) == (422, 0)
    paper = SimpleUploadedFile("contract.pdf", b"%PDF-1.7 signed")
    assert desk.post("/desk/couriers/qinghe/ZTO/contracts", {**form, "contract-paper": paper}).status_code == 302

    contract = CourierContract.objects.get()
    assert (f"{contract.starts_on}", f"{contract.ends_on}", contract.remind_days) == (
        form["contract-starts_on"],
        form["contract-ends_on"],
        30,
    )
    shown = desk.get("/desk/couriers/qinghe/ZTO").content.decode()
    assert all(words in shown for words in ("HT-1", form["contract-starts_on"], form["contract-ends_on"]))
    assert browser("keeper", shop_id).post("/desk/couriers/qinghe/ZTO/contracts", form).status_code == 403
    assert desk.get(f"/desk/couriers/contracts/{contract.pk}").url == "/desk/couriers/qinghe/ZTO#contracts"
    got = desk.get(f"/desk/couriers/qinghe/contracts/{contract.pk}/paper")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 signed"
    desk.post(f"/desk/couriers/qinghe/contracts/{contract.pk}/end", {"reason": "renewed"})
    contract.refresh_from_db()
    assert contract.is_ended
    assert desk.get("/desk/couriers/contracts/999").status_code == 404


@pytest.mark.req("LOG-03")
def test_rules_of_the_choice_are_set_on_the_page(shop_id: int) -> None:
    desk = browser("shop_manager", shop_id)
    form = {
        "policy-remote_courier": "EMS",
        "policy-remote_provinces": "新疆、西藏",
        "policy-parcel_weight_g": "1500",
        "policy-silent_after_hours": "36",
        "policy-low_pool_count": "50",
        "policy-is_unused_number_reused": "on",
    }

    assert desk.post("/desk/couriers/policy", form).status_code == 302
    assert desk.post("/desk/couriers/policy", {**form, "policy-remote_provinces": "火星"}).status_code == 422
    names = ("remote_courier", "remote_provinces", "parcel_weight_g", "silent_after_hours", "is_unused_number_reused")
    kept = settings_of(shop_id)
    assert [kept[name] for name in names] == ["EMS", "新疆 西藏", 1500, 36, True]
    account = {
        "account-customer": "C",
        "account-key": "K-secret",
        "account-salt": "S",
        "account-callback_url": "https://a.example/x",
    }
    assert desk.post("/desk/couriers/account", account).status_code == 302
    page = desk.get("/desk/couriers").content.decode()
    stored = TrackingAccount.objects.get()
    assert not {"K-secret", "S"} & {stored.key, stored.salt}
    keys = tracking_keys(shop_id)
    assert keys is not None
    assert (keys.key, keys.salt) == ("K-secret", "S")
    migration = import_module("zhanggui.couriers.migrations.0003_encrypted_account")
    migration._decrypt(apps, None)
    assert TrackingAccount.objects.get().key == "K-secret"
    migration._encrypt(apps, None)
    assert tracking_keys(shop_id) == keys
    TrackingAccount.objects.update(salt=Fernet(Fernet.generate_key()).encrypt(b"S").decode())
    assert tracking_keys(shop_id) is None
    assert ("K-secret" in page, "Set up" in page) == (False, True)


def test_keeper_looks_but_changes_nothing(shop_id: int) -> None:
    register(shop_id, "ZTO")
    keeper = browser("keeper", shop_id)

    page = keeper.get("/desk/couriers/qinghe/ZTO").content.decode()

    assert ("Save the days" in page, "disabled" in page) == (False, True)
    assert keeper.post("/desk/couriers/qinghe/ZTO/state", {"verb": "retire"}).status_code == 403
    assert Courier.objects.get().state == "approved"


@pytest.mark.req("LOG-01", "LOG-02")
def test_endpoints_manage_the_register(shop_id: int) -> None:
    made = create_user(actor=SYSTEM, username="boss", positions=["shop_manager"], shop_id=shop_id)
    key = create_api_token(actor=SYSTEM, user_id=made.id, name="t")
    send = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}
    client, base = Client(), "/api/v1/shops/qinghe/couriers"

    assert client.post(base, {"code": "顺丰", "pickup_at": "18:00"}, **send).json()["code"] == "SF"
    assert client.post(f"{base}/SF/approve", {}, **send).json()["state"] == "approved"
    assert client.post(f"{base}/SF", {"not_covered": ["台湾"]}, **send).json()["not_covered"] == ["台湾"]
    prices = {
        "version": "v1",
        "valid_from": "2026-01-01",
        "zones": [{"provinces": ["浙江"], "first_price": "18", "step_price": "2"}],
    }
    assert client.post(f"{base}/SF/prices", prices, **send).json()["prices"][0]["zones"][0]["first_price"] == "18.00"
    pairs = {"pairs": [{"origin": "浙江", "province": "浙江", "days": 1}]}
    assert client.post(f"{base}/SF/transit", pairs, **send).json() == {"changed": 1}
    contract = {"number": "HT", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert client.post(f"{base}/SF/contracts", contract, **send).json()["contracts"][0]["number"] == "HT"
    found = client.get(base, **send).json()
    assert (found["policy"], [courier["code"] for courier in found["couriers"]]) == ("few", ["SF"])
    choice = client.get(f"{base}/choice?province=浙江省&city=杭州市", **send).json()
    assert (choice["courier"], choice["days"], choice["price"], choice["rule"]) == ("SF", 1, "18.00", "fastest")
    nobody = client.get(f"{base}/choice?province=台湾省&wish=SF", **send).json()
    assert (nobody["courier"], nobody["rule"], nobody["wish_refused"]) == ("", "none", "not_covered")
    assert client.post(f"{base}/SF/retire", {"reason": "dear"}, **send).json()["state"] == "retired"
    assert client.get(f"{base}/XX", **send).status_code == 404
    assert client.post(f"{base}/SF/prices", {**prices, "zones": []}, **send).status_code == 422
