"""Conditions that people write: checked against the facts, brought into one form, at most two levels deep."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import InvalidInput
from zhanggui.orders.rules.conditions import NEEDS_VALUE, BadCondition
from zhanggui.orders.rules.fact_kinds import CHOICE, FACTS, MONEY, NUMBER, OPERATORS_OF, SETTINGS, FactKind

MOST_PARTS = 20
_LONGEST_WORD = 40
_LARGEST = 1_000_000_000


class ConditionEmpty(InvalidInput):
    """A rule without a condition would hold everything or nothing."""

    def __init__(self) -> None:
        super().__init__("orders.condition_empty", _("Choose at least one condition."))


class ConditionTooLong(InvalidInput):
    """So many conditions are no rule that anybody reads."""

    def __init__(self) -> None:
        super().__init__(
            "orders.condition_too_long",
            _("A rule has at most %(most)d conditions, in groups that hold no further groups."),
            most=MOST_PARTS,
        )


class BadConditionValue(InvalidInput):
    """A fact is compared with something that it can never be."""

    def __init__(self, fact: str, value: object, known: str = "") -> None:
        hint = _("“%(value)s” does not fit “%(fact)s”. Known: %(known)s.")
        plain = _("“%(value)s” does not fit “%(fact)s”. Enter a number, or words separated by commas.")
        super().__init__(
            "orders.bad_condition_value",
            hint if known else plain,
            fact=str(FACTS[fact].label),
            value=str(value)[:100],
            known=known,
        )


def clean_condition(condition: Any) -> dict[str, Any]:
    """The condition in its one form. Raises InvalidInput for what is empty, too long, too deep, or unknown."""
    joiner, parts = _joined(condition)
    found = [_clean_part(part) if _is_part(part) else _clean_group(part) for part in parts]
    count = sum(1 if "fact" in part else len(next(iter(part.values()))) for part in found)
    if count > MOST_PARTS:
        raise ConditionTooLong
    cleaned: dict[str, Any] = {joiner: found}
    if isinstance(condition, Mapping) and condition.get("can_be_released", True) is False:
        cleaned["can_be_released"] = False
    return cleaned


def _joined(condition: Any) -> tuple[str, list[Any]]:
    if not isinstance(condition, Mapping):
        raise BadCondition(condition)
    joiners = [name for name in ("all", "any") if name in condition]
    if len(joiners) != 1 or not isinstance(condition[joiners[0]], list):
        raise BadCondition(condition)
    if not condition[joiners[0]]:
        raise ConditionEmpty
    return joiners[0], condition[joiners[0]]


def _is_part(part: Any) -> bool:
    return isinstance(part, Mapping) and "fact" in part


def _clean_group(group: Any) -> dict[str, Any]:
    joiner, parts = _joined(group)
    if not all(_is_part(part) for part in parts):
        raise ConditionTooLong
    return {joiner: [_clean_part(part) for part in parts]}


def is_any_choice(fact: FactKind, part: Mapping[str, Any]) -> bool:
    """Whether a part says “over nothing” of a choice: the first versions of our rules wrote it so."""
    return fact.kind == CHOICE and part.get("op") == "over" and part.get("value") == 0


def _clean_part(part: Mapping[str, Any]) -> dict[str, Any]:
    name, op = part.get("fact"), part.get("op")
    fact = FACTS.get(name) if isinstance(name, str) else None
    if fact is not None and is_any_choice(fact, part):
        op = "present"
    if fact is None or op not in OPERATORS_OF[fact.kind]:
        raise BadCondition(part)
    cleaned: dict[str, Any] = {"fact": name, "op": op}
    if op not in NEEDS_VALUE:
        return cleaned
    setting = part.get("setting")
    if setting:
        if setting not in fact.settings or setting not in SETTINGS:
            raise BadCondition(part)
        return {**cleaned, "setting": setting}
    return {**cleaned, "value": _clean_value(str(name), fact, str(op), part.get("value"))}


def _clean_value(name: str, fact: FactKind, op: str, value: Any) -> Any:
    if fact.kind == CHOICE:
        return _choices(name, fact, value) if op == "in" else _choice(name, fact, value)
    if op == "contains":
        words = _words(value)
        if not words or any(len(word) > _LONGEST_WORD for word in words):
            raise BadConditionValue(name, value)
        return words
    return _number(name, value, is_money=fact.kind == MONEY, is_whole=fact.kind == NUMBER)


def _number(name: str, value: Any, *, is_money: bool, is_whole: bool) -> Any:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise BadConditionValue(name, value) from error
    if not number.is_finite() or abs(number) > _LARGEST or (is_whole and number != int(number)):
        raise BadConditionValue(name, value)
    return f"{number:.2f}" if is_money else int(number)


def _words(value: Any) -> list[str]:
    """Words of a list, or of a text with commas in Chinese or Latin writing."""
    if isinstance(value, list):
        found = [str(word).strip() for word in value]
    else:
        text = str(value if value is not None else "")
        for comma in "，、；;":
            text = text.replace(comma, ",")
        found = [word.strip() for word in text.split(",")]
    return list(dict.fromkeys(word for word in found if word))


def _choices(name: str, fact: FactKind, value: Any) -> list[Any]:
    is_empty_meant = isinstance(value, list) and "" in value
    found = [_choice(name, fact, word) for word in _words(value)]
    if is_empty_meant and "" in (fact.choices or {}):
        found.insert(0, "")
    if not found:
        raise BadConditionValue(name, value, _known(fact))
    return list(dict.fromkeys(found))


def _choice(name: str, fact: FactKind, value: Any) -> Any:
    """A choice by its code or by its words in the language of the page."""
    choices = fact.choices or {}
    text = str(value).strip() if value is not None else ""
    for code, label in choices.items():
        if text in {str(code), str(label)}:
            return code
    raise BadConditionValue(name, value, _known(fact))


def _known(fact: FactKind) -> str:
    return ", ".join(str(label) for label in (fact.choices or {}).values())
