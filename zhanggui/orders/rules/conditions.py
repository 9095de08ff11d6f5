"""Conditions over facts: JSON in, a function out."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.orders.rules.fact_kinds import FACTS, MONEY
from zhanggui.orders.rules.facts import OrderFacts

FIELD_NAMES = tuple(field.name for field in fields(OrderFacts) if field.name != "details")
# What nobody knows (None) is neither over nor under anything.
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "present": lambda fact, _value: bool(fact),
    "absent": lambda fact, _value: not fact,
    "equals": lambda fact, value: bool(fact == value),
    "in": lambda fact, value: fact in value,
    "over": lambda fact, value: fact is not None and bool(fact > value),
    "under": lambda fact, value: fact is not None and bool(fact < value),
    "contains": lambda fact, value: any(word in fact for word in value),
}
NEEDS_VALUE = frozenset(OPERATORS) - {"present", "absent"}
UNKNOWN = object()

Test = Callable[[OrderFacts], bool]
KnownTest = Callable[[Mapping[str, Any]], bool | None]


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
        name, operator, value = _read_part(condition, settings)
        read = attrgetter(name)
        return lambda facts: operator(read(facts), value)
    kind, parts = _read_group(condition)
    tests = [compile_condition(part, settings) for part in parts]
    if len(tests) == 1:
        return tests[0]
    if kind == "all":
        return lambda facts: all(test(facts) for test in tests)
    return lambda facts: any(test(facts) for test in tests)


def compile_known(condition: Mapping[str, Any], settings: Mapping[str, Any]) -> KnownTest:
    """The same over facts of which some are UNKNOWN: None when it cannot be said.

    One part that fails settles `all`, one that holds settles `any`, whatever else is unknown.
    """
    if "fact" in condition:
        name, operator, value = _read_part(condition, settings)
        return lambda known: None if known[name] is UNKNOWN else operator(known[name], value)
    kind, parts = _read_group(condition)
    tests = [compile_known(part, settings) for part in parts]
    settled = kind == "any"

    def judge(known: Mapping[str, Any]) -> bool | None:
        is_open = False
        for test in tests:
            answer = test(known)
            if answer is settled:
                return settled
            is_open = is_open or answer is None
        return None if is_open else not settled

    return judge


def _read_group(condition: Mapping[str, Any]) -> tuple[str, Any]:
    kinds = [name for name in ("all", "any") if name in condition]
    if len(kinds) != 1 or not condition[kinds[0]]:
        raise BadCondition(condition)
    return kinds[0], condition[kinds[0]]


def _read_part(part: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[str, Callable[[Any, Any], bool], Any]:
    name, operator = part["fact"], OPERATORS.get(part.get("op", ""))
    if name not in FIELD_NAMES or operator is None:
        raise BadCondition(part)
    if part["op"] in NEEDS_VALUE and ("value" in part) == ("setting" in part):
        raise BadCondition(part)
    if "setting" in part and part["setting"] not in settings:
        raise BadCondition(part)
    value = settings[part["setting"]] if "setting" in part else part.get("value")
    if FACTS[name].kind == MONEY:
        value = Decimal(str(value))
    return name, operator, value
