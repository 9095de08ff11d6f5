"""Checking orders: what passes may enter a batch, what does not is held with its reasons."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Q

from zhanggui.inventory.services import release_for_orders, reserve_for_orders, ship_for_orders
from zhanggui.inventory.values import Demand
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.locks import CHECK_LOCK
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.events import OrdersChecked
from zhanggui.orders.lifecycle import ORDER_STEP
from zhanggui.orders.queries.goods import sku_codes
from zhanggui.orders.rules import compile_rules, rule_set_of
from zhanggui.orders.services.checking.around import Around, look_around
from zhanggui.orders.services.checking.asked import Asked, asked_of
from zhanggui.orders.services.checking.facts import OrderInHand, read_orders
from zhanggui.orders.services.checking.judging import Judge, Judgement
from zhanggui.orders.services.checking.pausing import without_collecting
from zhanggui.orders.services.checking.prices import freshen_usual_prices
from zhanggui.orders.services.checking.rule_sets import KeptRuleSet, keep_rule_set
from zhanggui.orders.services.checking.writing import write_judgements
from zhanggui.orders.services.ensure_rules import rules_in_use
from zhanggui.orders.services.moving import locked_orders, move_orders
from zhanggui.orders.services.shortage.settling import end_settled
from zhanggui.orders.services.shortage.tasks import refresh_decide_tasks
from zhanggui.orders.values import CHECK_ORDERS, CheckSummary, OrderState
from zhanggui.shops.queries import settings_of

CHUNK = 10_000
_TO_CHECK = """
SELECT id FROM orders_order WHERE shop_id = %s AND state = 'paid' AND step = 'to_check' {only}
ORDER BY ship_by_at NULLS LAST, paid_at NULLS LAST, id
"""
# What an import or a person changed after the order had passed must be judged again.
_CHANGED = """
SELECT o.id FROM orders_order o JOIN orders_checkresult r ON r.order_id = o.id
WHERE o.shop_id = %s AND o.state = 'paid' AND o.step = 'checked' AND o.updated_at > r.checked_at {only}
"""
_POINTLESS_TASKS = """
UPDATE kernel_task t SET state = 'cancelled', closed_at = %(at)s FROM orders_order o
WHERE t.shop_id = %(shop)s AND t.kind = 'buyer_unreached' AND t.state = 'open' AND t.subject_kind = 'order'
  AND o.id = t.subject_id AND (o.state <> 'paid' OR o.step IN ('batched', 'packed'))
"""
_LEFT_OTHERWISE = """
SELECT DISTINCT r.order_id, o.state FROM inventory_reservation r JOIN orders_order o ON o.id = r.order_id
WHERE r.shop_id = %s AND o.state <> 'paid'
"""
_END_POINTLESS_HOLDS = """
WITH gone AS (
    UPDATE orders_order o SET is_held = false
    FROM (SELECT DISTINCT order_id AS id FROM orders_orderhold WHERE shop_id = %(shop)s AND released_at IS NULL) w
    WHERE o.id = w.id AND o.is_held AND o.state NOT IN ('paid', 'unpaid') RETURNING o.id
)
UPDATE orders_orderhold h SET released_at = %(at)s, released_by = %(name)s
FROM gone WHERE h.order_id = gone.id AND h.released_at IS NULL
"""


def check_orders(
    *,
    actor: Actor,
    shop_id: int,
    order_ids: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> CheckSummary:
    """Check all paid orders of a shop that wait for it, or those named (ORD-05, ORD-09).

    Orders held before are tried again; checked ones that changed since go back first. Stock is
    promised in the order of the shipping promise, then payment, then id. A hold that a person
    released stays released while rule and cause are the same. Where the shop does not let plain
    orders pass without a person, what no rule stops waits until it is verified. Works in sets, 10,000 orders a
    transaction, so it can be stopped and run again; one check a shop at a time.
    """
    require(actor, CHECK_ORDERS, shop_id)
    return check_ids(actor, shop_id, order_ids, progress or Progress())


def recheck_order(*, actor: Actor, shop_id: int, order_id: int) -> CheckSummary:
    """Check one order again, at once (ORD-05)."""
    require(actor, CHECK_ORDERS, shop_id)
    return check_ids(actor, shop_id, [order_id])


def check_ids(
    actor: Actor, shop_id: int, order_ids: Sequence[int] | None, progress: Progress | None = None
) -> CheckSummary:
    """The check itself, for services that have made sure of the right."""
    settings = settings_of(shop_id)
    rules = compile_rules(rules_in_use(shop_id), settings)
    asked = asked_of(shop_id, rules, settings)
    if order_ids is None and "price_off_percent" in asked.names:
        freshen_usual_prices(shop_id)
    judge = Judge(rules, needs_person=not settings["is_verified_automatically"])
    with transaction.atomic():
        lock_checking(shop_id)
        if order_ids is None:
            _settle_stock(actor, shop_id)
        _send_back_changed(actor, shop_id, order_ids)
        rule_set = keep_rule_set(shop_id, rule_set_of(judge.rules_in_order))
    ids = _ids(_TO_CHECK, shop_id, order_ids)
    around = look_around(asked, ids)
    checked = released = to_verify = 0
    held: Counter[str] = Counter()
    # A crash would only undo the last thousands, which the next check finds; the last of all waits for the disk.
    may_be_lost = not connection.in_atomic_block
    for start in range(0, len(ids), CHUNK):
        if progress is not None:
            progress.update(stage="check", done=start, total=len(ids))
        some, is_last = ids[start : start + CHUNK], start + CHUNK >= len(ids)
        for item in _check_chunk(actor, some, asked, around, judge, rule_set, is_durable=is_last or not may_be_lost):
            checked += 1
            released += item.is_passed
            to_verify += item.is_unverified and not item.reasons
            for reason in item.reasons:
                held[reason] += 1
    summary = CheckSummary(checked, released, dict(sorted(held.items())), to_verify)
    with transaction.atomic():
        if order_ids is None:
            refresh_decide_tasks(actor, shop_id)
        announce(OrdersChecked(shop_id, released, checked - released))
    return summary


def lock_checking(shop_id: int) -> None:
    """One check of a shop at a time; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHECK_LOCK, shop_id])


def _check_chunk(
    actor: Actor,
    ids: list[int],
    asked: Asked,
    around: Around,
    judge: Judge,
    rule_set: KeptRuleSet,
    *,
    is_durable: bool,
) -> list[Judgement]:
    shop_id = asked.shop_id
    judge.forget()
    with transaction.atomic(), without_collecting():
        lock_checking(shop_id)
        _expect_cached_rows()
        if not is_durable:
            _commit_without_waiting()
        judgements = [judge.before_stock(order) for order in read_orders(ids, asked, around)]
        missing = _allocate(actor, shop_id, [item.order for item in judgements if item.is_passed])
        for item in judgements:
            judge.add_stock(item, missing.get(item.order.id, {}))
            judge.settle_holds(item)
        write_judgements(actor, shop_id, rule_set, judgements, now())
        end_settled(actor, shop_id, ids)
    return judgements


def _expect_cached_rows() -> None:
    """Orders at work are in memory: measured, ten thousand look-ups beat reading a million rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1.1")


def _commit_without_waiting() -> None:
    """The disk writes these results while the next ones are read; a later commit that waits covers them too."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _allocate(actor: Actor, shop_id: int, orders: list[OrderInHand]) -> dict[int, dict[str, int]]:
    """Promise stock to the orders that nothing else holds; what is missing, by SKU code."""
    demands = [Demand(order.id, order.pieces) for order in orders if order.pieces]
    short = reserve_for_orders(actor=actor, shop_id=shop_id, demands=demands)
    codes = sku_codes(sku_id for pieces in short.values() for sku_id in pieces)
    return {
        order_id: {codes.get(sku_id, str(sku_id)): count for sku_id, count in sorted(pieces.items())}
        for order_id, pieces in short.items()
    }


def _settle_stock(actor: Actor, shop_id: int) -> None:
    """Orders that the marketplace closed or shipped meanwhile no longer wait for their goods."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OTHERWISE, [shop_id])
        rows = cursor.fetchall()
    shipped = [order_id for order_id, state in rows if state in {OrderState.SHIPPED, OrderState.COMPLETED}]
    others = [order_id for order_id, state in rows if state in {OrderState.CLOSED, OrderState.UNPAID}]
    ship_for_orders(actor=actor, shop_id=shop_id, order_ids=shipped)
    release_for_orders(actor=actor, shop_id=shop_id, order_ids=others)
    with connection.cursor() as cursor:
        cursor.execute(_POINTLESS_TASKS, {"at": now(), "shop": shop_id})
        cursor.execute(_END_POINTLESS_HOLDS, {"at": now(), "name": actor.name, "shop": shop_id})
    end_settled(actor, shop_id, None)


def _send_back_changed(actor: Actor, shop_id: int, order_ids: Sequence[int] | None) -> None:
    changed = _ids(_CHANGED, shop_id, order_ids)
    if changed:
        orders = locked_orders(shop_id, Q(pk__in=changed))
        moved = move_orders(actor, ORDER_STEP, "recheck", orders, data='{"because": "changed"}')
        release_for_orders(actor=actor, shop_id=shop_id, order_ids=moved)


def _ids(query: str, shop_id: int, order_ids: Sequence[int] | None) -> list[int]:
    column = "o.id" if "orders_order o" in query else "id"
    with connection.cursor() as cursor:
        if order_ids is None:
            cursor.execute(query.format(only=""), [shop_id])
        else:
            cursor.execute(query.format(only=f"AND {column} = ANY(%s)"), [shop_id, list(order_ids)])
        return [row[0] for row in cursor.fetchall()]
