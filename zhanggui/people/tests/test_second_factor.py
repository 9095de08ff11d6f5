"""The second factor: on, asked for, on paper, off (SEC-03)."""

import base64
import io
import re

import pytest
import zxingcpp
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from PIL import Image, ImageDraw

from zhanggui.people.queries import has_second_factor, unused_recovery_codes
from zhanggui.people.services import remove_second_factor, renew_recovery_codes, switch_on_second_factor
from zhanggui.people.tests.factories import PASSWORD, make_person, signed_in
from zhanggui.people.ui.adapter import StaffMfaAdapter
from zhanggui.people.ui.second_factor import qr_picture

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = "/desk/account/second-step"


@pytest.fixture(autouse=True)
def _no_used_codes() -> None:
    cache.clear()


def present_code(secret: str = SECRET) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def with_password(login: str) -> Client:
    client = Client()
    client.cookies["zg_language"] = "en"
    answer = client.post("/desk/sign-in", {"login": login, "password": PASSWORD, "next": "/desk/tasks"})
    assert answer.headers["Location"] == STEP
    return client


def test_page_switches_it_on_and_shows_the_codes_once() -> None:
    anna = make_person("anna", "owner")
    client = signed_in(anna)
    secret = client.get("/desk/me/second-factor").context["secret"]
    wrong = client.post("/desk/me/second-factor", {"code": "000000", "password": PASSWORD})
    assert wrong.status_code == 422
    assert wrong.context["secret"] == secret

    done = client.post("/desk/me/second-factor", {"code": present_code(secret), "password": PASSWORD})
    first, second = client.get("/desk/me/second-factor"), client.get("/desk/me/second-factor")

    assert done.status_code == 302
    assert len(first.context["codes"]) == 10
    assert second.context["codes"] is None
    assert has_second_factor(anna.user_id or 0)


def test_password_is_asked_before_it_is_switched_on() -> None:
    anna = make_person("anna", "owner")
    client = signed_in(anna)
    secret = client.get("/desk/me/second-factor").context["secret"]

    answer = client.post("/desk/me/second-factor", {"code": present_code(secret), "password": "not-the-password"})

    assert answer.status_code == 422
    assert has_second_factor(anna.user_id or 0) is False


def test_sign_in_asks_for_the_code() -> None:
    anna = make_person("anna", "keeper")
    switch_on_second_factor(actor=anna, secret=SECRET, code=present_code(), password=PASSWORD)
    client = with_password("anna")
    assert client.get("/desk/").status_code == 302
    assert client.get(STEP).status_code == 200
    assert client.post(STEP, {"code": "000000"}).status_code == 422

    answer = client.post(STEP, {"code": present_code()})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/tasks")
    assert client.get("/desk/tasks").status_code == 200


def test_code_works_once() -> None:
    anna = make_person("anna", "keeper")
    code = present_code()
    switch_on_second_factor(actor=anna, secret=SECRET, code=code, password=PASSWORD)
    assert with_password("anna").post(STEP, {"code": code}).status_code == 302

    assert with_password("anna").post(STEP, {"code": code}).status_code == 422


def test_recovery_code_opens_once() -> None:
    anna = make_person("anna", "keeper")
    codes = switch_on_second_factor(actor=anna, secret=SECRET, code=present_code(), password=PASSWORD)

    assert with_password("anna").post(STEP, {"code": codes[0]}).status_code == 302
    assert with_password("anna").post(STEP, {"code": codes[0]}).status_code == 422
    assert unused_recovery_codes(anna.user_id or 0) == 9


def test_five_wrong_codes_lock_the_name() -> None:
    anna = make_person("anna", "keeper")
    switch_on_second_factor(actor=anna, secret=SECRET, code=present_code(), password=PASSWORD)
    client = with_password("anna")

    statuses = [client.post(STEP, {"code": "000000"}).status_code for _index in range(5)]

    assert statuses == [422, 422, 422, 422, 429]
    assert client.get(STEP).headers["Location"] == "/desk/sign-in"
    again = Client().post("/desk/sign-in", {"login": "anna", "password": PASSWORD})
    assert again.status_code == 429


def test_new_paper_codes_void_the_old_ones() -> None:
    anna = make_person("anna", "keeper")
    old = switch_on_second_factor(actor=anna, secret=SECRET, code=present_code(), password=PASSWORD)

    fresh = renew_recovery_codes(actor=anna, password=PASSWORD)

    assert len(fresh) == 10
    assert set(fresh) & set(old) == set()
    assert with_password("anna").post(STEP, {"code": old[0]}).status_code == 422


def test_switching_off_takes_the_paper_codes_along() -> None:
    anna = make_person("anna", "owner")
    switch_on_second_factor(actor=anna, secret=SECRET, code=present_code(), password=PASSWORD)
    client = signed_in(anna)
    assert client.post("/desk/me/second-factor/off", {"password": "wrong-wrong-wrong"}).status_code == 422
    assert has_second_factor(anna.user_id or 0)

    assert client.post("/desk/me/second-factor/off", {"password": PASSWORD}).status_code == 302

    assert Authenticator.objects.count() == 0


def test_owner_takes_it_away_for_somebody_who_lost_both() -> None:
    owner, anna = make_person("owner", "owner"), make_person("anna", "keeper")
    switch_on_second_factor(actor=anna, secret=SECRET, code=present_code(), password=PASSWORD)

    remove_second_factor(actor=owner, username="anna")

    assert has_second_factor(anna.user_id or 0) is False


def test_qr_picture_holds_the_text() -> None:
    text = "otpauth://totp/anna?secret=JBSWY3DPEHPK3PXP&issuer=Zhanggui"

    drawing = base64.b64decode(qr_picture(text).partition(",")[2]).decode()

    side, scale = int(re.search(r'viewBox="0 0 (\d+) ', drawing)[1]), 8  # type: ignore[index]
    picture = Image.new("L", (side * scale, side * scale), 255)
    pen = ImageDraw.Draw(picture)
    for column, row in re.findall(r"M(\d+) (\d+)h1", drawing):
        x, y = int(column) * scale, int(row) * scale
        pen.rectangle((x, y, x + scale - 1, y + scale - 1), fill=0)
    picture.save(io.BytesIO(), "PNG")
    assert zxingcpp.read_barcodes(picture)[0].text == text


@pytest.mark.req_part("SEC-03")
def test_secrets_lie_encrypted_and_still_open_the_door() -> None:
    anna = make_person("anna", "owner")
    codes = switch_on_second_factor(actor=anna, secret=SECRET, code=present_code(), password=PASSWORD)

    kept = {row.type: row.data for row in Authenticator.objects.all()}
    assert SECRET not in str(kept)
    assert not any(code in str(kept) for code in codes)
    assert kept["totp"]["secret"].startswith("gAAAA")
    cache.clear()
    answer = with_password("anna").post(STEP, {"code": present_code()})
    assert answer.headers["Location"] == "/desk/tasks"


def test_secret_of_another_home_matches_no_code() -> None:
    adapter = StaffMfaAdapter()

    assert adapter.decrypt(adapter.encrypt(SECRET)) == SECRET
    assert adapter.decrypt(SECRET) != SECRET
    assert adapter.decrypt(SECRET) != adapter.decrypt(SECRET)
