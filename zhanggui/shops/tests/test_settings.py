"""Settings as services keep them: stamp, limits, and what the owner is told (TSK-13)."""

import io
from datetime import time
from decimal import Decimal

import pytest
from PIL import Image

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.shops.queries import settings_of
from zhanggui.shops.services import change_settings, create_shop, set_stamp
from zhanggui.shops.ui.registry import home_rows
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> ShopCard:
    return create_shop(actor=SYSTEM, code="qinghe", name="青禾家居")


def picture(color: str = "white", kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    image = Image.new("RGB", size, color)
    image.paste((200, 30, 30), (10, 10, 100, 100))
    target = io.BytesIO()
    image.save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"not a picture", "shops.stamp_not_readable"),
        (b"", "shops.stamp_not_readable"),
        (picture(kind="GIF"), "shops.stamp_not_readable"),
        (picture()[:200], "shops.stamp_not_readable"),
        (picture(size=(9000, 9000)), "shops.stamp_not_readable"),
        (b"\x89PNG" + b"0" * (2 * 1024 * 1024), "shops.stamp_too_large"),
    ],
)
def test_unusable_stamp_is_refused_and_nothing_kept(shop: ShopCard, data: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        set_stamp(actor=SYSTEM, shop_id=shop.id, data=data)

    assert caught.value.code == code
    assert settings_of(shop.id)["stamp_path"] == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"working_weekdays": "0000000"}, "shops.weekdays"),
        ({"working_weekdays": "11"}, "shops.weekdays"),
        ({"service_from": time(19)}, "shops.service_hours"),
        ({"label_offset_x_mm": Decimal(21)}, "shops.label_offset"),
        ({"unusual_quantity": 0}, "shops.not_zero"),
        ({"sender_name": "x" * 61}, "shops.bad_setting"),
    ],
)
def test_service_refuses_what_a_shop_cannot_work_with(shop: ShopCard, change: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        change_settings(actor=SYSTEM, shop_id=shop.id, **change)

    assert caught.value.code == code


def test_owner_is_told_of_a_missing_sender(shop: ShopCard) -> None:
    assert [row.url for row in home_rows(SYSTEM, [shop.id])] == ["/desk/settings/qinghe#sender"]

    change_settings(actor=SYSTEM, shop_id=shop.id, sender_phone="1", sender_address="2")

    assert home_rows(SYSTEM, [shop.id]) == []
