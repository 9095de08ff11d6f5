"""The door: signing in and out, the lock, the first own password (SEC-03)."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import User
from zhanggui.people.services import create_user, disable_user
from zhanggui.people.tests.factories import PASSWORD, make_person, make_shop

pytestmark = pytest.mark.django_db

SIGN_IN = "/desk/sign-in"


@pytest.fixture
def client() -> Client:
    browser = Client()
    browser.cookies["zg_language"] = "en"
    return browser


def attempt(client: Client, login: str, password: str = PASSWORD, **extra: str):
    return client.post(SIGN_IN, {"login": login, "password": password, **extra})


def test_right_password_leads_to_the_page_that_was_asked_for(client: Client) -> None:
    make_shop()
    make_person("anna", "owner")
    asked = client.get("/desk/people")
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/desk/sign-in?next=/desk/people"

    answer = attempt(client, "Anna", next="/desk/people")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/people")
    assert client.get("/desk/people").status_code == 200


def test_target_elsewhere_is_ignored(client: Client) -> None:
    make_person("anna", "keeper")

    answer = attempt(client, "anna", next="https://evil.example/desk/")

    assert answer.headers["Location"] == "/desk/"


def test_language_of_the_person_is_spoken_after_sign_in(client: Client) -> None:
    make_person("anna", "keeper")
    User.objects.update(language="zh-hans")

    answer = attempt(client, "anna")

    assert answer.cookies["zg_language"].value == "zh-hans"


def test_wrong_name_wrong_password_and_closed_account_sound_the_same(client: Client) -> None:
    make_person("owner", "owner")
    make_person("anna", "keeper")
    make_person("gone", "keeper")
    disable_user(actor=SYSTEM, username="gone")

    answers = [attempt(client, "nobody"), attempt(client, "anna", "wrong-wrong-wrong"), attempt(client, "gone")]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    sentences = {answer.context["error"] for answer in answers}
    assert sentences == {"User name or password is wrong. 4 more tries, then it locks for 15 minutes."}


def test_fifth_failure_locks_for_fifteen_minutes_whatever_the_spelling(client: Client) -> None:
    make_person("anna", "keeper")
    for login in ("anna", "ANNA", "Anna", " anna"):
        assert attempt(client, login, "wrong-wrong-wrong").status_code == 422

    fifth = attempt(client, "anna", "wrong-wrong-wrong")
    right = attempt(client, "anna")

    assert fifth.status_code == 429
    assert right.status_code == 429
    assert "Try again at" in right.context["error"]
    assert client.get("/desk/").status_code == 302


def test_trying_while_locked_does_not_lock_longer(client: Client) -> None:
    make_person("anna", "keeper")
    for _index in range(5):
        attempt(client, "anna", "wrong-wrong-wrong")
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=14))
    assert attempt(client, "anna", "wrong-wrong-wrong").status_code == 429
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=15, seconds=1))

    assert attempt(client, "anna").status_code == 302


def test_unknown_name_locks_like_a_known_one(client: Client) -> None:
    statuses = [attempt(client, "nobody", "wrong-wrong-wrong").status_code for _index in range(6)]

    assert statuses == [422, 422, 422, 422, 429, 429]


def test_success_starts_the_count_anew(client: Client) -> None:
    make_person("anna", "keeper")
    for _index in range(4):
        attempt(client, "anna", "wrong-wrong-wrong")
    assert attempt(client, "anna").status_code == 302
    client.post("/desk/sign-out")

    answer = attempt(client, "anna", "wrong-wrong-wrong")

    assert "4" in answer.context["error"]


def test_sign_out_ends_the_session_and_only_by_post(client: Client) -> None:
    make_person("anna", "keeper")
    attempt(client, "anna")
    assert client.get("/desk/sign-out").status_code == 405
    assert client.get("/desk/").status_code == 200

    answer = client.post("/desk/sign-out")

    assert (answer.status_code, answer.headers["Location"]) == (302, SIGN_IN)
    assert client.get("/desk/").status_code == 302


def test_made_password_must_be_changed_before_anything_else(client: Client) -> None:
    made = create_user(actor=SYSTEM, username="anna", positions=["keeper"], must_change_password=True).password or ""
    attempt(client, "anna", made)

    assert client.get("/desk/").headers["Location"] == "/desk/me/password"
    page = client.get("/desk/me/password")
    assert page.status_code == 200
    weak = client.post("/desk/me/password", {"old": made, "new": "123456789012"})
    assert weak.status_code == 422
    done = client.post("/desk/me/password", {"old": made, "new": "window-cloud-four-2"})

    assert (done.status_code, done.headers["Location"]) == (302, "/desk/")
    assert client.get("/desk/").headers["Location"] == "/desk/me/secrecy"


@pytest.mark.parametrize("path", ["sign-up", "reset", "closed", "again", "second-factor", "second-step"])
def test_addresses_that_we_do_not_offer_lead_to_the_door(client: Client, path: str) -> None:
    answer = client.get(f"/desk/account/{path}")

    assert (answer.status_code, answer.headers["Location"]) == (302, SIGN_IN)


def test_session_cookie_lives_thirty_idle_minutes(client: Client) -> None:
    make_person("anna", "keeper")

    answer = attempt(client, "anna")

    assert answer.cookies["sessionid"]["max-age"] == 1800
    assert answer.cookies["sessionid"]["httponly"] is True
    assert client.get("/desk/").cookies["sessionid"]["max-age"] == 1800
