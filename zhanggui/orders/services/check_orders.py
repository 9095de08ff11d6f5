"""Checking orders: what passes may enter a batch, what does not is held with its reasons."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction
from django.db.models import Q

from zhanggui.inventory.services import release_for_orders, reserve_for_orders, ship_for_orders
from zhanggui.inventory.values import Demand
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.locks import CHECK_ALL_LOCK, CHECK_LOCK, one_at_a_time
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
from zhanggui.orders.services.checking.turns import Turn, in_turns
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
    work = _Checking(actor, asked, look_around(asked, ids), judge, rule_set)
    summary = _summed(work.judgements(ids), len(ids), progress or Progress())
    with transaction.atomic():
        if order_ids is None:
            refresh_decide_tasks(actor, shop_id)
        announce(OrdersChecked(shop_id, summary.released, summary.checked - summary.released))
    return summary


def _summed(chunks: Iterable[list[Judgement]], total: int, progress: Progress) -> CheckSummary:
    """What became of the orders, counted as their chunks are written."""
    checked = released = to_verify = 0
    held: Counter[str] = Counter()
    progress.update(stage="check", done=0, total=total)
    for judgements in chunks:
        for item in judgements:
            checked += 1
            released += item.is_passed
            to_verify += item.is_unverified and not item.reasons
            for reason in item.reasons:
                held[reason] += 1
        if checked < total:
            progress.update(done=checked)
    return CheckSummary(checked, released, dict(sorted(held.items())), to_verify)


def _chunks(ids: Sequence[int]) -> list[list[int]]:
    """The orders in thousands; of many the first and the last are few, as nothing is done beside them."""
    few = (max(1, CHUNK // 5), max(1, CHUNK // 2))
    whole, more = divmod(max(0, len(ids) - 2 * sum(few)), CHUNK)
    sizes = [*few, *[CHUNK] * whole, more, *reversed(few)] if len(ids) > CHUNK else [CHUNK]
    left = iter(ids)
    return [some for size in sizes if (some := list(islice(left, size)))]


def lock_checking(shop_id: int) -> None:
    """One check of a shop at a time; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CHECK_LOCK, shop_id])


def _share_checking(shop_id: int) -> None:
    """Keep others from checking, but not the next thousands of the same check."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [CHECK_LOCK, shop_id])


@dataclass(frozen=True, slots=True)
class _Checking:
    """One check: what it asks, what it knows of the orders around, and how it judges."""

    actor: Actor
    asked: Asked
    around: Around
    judge: Judge
    rule_set: KeptRuleSet

    def judgements(self, ids: Sequence[int]) -> Iterator[list[Judgement]]:
        """What becomes of the orders, thousand after thousand, each committed when it is given.

        Many are read on one connection while those before are written on another; their order stays.
        """
        chunks = _chunks(ids)
        if len(chunks) < 2 or connection.in_atomic_block:
            yield from (self._check(some, Turn(), lock_checking, is_durable=True) for some in chunks)
            return

        def check(some: list[int], turn: Turn) -> list[Judgement]:
            # A crash would only undo the last thousands, which the next check finds; the last of all waits for the disk.
            return self._check(some, turn, _share_checking, is_durable=some is chunks[-1])

        alone = one_at_a_time(CHECK_ALL_LOCK, self.asked.shop_id)
        with alone, without_collecting(), closing(in_turns(chunks, check)) as found:
            yield from found

    def _check(self, ids: list[int], turn: Turn, lock: Callable[[int], None], *, is_durable: bool) -> list[Judgement]:
        shop_id, judge = self.asked.shop_id, self.judge.anew()
        with transaction.atomic(), without_collecting():
            lock(shop_id)
            _expect_cached_rows()
            if not is_durable:
                _commit_without_waiting()
            judgements = [judge.before_stock(order) for order in read_orders(ids, self.asked, self.around)]
            turn.has_read()
            # Stock is promised in the order of the orders; what other rules stop asks for none.
            self._write(judge, [item for item in judgements if not item.is_passed], {})
            turn.wait()
            passed = [item for item in judgements if item.is_passed]
            self._write(judge, passed, _allocate(self.actor, shop_id, [item.order for item in passed]))
            end_settled(self.actor, shop_id, ids)
        return judgements

    def _write(self, judge: Judge, judgements: Sequence[Judgement], missing: Mapping[int, Mapping[str, int]]) -> None:
        """Say what the rules about stock say of them, too, and store it all."""
        for item in judgements:
            judge.add_stock(item, missing.get(item.order.id, {}))
            judge.settle_holds(item)
        write_judgements(self.actor, self.asked.shop_id, self.rule_set, judgements, now())


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
