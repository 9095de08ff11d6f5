"""Putting other goods in the place of short ones, with the buyer's consent on record (ORD-07, ORD-08)."""

from zhanggui.catalog.queries import skus_by_code
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import AgreedChange, OrderLine, ShortageChoice
from zhanggui.orders.services.agree_change import agree_change
from zhanggui.orders.services.shortage.owing import owe_difference
from zhanggui.orders.values import Consent, RefundState


def swap_goods(actor: Actor, choice: ShortageChoice, consent: Consent) -> None:
    """Swap the goods of every line that the choice names; the order is checked again with the new ones.

    When they cost less, the difference that the buyer was told is to be paid back.
    """
    swap = choice.plan["swap"]
    ids = skus_by_code(choice.shop_id, [*swap.keys(), *swap.values()])
    others = {ids[code]: ids[other] for code, other in swap.items() if code in ids and other in ids}
    lines = OrderLine.objects.filter(order_id=choice.order_id, sku_id__in=list(others))
    goods = {
        line_id: others[sku_id]
        for line_id, sku_id in lines.exclude(refund_state=RefundState.REFUNDED).values_list("pk", "sku_id")
        if sku_id is not None
    }
    agree_change(
        actor=actor,
        shop_id=choice.shop_id,
        order_id=choice.order_id,
        consent=consent,
        goods=goods,
        may_be_other_product=True,
    )
    made = AgreedChange.objects.filter(order_id=choice.order_id).order_by("-pk").first()
    if goods and made is not None:
        choice.plan = {**choice.plan, "change": made.pk}
        ShortageChoice.objects.filter(pk=choice.pk).update(plan=choice.plan)
        owe_difference(actor, choice)
