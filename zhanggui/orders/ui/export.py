"""Orders as a file: the chosen rows, or a view with its conditions (ORD-16)."""

import tempfile

from django.http import FileResponse, HttpResponse, QueryDict
from django.utils import timezone

from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.orders.queries import OrderFilters
from zhanggui.orders.services import export_orders
from zhanggui.orders.ui.address import read_address
from zhanggui.orders.ui.listing import zone_of
from zhanggui.orders.ui.selection import read_selection
from zhanggui.orders.values import EXPORT_ORDERS

_IN_MEMORY = 4_000_000


@staff_page(EXPORT_ORDERS)
def export(request: StaffRequest) -> HttpResponse:
    """A workbook, or CSV with `format=csv`; contact data is masked as on the page."""
    filters, shops = _chosen(request)
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  reason: the response closes it
    export_orders(actor=request.actor, filters=filters, shops=shops, out=out, file_format=kind)
    out.seek(0)
    stamp = timezone.localtime(now()).strftime("%Y%m%d-%H%M")
    return FileResponse(out, as_attachment=True, filename=f"orders-{stamp}.{kind}")  # type: ignore[return-value]  # a streaming answer is an answer


def _chosen(request: StaffRequest) -> tuple[OrderFilters, list[int]]:
    zone = zone_of(request.scope)
    if request.method == "POST" and request.POST.get("everything") != "1":
        keys = read_selection(request).keys
        return OrderFilters(numbers=tuple(key.number for key in keys)), sorted({key.shop_id for key in keys})
    query = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    return read_address(query).filters(zone), request.scope.ids
