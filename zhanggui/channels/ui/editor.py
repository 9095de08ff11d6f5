"""The form of the mapping editor, and the YAML that it becomes."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django import forms
from django.utils.translation import gettext_lazy as _

from zhanggui.channels.queries.samples import SampleColumn
from zhanggui.channels.ui.forms import ShopForm
from zhanggui.channels.ui.targets import (
    COMMON,
    STATE_CHOICES,
    guess_columns,
    guess_rows,
    guess_state,
    line_targets,
    order_targets,
)
from zhanggui.kernel.imports.reading.headers import normalise_header
from zhanggui.kernel.money import SYMBOLS
from zhanggui.orders.values import Channel, OrderState

FILE = "rows"
LINES, ORDERS, BOTH = "lines", "orders", "both"
OTHERWISE = "otherwise"
_ROWS = (
    (ORDERS, _("an order")),
    (BOTH, _("a line, with the facts of its order")),
    (LINES, _("a line; the orders are in another file")),
)
_DATES = (("ymd", "2026-12-31"), ("dmy", "31/12/2026"), ("mdy", "12/31/2026"))
_DECIMALS = ((".", "1,234.50"), (",", "1.234,50"))


class EditorForm(ShopForm):
    """A mapping of one file: a column for each field, a state for each status."""

    name = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,60}$",
        label=_("Short name"),
        error_messages={"invalid": _("Use up to 60 letters, digits, - or _.")},
        help_text=_("Latin letters, digits, - or _; by this name it is chosen."),
    )
    label = forms.CharField(label=_("Long name"), max_length=100, required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices, initial=Channel.OTHER)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in SYMBOLS])
    timezone = forms.CharField(label=_("Time zone of the file"), initial="Asia/Shanghai", max_length=60)
    decimal = forms.ChoiceField(label=_("Amounts look like"), choices=_DECIMALS, initial=".")
    dates = forms.ChoiceField(label=_("Dates look like"), choices=_DATES, initial="ymd")
    rows = forms.ChoiceField(label=_("A row of the file is"), choices=_ROWS)

    def __init__(self, *args: Any, columns: Sequence[SampleColumn], **kwargs: Any) -> None:
        self.columns = columns
        names = [column.name for column in columns]
        choices = [("", "—"), *((column.name, _shown(column)) for column in columns)]
        guesses = {"order": guess_columns(names, is_line=False), "line": guess_columns(names, is_line=True)}
        kwargs["initial"] = {"rows": guess_rows(names), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for part, targets in (("order", order_targets()), ("line", line_targets())):
            for target, words in targets.items():
                self._add_select(f"{part}_{target}", words, choices, guesses[part].get(target, ""))
        self.statuses = self._status_values()
        for place, value in enumerate(self.statuses):
            self._add_state(f"state_{place}", value, guess_state(value))
        if self.statuses:
            self._add_state(f"state_{OTHERWISE}", _("anything else"), OrderState.PAID)

    def _add_state(self, name: str, label: Any, initial: str) -> None:
        self._add_select(name, label, [("", _("refuse the row")), *STATE_CHOICES], initial)

    def _add_select(self, name: str, label: Any, choices: Sequence[tuple[str, Any]], initial: str) -> None:
        widget = forms.Select(attrs={"class": "zg-input"})
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, required=False, initial=initial, widget=widget
        )

    def _status_values(self) -> tuple[str, ...]:
        """The values of the chosen status column, when they are few enough to be listed."""
        chosen = self["order_status_text"].value()
        return next((column.values for column in self.columns if column.name == chosen), ())

    def fields_of(self, part: str) -> dict[str, list[forms.BoundField]]:
        """The selects of the order's or the line's fields: those most files have or that are filled, and the rest."""
        found: dict[str, list[forms.BoundField]] = {"common": [], "rare": []}
        for name in self.fields:
            if name.startswith(f"{part}_"):
                is_common = name.removeprefix(f"{part}_") in COMMON[part] or bool(self[name].value())
                found["common" if is_common else "rare"].append(self[name])
        return found

    def state_fields(self) -> list[forms.BoundField]:
        """The table of status values."""
        return [self[name] for name in self.fields if name.startswith("state_")]


def _shown(column: SampleColumn) -> str:
    return f"{column.name}  ·  {column.samples[0]}" if column.samples else column.name


def mapping_text(values: Mapping[str, Any], statuses: Sequence[str]) -> str:
    """The YAML of what the form says; the service checks it."""
    rows = values["rows"]
    order = _chosen(values, "order") if rows != LINES else {}
    line = _chosen(values, "line") if rows != ORDERS else {}
    used = dict.fromkeys([*order.values(), *line.values()])
    definition: dict[str, Any] = {
        "name": values["name"],
        "label": values["label"] or values["name"],
        "channel": values["channel"],
        "currency": values["currency"],
        "timezone": values["timezone"],
        "numbers": {"decimal": values["decimal"]},
        "dates": values["dates"],
        "files": {FILE: {"columns": [normalise_header(column) for column in used]}},
    }
    if order or rows != LINES:
        definition["orders"] = {"from": FILE, "fields": {**order, **_state(values, statuses, order)}}
    if line or rows != ORDERS:
        definition["lines"] = {"from": FILE, "fields": dict(line)}
    return yaml.safe_dump(definition, allow_unicode=True, sort_keys=False, width=100)


def _chosen(values: Mapping[str, Any], part: str) -> dict[str, Any]:
    prefix = f"{part}_"
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix) and value}


def _state(values: Mapping[str, Any], statuses: Sequence[str], order: Mapping[str, Any]) -> dict[str, Any]:
    """The order's state by the table of status values; nothing without a status column."""
    known = {value: state for place, value in enumerate(statuses) if (state := values.get(f"state_{place}"))}
    if not known or "status_text" not in order:
        return {}
    spec: dict[str, Any] = {"column": order["status_text"], "map": known}
    if values.get(f"state_{OTHERWISE}"):
        spec["otherwise"] = {"value": values[f"state_{OTHERWISE}"]}
    return {"state": spec}
