"""The condition builder: groups of rows, each a fact with its comparison and a value; works without script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhanggui.orders.rules import FACTS, SETTINGS
from zhanggui.orders.rules.cleaning import is_any_choice
from zhanggui.orders.rules.conditions import NEEDS_VALUE
from zhanggui.orders.rules.fact_kinds import CHOICE, OPERATORS_OF, FactKind
from zhanggui.orders.rules.sentences import phrase, value_words

_MOST_GROUPS, _MOST_ROWS = 6, 20
_SETTING = "@"


@dataclass(slots=True)
class Row:
    """One condition as the form has it: what is compared, and the value as text."""

    what: str = ""
    value: str = ""


@dataclass(slots=True)
class Group:
    """Rows that hold all together, or any of them."""

    joiner: str = "all"
    rows: list[Row] = field(default_factory=lambda: [Row()])


@dataclass(slots=True)
class Builder:
    """The whole form: groups, and how they hold together."""

    joiner: str = "all"
    groups: list[Group] = field(default_factory=lambda: [Group()])

    def change(self, verb: str) -> None:
        """What a button of the form asks for: a row more, a group more, a row less."""
        name, _dash, place = verb.partition("-")
        numbers = [int(part) for part in place.split("-") if part.isdigit()]
        if name == "group" and len(self.groups) < _MOST_GROUPS:
            self.groups.append(Group())
        elif name == "add" and numbers and numbers[0] < len(self.groups):
            rows = self.groups[numbers[0]].rows
            if len(rows) < _MOST_ROWS:
                rows.append(Row())
        elif name == "drop" and len(numbers) > 1 and numbers[0] < len(self.groups):
            self._drop(*numbers[:2])

    def _drop(self, group: int, row: int) -> None:
        rows = self.groups[group].rows
        if row < len(rows):
            del rows[row]
        if not rows and len(self.groups) > 1:
            del self.groups[group]
        elif not rows:
            rows.append(Row())

    def condition(self) -> dict[str, Any]:
        """The condition that the form says; rows without a choice are left out. Checked by the service."""
        groups = [(group.joiner, [_part(row) for row in group.rows if row.what]) for group in self.groups]
        filled: list[dict[str, Any]] = [{joiner: parts} for joiner, parts in groups if parts]
        if len(filled) == 1:
            return filled[0]
        return {self.joiner: [_unwrapped(group) for group in filled]}


def _unwrapped(group: dict[str, Any]) -> dict[str, Any]:
    """A group of one is that one."""
    parts = next(iter(group.values()))
    return dict(parts[0]) if len(parts) == 1 else group


def builder_of_form(post: QueryDict) -> Builder:
    """The form as it was sent."""
    groups = []
    for place in range(_MOST_GROUPS):
        if f"g{place}" not in post:
            break
        rows = [
            Row(post.get(f"g{place}-{index}-what", ""), post.get(f"g{place}-{index}-value", ""))
            for index in range(_MOST_ROWS)
            if f"g{place}-{index}-what" in post
        ]
        groups.append(Group(_joiner(post.get(f"g{place}")), rows or [Row()]))
    return Builder(_joiner(post.get("joiner")), groups or [Group()])


def _joiner(text: str | None) -> str:
    return "any" if text == "any" else "all"


def builder_of_condition(condition: Mapping[str, Any]) -> Builder:
    """The form that says a condition."""
    joiner = "all" if "all" in condition else "any"
    parts: Sequence[Mapping[str, Any]] = condition.get(joiner, ())
    if all("fact" in part for part in parts):
        return Builder("all", [Group(joiner, [_row(part) for part in parts] or [Row()])])
    groups = []
    for part in parts:
        inner = "all" if "all" in part or "fact" in part else "any"
        members = [part] if "fact" in part else part[inner]
        groups.append(Group(inner, [_row(member) for member in members]))
    return Builder(joiner, groups)


def _part(row: Row) -> dict[str, Any]:
    fact, _bar, rest = row.what.partition("|")
    op, _bar, fixed = rest.partition("|")
    part: dict[str, Any] = {"fact": fact, "op": op}
    if fixed.startswith(_SETTING):
        return {**part, "setting": fixed[1:]}
    if _bar:
        return {**part, "value": fixed}
    return {**part, "value": row.value} if op in NEEDS_VALUE else part


def _row(part: Mapping[str, Any]) -> Row:
    name, fact = part["fact"], FACTS[part["fact"]]
    op = "present" if is_any_choice(fact, part) else part["op"]
    if "setting" in part:
        return Row(f"{name}|{op}|{_SETTING}{part['setting']}")
    if op not in NEEDS_VALUE:
        return Row(f"{name}|{op}")
    value = part["value"]
    if fact.kind == CHOICE and op == "equals":
        return Row(f"{name}|{op}|{value}")
    if isinstance(value, list):
        words = [value_words(fact, item) if fact.kind == CHOICE else str(item) for item in value]
        return Row(f"{name}|{op}", _(", ").join(words))
    return Row(f"{name}|{op}", str(value))


def what_choices(settings: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every fact with the comparisons that fit it, for a select; choices and settings stand by name."""
    return [(str(fact.label), _options(name, fact, settings)) for name, fact in FACTS.items()]


def _options(name: str, fact: FactKind, settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for op in OPERATORS_OF[fact.kind]:
        words = phrase(fact.kind, op)
        if op == "equals" and fact.choices:
            found += [
                (f"{name}|{op}|{code}", words % {"fact": fact.label, "value": label})
                for code, label in fact.choices.items()
            ]
            continue
        value = "…" if op in NEEDS_VALUE else ""
        found.append((f"{name}|{op}", words % {"fact": fact.label, "value": value}))
        if op in {"over", "under"}:
            found += [
                (
                    f"{name}|{op}|{_SETTING}{setting}",
                    words
                    % {
                        "fact": fact.label,
                        "value": _("the shop's “%(setting)s” (now %(value)s)")
                        % {"setting": SETTINGS[setting], "value": settings[setting]},
                    },
                )
                for setting in fact.settings
            ]
    return found
