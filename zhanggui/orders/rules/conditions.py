"""Conditions over facts: JSON in, a function out."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.orders.rules.facts import OrderFacts

FIELD_NAMES = tuple(field.name for field in fields(OrderFacts))
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "present": lambda fact, _value: bool(fact),
    "absent": lambda fact, _value: not fact,
    "equals": lambda fact, value: bool(fact == value),
    "in": lambda fact, value: fact in value,
    "over": lambda fact, value: bool(fact > value),
    "under": lambda fact, value: bool(fact < value),
}
_NEEDS_VALUE = frozenset(OPERATORS) - {"present", "absent"}

Test = Callable[[OrderFacts], bool]


class BadCondition(InvalidInput):
    """A rule's condition cannot be understood."""

    def __init__(self, part: object) -> None:
        super().__init__(
            "orders.bad_condition",
            _("The condition “%(part)s” is not one: it needs a known fact and operator."),
            part=str(part)[:200],
        )


def condition_facts(condition: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the facts that a condition speaks about, each once."""
    names: list[str] = []
    for part in condition.get("all", condition.get("any", ())):
        found = condition_facts(part) if "fact" not in part else (part["fact"],)
        names.extend(name for name in found if name not in names)
    return tuple(names)


def condition_limits(condition: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The shop settings that a condition compares with, by their name."""
    limits: dict[str, Any] = {}
    for part in condition.get("all", condition.get("any", ())):
        if "fact" not in part:
            limits.update(condition_limits(part, settings))
        elif "setting" in part:
            limits[part["setting"]] = settings[part["setting"]]
    return limits


def compile_condition(condition: Mapping[str, Any], settings: Mapping[str, Any]) -> Test:
    """A function that says whether the condition holds for facts.

    `{"all": [...]}` or `{"any": [...]}` of parts `{"fact", "op", "value" or "setting"}`, which may
    nest. Raises BadCondition for what is none.
    """
    if "fact" in condition:
        return _compile_part(condition, settings)
    kinds = [name for name in ("all", "any") if name in condition]
    if len(kinds) != 1 or not condition[kinds[0]]:
        raise BadCondition(condition)
    tests = [compile_condition(part, settings) for part in condition[kinds[0]]]
    if len(tests) == 1:
        return tests[0]
    if kinds[0] == "all":
        return lambda facts: all(test(facts) for test in tests)
    return lambda facts: any(test(facts) for test in tests)


def _compile_part(part: Mapping[str, Any], settings: Mapping[str, Any]) -> Test:
    name, operator = part["fact"], OPERATORS.get(part.get("op", ""))
    if name not in FIELD_NAMES or operator is None:
        raise BadCondition(part)
    if part["op"] in _NEEDS_VALUE and ("value" in part) == ("setting" in part):
        raise BadCondition(part)
    if "setting" in part and part["setting"] not in settings:
        raise BadCondition(part)
    value = settings[part["setting"]] if "setting" in part else part.get("value")
    read = attrgetter(name)
    return lambda facts: operator(read(facts), value)
