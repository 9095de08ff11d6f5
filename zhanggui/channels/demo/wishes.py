"""What buyers of the demo shop ask for beside their notes, what they agreed to, and orders that went wrong on their way."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.keys import OrderKey
from zhanggui.orders.services import add_instruction, agree_change, close_difficult, follow_up, mark_difficult
from zhanggui.orders.values import Consent

# Kind, words, courier, days from today.
_WISHES = (
    ("courier_wish", "客户补了运费差价，走顺丰", "SF", None),
    ("gift_card", "贺卡写：祝妈妈生日快乐，小芸", "", None),
    ("deliver_before", "周末搬新家要用，最晚那天到", "", 4),
    ("call_first", "派送前打电话，门禁卡不在身边", "", None),
    ("courier_avoid", "小区韵达网点停了", "YUNDA", None),
)
_ADDRESS = "浙江省 杭州市 余杭区 仓前街道良睦路1288号2幢3单元1602室"
# Kind, what happened, next step, hours from now; the first two are overdue.
_TROUBLES = (
    ("stuck", "物流三天没有更新，停在嘉兴转运中心", "打中通客服催件", -20),
    ("lost", "买家说没收到，网点显示已签收", "请网点调签收底单", -2),
    ("wrong", "买家收到灰色，拍的是米白", "等买家拍照，确认后补发", 5),
    ("disputed", "买家申请平台介入，说包装破损", "今天下班前上传打包照片", 7),
    ("stuck", "地址超出派送范围，网点要求自提", "问买家能否自提", 26),
)


def record_wishes(actor: Actor, shop_id: int, orders: Sequence[OrderKey], now: datetime) -> None:
    """Sales staff wrote down what buyers said in the chat."""
    for order, (kind, text, courier, days) in zip(orders, _WISHES, strict=False):
        add_instruction(
            actor=actor,
            shop_id=shop_id,
            order_id=order.id,
            kind=kind,
            text=text,
            courier=courier,
            wanted_on=(now + timedelta(days=days)).date() if days else None,
        )


def agree_on_addresses(actor: Actor, shop_id: int, orders: Sequence[OrderKey], now: datetime) -> None:
    """One buyer moved, another gave a new number."""
    consent = Consent("chat", "旺旺：搬家了，麻烦改到新地址", now - timedelta(minutes=40))
    for order in orders[:1]:
        agree_change(actor=actor, shop_id=shop_id, order_id=order.id, consent=consent, contact={"address": _ADDRESS})
    consent = Consent("phone", "电话里报了新号码，让派件打这个", now - timedelta(minutes=25))
    for order in orders[1:2]:
        agree_change(
            actor=actor, shop_id=shop_id, order_id=order.id, consent=consent, contact={"mobile": "13900000888"}
        )


def follow_troubles(actor: Actor, shop_id: int, orders: Sequence[OrderKey], now: datetime) -> None:
    """Shipped orders that went wrong: two overdue, three under way, one settled."""
    made = []
    for order, (kind, text, step, hours) in zip(orders, _TROUBLES, strict=False):
        until = now + timedelta(hours=hours)
        made.append(
            mark_difficult(
                actor=actor, shop_id=shop_id, order_id=order.id, kind=kind, step=NextStep(step, until), note=text
            )
        )
    if len(made) == len(_TROUBLES):
        follow_up(
            actor=actor,
            shop_id=shop_id,
            difficulty_id=made[2],
            text="买家发来照片，确实发错颜色",
            step=NextStep("补发米白，灰色不用退", now + timedelta(hours=6)),
        )
    for order in orders[len(_TROUBLES) : len(_TROUBLES) + 1]:
        reply = NextStep("等网点回复", now + timedelta(hours=3))
        done = mark_difficult(
            actor=actor, shop_id=shop_id, order_id=order.id, kind="lost", step=reply, note="买家说柜子里没有"
        )
        close_difficult(actor=actor, shop_id=shop_id, difficulty_id=done, result="放在物业，买家已取到")
