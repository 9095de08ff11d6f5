"""Confidential data: its classes, the fields that belong to them, and the one mask over all of them (SEC-05).

Modules declare their classes and fields in `values`; who asks to see a value goes through `masked` or `for_programs`.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.capabilities import capabilities, declare
from zhanggui.kernel.clock import current_request_id
from zhanggui.kernel.values import Actor

VIEW_COST = declare("data.cost", gettext_lazy("See cost prices"))
VIEW_PLAN = declare("data.plan", gettext_lazy("See plans and targets"))
VIEW_WAGES = declare("data.wages", gettext_lazy("See wages"))

MARK = "***"
CUSTOMER, COST, PLAN, WAGES = "customer", "cost", "plan", "wages"


@dataclass(frozen=True, slots=True)
class DataClass:
    """A class of confidential data: the right that shows it, and the law or rule that keeps it."""

    code: str
    label: Any
    capability: str
    why: Any


@dataclass(frozen=True, slots=True)
class ConfidentialField:
    """A value that only some may see.

    `also` are rights that show this field beside the right of its class; `place` is the right that opens
    the pages on which it stands.
    """

    code: str
    data_class: str
    label: Any
    place: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hidden:
    """What stands on a page instead of a value: a fixed mark that says nothing of the value, and why."""

    why: str

    def __str__(self) -> str:
        """As files and terminals write it."""
        return MARK

    def __html__(self) -> SafeString:
        """As pages write it: the mark, with the reason for pointers and for screen readers."""
        return format_html(
            '<span class="zg-hidden" title="{}"><span aria-hidden="true">{}</span><span class="zg-sr">{}</span></span>',
            self.why,
            MARK,
            self.why,
        )


_CLASSES: dict[str, DataClass] = {}
_FIELDS: dict[str, ConfidentialField] = {}
_met: ContextVar[tuple[str, frozenset[str]]] = ContextVar("hidden_fields_met", default=("", frozenset()))


def declare_class(code: str, label: Any, capability: str, why: Any) -> str:
    """Register a class of confidential data; returns its code."""
    _CLASSES[code] = DataClass(code, label, capability, why)
    return code


def declare_field(code: str, data_class: str, label: Any, *, place: str, also: Iterable[str] = ()) -> str:
    """Register a confidential field; returns its code for use as a constant."""
    _FIELDS[code] = ConfidentialField(code, data_class, label, place, tuple(also))
    return code


declare_class(
    COST,
    gettext_lazy("Costs"),
    VIEW_COST,
    gettext_lazy("House rule: purchase prices and courier prices are a trade secret (Anti-Unfair Competition Law)."),
)
declare_class(
    PLAN,
    gettext_lazy("Plans"),
    VIEW_PLAN,
    gettext_lazy("House rule: plans and targets are a trade secret (Anti-Unfair Competition Law)."),
)
declare_class(
    WAGES,
    gettext_lazy("Wages"),
    VIEW_WAGES,
    gettext_lazy("Wages are personal data of staff (Personal Information Protection Law)."),
)


def data_classes() -> dict[str, DataClass]:
    """All classes by code, customers first."""
    return {code: _CLASSES[code] for code in (CUSTOMER, COST, PLAN, WAGES) if code in _CLASSES}


def confidential_fields() -> dict[str, ConfidentialField]:
    """All declared fields by code, in the order of classes."""
    order = list(data_classes())
    return dict(sorted(_FIELDS.items(), key=lambda each: (order.index(each[1].data_class), each[0])))


def showing_rights(field: str) -> tuple[str, ...]:
    """Each of these rights shows the field; the one of its class first."""
    found = _FIELDS[field]
    return (_CLASSES[found.data_class].capability, *found.also)


def may_see(actor: Actor, field: str, shop_id: int | None = None) -> bool:
    """Whether the actor sees the field in that shop. What is not shown is noted for the page that asks."""
    if any(actor.can(right, shop_id) for right in showing_rights(field)):
        return True
    note_hidden(field)
    return False


def may_see_all(actor: Actor, fields: Iterable[str], shop_id: int | None = None) -> bool:
    """Whether the actor sees every one of the fields; each that is hidden is noted for the page."""
    return len([field for field in fields if not may_see(actor, field, shop_id)]) == 0


def masked(actor: Actor, field: str, value: Any, shop_id: int | None = None) -> Any:
    """The value for a page or paper, or the mark in its place; an empty value is hidden just the same (SEC-05)."""
    return value if may_see(actor, field, shop_id) else Hidden(why_hidden(field))


def for_programs(
    actor: Actor, row: Mapping[str, Any], fields: Mapping[str, str], shop_id: int | None = None
) -> dict[str, Any]:
    """A row for API and command line: what the actor may not see is null, and `hidden` lists it by key.

    `fields` maps keys of the row to declared fields.
    """
    hidden = [key for key, field in fields.items() if not may_see(actor, field, shop_id)]
    return {**row, **dict.fromkeys(hidden), "hidden": hidden}


def why_hidden(field: str) -> str:
    """One sentence: what is hidden, by which rule, and which right would show it."""
    found = _FIELDS[field]
    kind = _CLASSES[found.data_class]
    return _("Hidden: %(field)s. %(why)s The right “%(right)s” shows it.") % {
        "field": found.label,
        "why": kind.why,
        "right": right_label(kind.capability),
    }


def right_label(capability: str) -> str:
    """What people call a right."""
    known = capabilities().get(capability)
    return str(known.label) if known else capability


def note_hidden(field: str) -> None:
    """Remember, for the rest of this request, that a field was asked for and hidden."""
    request_id, met = _met.get()
    now_id = current_request_id()
    _met.set((now_id, (met if request_id == now_id else frozenset()) | {field}))


def hidden_here() -> list[ConfidentialField]:
    """The fields that this request hid, in the order of classes."""
    request_id, met = _met.get()
    if request_id != current_request_id():
        return []
    return [field for code, field in confidential_fields().items() if code in met]
