"""What a parcel to somewhere costs the shop, for previews."""

from decimal import Decimal

from zhanggui.couriers.queries import chooser_of
from zhanggui.couriers.values import Destination
from zhanggui.orders.queries.joint import receivers_of
from zhanggui.orders.rules.joint import Quote


def quote_for(shop_id: int, order_id: int) -> Quote:
    """The price of one parcel of the usual weight to the order's receiver, by the shop's own price lists.

    None where no approved courier goes there or none has a price list; then the preview says so.
    """
    receiver = receivers_of([order_id])[order_id]
    price = chooser_of(shop_id).choose(Destination(receiver.province)).price

    def quote(_pieces: int) -> Decimal | None:
        return price

    return quote
