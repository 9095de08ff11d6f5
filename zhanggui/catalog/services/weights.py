"""What a piece of a SKU weighs where it differs from the product's other ones (LOG-03)."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Sku
from zhanggui.catalog.services.brands import require_skus
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.values import Actor
from zhanggui.kernel.weights import MOST_G

_WRITE = """
UPDATE catalog_sku k SET piece_g = w.grams FROM unnest(%s::bigint[], %s::int[]) AS w (id, grams) WHERE k.id = w.id
"""
_TOLD = """
SELECT %s::bigint, 'sku', w.id, jsonb_build_object('before', w.before, 'after', w.grams)
FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS w (id, before, grams)
"""


def set_sku_weights(*, actor: Actor, shop_id: int, grams: Mapping[int, int]) -> int:
    """Say what a piece of SKUs weighs, by id, in grams; 0 means as the product says. Returns how many changed.

    All or none. Errors: a SKU that is not the shop's, a weight that is none.
    """
    require_skus(actor, shop_id, grams)
    for weight in grams.values():
        check_sku_weight(weight)
    with transaction.atomic():
        rows = Sku.objects.select_for_update().filter(shop_id=shop_id, pk__in=list(grams)).order_by("pk")
        before = dict(rows.values_list("pk", "piece_g"))
        if len(before) != len(grams):
            raise NotFound("catalog.sku_not_found", _("There is no such SKU in this shop."))
        changed = [sku_id for sku_id, known in before.items() if known != grams[sku_id]]
        if changed:
            after = [grams[sku_id] for sku_id in changed]
            with connection.cursor() as cursor:
                cursor.execute(_WRITE, [changed, after])
            old = [before[sku_id] for sku_id in changed]
            record_set(actor, "catalog.weight_changed", select=_TOLD, params=[shop_id, changed, old, after])
    return len(changed)


def check_sku_weight(grams: int) -> int:
    """The grams as they are; InvalidInput when no piece can weigh that."""
    if not 0 <= grams <= MOST_G:
        raise InvalidInput(
            "catalog.weight_wrong", _("A weight is from 1 to %(most)s g, or 0 while nobody knows it."), most=MOST_G
        )
    return grams
