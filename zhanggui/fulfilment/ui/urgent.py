"""What cannot wait: orders that go on their own before the next close, and parcels whose number is late."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhanggui.fulfilment.errors import BatchNotFound
from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.queries.late_numbers import count_late, late_parcels, submit_within
from zhanggui.fulfilment.queries.urgent import urgent_order, urgent_orders
from zhanggui.fulfilment.services import close_extra_batch
from zhanggui.fulfilment.ui.frame import next_close, show
from zhanggui.fulfilment.ui.words import courier_words
from zhanggui.fulfilment.values import CLOSE_BATCH, VIEW_BATCHES
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, all_shops, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.pages.registry import PanelSource, register_panels
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

_PAGE = 100
_URGENT = 20


def urgent_context(actor: Actor, shop: ShopRef) -> dict[str, Any]:
    """Orders that the next close comes too late for, for the close page."""
    closes_at = next_close(shop)[1]
    found = urgent_orders(shop.id, closes_at, limit=_URGENT + 1)
    return {
        "urgent": found[:_URGENT],
        "urgent_ready": sum(1 for order in found if order.is_ready),
        "urgent_more": len(found) > _URGENT,
        "may_extra": actor.can(CLOSE_BATCH, shop.id),
    }


@staff_page(CLOSE_BATCH, methods=("POST",))
@for_one_shop
def extra(request: StaffRequest) -> HttpResponse:
    """Close a small batch of the ticked orders; it is printed and handed over like any other."""
    shop = shop_of(request)
    batch = close_extra_batch(actor=request.actor, shop_id=shop.id, numbers=request.POST.getlist("order"))
    messages.success(
        request, _("Batch %(batch)s is made. Print its papers and hand them over.") % {"batch": batch.number}
    )
    return redirect("fulfilment:batch", shop=shop.code, number=batch.number)


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def late(request: StaffRequest) -> HttpResponse:
    """Parcels that were packed too long ago and have no number (FUL-15)."""
    shop = shop_of(request)
    after = request.GET.get("after", "")
    batch = request.GET.get("batch", "")
    found = late_parcels(
        shop.id,
        after=id_of(after) or 0,
        limit=_PAGE + 1,
        batch_id=id_of(batch),
    )
    shown = found[:_PAGE]
    context = {
        "rows": [
            {"late": row, "courier": courier_words(row.parcel.courier) if row.parcel.courier else ""} for row in shown
        ],
        "hours": int(submit_within(shop.id).total_seconds() // 3600),
        "total": count_late([shop.id]),
        "next_url": f"?after={shown[-1].parcel.pk}" if len(found) > _PAGE else "",
    }
    return show(request, "fulfilment/late.html", context)


@staff_page(VIEW_BATCHES, methods=("GET",))
def late_batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    """The late parcels of a batch by its id, as tasks name it."""
    found = Batch.objects.filter(pk=batch_id).first()
    if found is None:
        raise BatchNotFound(str(batch_id))
    require(request.actor, VIEW_BATCHES, found.shop_id)
    return redirect(f"{reverse('fulfilment:late')}?batch={batch_id}")


def order_promise(actor: Actor, shop_id: int, order_id: int) -> dict[str, Any] | None:
    """Beside an order: its promise falls before the next close, and how it can still be kept."""
    shop = next(shop for shop in all_shops() if shop.id == shop_id)
    closes_at = next_close(shop)[1]
    order = urgent_order(shop_id, order_id, closes_at)
    if order is None:
        return None
    return {
        "order": order,
        "closes_at": closes_at,
        "may_extra": order.is_ready and actor.can(CLOSE_BATCH, shop_id),
    }


register_panels(PanelSource("order", 60, VIEW_BATCHES, "fulfilment/_order_promise.html", order_promise))
