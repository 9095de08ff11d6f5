"""What the demo's clerk agreed with buyers whose goods are short: some asked, some answered, the rest to decide."""

from datetime import datetime, timedelta

from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import BadShortage
from zhanggui.orders.queries.shortages import short_orders
from zhanggui.orders.services import answer_shortage, choose_shortage, mark_shortage_told
from zhanggui.orders.services.shortage.choosing import ShortagePlan

_CHOSEN = ("wait", "part_ship", "wait", "refund", "wait")
_ANSWER = "可以等，到货尽快发就行"
_MOST, _TOLD = 12, 2


def settle_shortages(actor: Actor, shop_id: int, now: datetime) -> None:
    """Choose for a few of the short orders; a part-shipment only where something is there to leave."""
    rows, _more = short_orders([shop_id], limit=_MOST)
    kinds = list(_CHOSEN)
    for row in rows:
        choice = _choose(actor, shop_id, row.order_id, kinds, now)
        if choice is not None and len(kinds) == len(_CHOSEN) - 1:
            answer_shortage(actor=actor, shop_id=shop_id, choice_id=choice, agrees=True, words=_ANSWER)
        elif choice is not None and len(kinds) == _TOLD:
            mark_shortage_told(actor=actor, shop_id=shop_id, choice_ids=[choice])


def _choose(actor: Actor, shop_id: int, order_id: int, kinds: list[str], now: datetime) -> int | None:
    """Choose the first kind that fits the order and take it off the list; None when none is left or fits."""
    for place, kind in enumerate(kinds):
        plan = ShortagePlan(kind, wait_until=(now + timedelta(days=6)).date())
        try:
            _shown, [choice] = choose_shortage(actor=actor, shop_id=shop_id, order_ids=[order_id], plan=plan)
        except BadShortage:
            # Nothing of this order is here that could leave: another kind fits.
            continue
        kinds.pop(place)
        return choice.id
    return None
