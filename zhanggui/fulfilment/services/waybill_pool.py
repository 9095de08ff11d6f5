"""The pool: numbers of a courier's file, given out at the close, each to one parcel for ever."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import courier_by_code, courier_label
from zhanggui.fulfilment.models import WaybillNumber
from zhanggui.fulfilment.ports import register_waybill_source
from zhanggui.fulfilment.queries.waybill_pool import free_numbers
from zhanggui.fulfilment.values import NumberState
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.shops.queries import settings_of

LOW_POOL = "low_pool"
register_task_kind(TaskKind(LOW_POOL, _("Few waybill numbers left"), _("Import numbers"), "fulfilment:numbers", "tag"))

# A row that another close holds is skipped, so that two closes at once neither wait nor share a number.
_GIVE = """
WITH wanted AS (
    SELECT p.id, p.courier, row_number() OVER (PARTITION BY p.courier ORDER BY p.position, p.id) AS nth
    FROM fulfilment_parcel p
    WHERE p.id = ANY(%(parcels)s) AND p.shop_id = %(shop)s AND p.state = 'batched' AND p.waybill_no = ''
      AND NOT p.is_platform_label AND p.courier = ANY(%(couriers)s)
), need AS (SELECT courier, count(*) AS parcels FROM wanted GROUP BY courier),
locked AS (
    SELECT f.id, f.courier, f.number FROM need CROSS JOIN LATERAL (
        SELECT w.id, w.courier, w.number FROM fulfilment_waybillnumber w
        WHERE w.shop_id = %(shop)s AND w.state = 'free' AND w.courier = need.courier
        ORDER BY w.id LIMIT need.parcels FOR UPDATE SKIP LOCKED
    ) f
), free AS (SELECT id, courier, number, row_number() OVER (PARTITION BY courier ORDER BY id) AS nth FROM locked),
given AS (
    UPDATE fulfilment_waybillnumber w SET state = 'given', parcel_id = wanted.id, given_at = %(now)s
    FROM free JOIN wanted USING (courier, nth) WHERE w.id = free.id RETURNING wanted.id AS parcel_id, w.number
)
UPDATE fulfilment_parcel p SET waybill_no = given.number FROM given WHERE p.id = given.parcel_id RETURNING p.id
"""
_TAKE_BACK = """
WITH taken AS (
    UPDATE fulfilment_waybillnumber w
    SET state = CASE WHEN %(reuse)s THEN 'free' ELSE 'void' END,
        parcel_id = CASE WHEN %(reuse)s THEN NULL ELSE w.parcel_id END,
        given_at = CASE WHEN %(reuse)s THEN NULL ELSE w.given_at END,
        void_reason = CASE WHEN %(reuse)s THEN '' ELSE %(reason)s END
    WHERE w.shop_id = %(shop)s AND w.state = 'given' AND w.parcel_id = ANY(%(parcels)s)
    RETURNING w.number
)
UPDATE fulfilment_parcel p SET waybill_no = '' FROM taken
WHERE p.id = ANY(%(parcels)s) AND p.waybill_no = taken.number
"""
# A number that left is used, whoever typed it; the one that its parcel had been given before is void.
_USE = """
UPDATE fulfilment_waybillnumber w SET state = 'used', parcel_id = p.id
FROM fulfilment_parcel p
WHERE p.id = ANY(%(parcels)s) AND w.shop_id = p.shop_id AND w.number = p.waybill_no AND w.state IN ('free', 'given')
"""
_VOID_UNUSED = """
UPDATE fulfilment_waybillnumber w SET state = 'void', void_reason = %(reason)s
FROM fulfilment_parcel p
WHERE p.id = ANY(%(parcels)s) AND w.parcel_id = p.id AND w.state = 'given' AND w.number <> p.waybill_no
"""
_UNUSE = """
WITH again AS (
    UPDATE fulfilment_waybillnumber w SET state = 'given' FROM fulfilment_parcel p
    WHERE p.id = ANY(%(parcels)s) AND w.parcel_id = p.id AND w.state = 'used' AND w.given_at IS NOT NULL
    RETURNING w.parcel_id, w.number
)
UPDATE fulfilment_parcel p SET waybill_no = again.number FROM again WHERE p.id = again.parcel_id
"""
# A number that nobody gave out but somebody typed is free again when its shipping is taken back.
_FREE_TYPED = """
UPDATE fulfilment_waybillnumber w SET state = 'free', parcel_id = NULL
WHERE w.shop_id = %(shop)s AND w.parcel_id = ANY(%(parcels)s) AND w.state = 'used' AND w.given_at IS NULL
"""
_EVENTS = """
SELECT shop_id, 'parcel', id, jsonb_build_object('courier', courier, 'waybill_no', waybill_no)
FROM fulfilment_parcel WHERE id = ANY(%s)
"""


class PoolSource:
    """Numbers from the courier's file."""

    code = "pool"

    def give(self, actor: Actor, shop_id: int, parcel_ids: Sequence[int], couriers: Sequence[str]) -> int:
        """Give free numbers in the order of the file, one statement; what is missing comes later by scan or file."""
        facts: dict[str, Any] = {"shop": shop_id, "parcels": list(parcel_ids), "couriers": list(couriers), "now": now()}
        with connection.cursor() as cursor:
            cursor.execute(_GIVE, facts)
            given = [row[0] for row in cursor.fetchall()]
        if given:
            record_set(actor, "parcel.number_given", select=_EVENTS, params=[given])
        tell_of_low_pools(actor, shop_id, couriers)
        return len(given)

    def take_back(self, actor: Actor, shop_id: int, parcel_ids: Sequence[int], reason: str) -> int:  # noqa: ARG002  reason: the port's signature
        """Make the numbers void, or free again where the shop reuses unused ones; the parcels have none any more."""
        reuse = bool(settings_of(shop_id)["is_unused_number_reused"])
        with connection.cursor() as cursor:
            cursor.execute(
                _TAKE_BACK,
                {"shop": shop_id, "parcels": list(parcel_ids), "reuse": reuse, "reason": reason.strip()[:200]},
            )
            return int(cursor.rowcount)


def use_numbers(parcel_ids: Sequence[int]) -> None:
    """The parcels left: their numbers are used up; one that was given but not taken along is void."""
    facts: dict[str, Any] = {"parcels": list(parcel_ids), "reason": str(_("left with another number"))}
    with connection.cursor() as cursor:
        cursor.execute(_USE, facts)
        cursor.execute(_VOID_UNUSED, facts)


def unuse_numbers(shop_id: int, parcel_ids: Sequence[int]) -> None:
    """The parcels did not leave after all: they keep the numbers that the close gave them."""
    facts: dict[str, Any] = {"shop": shop_id, "parcels": list(parcel_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_UNUSE, facts)
        cursor.execute(_FREE_TYPED, facts)


def take_numbers_back(actor: Actor, shop_id: int, parcel_ids: Sequence[int], reason: str) -> int:
    """Parcels that were pulled out, or change their courier, give their numbers back."""
    return SOURCE.take_back(actor, shop_id, parcel_ids, reason)


def is_void(shop_id: int, number: str) -> bool:
    """Whether a number was given out before and must never be used again."""
    return WaybillNumber.objects.filter(shop_id=shop_id, number=number, state=NumberState.VOID).exists()


def tell_of_low_pools(actor: Actor, shop_id: int, couriers: Sequence[str]) -> None:
    """Open a task for each pool below the shop's limit, close it where numbers came in."""
    limit = settings_of(shop_id)["low_pool_count"]
    free = free_numbers(shop_id)
    for code in couriers:
        card = courier_by_code(shop_id, code)
        subject = Subject("courier", card.id, courier_label(code))
        if free.get(code, 0) < limit:
            data = {"courier": code, "free": free.get(code, 0)}
            open_task(LOW_POOL, shop_id=shop_id, subject=subject, position="order_clerk", data=data)
        else:
            close_tasks(LOW_POOL, shop_id=shop_id, subject=subject, actor=actor)


SOURCE = PoolSource()
register_waybill_source(SOURCE)
