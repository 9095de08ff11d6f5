"""Closing accounts and new passwords by the API."""

import pytest
from django.test import Client

from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import User
from zhanggui.people.services import create_api_token, create_user

pytestmark = pytest.mark.django_db


def key_of(name: str, position: str) -> dict[str, str]:
    account = create_user(actor=SYSTEM, username=name, positions=[position])
    return {"Authorization": f"Bearer {create_api_token(actor=SYSTEM, user_id=account.id, name='test')}"}


def test_disabled_account_is_closed_and_its_key_is_dead(client: Client) -> None:
    owner, keeper = key_of("lin", "owner"), key_of("he", "keeper")

    closed = client.post("/api/v1/users/he/disable", headers=owner)

    assert (closed.status_code, closed.json()) == (
        200,
        {"name": "he", "positions": ["keeper"], "is_active": False, "password": None},
    )
    assert client.get("/api/v1/users", headers=keeper).status_code == 401
    event = Event.objects.get(kind="user.disabled")
    assert (event.actor_name, event.origin) == ("lin", "api")


def test_new_password_is_shown_once_and_works(client: Client) -> None:
    owner = key_of("lin", "owner")
    create_user(actor=SYSTEM, username="he", positions=["keeper"])

    made = client.post("/api/v1/users/he/reset-password", headers=owner).json()

    assert (made["name"], made["is_active"], len(made["password"])) == ("he", True, 16)
    user = User.objects.get(username="he")
    assert user.check_password(made["password"])
    assert user.must_change_password


@pytest.mark.parametrize("act", ["disable", "reset-password"])
def test_others_are_refused_and_nobody_is_changed(client: Client, act: str) -> None:
    owner, clerk = key_of("lin", "owner"), key_of("gao", "order_clerk")

    assert client.post(f"/api/v1/users/lin/{act}", headers=clerk).json()["code"] == "permissions.denied"
    assert client.post(f"/api/v1/users/ghost/{act}", headers=owner).json()["code"] == "people.user_not_found"
    assert User.objects.filter(is_active=True).count() == 2


def test_last_owner_is_not_closed(client: Client) -> None:
    refused = client.post("/api/v1/users/lin/disable", headers=key_of("lin", "owner"))

    assert (refused.status_code, refused.json()["code"]) == (409, "people.last_owner")
