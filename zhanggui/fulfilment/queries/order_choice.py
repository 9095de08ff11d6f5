"""The courier of one order: as its parcel has it, or as the rule would choose now."""

from typing import Any

from zhanggui.catalog.queries import parcel_weights
from zhanggui.couriers.queries import choice_for, choice_words_of, chooser_of
from zhanggui.couriers.values import Choice, Destination
from zhanggui.fulfilment.queries.parcels import parcel_of_order
from zhanggui.fulfilment.queries.wishes import Wishes, wishes_of
from zhanggui.kernel.values import Actor
from zhanggui.orders.queries import orders_for_papers
from zhanggui.orders.queries.keys import keys_by_number


def choice_now(shop_id: int, order_id: int) -> Choice:
    """What the rule would choose for an order now, with what its buyer said."""
    order = next(iter(orders_for_papers(shop_id, [order_id])))
    said = wishes_of([order_id]).get(order_id) or Wishes()
    chooser = chooser_of(shop_id)
    pieces: dict[int, int] = {}
    for line in order.lines:
        pieces[line.sku_id or 0] = pieces.get(line.sku_id or 0, 0) + line.quantity
    weight = parcel_weights(shop_id, {order_id: pieces}, usual_g=chooser.weight_g)[order_id]
    place = Destination(order.province, order.city)
    return chooser.choose(place, said.wanted, said.avoided, weight_g=weight.grams)


def order_choice(actor: Actor, shop_id: int, number: str) -> dict[str, Any]:
    """Courier, rule, days, price, wish and alternatives of an order; OrderNotFound otherwise.

    What parcels cost is left out and named in `hidden` for whom it is not meant (SEC-05).
    """
    key = keys_by_number(shop_id, [number])[0]
    parcel = parcel_of_order(shop_id, number)
    if parcel is not None and parcel.choice:
        kept, expected = dict(parcel.choice), parcel.expected_on
    else:
        kept, expected = choice_now(shop_id, key.id).as_json(), None
    kept = choice_for(actor, shop_id, kept)
    return {
        "order": number,
        "parcel": parcel.number if parcel else None,
        "planned": parcel is not None and bool(parcel.choice),
        **kept,
        "expected_on": expected,
        "words": choice_words_of(kept),
        "weight_g": parcel.weight_g if parcel else None,
    }
