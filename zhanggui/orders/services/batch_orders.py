"""Steps that the warehouse's work gives an order. Fulfilment calls these and checks the right itself."""

import json
from collections.abc import Sequence

from django.db import transaction

from zhanggui.inventory.services import release_for_orders
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import OrdersMoved
from zhanggui.orders.lifecycle import ORDER_STEP
from zhanggui.orders.services.check_orders import lock_checking
from zhanggui.orders.services.checking.verified import unverified
from zhanggui.orders.services.holding import place_manual_holds
from zhanggui.orders.services.moving import LockedOrder, locked_by_ids, move_orders
from zhanggui.orders.values import OrderState, OrderStep


def batch_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int], batch_number: str) -> list[int]:
    """Put checked orders into a batch; returns the ids that really went in, in id order (FUL-01).

    An order that was held, sent back, closed or batched since it was read stays out: make parcels
    only for what comes back, in the same transaction. One that nobody verified, or whose goods or
    address changed since, stays out too and goes back to checking (ORD-05).
    """
    with transaction.atomic():
        lock_checking(shop_id)
        ready = [
            order for order in locked_by_ids(shop_id, order_ids) if order.state == OrderState.PAID and not order.is_held
        ]
        doubtful = unverified([order.id for order in ready])
        _send_back(actor, shop_id, [order for order in ready if order.id in doubtful])
        sure = [order for order in ready if order.id not in doubtful]
        return move_orders(actor, ORDER_STEP, "batch", sure, data=_batch(batch_number))


def _send_back(actor: Actor, shop_id: int, orders: Sequence[LockedOrder]) -> None:
    moved = move_orders(actor, ORDER_STEP, "recheck", orders, data='{"because": "unverified"}')
    release_for_orders(actor=actor, shop_id=shop_id, order_ids=moved)


def unbatch_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int], reason: str, is_held: bool = False) -> int:
    """Take orders out of their batch again; returns how many.

    They stay checked and keep their stock, unless `is_held`: then they go back to checking, held by
    hand for the reason given. Orders not in a batch: OrdersMoved, nothing is changed.
    """
    with transaction.atomic():
        lock_checking(shop_id)
        orders = locked_by_ids(shop_id, order_ids)
        _refuse_others(orders, OrderStep.BATCHED)
        move_orders(actor, ORDER_STEP, "unbatch", orders, reason=reason)
        paid = [order.id for order in orders if order.state == OrderState.PAID]
        gone = [order.id for order in orders if order.state == OrderState.CLOSED]
        release_for_orders(actor=actor, shop_id=shop_id, order_ids=gone)
        if is_held and paid:
            place_manual_holds(actor, shop_id, locked_by_ids(shop_id, paid), reason)
        return len(orders)


def pack_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int], batch_number: str = "") -> list[int]:
    """Mark batched orders as packed; packed ones stay so. Returns the ids that moved (FUL-08)."""
    with transaction.atomic():
        orders = [order for order in locked_by_ids(shop_id, order_ids) if order.step != OrderStep.PACKED]
        _refuse_others(orders, OrderStep.BATCHED)
        return move_orders(actor, ORDER_STEP, "pack", orders, data=_batch(batch_number))


def unpack_orders(*, actor: Actor, shop_id: int, order_ids: Sequence[int], reason: str = "") -> list[int]:
    """Take packed orders out of their parcels again; returns the ids that moved. Others: OrdersMoved."""
    with transaction.atomic():
        orders = locked_by_ids(shop_id, order_ids)
        _refuse_others(orders, OrderStep.PACKED)
        return move_orders(actor, ORDER_STEP, "unpack", orders, reason=reason)


def _refuse_others(orders: Sequence[LockedOrder], step: str) -> None:
    wrong = [order.number for order in orders if order.step != step]
    if wrong:
        raise OrdersMoved(wrong)


def _batch(number: str) -> str:
    return json.dumps({"batch": number} if number else {})
