"""One's own account: profile, password, sessions, API keys."""

import pytest
from django.test import Client

from zhanggui.kernel.values import Origin
from zhanggui.people.models import ApiToken, User
from zhanggui.people.queries import actor_of_user, preferences_of
from zhanggui.people.services import user_of_api_token
from zhanggui.people.tests.factories import PASSWORD, make_person, make_shop, signed_in

pytestmark = pytest.mark.django_db

PAGES = ["/desk/me", "/desk/me/password", "/desk/me/second-factor", "/desk/me/sessions"]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_for_every_person_and_for_nobody_else(path: str) -> None:
    keeper = make_person("keeper", "keeper")

    assert Client().get(path).status_code == 302
    assert signed_in(keeper).get(path).status_code == 200


def test_profile_is_saved_and_the_language_follows() -> None:
    anna = make_person("anna", "keeper")
    client = signed_in(anna)
    form = {"name": "安娜", "language": "zh-hans", "theme": "dark", "density": "roomy", "is_sound_on": "on"}

    answer = client.post("/desk/me", form)

    assert answer.status_code == 302
    assert answer.cookies["zg_language"].value == "zh-hans"
    assert preferences_of(anna.user_id or 0) == {
        "language": "zh-hans",
        "theme": "dark",
        "density": "roomy",
        "are_single_keys_on": False,
        "is_sound_on": True,
    }
    assert actor_of_user(anna.user_id or 0, Origin.WEB).name == "安娜"


def test_wrong_profile_comes_back() -> None:
    client = signed_in(make_person("anna", "keeper"))

    answer = client.post("/desk/me", {"name": "x" * 61, "language": "fr", "theme": "pink", "density": "compact"})

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["language", "name", "theme"]


def test_new_password_keeps_this_session_and_ends_the_others() -> None:
    make_person("anna", "keeper")
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/desk/sign-in", {"login": "anna", "password": PASSWORD})
        assert browser.get("/desk/").status_code == 200

    answer = here.post("/desk/me/password", {"old": PASSWORD, "new": "window-cloud-four-2"})

    assert answer.status_code == 302
    assert here.get("/desk/").status_code == 200
    assert there.get("/desk/").status_code == 302


def test_wrong_or_weak_password_names_its_field() -> None:
    anna = make_person("anna", "keeper")
    client = signed_in(anna)

    wrong = client.post("/desk/me/password", {"old": "not-the-old-one", "new": "window-cloud-four-2"})
    weak = client.post("/desk/me/password", {"old": PASSWORD, "new": "anna-anna-2026"})

    assert [wrong.status_code, weak.status_code] == [422, 422]
    assert [list(wrong.context["form"].errors), list(weak.context["form"].errors)] == [["old"], ["new"]]
    assert User.objects.get(pk=anna.user_id).check_password(PASSWORD)


def test_session_on_another_device_is_ended_from_here() -> None:
    make_person("anna", "keeper")
    here, there, third = Client(), Client(), Client()
    for browser in (here, there, third):
        browser.post("/desk/sign-in", {"login": "anna", "password": PASSWORD}, headers={"user-agent": "Firefox Linux"})
        browser.get("/desk/", headers={"user-agent": "Firefox Linux"})
    rows = here.get("/desk/me/sessions").context["rows"]
    assert [row["is_current"] for row in rows] == [True, False, False]
    assert rows[1]["device"] == "Firefox, Linux"

    here.post(f"/desk/me/sessions/{rows[1]['id']}/end")
    assert len(here.get("/desk/me/sessions").context["rows"]) == 2
    here.post("/desk/me/sessions/others/end")

    assert here.get("/desk/").status_code == 200
    assert [there.get("/desk/").status_code, third.get("/desk/").status_code] == [302, 302]


def test_session_of_somebody_else_cannot_be_ended() -> None:
    anna, eve = make_person("anna", "keeper"), make_person("eve", "keeper")
    theirs = Client()
    theirs.post("/desk/sign-in", {"login": "anna", "password": PASSWORD})
    theirs.get("/desk/")
    row = signed_in(anna).get("/desk/me/sessions").context["rows"][-1]

    signed_in(eve).post(f"/desk/me/sessions/{row['id']}/end")

    assert theirs.get("/desk/").status_code == 200


def test_api_key_is_shown_once_and_works_until_it_is_ended() -> None:
    make_shop()
    anna = make_person("anna", "supervisor")
    client = signed_in(anna)

    client.post("/desk/me/keys", {"name": "scale"})
    key = client.get("/desk/me").context["new_token"]["token"]
    assert client.get("/desk/me").context["new_token"] is None
    assert user_of_api_token(key) == anna.user_id
    client.post(f"/desk/me/keys/{ApiToken.objects.get().pk}/end")

    assert user_of_api_token(key) is None


def test_api_key_without_a_purpose_is_refused() -> None:
    client = signed_in(make_person("anna", "supervisor"))

    assert client.post("/desk/me/keys", {"name": ""}).status_code == 422
    assert ApiToken.objects.count() == 0


def test_api_key_of_somebody_else_is_not_ended() -> None:
    anna, eve = make_person("anna", "supervisor"), make_person("eve", "supervisor")
    signed_in(anna).post("/desk/me/keys", {"name": "scale"})

    answer = signed_in(eve).post(f"/desk/me/keys/{ApiToken.objects.get().pk}/end")

    assert answer.status_code == 403
    assert ApiToken.objects.filter(revoked_at=None).count() == 1
