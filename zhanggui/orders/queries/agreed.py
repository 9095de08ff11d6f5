"""Changes that buyers agreed to, and what the file said before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from zhanggui.customers.queries import mask_name, mask_phone
from zhanggui.orders.models import AgreedChange
from zhanggui.orders.queries.as_json import time_text

_PHONES = frozenset({"mobile", "phone"})


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One agreed change: what, how the buyer agreed, who wrote it down. Holds whole contact data."""

    id: int
    order_id: int
    changes: Mapping[str, Sequence[Any]]
    how: str
    agreed_at: datetime
    words: str
    made_at: datetime
    made_by: str
    undone_at: datetime | None
    undone_by: str

    @property
    def is_standing(self) -> bool:
        """Whether nobody undid it."""
        return self.undone_at is None


def changes_of(order_id: int) -> list[ChangeRow]:
    """All agreed changes of an order, newest first (ORD-07)."""
    return [
        ChangeRow(
            row.pk, row.order_id, row.changes, row.how, row.agreed_at, row.words, row.made_at, row.made_by,
            row.undone_at, row.undone_by,
        )
        for row in AgreedChange.objects.filter(order_id=order_id).order_by("-pk")
    ]  # fmt: skip


def file_values(changes: Sequence[ChangeRow]) -> dict[str, Any]:
    """What stood before the first change that stands, by field or `line:<id>`: the file's own value."""
    found: dict[str, Any] = {}
    for change in changes:
        if change.is_standing:
            found |= {name: pair[0] for name, pair in change.changes.items()}
    return found


def shown_value(name: str, value: Any) -> str:
    """A value as pages may show it: masked where it names a person, goods by code and attributes."""
    if isinstance(value, Mapping):
        return " ".join(part for part in (value.get("sku_code", ""), value.get("attributes", "")) if part)
    text = str(value or "")
    if name == "receiver_name":
        return mask_name(text)
    if name in _PHONES:
        return mask_phone(text)
    return f"{text[:9]}****" if name == "address" and len(text) > 9 else text


def change_json(change: ChangeRow, zone: ZoneInfo) -> dict[str, Any]:
    """A change as commands and the API tell it; values are masked."""
    return {
        "id": change.id,
        "fields": {
            name: {"before": shown_value(name, pair[0]), "after": shown_value(name, pair[1])}
            for name, pair in change.changes.items()
        },
        "how": change.how,
        "agreed_at": time_text(change.agreed_at, zone),
        "words": change.words,
        "made_at": time_text(change.made_at, zone),
        "made_by": change.made_by,
        "undone_at": time_text(change.undone_at, zone),
        "undone_by": change.undone_by,
    }
