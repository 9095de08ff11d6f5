"""The picking list of a batch: place by place along the route, to print or to walk with (INV-04)."""

from django.http import HttpResponse

from zhanggui.fulfilment.queries.batches import batch_by_number
from zhanggui.fulfilment.queries.picking import picking_list
from zhanggui.fulfilment.ui.frame import show
from zhanggui.fulfilment.values import VIEW_BATCHES
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import shop_of
from zhanggui.kernel.permissions import require


@staff_page(VIEW_BATCHES, methods=("GET",))
def picking(request: StaffRequest, number: str) -> HttpResponse:
    """What to fetch for a batch."""
    shop = shop_of(request)
    batch = batch_by_number(shop.id, number)
    require(request.actor, VIEW_BATCHES, shop.id, batch.warehouse_id)
    rows = picking_list(batch)
    context = {
        "batch": batch,
        "rows": rows,
        "pieces": sum(row.pieces for row in rows),
        "places": len({row.place for row in rows if row.place}),
        "unplaced": sum(not row.place for row in rows),
    }
    return show(request, "fulfilment/picking.html", context)
