"""Every table of batches, papers, packing and shipping."""

from zhanggui.fulfilment.models.batches import (
    Batch,
    DailyReport,
    Handover,
    Parcel,
    ParcelLine,
    ParcelOrder,
    ShippingNotice,
    StagedWaybill,
)
from zhanggui.fulfilment.models.breaches import PromiseBreach
from zhanggui.fulfilment.models.exceptions import CourierContact, ParcelException
from zhanggui.fulfilment.models.packing import ParcelTick
from zhanggui.fulfilment.models.papers import Invoice, PaperStamp, PrintJob, RedLetter
from zhanggui.fulfilment.models.tracking import RouteMark, TrackingEvent, TrackingSubscription, WaybillNumber
from zhanggui.fulfilment.models.vouchers import CourierList, Voucher

__all__ = [
    "Batch",
    "CourierContact",
    "CourierList",
    "DailyReport",
    "Handover",
    "Invoice",
    "PaperStamp",
    "Parcel",
    "ParcelException",
    "ParcelLine",
    "ParcelOrder",
    "ParcelTick",
    "PrintJob",
    "PromiseBreach",
    "RedLetter",
    "RouteMark",
    "ShippingNotice",
    "StagedWaybill",
    "TrackingEvent",
    "TrackingSubscription",
    "Voucher",
    "WaybillNumber",
]
