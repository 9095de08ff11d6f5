"""What a position, or a person with all positions, neither sees nor does, and why (SEC-05, ORG-09)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.kernel.capabilities import capabilities
from zhanggui.kernel.confidential import (
    ConfidentialField,
    DataClass,
    confidential_fields,
    data_classes,
    right_label,
    showing_rights,
)
from zhanggui.kernel.errors import NotFound
from zhanggui.people.queries.positions import LivePosition, live_positions
from zhanggui.people.rules.rights import by_area
from zhanggui.people.values import MUST_NOT, POSITIONS


@dataclass(frozen=True, slots=True)
class HiddenRow:
    """A hidden field: its class with the reason, what would show it, and whether its page is open at all."""

    field: ConfidentialField
    data_class: DataClass
    rights: tuple[str, ...]
    is_place_open: bool

    @property
    def right_labels(self) -> list[str]:
        """The rights in words."""
        return [right_label(right) for right in self.rights]


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A right that is not there, by area, with the reason: `kept` from the role, `taken` by the owner, or `absent`."""

    right: str
    label: str
    area: str
    reason: str
    why: str


def hidden_fields(can: Callable[[str], bool]) -> list[HiddenRow]:
    """The confidential fields that stay hidden from whoever has these rights, in the order of classes."""
    kinds = data_classes()
    return [
        HiddenRow(field, kinds[field.data_class], showing_rights(code), can(field.place))
        for code, field in confidential_fields().items()
        if not any(can(right) for right in showing_rights(code))
    ]


def missing_actions(can: Callable[[str], bool], code: str = "") -> list[MissingRow]:
    """The rights that whoever has these lacks, by area; `code` is the position that is spoken of, if it is one."""
    found = []
    for _area, words, codes in by_area(code for code in capabilities() if not can(code)):
        for right in codes:
            reason, why = _reason(code, right)
            found.append(MissingRow(right, right_label(right), str(words), reason, why))
    return found


def position_of_code(code: str) -> LivePosition:
    """A position by its code; NotFound otherwise."""
    live = live_positions().get(code)
    if live is None:
        raise NotFound("people.no_position", _("There is no position “%(code)s”."), code=code)
    return live


def hidden_json(code: str) -> dict[str, Any]:
    """The whole list for a position, as API and command line show it."""
    live = position_of_code(code)
    can = live.capabilities.__contains__
    return {
        "position": code,
        "label": str(live.label),
        "fields": [
            {
                "code": row.field.code,
                "label": str(row.field.label),
                "data_class": row.data_class.code,
                "class_label": str(row.data_class.label),
                "why": str(row.data_class.why),
                "rights": list(row.rights),
                "is_place_open": row.is_place_open,
            }
            for row in hidden_fields(can)
        ],
        "actions": [
            {"right": row.right, "label": row.label, "area": row.area, "reason": row.reason, "why": row.why}
            for row in missing_actions(can, code)
        ],
    }


def _reason(code: str, right: str) -> tuple[str, str]:
    if right in MUST_NOT.get(code, frozenset()):
        return "kept", _("Duties are kept apart: the role must not have it; whoever adds it all the same says why.")
    template = POSITIONS.get(code)
    if template is not None and right in template.capabilities:
        return "taken", _("The owner took it from the position.")
    return "absent", _("The work of the position does not need it.") if code else _("No held position includes it.")
