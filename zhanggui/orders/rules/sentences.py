"""A condition as a sentence, for people who never see its JSON."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.orders.rules.cleaning import is_any_choice
from zhanggui.orders.rules.fact_kinds import CHOICE, FACTS, GOODS, SETTINGS, TEXT, YES_NO, FactKind

# One phrase an operator; of yes and no, of texts and of goods each says it in its own way.
PHRASES: Mapping[tuple[str, str], Any] = {
    (YES_NO, "present"): gettext_lazy("%(fact)s"),
    (YES_NO, "absent"): gettext_lazy("not: %(fact)s"),
    (GOODS, "present"): gettext_lazy("%(fact)s"),
    (GOODS, "absent"): gettext_lazy("not: %(fact)s"),
    (TEXT, "present"): gettext_lazy("there is a %(fact)s"),
    (TEXT, "absent"): gettext_lazy("there is no %(fact)s"),
    (CHOICE, "present"): gettext_lazy("there is a %(fact)s"),
    (CHOICE, "absent"): gettext_lazy("there is no %(fact)s"),
    (TEXT, "contains"): gettext_lazy("%(fact)s says %(value)s"),
}
_PLAIN: Mapping[str, Any] = {
    "over": gettext_lazy("%(fact)s over %(value)s"),
    "under": gettext_lazy("%(fact)s under %(value)s"),
    "equals": gettext_lazy("%(fact)s is %(value)s"),
    "in": gettext_lazy("%(fact)s is one of: %(value)s"),
}


def phrase(kind: str, op: str) -> str:
    """The pattern of an operator over facts of a type."""
    return str(PHRASES.get((kind, op)) or _PLAIN[op])


def condition_words(condition: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """The condition as a sentence; a setting stands with its present value."""
    joiner = "all" if "all" in condition else "any"
    parts = condition.get(joiner, ())
    words = [_part(part, settings, is_inside=len(parts) > 1) for part in parts]
    return (_(", and ") if joiner == "all" else _(", or ")).join(words)


def _part(part: Mapping[str, Any], settings: Mapping[str, Any], *, is_inside: bool) -> str:
    if "fact" not in part:
        inner = condition_words(part, settings)
        return _("(%(words)s)") % {"words": inner} if is_inside else inner
    fact = FACTS.get(part["fact"])
    if fact is None:
        return str(part["fact"])
    op = "present" if is_any_choice(fact, part) else part["op"]
    return phrase(fact.kind, op) % {"fact": fact.label, "value": _value(fact, part, settings)}


def _value(fact: FactKind, part: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    if "setting" in part:
        name = part["setting"]
        return _("the shop's “%(setting)s” (now %(value)s)") % {
            "setting": SETTINGS.get(name, name),
            "value": settings.get(name, "?"),
        }
    return value_words(fact, part.get("value"))


def value_words(fact: FactKind, value: Any) -> str:
    """A value as people read it: choices by their words, lists with commas."""
    if isinstance(value, list):
        between = _("”, “") if fact.kind == TEXT else _(", ")
        text = between.join(value_words(fact, item) if fact.kind == CHOICE else str(item) for item in value)
        return _("“%(words)s”") % {"words": text} if fact.kind == TEXT else text
    if fact.kind == CHOICE and fact.choices:
        return str(fact.choices.get(value, value))
    return "" if value is None else str(value)
