"""What the demo's clerk agreed with buyers whose goods are short: some asked, some answered, the rest to decide."""

from datetime import datetime, timedelta

from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.shortages import short_orders
from zhanggui.orders.services import answer_shortage, choose_shortage, mark_shortage_told
from zhanggui.orders.services.shortage.choosing import ShortagePlan

_CHOSEN = ("wait", "part_ship", "wait", "refund", "wait")
_ANSWER = "可以等，到货尽快发就行"
_MOST = 12


def settle_shortages(actor: Actor, shop_id: int, now: datetime) -> None:
    """Choose for a few of the short orders; a part-shipment only where something is there to leave."""
    rows, _more = short_orders([shop_id], limit=_MOST)
    kinds = list(_CHOSEN)
    for row in rows:
        if not kinds:
            return
        plan = ShortagePlan(kinds[0], wait_until=(now + timedelta(days=6)).date())
        try:
            _shown, [choice] = choose_shortage(actor=actor, shop_id=shop_id, order_ids=[row.order_id], plan=plan)
        except ZhangguiError:
            # Nothing of this order is here: it stays to be decided.
            continue
        kinds.pop(0)
        if len(kinds) == len(_CHOSEN) - 1:
            answer_shortage(actor=actor, shop_id=shop_id, choice_id=choice.id, agrees=True, words=_ANSWER)
        elif len(kinds) == 2:
            mark_shortage_told(actor=actor, shop_id=shop_id, choice_ids=[choice.id])
