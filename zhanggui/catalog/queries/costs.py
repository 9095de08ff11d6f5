"""Cost prices of SKUs: what counts now, and how it came to that. The caller masks them (SEC-05)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.catalog.models import Sku, SkuCost
from zhanggui.catalog.queries.brands import skus_shown
from zhanggui.catalog.values import COST_PRICE, VIEW_CATALOG, CostCard
from zhanggui.kernel.confidential import for_programs
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.money import amount_text
from zhanggui.kernel.values import Actor


def costs_of(shop_id: int, sku_ids: Iterable[int]) -> dict[int, CostCard]:
    """The present cost price of each SKU that has one. One statement."""
    rows = SkuCost.objects.filter(shop_id=shop_id, sku_id__in=list(sku_ids)).order_by("sku_id", "-pk")
    return {row.sku_id: _card(row) for row in rows.distinct("sku_id") if row.amount is not None}


def cost_history(shop_id: int, sku_ids: Iterable[int], *, limit: int = 20) -> list[CostCard]:
    """What was said of the costs of these SKUs, the newest first."""
    rows = SkuCost.objects.filter(shop_id=shop_id, sku_id__in=list(sku_ids)).order_by("-pk")
    return [_card(row) for row in rows[:limit]]


def costs_json(
    actor: Actor, shop_id: int, *, code: str = "", after: str = "", limit: int = 200
) -> list[dict[str, Any]]:
    """SKUs by code with their cost price; null and listed in `hidden` for whom it is not meant.

    With `code` only that SKU; `after` is the last code shown. Other brands are left out for who sees some only.
    """
    rows = Sku.objects.filter(skus_shown(actor, VIEW_CATALOG, [shop_id])).order_by("code")
    rows = rows.filter(code=code) if code else rows.filter(code__gt=after)
    found = list(rows.values_list("pk", "code")[:limit])
    costs = costs_of(shop_id, [pk for pk, _code in found])
    hides = dict.fromkeys(("cost_price", "set_at", "set_by"), COST_PRICE)
    return [for_programs(actor, _json(sku_code, costs.get(pk)), hides, shop_id) for pk, sku_code in found]


def sku_ids_by_code(shop_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Ids of SKUs by exactly their code; NotFound names the first that the shop does not have."""
    wanted = list(dict.fromkeys(codes))
    found = dict(Sku.objects.filter(shop_id=shop_id, code__in=wanted).values_list("code", "pk"))
    missing = next((code for code in wanted if code not in found), None)
    if missing is not None:
        raise NotFound("catalog.no_sku", _("The shop has no SKU “%(code)s”."), code=missing)
    return found


def _json(code: str, card: CostCard | None) -> dict[str, Any]:
    return {
        "sku": code,
        "cost_price": amount_text(card.amount) if card else None,
        "set_at": card.set_at.isoformat() if card else None,
        "set_by": card.set_by if card else None,
    }


def _card(row: SkuCost) -> CostCard:
    return CostCard(row.sku_id, row.amount, row.set_at, row.set_by)
