"""What a piece costs the shop: written by whoever may edit products and see costs (SEC-05)."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Sku, SkuCost
from zhanggui.catalog.queries.costs import costs_of
from zhanggui.catalog.services.brands import require_skus
from zhanggui.kernel.clock import now
from zhanggui.kernel.confidential import VIEW_COST
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.money import as_amount
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

_LARGEST = Decimal(10) ** 8
_TOLD = """
SELECT %s::bigint, 'sku', sku_id, '{"changed": ["cost_price"]}'::jsonb FROM unnest(%s::bigint[]) AS t (sku_id)
"""


def set_cost_prices(*, actor: Actor, shop_id: int, amounts: Mapping[int, Decimal | None]) -> int:
    """Set the cost price of SKUs by id, in the shop's currency; None takes it back. Returns how many changed.

    The timeline says who changed which SKU when, never the amount. Errors: a SKU that is not the
    shop's, an amount below zero or out of reach.
    """
    require_skus(actor, shop_id, amounts)
    require(actor, VIEW_COST, shop_id)
    wanted = {sku_id: check_cost(amount) for sku_id, amount in amounts.items()}
    with transaction.atomic():
        rows = Sku.objects.select_for_update().filter(shop_id=shop_id, pk__in=list(wanted)).order_by("pk")
        known = list(rows.values_list("pk", flat=True))
        if len(known) != len(wanted):
            raise NotFound("catalog.sku_not_found", _("There is no such SKU in this shop."))
        before = {sku_id: card.amount for sku_id, card in costs_of(shop_id, known).items()}
        changed = [sku_id for sku_id in known if before.get(sku_id) != wanted[sku_id]]
        moment = now()
        SkuCost.objects.bulk_create(
            [
                SkuCost(shop_id=shop_id, sku_id=sku_id, amount=wanted[sku_id], set_at=moment, set_by=actor.name)
                for sku_id in changed
            ],
            batch_size=2_000,
        )
        if changed:
            record_set(actor, "catalog.cost_changed", select=_TOLD, params=[shop_id, changed])
    return len(changed)


def check_cost(amount: Decimal | None) -> Decimal | None:
    """The amount to the cent; InvalidInput when it cannot be a cost price."""
    if amount is None:
        return None
    if not amount.is_finite() or not 0 <= amount < _LARGEST:
        raise InvalidInput("catalog.bad_cost", _("A cost price is an amount from 0.00 to 99,999,999.99."))
    return as_amount(amount)
