"""What the demo's clerk agreed with buyers whose goods are short: some asked, some answered, the rest to decide."""

from contextlib import suppress
from datetime import datetime, timedelta

from zhanggui.catalog.queries import sku_cards, skus_by_code
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import BadShortage
from zhanggui.orders.queries.replacements import paid_prices, replacements
from zhanggui.orders.queries.shortages import short_orders
from zhanggui.orders.services import answer_shortage, choose_shortage, mark_shortage_told
from zhanggui.orders.services.shortage.choosing import ShortagePlan
from zhanggui.orders.values import Consent

_CHOSEN = ("wait", "part_ship", "wait", "refund", "wait")
_ANSWER = "可以等，到货尽快发就行"
_CHEAPER = "这款也可以，差价退我支付宝就行"
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
    _take_cheaper_goods(actor, shop_id)


def _take_cheaper_goods(actor: Actor, shop_id: int) -> None:
    """One buyer takes cheaper goods in place of short ones, so that after-sales has a difference to pay back."""
    for row in short_orders([shop_id], limit=_MOST)[0]:
        sku_ids = list(skus_by_code(shop_id, row.missing).values())
        paid = paid_prices(shop_id, [row.order_id])
        # The last three characters of a title say what it is: 保温杯, 陶瓷碗.
        like = next(iter(sku_cards(sku_ids).values())).title[-3:]
        offers = replacements(shop_id, sku_ids, find=like, paid=paid)
        cheaper = {
            sku_id: max(fits, key=lambda offer: offer.difference or 0).card.id
            for sku_id, rows in offers.items()
            if (fits := [offer for offer in rows if offer.difference is not None and offer.difference < 0])
        }
        if not cheaper or len(cheaper) < len(sku_ids):
            continue
        plan = ShortagePlan("replace", swap=cheaper, consent=Consent("chat", _CHEAPER))
        with suppress(BadShortage):
            choose_shortage(actor=actor, shop_id=shop_id, order_ids=[row.order_id], plan=plan)
            return


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
