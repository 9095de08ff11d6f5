"""The ends that a composed order can have come to, and how often each is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from zhanggui.channels.connectors.taobao.compose.mix import Mix

_TO_SHIP = "买家已付款，等待卖家发货"
_SHIPPED = "卖家已发货，等待买家确认"


@dataclass(frozen=True, slots=True)
class Fate:
    """What the export says about an order that came to this end."""

    state: str
    status_text: str
    is_paid: bool
    is_shipped: bool = False
    can_be_refunded: bool = False
    close_reason: str = "订单未关闭"
    ship_method: str = "快递"

    def line_status(self, row: int) -> str:
        """A part-shipped order has sent its first line only."""
        if self.status_text == "卖家部分发货":
            return _SHIPPED if row == 0 else _TO_SHIP
        return self.status_text


FATES: dict[str, Fate] = {
    "unpaid": Fate("unpaid", "等待买家付款", is_paid=False),
    "deposit": Fate("unpaid", "定金已付，等待买家付尾款", is_paid=False),
    "paid": Fate("paid", _TO_SHIP, is_paid=True, can_be_refunded=True),
    "part_shipped": Fate("paid", "卖家部分发货", is_paid=True, is_shipped=True),
    "shipped": Fate("shipped", _SHIPPED, is_paid=True, is_shipped=True, can_be_refunded=True),
    "completed": Fate("completed", "交易成功", is_paid=True, is_shipped=True),
    "closed": Fate("closed", "交易关闭", is_paid=False, close_reason="买家未付款"),
    "refunded": Fate("closed", "交易关闭", is_paid=True, close_reason="买家申请退款"),
    "cod": Fate("paid", _TO_SHIP, is_paid=False, ship_method="货到付款"),
    "cod_signed": Fate(
        "shipped",
        "买家已签收,货到付款专用",
        is_paid=False,
        is_shipped=True,
        ship_method="货到付款",
    ),
}


def _by_age(chances: Sequence[float], mix: Mix, age: timedelta) -> str:
    chance = chances[15]
    for name, share in (("closed", mix.closed), ("refunded", mix.refunded), ("deposit", mix.deposit)):
        if chance < share:
            return name if name != "deposit" or age < timedelta(days=10) else "closed"
        chance -= share
    if chances[16] < mix.unpaid:
        return "unpaid" if age < timedelta(days=1) else "closed"
    if age < timedelta(hours=36):
        return "paid"
    return "shipped" if age < timedelta(days=9) else "completed"


def _by_weight(chances: Sequence[float], mix: Mix) -> str:
    weights = mix.states or {}
    place = chances[15] * sum(weights.values())
    chosen = "paid"
    for name, weight in weights.items():
        if weight and place >= 0:
            chosen = name
        place -= weight
    if chosen == "closed" and chances[16] < mix.refunded:
        return "refunded"
    return "deposit" if chosen == "unpaid" and chances[16] < mix.deposit else chosen


def choose_fate(chances: Sequence[float], mix: Mix, age: timedelta, *, lines: int) -> str:
    """By weights when the mix has them, else by age; then cash on delivery and part shipment."""
    fate = _by_weight(chances, mix) if mix.states else _by_age(chances, mix, age)
    if fate in {"paid", "shipped"} and chances[17] < mix.cash_on_delivery:
        return "cod" if fate == "paid" else "cod_signed"
    if fate == "paid" and lines > 1 and chances[18] < mix.part_shipped:
        return "part_shipped"
    return fate
