"""Browsers of people in positions, for the tests of pages and endpoints."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.services import create_api_token, create_user

PASSWORD = "long-Enough-9-word"


def account(position: str, *, shop_id: int | None = None, name: str = "") -> Any:
    """An account with one position, in one shop or in all."""
    username = name or f"{position}-{shop_id or 'all'}"
    create_user(actor=SYSTEM, username=username, positions=[position], shop_id=shop_id, password=PASSWORD)
    return get_user_model().objects.get(username=username)


def browser(position: str, *, shop_id: int | None = None, name: str = "") -> Client:
    """A signed-in browser that speaks English."""
    client = Client()
    client.force_login(
        account(position, shop_id=shop_id, name=name), backend="django.contrib.auth.backends.ModelBackend"
    )
    client.cookies["zg_language"] = "en"
    return client


def api_headers(position: str, *, shop_id: int | None = None, name: str = "") -> dict[str, str]:
    """Headers of an API request of a person in a position."""
    user = account(position, shop_id=shop_id, name=name)
    made = create_api_token(actor=SYSTEM, user_id=user.pk, name="test")
    key = made if isinstance(made, str) else made.token
    return {"Authorization": f"Bearer {key}"}


def text_of(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())
