"""Internal remarks of an order, and in which position somebody writes."""

from dataclasses import dataclass
from datetime import datetime

from zhanggui.kernel.values import Actor
from zhanggui.orders.models import OrderRemark
from zhanggui.people.queries import positions_in


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """One remark: the words, who wrote them, in which positions (codes), when."""

    id: int
    text: str
    author: str
    author_id: int | None
    positions: tuple[str, ...]
    at: datetime


def remarks_of(order_id: int) -> tuple[RemarkRow, ...]:
    """Remarks that stand on an order, newest first."""
    rows = OrderRemark.objects.filter(order_id=order_id, withdrawn_at=None).order_by("-pk")
    return tuple(
        RemarkRow(
            row.pk,
            row.text,
            row.author_name,
            row.author_id,
            tuple(code for code in row.position.split(",") if code),
            row.written_at,
        )
        for row in rows
    )


def positions_of(actor: Actor, shop_id: int) -> str:
    """The positions that a person holds in this shop, as codes with commas between."""
    if not actor.user_id:
        return actor.position
    return ",".join(sorted(positions_in(actor.user_id, [shop_id])[shop_id]))
