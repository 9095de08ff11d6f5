"""The values that rules looked at, in the words of the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhanggui.orders.rules.fact_kinds import ADDRESS_REASONS, FACTS

_VALUE_WORDS: dict[str, Any] = {
    "flag": gettext_lazy("flag %(value)s"),
    "flag_label": gettext_lazy("label %(value)s"),
    "address_quality": gettext_lazy("address %(value)s"),
    "contact_masked": gettext_lazy("hidden: %(value)s"),
    "line_count": gettext_lazy("lines: %(value)s"),
    "unknown_line_count": gettext_lazy("%(value)s unknown"),
    "missing_piece_count": gettext_lazy("pieces not named: %(value)s"),
    "max_line_quantity": gettext_lazy("most of one item %(value)s"),
    "unusual_quantity": gettext_lazy("usual up to %(value)s"),
    "is_cod": gettext_lazy("cash on delivery: %(value)s"),
    "call_count": gettext_lazy("calls %(value)s"),
    "refund_open": gettext_lazy("refund open: %(value)s"),
    "is_first_cod": gettext_lazy("first cash on delivery: %(value)s"),
    "call_standing": gettext_lazy("call: %(value)s"),
    "price_off_percent": gettext_lazy("%(value)s%% away from the usual price"),
    "price_far_percent": gettext_lazy("limit %(value)s%%"),
    "duplicate_count": gettext_lazy("same orders: %(value)s"),
    "household_score": gettext_lazy("likeness %(value)s"),
    "household_likeness": gettext_lazy("household over %(value)s"),
    "cod_call_tries": gettext_lazy("tries needed %(value)s"),
    "hours_left_at_close": gettext_lazy("hours left at the close: %(value)s"),
    "promise_risk_hours": gettext_lazy("risk under %(value)s h"),
    "piece_total": gettext_lazy("pieces %(value)s"),
    "paid_amount": gettext_lazy("paid %(value)s"),
    "channel": gettext_lazy("channel %(value)s"),
    "courier": gettext_lazy("courier %(value)s"),
}
# What is compared with a limit of the same name is told once.
_ALIKE: dict[str, Any] = {
    "phone": gettext_lazy("same phone"),
    "address": gettext_lazy("same door"),
    "name": gettext_lazy("same name"),
}
_SHOWN_OTHERS = 2
_QUALITY: dict[str, Any] = {
    "complete": gettext_lazy("complete"),
    "incomplete": gettext_lazy("incomplete"),
    "doubtful": gettext_lazy("doubtful"),
    "": gettext_lazy("not judged"),
}


def rule_values(values: Mapping[str, Any]) -> str:
    """The values that a rule looked at, in words."""
    parts = [_value_words(name, value) for name, value in values.items()]
    parts += [value_detail(name, values) for name in values]
    return " · ".join(part for part in parts if part)


def _value_words(name: str, value: Any) -> str:
    if name.endswith("_detail"):
        return ""
    fact = FACTS.get(name)
    if fact is not None and fact.is_personal:
        return _length_words(name, value)
    if name == "short_items":
        return _short_words(value or {})
    if name == "address_reason":
        return str(ADDRESS_REASONS.get(value, value)) if value else ""
    if name == "address_quality":
        value = _QUALITY.get(value, value)
    elif fact is not None and fact.choices:
        value = fact.choices.get(value, value)
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    if value is None:
        value = _("not known")
    pattern = _VALUE_WORDS.get(name)
    return str(pattern) % {"value": value} if pattern else f"{name} {value}"


def _length_words(name: str, value: Any) -> str:
    """A person's own words are told by their length only."""
    count = (value or {}).get("characters", 0)
    if name == "buyer_note":
        return ngettext("note of %(count)d character", "note of %(count)d characters", count) % {"count": count}
    words = ngettext("%(fact)s of %(count)d character", "%(fact)s of %(count)d characters", count)
    return words % {"fact": FACTS[name].label, "count": count}


def value_detail(name: str, values: Mapping[str, Any]) -> str:
    """What stands beside a fact: the price and what is usual, or which other orders."""
    found = values.get(f"{name}_detail")
    if not found:
        return ""
    if name == "is_cod":
        return _("first cash on delivery of this buyer")
    if name == "price_off_percent":
        return _("%(sku)s at %(price)s, usually %(usual)s") % dict(found)
    if name == "duplicate_count":
        return _("like %(numbers)s") % {"numbers": _others(found)}
    if name == "household_score":
        best = found[0]
        reasons = _(", ").join(str(_ALIKE.get(reason, reason)) for reason in best["reasons"])
        return _("%(score)d of 100 like %(numbers)s: %(reasons)s") % {
            "score": best["score"],
            "numbers": _others([item["number"] for item in found]),
            "reasons": reasons or _("several small signs"),
        }
    return ""


def _others(numbers: Sequence[str]) -> str:
    shown = _(", ").join(f"…{number[-5:]}" for number in numbers[:_SHOWN_OTHERS])
    return f"{shown} (+{len(numbers) - _SHOWN_OTHERS})" if len(numbers) > _SHOWN_OTHERS else shown


def _short_words(short: Mapping[str, int]) -> str:
    if not short:
        return _("nothing short")
    return ", ".join(f"{code} −{count}" for code, count in short.items())
