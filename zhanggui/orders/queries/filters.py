"""What a list of orders can be narrowed to, and where in it one stands."""

import base64
import binascii
import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhanggui.orders.errors import BadCursor, UnknownChoice
from zhanggui.orders.values import Channel, HoldReason, OrderState, OrderStep, RefundState

SORTS = ("placed", "promise", "paid")
_CHOICES = {
    "state": OrderState.values,
    "step": OrderStep.values,
    "hold": HoldReason.values,
    "channel": Channel.values,
    "refund_state": RefundState.values,
    "sort": SORTS,
}


@dataclass(frozen=True, slots=True)
class OrderFilters:
    """Conditions of a list; None or empty means: any (ORD-16).

    `phone` is the last four digits or more, `number` a whole number, its beginning or its last
    five characters, `numbers` whole numbers, `receiver_name` and `buyer_nick` a beginning of at least two characters,
    `remark` a part of the seller's note or of an internal remark, `parcel` a courier's number or our
    own number of parcel or slip. A time range includes its start
    and leaves out its end. A range of payment times sorts by payment.
    """

    state: str | None = None
    step: str | None = None
    hold: str | None = None
    is_held: bool | None = None
    channel: str | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None
    paid_from: datetime | None = None
    paid_to: datetime | None = None
    due_before: datetime | None = None
    due_from: datetime | None = None
    flag: int | None = None
    has_note: bool | None = None
    refund_state: str | None = None
    courier: str = ""
    product_ids: tuple[int, ...] = ()
    product_text: str = ""
    number: str = ""
    numbers: tuple[str, ...] = ()
    phone: str = ""
    receiver_name: str = ""
    buyer_nick: str = ""
    waybill: str = ""
    remark: str = ""
    parcel: str = ""
    order_ids: tuple[int, ...] = ()
    sort: str = "placed"

    def __post_init__(self) -> None:
        """Refuse values that no order can have: a list that is empty by a typing error misleads."""
        for name, known in _CHOICES.items():
            value = getattr(self, name)
            if value is not None and value not in known:
                raise UnknownChoice(name, str(value), known)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return all(getattr(self, field.name) == field.default for field in fields(self) if field.name != "sort")

    @property
    def order_of_rows(self) -> str:
        """By what the rows really come: a payment range brings its own order."""
        return "paid" if self.paid_from or self.paid_to else self.sort


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: rows after it come next."""

    sort: str
    value: datetime | None
    id: int


def write_cursor(cursor: Cursor) -> str:
    """The opaque text that stands in addresses and answers."""
    value = cursor.value.isoformat() if cursor.value else None
    return base64.urlsafe_b64encode(json.dumps([cursor.sort, value, cursor.id]).encode()).decode().rstrip("=")


def read_cursor(text: str, sort: str) -> Cursor:
    """The cursor of a text; BadCursor when it is none or belongs to another order of rows."""
    try:
        parts: list[Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = Cursor(parts[0], datetime.fromisoformat(parts[1]) if parts[1] else None, int(parts[2]))
    except (binascii.Error, ValueError, TypeError, LookupError) as error:
        raise BadCursor from error
    if cursor.sort != sort or (cursor.value is not None and cursor.value.tzinfo is None):
        raise BadCursor
    return cursor


def page_by_time(
    rows: QuerySet[Any], sort: str, key: str, *, limit: int, cursor: str | None, newest_first: bool = False
) -> tuple[list[Any], str | None]:
    """A page of rows by a time that each of them has, and the cursor of the next; `sort` names the order of rows."""
    sign, then = ("-", "lt") if newest_first else ("", "gt")
    if cursor:
        after = read_cursor(cursor, sort)
        rows = rows.filter(Q(**{f"{key}__{then}": after.value}) | Q(**{key: after.value, f"pk__{then}": after.id}))
    found = list(rows.order_by(f"{sign}{key}", f"{sign}pk")[: limit + 1])
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    return page, write_cursor(Cursor(sort, getattr(page[-1], key), page[-1].pk))


def filters_as_json(filters: OrderFilters) -> dict[str, Any]:
    """The conditions that narrow, as JSON."""
    found = {field.name: getattr(filters, field.name) for field in fields(filters)}
    default = OrderFilters()
    return {
        name: value.isoformat() if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value
        for name, value in found.items()
        if value != getattr(default, name)
    }


def filters_of_json(stored: dict[str, Any]) -> OrderFilters:
    """The conditions of `filters_as_json`."""
    known: dict[str, Any] = {
        name: datetime.fromisoformat(value)
        if name.endswith(("_from", "_to", "_before"))
        else tuple(value)
        if isinstance(value, list)
        else value
        for name, value in stored.items()
    }
    return OrderFilters(**known)
