"""The inside of one composed order: receiver, amounts and times that fit its fate."""

from datetime import datetime, timedelta
from decimal import Decimal

from zhanggui.channels.connectors.taobao.compose import people
from zhanggui.channels.connectors.taobao.compose.dice import Dice
from zhanggui.channels.connectors.taobao.compose.fates import FATES
from zhanggui.channels.connectors.taobao.compose.mix import Mix
from zhanggui.channels.connectors.taobao.compose.shapes import ComposedSku

_FREIGHTS = (0, 0, 0, 0, 0, 0, 600, 800, 1000, 1250)


def money(fen: int) -> Decimal:
    """Yuan with two decimals of an amount in fen."""
    return Decimal(fen).scaleb(-2)


class Contact:
    """Receiver, address and phone of one order, masked or not as the chances say."""

    __slots__ = ("address", "mobile", "name", "phone", "virtual_expires_at")

    def __init__(self, dice: Dice, mix: Mix, placed_at: datetime) -> None:
        chances = dice.chances
        place, detail, postcode = people.address(dice)
        self.name = people.person(dice)
        self.mobile = people.mobile(dice)
        self.phone = f"0571-0000{dice.below(10_000):04d}" if chances[3] < 0.03 else ""
        self.virtual_expires_at: datetime | None = None
        gap = "  " if chances[4] < 0.02 else " "
        district = place.district
        if chances[5] < mix.doubtful_address:
            district = people.DOUBTFUL[int(chances[4] * len(people.DOUBTFUL))]
        elif chances[5] < mix.doubtful_address + mix.incomplete_address:
            detail = ""
        start = f"{place.province} {place.city} {district}{gap}"
        self.address = f"{start}{detail}({postcode})"
        if chances[6] < mix.masked:
            self.name = f"{self.name[0]}**"
            self.mobile = f"*******{self.mobile[-4:]}"
            self.phone = ""
            self.address = f"{place.province} {place.city} {place.district} ****(000000)"
        elif chances[6] < mix.masked + mix.virtual_phone:
            self.mobile = f"184{self.mobile[3:]}-{int(chances[4] * 9000) + 1000}"
            self.virtual_expires_at = placed_at + timedelta(days=30)


class Deal:
    """The amounts of one order in fen; lines, total, paid and refunded add up."""

    __slots__ = ("asked", "basket", "bundle", "fate", "freight", "goods", "paid", "refunds", "total")

    def __init__(self, basket: list[tuple[ComposedSku, int]], fate: str, extra: int, dice: Dice, mix: Mix) -> None:
        chances = dice.chances
        self.basket, self.fate = basket, fate
        self.bundle = "官方套餐：两件优惠" if chances[12] < mix.bundle else ""
        self.goods = [int(sku.price.scaleb(2)) * quantity for sku, quantity in basket]
        self.freight = _FREIGHTS[extra % len(_FREIGHTS)]
        self.total = sum(self.goods) + self.freight
        self.refunds = [0] * len(basket)
        if fate == "refunded":
            self.refunds = [self.due(row) for row in range(len(basket))]
        elif fate == "completed" and chances[7] < mix.part_refunded:
            self.refunds[0] = max(1, self.goods[0] * (10 + extra % 40) // 100)
        self.paid = self.total - sum(self.refunds) if FATES[fate].is_paid else 0
        self.asked = ""
        if FATES[fate].can_be_refunded and chances[8] < mix.refund_asked:
            next_step = "买家已经申请退款，等待卖家同意", "卖家已经同意退款，等待买家退货"
            self.asked = next_step[0 if chances[9] < 0.7 else 1]
        elif chances[9] > 0.99:
            self.asked = "退款关闭"

    def due(self, row: int) -> int:
        """What the buyer owes for a line; the freight is on the first."""
        return self.goods[row] + (self.freight if row == 0 else 0)

    def paid_of(self, row: int) -> int:
        """What is left of a line's payment after its refund."""
        return self.due(row) - self.refunds[row] if FATES[self.fate].is_paid else 0

    def refund_text(self, row: int) -> str:
        """The text of 退款状态 of a line."""
        if self.refunds[row]:
            return "退款成功"
        return self.asked if self.asked and row == 0 else "没有申请退款"

    def stage_info(self) -> str:
        """The text of 分阶段订单信息 while the final payment is open."""
        deposit = self.total // 5
        return f"阶段1：定金{money(deposit)}元，买家已付款；阶段2：尾款{money(self.total - deposit)}元，等待买家付款"


class Times:
    """When an order was paid, sent and finished, never after the export's end."""

    __slots__ = ("completed_at", "paid_at", "ship_by_at", "shipped_at")

    def __init__(self, placed_at: datetime, fate: str, extra: int, end: datetime) -> None:
        self.paid_at: datetime | None = None
        self.shipped_at: datetime | None = None
        self.completed_at: datetime | None = None
        self.ship_by_at: datetime | None = None
        if FATES[fate].is_paid:
            self.paid_at = min(placed_at + timedelta(seconds=15 + extra % 900), end)
            self.ship_by_at = self.paid_at + timedelta(hours=48)
        if FATES[fate].is_shipped:
            self.shipped_at = min(placed_at + timedelta(hours=6 + extra % 30, seconds=extra % 3571), end)
            if fate == "completed":
                later = timedelta(days=3 + extra % 5, seconds=extra % 7200)
                self.completed_at = min(self.shipped_at + later, end)
