"""Every staff address declares who may open it; anonymous people never get in."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from zhanggui.api.application import api
from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import User
from zhanggui.people.services import create_api_token, create_user
from zhanggui.people.values import POSITIONS
from zhanggui.shops.services import create_shop
from zhanggui.shops.values import ShopCard

# Addresses that must answer without a person: health, sign-in and its steps, the first visit.
PUBLIC = {"healthz", "", "desk/sign-in", "desk/sign-out", "desk/language", "setup"}


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, path)
        else:
            yield path, entry


def staff_patterns() -> list[tuple[str, URLPattern]]:
    return [
        (path, entry)
        for path, entry in _patterns(get_resolver())
        if path.startswith("desk/") and path not in PUBLIC and not path.startswith("desk/account/")
    ]


def test_every_desk_page_declares_its_capability() -> None:
    undeclared = [path for path, entry in staff_patterns() if not getattr(entry.callback, "is_staff_page", False)]

    assert undeclared == []


def test_every_named_capability_is_declared_once_in_a_module() -> None:
    named = {capability for position in POSITIONS.values() for capability in position.capabilities}

    assert named - set(capabilities()) == set()


def _example(path: str, shop: str = "ours") -> str:
    named = path.replace("<slug:shop>", shop).replace("<shop>", shop)
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: "1" if match[1] == "int" else "x", named)


def _signed_in(username: str, positions: list[str], shop_id: int | None = None) -> Client:
    create_user(actor=SYSTEM, username=username, positions=positions, shop_id=shop_id)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def shops() -> tuple[ShopCard, ShopCard]:
    return (
        create_shop(actor=SYSTEM, code="ours", name="Ours"),
        create_shop(actor=SYSTEM, code="theirs", name="Theirs"),
    )


@pytest.mark.django_db
def test_anonymous_visitor_is_sent_to_sign_in(client: Client) -> None:
    for path, _entry in staff_patterns():
        response = client.get(_example(path))
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith("/desk/sign-in"), path


@pytest.mark.django_db
def test_person_without_the_capability_is_refused_and_logged(shops: tuple[ShopCard, ShopCard]) -> None:
    client = _signed_in("nobody", [])
    guarded = [(path, entry.callback.capability) for path, entry in staff_patterns() if entry.callback.capability]

    for path, _capability in guarded:
        assert {client.get(_example(path)).status_code, client.post(_example(path)).status_code} <= {403, 405}, path

    denied = set(Event.objects.filter(kind="permission.denied").values_list("data__capability", flat=True))
    assert denied == {capability for _path, capability in guarded}


@pytest.mark.django_db
def test_owner_of_another_shop_is_refused(shops: tuple[ShopCard, ShopCard]) -> None:
    client = _signed_in("stranger", ["owner", "keeper", "order_clerk"], shops[1].id)

    for path, _entry in staff_patterns():
        if "<slug:shop>" in path:
            address = _example(path)
            assert {client.get(address).status_code, client.post(address).status_code} <= {403, 405}, path


@pytest.mark.django_db
def test_owner_gets_every_page_or_a_clear_answer(shops: tuple[ShopCard, ShopCard]) -> None:
    client = _signed_in("owner", ["owner", "keeper", "order_clerk"])

    for path, _entry in staff_patterns():
        # On an empty database the session of this client has the number of the example: it would end itself.
        if "_page" in path or path.startswith("desk/account") or path == "desk/me/sessions/<int:session_id>/end":
            continue
        for response in (client.get(_example(path)), client.post(_example(path))):
            assert response.status_code in {200, 204, 302, 404, 405, 409, 422}, (path, response.status_code)


def _operations() -> list[tuple[str, str, str]]:
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            found.append((path, method, operation.get("x-capability", "")))
    return found


def test_every_endpoint_declares_its_capability() -> None:
    assert [path for path, _method, capability in _operations() if capability not in capabilities()] == []


@pytest.mark.django_db
def test_endpoints_refuse_without_key_without_capability_and_in_other_shops(shops: tuple[ShopCard, ShopCard]) -> None:
    keys = {}
    for name, positions in (("none", []), ("stranger", ["owner", "keeper", "order_clerk"])):
        made = create_user(actor=SYSTEM, username=name, positions=positions, shop_id=shops[1].id)
        keys[name] = create_api_token(actor=SYSTEM, user_id=made.id, name="walk")
    client = Client(raise_request_exception=False)

    for path, method, _capability in _operations():
        address = path.replace("{shop}", "ours").replace("{finding_id}", "1").replace("{day}", "2026-11-21")
        address = re.sub(r"{\w+}", "x", address)
        call = getattr(client, method)
        body = {"data": "{}", "content_type": "application/json"} if method == "post" else {}
        assert call(address, **body).status_code == 401, path
        refused = call(address, **body, headers={"Authorization": f"Bearer {keys['none']}"})
        assert refused.status_code in {403, 422}, (path, refused.content)
        if "{shop}" in path:
            foreign = call(address, **body, headers={"Authorization": f"Bearer {keys['stranger']}"})
            assert foreign.status_code in {403, 422}, (path, foreign.content)
