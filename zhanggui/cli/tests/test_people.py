"""user create, disable, reset-password."""

import pytest

from zhanggui.cli.tests.console import Console

pytestmark = pytest.mark.xdist_group("commands")


def _events(home: Console, name: str) -> set[tuple[str, str, str]]:
    """What the timeline says of a person: what, by whom, through which door."""
    return set(
        home.rows(
            "SELECT e.kind, e.actor_name, e.origin FROM kernel_event e JOIN people_user u ON u.id = e.subject_id"
            " WHERE e.subject_kind = 'user' AND u.username = %s",
            name,
        )
    )


def test_create_answers_with_name_positions_and_password(home: Console) -> None:
    user = home("user", "create", "ann", "--position", "order_clerk", "--position", "keeper", "--as", "boss")["user"]

    assert list(user) == ["name", "positions", "password"]
    assert (user["name"], user["positions"]) == ("ann", ["order_clerk", "keeper"])
    assert len(user["password"]) == 16
    assert _events(home, "ann") == {("user.created", "boss", "cli")}


def test_reset_password_shows_the_new_one_once(home: Console) -> None:
    first = home("user", "create", "ben", "--position", "keeper")["user"]["password"]

    user = home("user", "reset-password", "ben", "--as", "boss")["user"]

    assert (user["name"], user["positions"], len(user["password"])) == ("ben", ["keeper"], 16)
    assert user["password"] != first
    assert ("user.password_reset", "boss", "cli") in _events(home, "ben")


def test_disabled_person_can_do_nothing_more(home: Console) -> None:
    home("user", "create", "eve", "--position", "owner")

    assert home("user", "disable", "eve", "--as", "boss") == {"user": {"name": "eve", "positions": ["owner"]}}

    assert ("user.disabled", "boss", "cli") in _events(home, "eve")
    refused = home("user", "create", "mia", "--position", "keeper", "--as", "eve", status=1)
    assert refused["error"]["code"] == "people.user_not_found"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("create", "boss", "--position", "keeper"), "people.user_exists"),
        (("disable", "nobody"), "people.user_not_found"),
        (("reset-password", "nobody"), "people.user_not_found"),
        (("disable", "boss"), "people.last_owner"),
        (("disable", "keeper", "--as", "clerk"), "permissions.denied"),
        (("reset-password", "keeper", "--as", "clerk"), "permissions.denied"),
        (("create", "new", "--position", "keeper", "--as", "clerk"), "permissions.denied"),
    ],
)
def test_rules_refuse_with_status_1(home: Console, words: tuple[str, ...], code: str) -> None:
    error = home("user", *words, status=1)["error"]

    assert list(error) == ["code", "message", "params"]
    assert error["code"] == code
    assert error["message"]


def test_unknown_position_and_bad_name_are_wrong_use(home: Console) -> None:
    unknown = home("user", "create", "new", "--position", "king", status=2)["error"]
    assert unknown["code"] == "people.unknown_position"
    assert home("user", "create", "a b", "--position", "keeper", status=2)["error"]["code"] == "people.bad_username"
