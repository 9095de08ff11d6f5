"""What parcels weigh: estimated at the close, weighed at the packing table, used for freight and choice (LOG-03)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.queries import parcel_weights
from zhanggui.couriers.queries import Chooser
from zhanggui.couriers.values import Destination
from zhanggui.fulfilment.errors import WrongState
from zhanggui.fulfilment.models import Parcel, ParcelLine
from zhanggui.fulfilment.queries.papers import place_of
from zhanggui.fulfilment.queries.parcels import parcel_by_number, subject_of
from zhanggui.fulfilment.rules.weights import is_far_off
from zhanggui.fulfilment.values import PACK_PARCELS, ParcelState, WeightSource
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.kernel.weights import read_grams
from zhanggui.shops.queries import settings_of

_WRITE = """
UPDATE fulfilment_parcel p SET weight_g = w.grams, weight_source = w.source
FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS w (id, grams, source) WHERE p.id = w.id
"""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weighed parcel; `expected_g` is what its goods and packaging weigh, None where nobody knows."""

    parcel: Parcel
    grams: int
    expected_g: int | None
    is_far_off: bool


def estimate_weights(shop_id: int, parcel_ids: Sequence[int]) -> dict[int, int]:
    """Write what new parcels should weigh, in the caller's transaction; grams by parcel. Six statements for all."""
    known = _expected(shop_id, parcel_ids)
    ids = list(known)
    sources = [WeightSource.GOODS.value if known[each][1] else WeightSource.USUAL.value for each in ids]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [ids, [known[each][0] for each in ids], sources])
    return {parcel_id: grams for parcel_id, (grams, _is_known) in known.items()}


def weigh_parcel(*, actor: Actor, shop_id: int, number: str, weight: str) -> Weighed:
    """Keep what a parcel weighs, as the scale or a person says it: `1.25kg`, `1250`, `1.25`.

    Its freight is counted anew for the courier that it has; the courier stays. Errors: unknown parcel,
    no weight, one that has left or was pulled out.
    """
    require(actor, PACK_PARCELS, shop_id)
    grams = read_grams(weight)
    if grams is None:
        raise InvalidInput(
            "fulfilment.weight", _("“%(weight)s” is no weight. Write 1.25kg, or grams: 1250."), weight=weight[:20]
        )
    with transaction.atomic():
        found = parcel_by_number(shop_id, number)
        require(actor, PACK_PARCELS, shop_id, found.batch.warehouse_id)
        parcel = Parcel.objects.select_for_update(of=("self",)).select_related("batch").get(pk=found.pk)
        if parcel.state not in {ParcelState.BATCHED, ParcelState.PACKED}:
            raise WrongState("fulfilment.not_to_weigh", parcel.number, parcel.get_state_display())
        before = parcel.weight_g
        parcel.weight_g, parcel.weight_source = grams, WeightSource.SCALE
        parcel.choice = _priced(parcel, grams)
        parcel.save(update_fields=["weight_g", "weight_source", "choice"])
        record(
            actor,
            "parcel.weighed",
            shop_id=shop_id,
            subject=subject_of(parcel),
            data={"before": before, "after": grams},
        )
        expected, is_known = _expected(shop_id, [parcel.pk])[parcel.pk]
    return Weighed(parcel, grams, expected if is_known else None, is_known and is_far_off(grams, expected))


def weighed_json(weighed: Weighed) -> dict[str, Any]:
    """A weighing as commands and API tell it."""
    return {
        "parcel": weighed.parcel.number,
        "weight_g": weighed.grams,
        "expected_g": weighed.expected_g,
        "is_far_off": weighed.is_far_off,
        "freight": weighed.parcel.choice.get("price"),
    }


def _expected(shop_id: int, parcel_ids: Sequence[int]) -> dict[int, tuple[int, bool]]:
    pieces: defaultdict[int, dict[int, int]] = defaultdict(dict)
    lines = ParcelLine.objects.filter(parcel_id__in=list(parcel_ids))
    for parcel_id, sku_id, quantity in lines.values_list("parcel_id", "sku_id", "quantity"):
        pieces[parcel_id][sku_id or 0] = pieces[parcel_id].get(sku_id or 0, 0) + quantity
    usual = settings_of(shop_id)["parcel_weight_g"]
    found = parcel_weights(shop_id, {each: pieces[each] for each in parcel_ids}, usual_g=usual)
    return {parcel_id: (weight.grams, weight.is_known) for parcel_id, weight in found.items()}


def _priced(parcel: Parcel, grams: int) -> dict[str, object]:
    """The kept choice with the freight of this weight; untouched where no courier was chosen."""
    choice = dict(parcel.choice)
    if not choice.get("courier"):
        return choice
    chooser = Chooser(parcel.shop_id, parcel.batch.day)
    place = Destination(*place_of(parcel.order_id))
    price = chooser.price(choice["courier"], place, grams)
    other = chooser.price(choice["instead_of"], place, grams) if choice.get("instead_of") else None
    return choice | {
        "price": None if price is None else f"{price:.2f}",
        "difference": None if price is None or other is None else f"{price - other:.2f}",
    }
