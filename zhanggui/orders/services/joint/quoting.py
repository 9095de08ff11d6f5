"""What a parcel to somewhere costs the shop, for previews."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from zhanggui.catalog.queries import parcel_weights
from zhanggui.couriers.queries import chooser_of
from zhanggui.couriers.values import Destination
from zhanggui.orders.models import OrderLine
from zhanggui.orders.queries.joint import receivers_of
from zhanggui.orders.rules.joint import OrderFactsForShipping, Quote


def quote_for(shop_id: int, orders: Sequence[OrderFactsForShipping]) -> Quote:
    """The price of a parcel with some of these orders' goods to their receiver, by the shop's own price lists.

    By the weight of the goods where it is written down, else the usual one. None where no approved courier
    goes there or none has a price list; then the preview says so.
    """
    first = orders[0].id
    place = Destination(receivers_of([first])[first].province)
    chooser = chooser_of(shop_id)
    lines = OrderLine.objects.filter(order_id__in=[order.id for order in orders])
    skus = {line_id: sku_id or 0 for line_id, sku_id in lines.values_list("pk", "sku_id")}

    def quote(pieces: Mapping[int, int]) -> Decimal | None:
        by_sku: dict[int, int] = {}
        for line_id, count in pieces.items():
            sku = skus.get(line_id, 0)
            by_sku[sku] = by_sku.get(sku, 0) + count
        weight = parcel_weights(shop_id, {first: by_sku}, usual_g=chooser.weight_g)[first]
        return chooser.choose(place, weight_g=weight.grams).price

    return quote
