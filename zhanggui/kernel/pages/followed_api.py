"""What the endpoints of followed cases are asked."""

from datetime import datetime

from ninja import Field, Schema

from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.api import in_shop_time


class QueueQuery(Schema):
    """Which part of the queue: a view (`open`, `overdue`, `closed`, ...), of a kind."""

    view: str = "open"
    kind: str = ""
    limit: int = Field(50, ge=1, le=200)
    after: str | None = None


class StepIn(Schema):
    """What was done, what comes next, until when (an owner is chosen by user id; empty: the person)."""

    text: str = ""
    next_step: str
    due_at: datetime
    owner_id: int | None = None

    def step(self, shop: ShopRef) -> NextStep:
        """The next step; a time without an offset is the shop's."""
        return NextStep(self.next_step, in_shop_time(self.due_at, shop), self.owner_id)
