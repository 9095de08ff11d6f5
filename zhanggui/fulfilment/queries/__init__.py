"""Every reading of batches, parcels and daily reports."""

from zhanggui.fulfilment.queries.batches import (
    BatchCard,
    BatchDetail,
    batch_by_id,
    batch_by_number,
    batch_detail,
    batch_json,
    batch_show_json,
    batches,
    handover_json,
    paper_counts,
    print_json,
)
from zhanggui.fulfilment.queries.close import CloseOutlook, close_outlook
from zhanggui.fulfilment.queries.parcels import (
    PackingView,
    pack_json,
    packing_view,
    parcel_by_number,
    parcel_of_order,
    parcels_of_batch,
    parcels_to_pack,
    parcels_without_number,
    unstamped_slips,
)
from zhanggui.fulfilment.queries.report import daily_report, not_shipped_rows, report_json, request_rows

__all__ = [
    "BatchCard",
    "BatchDetail",
    "CloseOutlook",
    "PackingView",
    "batch_by_id",
    "batch_by_number",
    "batch_detail",
    "batch_json",
    "batch_show_json",
    "batches",
    "close_outlook",
    "daily_report",
    "handover_json",
    "not_shipped_rows",
    "pack_json",
    "packing_view",
    "paper_counts",
    "parcel_by_number",
    "parcel_of_order",
    "parcels_of_batch",
    "parcels_to_pack",
    "parcels_without_number",
    "print_json",
    "report_json",
    "request_rows",
    "unstamped_slips",
]
