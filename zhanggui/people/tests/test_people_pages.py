"""Pages about people: who may open them, and what they do (ORG-03, ORG-09, SEC-08)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhanggui.kernel.events.models import Event
from zhanggui.people.models import ApiToken, User
from zhanggui.people.queries import people_rows
from zhanggui.people.services import create_api_token
from zhanggui.people.tests.factories import PASSWORD, make_person, make_shop, signed_in
from zhanggui.people.values import Holding

pytestmark = pytest.mark.django_db

LOOK = ["/desk/people", "/desk/people/positions", "/desk/people/-/anna"]
MANAGE = ["positions", "disable", "enable", "password", "second-factor/off"]


@pytest.mark.parametrize("path", [*LOOK, "/desk/people/new"])
def test_anonymous_is_sent_to_the_door(path: str) -> None:
    assert Client().get(path).headers["Location"].startswith("/desk/sign-in?next=")


@pytest.mark.parametrize("path", [*LOOK, "/desk/people/new"])
def test_position_without_the_right_is_refused_and_logged(path: str) -> None:
    make_shop()
    make_person("anna", "keeper")
    keeper = make_person("keeper", "keeper")

    answer = signed_in(keeper).get(path)

    assert answer.status_code == 403
    assert Event.objects.get(kind="permission.denied").actor_id == keeper.user_id


@pytest.mark.parametrize("path", LOOK)
def test_supervisor_looks_but_does_not_manage(path: str) -> None:
    make_shop()
    make_person("anna", "keeper")
    client = signed_in(make_person("lead", "supervisor"))

    assert client.get(path).status_code == 200
    assert [client.post(f"/desk/people/-/anna/{verb}").status_code for verb in MANAGE] == [403] * 5
    assert client.get("/desk/people/new").status_code == 403


def test_person_of_another_shop_is_not_found() -> None:
    first, second = make_shop(), make_shop("other", "另一家")
    make_person("anna", "keeper", shop=second)
    client = signed_in(make_person("lead", "supervisor", shop=first))

    assert client.get("/desk/people/-/anna").status_code == 404
    assert [row["person"].username for row in client.get("/desk/people").context["rows"]] == ["lead"]


def test_new_account_shows_its_password_once() -> None:
    make_shop()
    client = signed_in(make_person("owner", "owner"))
    form = {"username": "anna", "name": "安娜", "shop": "all", "positions": ["keeper", "order_clerk"]}

    answer = client.post("/desk/people/new", form)
    first, second = client.get("/desk/people/-/anna"), client.get("/desk/people/-/anna")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/people/-/anna")
    assert len(first.context["shown"]["password"]) == 16
    assert second.context["shown"] is None
    anna = User.objects.get(username="anna")
    assert anna.must_change_password is True
    assert people_rows(None, username="anna")[0].holdings == (Holding("keeper"), Holding("order_clerk"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "owner"}, "username"),
        ({"username": "two words"}, "username"),
        ({"positions": []}, "positions"),
        ({"positions": ["emperor"]}, "positions"),
        ({"shop": "999"}, "shop"),
        ({"password": "short"}, "password"),
    ],
)
def test_wrong_new_account_comes_back_with_the_field_named(change: dict[str, object], field: str) -> None:
    make_shop()
    client = signed_in(make_person("owner", "owner"))
    form = {"username": "anna", "name": "", "shop": "all", "positions": ["keeper"], **change}

    answer = client.post("/desk/people/new", form)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert User.objects.count() == 1


def test_positions_are_saved_from_the_matrix() -> None:
    first, second = make_shop(), make_shop("other", "另一家")
    make_person("anna", "keeper")
    client = signed_in(make_person("owner", "owner"))

    client.post("/desk/people/-/anna/positions", {"hold": [f"keeper:{first.id}", "order_clerk:all"]})

    assert set(people_rows(None, username="anna")[0].holdings) == {
        Holding("keeper", first.id),
        Holding("order_clerk"),
    }
    assert second.id != first.id


def test_owner_of_one_shop_leaves_the_other_columns_untouched() -> None:
    first, second = make_shop(), make_shop("other", "另一家")
    make_person("boss", "owner")
    make_person("anna", "keeper", shop=second)
    local = make_person("local", "owner", shop=first)
    owner = signed_in(make_person("owner", "owner"))
    owner.post("/desk/people/-/anna/positions", {"hold": [f"keeper:{first.id}", f"keeper:{second.id}"]})

    answer = signed_in(local).post("/desk/people/-/anna/positions", {"hold": [f"order_clerk:{first.id}"]})

    assert answer.status_code == 302
    assert set(people_rows(None, username="anna")[0].holdings) == {
        Holding("order_clerk", first.id),
        Holding("keeper", second.id),
    }


def test_last_owner_stays_with_a_sentence_on_the_page() -> None:
    make_shop()
    owner = make_person("owner", "owner")
    client = signed_in(owner)

    disabled = client.post("/desk/people/-/owner/disable")
    stripped = client.post("/desk/people/-/owner/positions", {"hold": ["keeper:all"]})

    assert [disabled.status_code, stripped.status_code] == [422, 422]
    assert disabled.context["error"].startswith("“owner” is the last owner.")
    assert User.objects.get(pk=owner.user_id).is_active is True
    assert people_rows(None, username="owner")[0].holdings == (Holding("owner"),)


def test_closed_account_loses_session_and_keys_at_once() -> None:
    make_shop()
    owner, anna = make_person("owner", "owner"), make_person("anna", "supervisor")
    create_api_token(actor=anna, user_id=anna.user_id or 0, name="scale")
    browser = Client()
    browser.post("/desk/sign-in", {"login": "anna", "password": PASSWORD})
    assert browser.get("/desk/").status_code == 200

    signed_in(owner).post("/desk/people/-/anna/disable")

    assert browser.get("/desk/").status_code == 302
    assert ApiToken.objects.filter(revoked_at=None).count() == 0
    assert browser.post("/desk/sign-in", {"login": "anna", "password": PASSWORD}).status_code == 422


def test_new_password_ends_sessions_and_is_shown_once() -> None:
    make_shop()
    owner = signed_in(make_person("owner", "owner"))
    make_person("anna", "keeper")
    browser = Client()
    browser.post("/desk/sign-in", {"login": "anna", "password": PASSWORD})

    owner.post("/desk/people/-/anna/password")
    shown = owner.get("/desk/people/-/anna").context["shown"]["password"]

    assert browser.get("/desk/").status_code == 302
    answer = browser.post("/desk/sign-in", {"login": "anna", "password": shown})
    assert answer.status_code == 302
    assert browser.get("/desk/").headers["Location"] == "/desk/me/password"


def test_positions_page_says_every_right_in_words() -> None:
    make_shop()
    client = signed_in(make_person("owner", "owner"))

    answer = client.get("/desk/people/positions")

    labels = {str(row["label"]) for area in answer.context["areas"] for row in area["rows"]}
    assert {"Manage people and positions", "Change shop settings"} <= labels
    assert not [label for label in labels if "." in label]


def test_query_count_of_the_list_does_not_grow_with_people() -> None:
    make_shop()
    client = signed_in(make_person("owner", "owner"))
    client.get("/desk/people")
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/people")
    for number in range(5):
        make_person(f"person{number}", "keeper", "order_clerk")

    with CaptureQueriesContext(connection) as many:
        client.get("/desk/people")

    assert len(many) == len(few)
