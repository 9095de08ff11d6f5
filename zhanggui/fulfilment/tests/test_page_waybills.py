from pathlib import Path

import pytest

from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.tests.factories import packed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import browser, text_of

pytestmark = pytest.mark.django_db
NUMBER = "SF1234567890123"


def test_parcel_then_number_ships() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]
    keeper = browser("keeper", shop_id=shop_id)

    asked = keeper.post("/desk/waybills", {"parcel": parcel.slip_number, "waybill_no": ""})
    assert asked.url == f"/desk/waybills?parcel={parcel.slip_number}"
    assert keeper.get(asked.url).context["parcel"].number == parcel.number
    shipped = keeper.post("/desk/waybills", {"parcel": parcel.slip_number, "waybill_no": NUMBER, "courier": ""})

    assert shipped.url == "/desk/waybills"
    parcel.refresh_from_db()
    assert (parcel.state, parcel.courier, parcel.waybill_no) == ("shipped", "SF", NUMBER)
    assert keeper.get("/desk/waybills?view=stamp").context["work"].unstamped == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"parcel": "ZG0", "waybill_no": NUMBER}, "__all__"),
        ({"waybill_no": "123"}, "waybill_no"),
        ({"waybill_no": NUMBER, "courier": "YUNDA"}, "waybill_no"),
    ],
    ids=["unknown parcel", "too short", "form of another courier"],
)
def test_wrong_numbers_stay_in_the_form(values: dict[str, str], field: str) -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]

    refused = browser("keeper", shop_id=shop_id).post("/desk/waybills", {"parcel": parcel.number, **values})

    assert refused.status_code == 422
    assert field in refused.context["form"].errors
    assert not Parcel.objects.exclude(waybill_no="").exists()


def test_stamps_of_ticked_slips() -> None:
    shop_id = ready_shop()
    parcels = packed(shop_id)
    keeper = browser("keeper", shop_id=shop_id)

    answer = keeper.post("/desk/waybills/stamp", {"ids": [parcels[0].number, parcels[1].number]})

    assert answer.url == "/desk/waybills?view=stamp"
    assert Parcel.objects.exclude(stamped_at=None).count() == 2


def test_numbers_are_written_for_the_marketplace_once_and_kept() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]
    keeper = browser("keeper", shop_id=shop_id)
    keeper.post("/desk/waybills", {"parcel": parcel.number, "waybill_no": NUMBER})

    done = keeper.post("/desk/waybills/export", {"format": "csv"})

    parcel.refresh_from_db()
    assert parcel.posted_back_at is not None
    page = keeper.get(done.url)
    assert page.context["work"].to_post_back == 0
    name = page.context["files"][0]["name"]
    file = keeper.get(f"/desk/waybills/export/{name}")
    assert NUMBER in b"".join(file.streaming_content).decode("gb18030")
    assert keeper.get("/desk/waybills/export/secrets.json").status_code == 404
    assert Path(name).suffix == ".csv"


def test_order_clerk_may_look_but_not_ship() -> None:
    shop_id = ready_shop()
    parcel = packed(shop_id)[0]
    clerk = browser("order_clerk", shop_id=shop_id)

    assert "Enter a number" not in text_of(clerk.get("/desk/waybills"))
    assert clerk.post("/desk/waybills", {"parcel": parcel.number, "waybill_no": NUMBER}).status_code == 403
    assert clerk.post("/desk/waybills/export").status_code == 403
    assert clerk.post("/desk/waybills/stamp", {"ids": [parcel.number]}).status_code == 403
    parcel.refresh_from_db()
    assert (parcel.state, parcel.stamped_at) == ("packed", None)
