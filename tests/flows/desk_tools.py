"""The order desk by page, API and command in one process, for stories that must hold through all three."""

import json
import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.test import Client

from zhanggui.cli.commands import COMMANDS
from zhanggui.cli.grammar import build_parser
from zhanggui.cli.prepare import Context
from zhanggui.kernel.values import Actor
from zhanggui.people.services import create_api_token
from zhanggui.people.tests.factories import make_person, signed_in
from zhanggui.shops.values import ShopCard


@dataclass(frozen=True)
class Person:
    """Somebody with a browser, an API key and a command line."""

    username: str
    actor: Actor
    browser: Client
    api: Client

    def command(self, *words: object) -> Any:
        """What a command answers; errors come as they are."""
        parsed = build_parser(COMMANDS).parse_args([*map(str, words), "--as", self.username])
        module, name = parsed.command.handler.split(":")
        return getattr(import_module(f"zhanggui.cli.handlers.{module}"), name)(Context(parsed))

    def numbers_on_desk(self, query: str = "") -> list[str]:
        """Order numbers of the desk's page, redirects of the search box followed."""
        response = self.browser.get(f"/desk/orders?{query}", follow=True)
        assert response.status_code == 200, response.content[:400]
        return re.findall(r'name="ids" value="[\w-]+:(\w+)"', response.content.decode())

    def numbers_by_api(self, **query: Any) -> list[str]:
        """Order numbers of GET /api/v1/orders."""
        response = self.api.get("/api/v1/orders", query)
        assert response.status_code == 200, response.content
        return [order["number"] for order in response.json()["orders"]]

    def numbers_by_command(self, *words: object) -> list[str]:
        """Order numbers of `zhanggui orders list`."""
        return [order["number"] for order in self.command("orders", "list", *words)["orders"]]

    def post_api(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and JSON of a POST."""
        response = self.api.post(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")
        return response.status_code, response.json()


def person(username: str, *positions: str, shop: ShopCard | None = None) -> Person:
    """A person with these positions, in one shop or in all."""
    actor = make_person(username, *positions, shop=shop)
    key = create_api_token(actor=actor, user_id=actor.user_id or 0, name="flow")
    return Person(username, actor, signed_in(actor), Client(headers={"Authorization": f"Bearer {key}"}))
