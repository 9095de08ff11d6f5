"""Every staff address declares who may open it; anonymous people never get in."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from zhanggui.kernel.capabilities import capabilities
from zhanggui.people.values import POSITIONS

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


def _example(path: str) -> str:

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: "1" if match[1] == "int" else "x", path)


@pytest.mark.django_db
def test_anonymous_visitor_is_sent_to_sign_in(client: Client) -> None:
    for path, _entry in staff_patterns():
        response = client.get(_example(path))
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith("/desk/sign-in"), path
