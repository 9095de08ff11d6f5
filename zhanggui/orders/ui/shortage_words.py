"""What was chosen about short goods, in the words of a hold (ORD-08)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhanggui.orders.queries import OrderRow
from zhanggui.orders.queries.shortages import choices_of
from zhanggui.orders.values import HoldReason, ShortageKind, ShortageState


def kind_words(kind: str) -> str:
    """What was chosen, as pages say it: the place of short goods is taken by any goods of the shop."""
    return _("Take other goods") if kind == ShortageKind.REPLACE else str(ShortageKind(kind).label)


def say_what_was_chosen(holds: Sequence[dict[str, Any]], order: OrderRow) -> None:
    """A hold for short goods says what was chosen and how far that is; there is nothing more to decide then."""
    if not any(hold.reason == HoldReason.STOCK_SHORT for hold in order.holds):
        return
    choice = next((row for row in choices_of(order.id) if row.is_open), None)
    for hold in holds:
        if hold["is_shortage"] and choice is not None:
            words = f"{kind_words(choice.kind)} · {ShortageState(choice.state).label}"
            hold |= {"is_decided": True, "cause": f"{hold['cause']} · {words}"}
