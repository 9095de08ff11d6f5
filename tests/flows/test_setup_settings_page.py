"""The settings page: who sees it, who changes it, and what each section keeps (TSK-13, ORG-09)."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from zhanggui.kernel.clocks.working_time import add_time
from zhanggui.kernel.events.models import Event, PersonalChange
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.shops.queries import calendar_days, default_warehouse, settings_of, shop_by_id, stamp_file
from zhanggui.shops.services import set_stamp
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db

ORDERS = {
    "section": "orders",
    "orders-batch_time": "15:30",
    "orders-ship_within_hours": "24",
    "orders-unusual_quantity": "9",
}


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


@pytest.fixture
def manager(shop: ShopCard) -> Client:
    return signed_in(make_person("manager", "shop_manager", shop=shop))


def picture(color: str = "white", kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    image = Image.new("RGB", size, color)
    image.paste((200, 30, 30), (10, 10, 100, 100))
    target = io.BytesIO()
    image.save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize("path", ["/desk/settings", "/desk/settings/qinghe", "/desk/settings/qinghe/stamp.png"])
def test_four_callers(shop: ShopCard, manager: Client, path: str) -> None:
    other = make_shop("other", "另一家")
    stranger = signed_in(make_person("stranger", "shop_manager", shop=other))
    keeper = signed_in(make_person("keeper", "keeper", shop=shop))
    set_stamp(actor=SYSTEM, shop_id=shop.id, data=picture())

    assert Client().get(path).status_code == 302
    assert keeper.get(path).status_code == 403
    assert stranger.get(path).status_code == (200 if path == "/desk/settings" else 403)
    assert manager.get(path).status_code == 200


def test_unknown_shop_is_not_found(manager: Client) -> None:
    assert manager.get("/desk/settings/nowhere").status_code == 404


def test_supervisor_sees_but_cannot_change(shop: ShopCard) -> None:
    client = signed_in(make_person("lead", "supervisor"))
    before = settings_of(shop.id)

    page = client.get("/desk/settings/qinghe")
    answer = client.post("/desk/settings/qinghe", ORDERS)

    assert page.context["may_manage"] is False
    assert all(field.disabled for form in page.context["forms"].values() for field in form.fields.values())
    assert answer.status_code == 403
    assert settings_of(shop.id) == before


def test_orders_section_keeps_batch_time_and_limits(shop: ShopCard, manager: Client) -> None:
    answer = manager.post("/desk/settings/qinghe", ORDERS)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/settings/qinghe#orders")
    assert default_warehouse(shop.id).batch_time == time(15, 30)
    kept = settings_of(shop.id)
    assert (kept["ship_within_hours"], kept["unusual_quantity"], kept["is_checked_automatically"]) == (24, 9, False)
    event = Event.objects.get(kind="shop.settings_changed")
    assert event.data["changed"]["ship_within_hours"] == ["48", "24"]


def test_sender_is_personal_and_stays_out_of_the_event(shop: ShopCard, manager: Client) -> None:
    form = {
        "section": "sender",
        "sender-name": "青禾家居旗舰店",
        "sender-sender_name": "林岚",
        "sender-sender_phone": "13800001111",
        "sender-sender_address": "浙江省杭州市余杭区文一西路 1 号",
    }

    manager.post("/desk/settings/qinghe", form)

    assert shop_by_id(shop.id).name == "青禾家居旗舰店"
    assert settings_of(shop.id)["sender_phone"] == "13800001111"
    event = Event.objects.get(kind="shop.settings_changed")
    assert event.data == {"changed": {}}
    assert PersonalChange.objects.get(event_id=event.pk).values["sender_phone"] == ["", "13800001111"]


def test_labels_section_keeps_size_and_offset(shop: ShopCard, manager: Client) -> None:
    form = {
        "section": "labels",
        "labels-label_size": "100x150",
        "labels-label_offset_x_mm": "-1.5",
        "labels-label_offset_y_mm": "2",
    }

    assert manager.post("/desk/settings/qinghe", form).status_code == 302

    kept = settings_of(shop.id)
    assert (kept["label_size"], kept["label_offset_x_mm"], kept["label_offset_y_mm"]) == (
        "100x150",
        Decimal("-1.5"),
        Decimal("2.0"),
    )


@pytest.mark.req("TSK-13")
def test_calendar_section_and_single_days(shop: ShopCard, manager: Client) -> None:
    form = {
        "section": "calendar",
        "calendar-weekdays": ["0", "1", "2"],
        "calendar-service_from": "08:30",
        "calendar-service_to": "20:00",
    }
    day = {"section": "day", "day-day": "2026-11-25", "day-is_working": "0", "day-name": "盘点"}

    assert manager.post("/desk/settings/qinghe", form).status_code == 302
    assert manager.post("/desk/settings/qinghe", day).status_code == 302

    kept = settings_of(shop.id)
    assert (kept["working_weekdays"], kept["is_holiday_calendar_used"]) == ("1110000", False)
    assert (kept["service_from"], kept["service_to"]) == (time(8, 30), time(20))
    assert calendar_days(shop.id) == [{"day": date(2026, 11, 25), "is_working": False, "name": "盘点"}]
    # Tuesday 18:00: two hours are left of that day, Wednesday is taken out, no work from Thursday to Sunday.
    zone = ZoneInfo("Asia/Shanghai")
    start, span = datetime(2026, 11, 24, 18, tzinfo=zone), timedelta(hours=3)
    assert add_time(shop.id, start, span, is_working=True) == datetime(2026, 11, 30, 9, 30, tzinfo=zone)
    assert add_time(shop.id, start, span, is_working=False) == start + span
    manager.post("/desk/settings/qinghe/calendar/drop", {"day": "2026-11-25"})
    assert calendar_days(shop.id) == []


@pytest.mark.parametrize(
    ("form", "section", "field"),
    [
        ({**ORDERS, "orders-ship_within_hours": "0"}, "orders", "ship_within_hours"),
        ({**ORDERS, "orders-batch_time": "half two"}, "orders", "batch_time"),
        ({"section": "sender", "sender-name": " "}, "sender", "name"),
        (
            {
                "section": "labels",
                "labels-label_size": "A4",
                "labels-label_offset_x_mm": "0",
                "labels-label_offset_y_mm": "0",
            },
            "labels",
            "label_size",
        ),
        (
            {
                "section": "calendar",
                "calendar-weekdays": ["0"],
                "calendar-service_from": "18:00",
                "calendar-service_to": "09:00",
            },
            "calendar",
            "service_to",
        ),
        ({"section": "day", "day-day": "tomorrow", "day-is_working": "0"}, "day", "day"),
    ],
)
def test_wrong_section_comes_back_with_the_field_named(
    shop: ShopCard, manager: Client, form: dict[str, str], section: str, field: str
) -> None:
    before = settings_of(shop.id)

    answer = manager.post("/desk/settings/qinghe", form)

    assert answer.status_code == 422
    assert list(answer.context["forms"][section].errors) == [field]
    assert settings_of(shop.id) == before


def test_unknown_section_or_day_is_refused(manager: Client) -> None:
    assert manager.post("/desk/settings/qinghe", {"section": "x"}).status_code == 422
    assert manager.post("/desk/settings/qinghe/calendar/drop", {"day": "x"}).status_code == 422


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_stamp_is_normalised_and_its_ground_transparent(shop: ShopCard, manager: Client, kind: str) -> None:
    upload = SimpleUploadedFile("stamp", picture(kind=kind))

    answer = manager.post("/desk/settings/qinghe/stamp", {"stamp-picture": upload})

    assert answer.status_code == 302
    path = stamp_file(shop.id)
    assert path is not None
    image = Image.open(path)
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (600, 200))
    assert image.getpixel((500, 150))[3] == 0
    red, green, blue, alpha = image.getpixel((30, 30))
    assert abs(red - 200) < 12
    assert abs(green - 30) < 12
    assert abs(blue - 30) < 12
    assert alpha == 255
    shown = manager.get(reverse("shops:stamp", args=["qinghe"]))
    assert shown.headers["Content-Type"] == "image/png"
    manager.post("/desk/settings/qinghe/stamp/drop")
    assert stamp_file(shop.id) is None


def test_unusable_stamp_comes_back_on_the_page(manager: Client) -> None:
    answer = manager.post(
        "/desk/settings/qinghe/stamp", {"stamp-picture": SimpleUploadedFile("stamp.png", b"not a picture")}
    )

    assert answer.status_code == 422
    assert list(answer.context["forms"]["stamp"].errors) == ["picture"]
