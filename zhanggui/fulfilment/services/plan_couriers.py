"""What a close decides about couriers: who carries each parcel, under which number, and when it should arrive."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import connection

from zhanggui.couriers.queries import Chooser
from zhanggui.couriers.values import Choice, Destination
from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.ports import waybill_sources
from zhanggui.fulfilment.queries.wishes import Wishes, wishes_in
from zhanggui.fulfilment.services.weigh import estimate_weights
from zhanggui.kernel.values import Actor

_PARCELS = """
SELECT p.id, coalesce(c.province, ''), coalesce(c.city, '')
FROM fulfilment_parcel p LEFT JOIN orders_ordercontact c ON c.order_id = p.order_id
WHERE p.batch_id = %s AND (%s::bigint[] IS NULL OR p.id = ANY(%s)) ORDER BY p.id
"""
_PLATFORM = """
UPDATE fulfilment_parcel p SET is_platform_label = true FROM orders_ordercontact c
WHERE p.batch_id = %s AND c.order_id = p.order_id AND c.is_masked
"""
_WRITE = """
UPDATE fulfilment_parcel p
SET courier = w.courier, chosen_courier = w.courier, choice = w.choice::jsonb, expected_on = %s::date + w.days
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[]) AS w (id, courier, choice, days) WHERE p.id = w.id
"""


def plan_couriers(*, actor: Actor, batch: Batch, only: Sequence[int] | None = None) -> int:
    """Choose the courier of every parcel of a new batch and give numbers; returns how many got a courier.

    Called in the transaction of the close. A shop with an empty register keeps couriers open, as
    before. Parcels whose contact is masked keep the marketplace's own label (LOG-03). `only` narrows to
    these parcels.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLATFORM, [batch.pk])
        wanted = None if only is None else list(only)
        cursor.execute(_PARCELS, [batch.pk, wanted, wanted])
        parcels = cursor.fetchall()
    weights = estimate_weights(batch.shop_id, [parcel_id for parcel_id, *_place in parcels])
    chooser = Chooser(batch.shop_id, batch.day)
    if not chooser.has_register or not parcels:
        return 0
    wishes = wishes_in([parcel_id for parcel_id, *_place in parcels])
    chosen = [
        (parcel_id, chosen_for(chooser, Destination(province, city), wishes.get(parcel_id), weights[parcel_id]))
        for parcel_id, province, city in parcels
    ]
    write_choices(batch, chosen)
    give_numbers(actor, batch.shop_id, chooser, [(parcel_id, choice.courier) for parcel_id, choice in chosen])
    return sum(1 for _parcel, choice in chosen if choice.courier)


def chosen_for(chooser: Chooser, destination: Destination, wishes: Wishes | None, weight_g: int) -> Choice:
    """The rule's choice with what the buyer said."""
    said = wishes or Wishes()
    return chooser.choose(destination, said.wanted, said.avoided, weight_g=weight_g)


def write_choices(batch: Batch, chosen: Sequence[tuple[int, Choice]]) -> None:
    """Keep the choices with their parcels, one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                batch.day,
                [parcel_id for parcel_id, _choice in chosen],
                [choice.courier for _parcel, choice in chosen],
                [json.dumps(choice.as_json(), ensure_ascii=False) for _parcel, choice in chosen],
                [choice.days for _parcel, choice in chosen],
            ],
        )


def give_numbers(actor: Actor, shop_id: int, chooser: Chooser, parcels: Iterable[tuple[int, str]]) -> int:
    """Ask each source for numbers for the parcels of its couriers; returns how many were given."""
    ids: dict[str, list[int]] = defaultdict(list)
    couriers: dict[str, set[str]] = defaultdict(set)
    for parcel_id, courier in parcels:
        if courier:
            source = chooser.source_of(courier)
            ids[source].append(parcel_id)
            couriers[source].add(courier)
    sources = waybill_sources()
    return sum(
        sources[code].give(actor, shop_id, parcel_ids, sorted(couriers[code]))
        for code, parcel_ids in sorted(ids.items())
        if code in sources
    )


def arrival(shipped: date, days: int | None) -> date | None:
    """The expected day: the day it leaves and the normal days, holidays counted as any day (LOG-13)."""
    return None if days is None else shipped + timedelta(days=days)
