"""Conditions as people type them: `暂扣=留言 快递=顺丰`, or just a number."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.orders.queries.address import CONDITIONS, Condition
from zhanggui.orders.values import NUMBER_TAIL

_PART = re.compile(r"(?P<name>[^\s=\uff1d]+)\s*[=\uff1d]\s*(?P<value>\"[^\"]*\"|“[^”]*”|\S+)|(?P<plain>\S+)")
_PHONE_TAIL, _MOBILE = 4, 11


class UnknownCondition(InvalidInput):
    """A typed condition names nothing that orders can be narrowed by."""

    def __init__(self, text: str) -> None:
        names = ", ".join(f"{condition.label}" for condition in CONDITIONS.values())
        super().__init__(
            "orders.unknown_condition",
            _("“%(text)s” is not a condition. Write name=value; the names are: %(names)s."),
            text=text,
            names=names,
        )


def typed_conditions(text: str, shops: Sequence[ShopRef] = ()) -> dict[str, str]:
    """Names and values of the address for what a person typed. UnknownCondition names the bad part.

    `shops` are those that the person may name, by code or name.
    """
    found: dict[str, str] = {}
    for part in _PART.finditer(text):
        if part["plain"]:
            found.update(_plain(part["plain"]))
            continue
        condition = _named(part["name"], part.group())
        choices = [(shop.code, shop.name) for shop in shops] if condition.name == "shop" else condition.choices
        found[condition.name] = _value(condition, part["value"].strip('"“”'), choices)
    return found


def _plain(word: str) -> dict[str, str]:
    if word.isdigit() and len(word) in {_PHONE_TAIL, _MOBILE}:
        return {"phone": word}
    if word.isascii() and len(word) >= NUMBER_TAIL:
        return {"number": word}
    if word.isascii() and word.isdigit():
        raise UnknownCondition(word)
    return {"product": word}


def _named(name: str, whole: str) -> Condition:
    wanted = name.casefold()
    for condition in CONDITIONS.values():
        if wanted in {condition.name, str(condition.label).casefold(), *condition.aliases}:
            return condition
    raise UnknownCondition(whole)


def _value(condition: Condition, text: str, choices: Sequence[tuple[str, Any]]) -> str:
    """A choice by its code, its label or a part of the label; other values stand as typed."""
    if not choices:
        return text
    wanted = text.casefold()
    for value, label in choices:
        if wanted in {str(value).casefold(), str(label).casefold()}:
            return str(value)
    for value, label in choices:
        if wanted in str(label).casefold() or wanted in str(value).casefold():
            return str(value)
    raise UnknownCondition(f"{condition.label}={text}")
