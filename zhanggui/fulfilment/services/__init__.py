"""Every change between the close of a batch and the confirmed daily report, one file a verb."""

from zhanggui.fulfilment.services.close_batch import close_batch
from zhanggui.fulfilment.services.export_report import export_report
from zhanggui.fulfilment.services.export_waybills import export_waybills
from zhanggui.fulfilment.services.hand_over import give_batch, hand_over, take_batch
from zhanggui.fulfilment.services.invoice_copies import fetch_invoice_copy, keep_invoice_copy
from zhanggui.fulfilment.services.invoices import InvoiceFacts, issue_invoice, request_invoice, void_invoice
from zhanggui.fulfilment.services.notices import mark_told
from zhanggui.fulfilment.services.pack import pack_parcel, scan_item, unpack_parcel
from zhanggui.fulfilment.services.print_batch import print_batch, reprint_parcels
from zhanggui.fulfilment.services.print_jobs import confirm_ink
from zhanggui.fulfilment.services.pull_order import pull_order
from zhanggui.fulfilment.services.red_letters import reverse_invoice, tell_red_letters
from zhanggui.fulfilment.services.report import confirm_report, sign_report
from zhanggui.fulfilment.services.schedule_batches import ensure_deadlines
from zhanggui.fulfilment.services.ship import enter_waybill
from zhanggui.fulfilment.services.single_batch import close_extra_batch
from zhanggui.fulfilment.services.stamp import stamp_parcels
from zhanggui.fulfilment.services.tick import untick_extra
from zhanggui.fulfilment.services.vouchers import make_courier_list, sign_courier_list

__all__ = [
    "InvoiceFacts",
    "close_batch",
    "close_extra_batch",
    "confirm_ink",
    "confirm_report",
    "ensure_deadlines",
    "enter_waybill",
    "export_report",
    "export_waybills",
    "fetch_invoice_copy",
    "give_batch",
    "hand_over",
    "issue_invoice",
    "keep_invoice_copy",
    "make_courier_list",
    "mark_told",
    "pack_parcel",
    "print_batch",
    "pull_order",
    "reprint_parcels",
    "request_invoice",
    "reverse_invoice",
    "scan_item",
    "sign_courier_list",
    "sign_report",
    "stamp_parcels",
    "take_batch",
    "tell_red_letters",
    "unpack_parcel",
    "untick_extra",
    "void_invoice",
]
