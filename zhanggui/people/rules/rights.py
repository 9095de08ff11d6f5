"""Capabilities in order: by the area they belong to and by what they do there (ORG-09)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Deed(StrEnum):
    """What a capability lets somebody do."""

    VIEW = "view"
    CREATE = "create"
    EDIT = "edit"
    APPROVE = "approve"
    EXPORT = "export"


DEEDS: dict[Deed, Any] = {
    Deed.VIEW: _("View"),
    Deed.CREATE: _("Create"),
    Deed.EDIT: _("Edit"),
    Deed.APPROVE: _("Sign off"),
    Deed.EXPORT: _("Export"),
}

AREAS: dict[str, Any] = {
    "orders": _("Orders"),
    "fulfilment": _("Outbound"),
    "report": _("Daily report"),
    "couriers": _("Couriers"),
    "inventory": _("Stock"),
    "catalog": _("Goods"),
    "imports": _("Imports"),
    "mappings": _("Column mapping"),
    "tasks": _("Tasks"),
    "data": _("Confidential data"),
    "shops": _("Settings"),
    "rulebook": _("Legal values and timers"),
    "people": _("People"),
    "audit": _("Timeline"),
    "backup": _("Backup"),
    "system": _("Health"),
}

_VIEW = frozenset({"view", "reveal", "cost", "plan", "wages", "see_as"})
_APPROVE = frozenset({"confirm", "sign", "take", "undo"})
_CREATE = frozenset({"run", "give", "close", "print", "remark", "call", "numbers"})


def deed_of(capability: str) -> Deed:
    """What a capability does, from the verb of its code; what is not said otherwise edits."""
    verb = capability.partition(".")[2]
    if verb in _VIEW:
        return Deed.VIEW
    if verb.startswith(("approve", "decide")) or verb in _APPROVE:
        return Deed.APPROVE
    if "export" in verb:
        return Deed.EXPORT
    return Deed.CREATE if verb in _CREATE else Deed.EDIT


def by_area(codes: Iterable[str]) -> list[tuple[str, Any, list[str]]]:
    """Capabilities as (area, its words, codes), areas and deeds in a fixed order; unknown areas last."""
    order = list(Deed)
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code.partition(".")[0], []).append(code)
    known = list(AREAS)
    areas = sorted(found, key=lambda area: (known.index(area) if area in known else len(known), area))
    return [
        (area, AREAS.get(area, area), sorted(found[area], key=lambda code: (order.index(deed_of(code)), code)))
        for area in areas
    ]
