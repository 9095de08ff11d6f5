"""Sentences of findings: a permanent code leads to a translatable template."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.imports.reading.errors import MESSAGES

_TEMPLATES: dict[str, Any] = dict(MESSAGES)
_LABELS: dict[str, Any] = {}


def register_messages(templates: Mapping[str, Any]) -> None:
    """Make the sentences of a module's codes known."""
    _TEMPLATES.update(templates)


def register_labels(labels: Mapping[str, Any]) -> None:
    """Give field names that stand in a finding's `field` the words that people know."""
    _LABELS.update(labels)


def message_of(code: str, params: Mapping[str, Any]) -> str:
    """The sentence of a finding in the active language; the code itself when nobody registered one."""
    template = str(_TEMPLATES.get(code, code))
    if "field" in params:
        params = {**params, "field": str(_LABELS.get(str(params["field"]), params["field"]))}
    try:
        return template % params if params else template
    except (KeyError, TypeError, ValueError):
        return template


def message_codes() -> frozenset[str]:
    """All codes that have a sentence."""
    return frozenset(_TEMPLATES)


_NUMBER = _("%(value)s is not a number. Write it like 12.50.")
register_messages(
    {
        "imports.amount_places": _("The amount %(value)s has more than two decimals."),
        "imports.amount_range": _("The amount %(value)s is too large."),
        "imports.amount_value": _NUMBER,
        "imports.control_character": _("%(value)s holds control characters. Type it again."),
        "imports.date_value": _("%(value)s is not a date or time. Write it like 2026-06-01 14:00:00."),
        "imports.excel_error": _("The cell holds the Excel error %(value)s instead of a value."),
        "imports.lost_digits": _(
            "The number %(value)s has lost its last digits. Take it from the original file, "
            "or set the column to text before saving in Excel."
        ),
        "imports.too_many_cells": _(
            "The row has more cells than the header: %(value)s. Check commas and quotation marks."
        ),
        "imports.whole_range": _("The number %(value)s is too large."),
        "imports.whole_value": _("%(value)s is not a whole number."),
        "imports.yes_no_value": _("%(value)s is neither yes nor no."),
        "imports.too_long": _("The text is longer than %(limit)s characters. Shorten it."),
        "imports.out_of_range": _("The value %(value)s does not fit. Check it."),
        "imports.skipped_footer": _("A remark line, not a row of data."),
        "imports.skipped_total": _("A total line, not a row of data."),
        "imports.skipped_repeated_header": _("The header once more, not a row of data."),
        "imports.not_recognised": _(
            "%(file)s is of no known kind. Its columns are: %(columns)s. Choose the kind, or make a mapping."
        ),
        "imports.kind_mismatch": _("%(file)s does not look like %(kind)s. It needs columns such as: %(columns)s."),
        "imports.counts": _("The rows of %(file)s do not add up: %(rows)s read, %(counted)s accounted for."),
        "imports.files_missing": _("The stored file %(file)s is gone. Import it again."),
    }
)
