"""Every page of the desk, from the address table itself: a page that comes new is walked without being listed here."""

import re
from dataclasses import dataclass, field

from django.test import Client
from django.urls import reverse

from tests.architecture.test_access import staff_patterns
from zhanggui.kernel.pages.registry import nav_items
from zhanggui.people.models import User

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass
class Places:
    """Pages by the person who looks at them, and what could not be visited."""

    found: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    "Addresses with a parameter for which the test has no example."
    unanswered: list[str] = field(default_factory=list)
    "Addresses that answered neither with a page nor with a file nor by leading elsewhere."

    templates: dict[str, str] = field(default_factory=dict)
    "What a page was made of, where it was asked for without a browser."

    def one_of_each_template(self) -> dict[str, list[str]]:
        """The first page of each template, by the person who looks at it, and the pages whose template is not known."""
        seen: set[str] = set()
        kept: dict[str, list[str]] = {}
        for name, addresses in self.found.items():
            for address in addresses:
                template = self.templates.get(address, f"{name} {address}")
                if template not in seen:
                    seen.add(template)
                    kept.setdefault(name, []).append(address)
        return kept


def find_places(people: list[str], examples: dict[str, str], more: dict[str, list[str]]) -> Places:
    """Ask every address of the desk for a page, as the first of these people who may see it.

    `examples` gives parameters their values, by `folder/parameter` (`orders/number`) or by `parameter`.
    Fragments, files and addresses that only take orders are left out; `more` is added as it is.
    """
    clients = {name: _client(name) for name in people}
    places = Places()
    for pattern, _entry in staff_patterns():
        address, missing = _filled(pattern, examples)
        name, status, template = _ask(clients, address)
        if status == 405:
            continue
        if missing:
            places.unknown.append(pattern)
        elif status not in {200, 204, 302}:
            places.unanswered.append(f"{address} {status}")
        elif template:
            places.found.setdefault(name, []).append(address)
            places.templates[address] = template
    for name, addresses in more.items():
        places.found.setdefault(name, []).extend(addresses)
    return places


def places_of_newcomer(username: str) -> list[str]:
    """The places of the navigation that the person may open: in a new shop they are empty and have to teach."""
    addresses = [reverse(item.url_name) for item in nav_items()]
    clients = {username: _client(username)}
    return [address for address in addresses if _ask(clients, address)[2]]


def _client(username: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _filled(pattern: str, examples: dict[str, str]) -> tuple[str, list[str]]:
    folder = pattern.removeprefix("desk/").split("/")[0]
    missing = []

    def value(match: re.Match[str]) -> str:
        found = examples.get(f"{folder}/{match[1]}") or examples.get(match[1])
        if found is None:
            missing.append(match[1])
        return found or "1"

    return "/" + PARAMETER.sub(value, pattern), missing


def _ask(clients: dict[str, Client], address: str) -> tuple[str, int, str]:
    """Who saw it, the status, and the template where it is a whole page."""
    for name, client in clients.items():
        answer = client.get(address)
        if answer.status_code == 403:
            continue
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        is_page = answer.status_code == 200 and is_html and answer.content.lstrip()[:9].lower() == b"<!doctype"
        return name, answer.status_code, str(answer.templates[0].name) if is_page else ""
    return "", 403, ""
