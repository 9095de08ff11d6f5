"""Goods leaving the warehouse."""

from collections.abc import Sequence

from zhanggui.inventory.services.release import end_reservations
from zhanggui.kernel.values import Actor


def ship_for_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int]) -> int:
    """Take the promised goods of shipped orders off the shelf: stock and promises both go down.

    Returns how many orders had goods promised; repeating it changes nothing. The caller has
    checked the right. Locks: balances by SKU id.
    """
    return end_reservations(actor, shop_id, order_ids, kind="ship", on_hand_sign=-1)
