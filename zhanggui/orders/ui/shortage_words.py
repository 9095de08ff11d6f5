"""What was chosen about short goods, in the words of a hold (ORD-08)."""

from collections.abc import Sequence
from typing import Any

from zhanggui.orders.queries import OrderRow
from zhanggui.orders.queries.shortages import choices_of
from zhanggui.orders.values import HoldReason, ShortageKind, ShortageState


def say_what_was_chosen(holds: Sequence[dict[str, Any]], order: OrderRow) -> None:
    """A hold for short goods says what was chosen and how far that is; there is nothing more to decide then."""
    if not any(hold.reason == HoldReason.STOCK_SHORT for hold in order.holds):
        return
    choice = next((row for row in choices_of(order.id) if row.is_open), None)
    for hold in holds:
        if hold["is_shortage"] and choice is not None:
            words = f"{ShortageKind(choice.kind).label} · {ShortageState(choice.state).label}"
            hold |= {"is_decided": True, "cause": f"{hold['cause']} · {words}"}
