"""Shops and people for tests of pages."""

from django.contrib.auth import get_user_model
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.kernel.values import Actor, Origin
from zhanggui.people.models import SecrecyNote
from zhanggui.people.queries import actor_of_user
from zhanggui.people.services import create_user
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard

PASSWORD = "lantern-river-oak-7"


def make_shop(code: str = "qinghe", name: str = "青禾家居") -> ShopCard:
    """A shop with the proposed settings."""
    return create_shop(actor=SYSTEM, code=code, name=name)


def make_person(username: str, *positions: str, shop: ShopCard | None = None) -> Actor:
    """A person with the positions, in one shop or in all, who has signed the secrecy note."""
    account = create_user(
        actor=SYSTEM,
        username=username,
        positions=positions,
        shop_id=shop.id if shop else None,
        password=PASSWORD,
    )
    SecrecyNote.objects.create(user_id=account.id, signed_name=username, text="signed", signed_at=now())
    return actor_of_user(account.id, Origin.WEB)


def signed_in(person: Actor, **headers: str) -> Client:
    """A browser in which the person is signed in."""
    client = Client(headers={"accept-language": "en", **headers})
    client.cookies["zg_language"] = "en"
    client.force_login(get_user_model().objects.get(pk=person.user_id), "django.contrib.auth.backends.ModelBackend")
    return client
