"""What can go wrong between the close and the daily report."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound


class BatchNotFound(NotFound):
    """No batch of that number or id."""

    def __init__(self, number: str) -> None:
        super().__init__("fulfilment.batch_not_found", _("There is no batch “%(number)s”."), number=number)


class ParcelNotFound(NotFound):
    """No parcel or slip of that number."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "fulfilment.unknown_parcel",
            _("There is no parcel or outbound slip “%(number)s”. Scan the barcode of the slip."),
            number=number,
        )


class NothingReady(Conflict):
    """A close by hand found no order."""

    def __init__(self) -> None:
        super().__init__(
            "fulfilment.nothing_ready",
            _("No order is ready: paid, checked and not held. Look at the held orders first."),
        )


class NotPrinted(Conflict):
    """Papers cannot be handed over before they are printed."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "fulfilment.not_printed", _("Batch %(number)s is not printed yet. Print it first."), number=number
        )


class NotHandedOver(Conflict):
    """Packing and shipping only against a slip of a handed-over batch (FUL-05)."""

    def __init__(self, parcel: str, batch: str) -> None:
        super().__init__(
            "fulfilment.not_handed_over",
            _("Parcel %(parcel)s: batch %(batch)s is not handed over yet. Confirm the hand-over first."),
            parcel=parcel,
            batch=batch,
        )


class SamePerson(Conflict):
    """Two different people must confirm."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "fulfilment.same_person",
            _("%(name)s confirmed the first half already; somebody else must confirm the second."),
            name=name,
        )


class CountsDiffer(Conflict):
    """Counted papers differ from the printed ones, or from each other, without a word why."""

    def __init__(self, differences: str) -> None:
        super().__init__(
            "fulfilment.counts_differ",
            _("The counts differ: %(differences)s. Count again, or write down why."),
            differences=differences,
        )


class UnknownCount(InvalidInput):
    """A count for a paper that the batch does not have, or below zero."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            "fulfilment.bad_count", _("“%(kind)s” needs a count of 0 or more of a paper of this batch."), kind=kind
        )


class WrongState(Conflict):
    """The parcel is not where this step starts."""

    def __init__(self, code: str, parcel: str, state: str) -> None:
        super().__init__(
            code, _("Parcel %(parcel)s is “%(state)s”; this cannot be done now."), parcel=parcel, state=state
        )


class WaybillForm(InvalidInput):
    """The number cannot be one of that courier."""

    def __init__(self, number: str, courier: str, reason: str) -> None:
        super().__init__(
            "fulfilment.waybill_form",
            _("“%(number)s” is not a waybill number of %(courier)s. Scan the courier's barcode again."),
            number=number,
            courier=courier,
            reason=reason,
        )


class CallbackRefused(InvalidInput):
    """A callback of the tracking service that is not believed; `reason` is bad_sign, bad_param or unknown_number."""

    def __init__(self, reason: str, message: Any) -> None:
        super().__init__("fulfilment.callback_refused", message, reason=reason)


class NumbersGiven(Conflict):
    """Numbers of a file were given to parcels, so the file cannot be taken back."""

    def __init__(self, count: int) -> None:
        super().__init__(
            "fulfilment.numbers_given",
            ngettext_lazy(
                "%(count)s number of this file was given to a parcel already. Nothing was changed.",
                "%(count)s numbers of this file were given to parcels already. Nothing was changed.",
                count,
            ),
            count=count,
        )


class WaybillVoid(Conflict):
    """A number of the pool that was given to a parcel which did not leave with it."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "fulfilment.waybill_void",
            _("Number %(number)s is void: it was given to another parcel before. Take a new one."),
            number=number,
        )


class WaybillUsed(Conflict):
    """The number stands on another parcel."""

    def __init__(self, number: str, parcel: str) -> None:
        super().__init__(
            "fulfilment.waybill_used",
            _("Waybill number %(number)s belongs to parcel %(parcel)s already."),
            number=number,
            parcel=parcel,
        )


class AlreadyShipped(Conflict):
    """The parcel left with another number."""

    def __init__(self, parcel: str, number: str) -> None:
        super().__init__(
            "fulfilment.shipped_with_other_number",
            _("Parcel %(parcel)s was shipped with number %(number)s already."),
            parcel=parcel,
            number=number,
        )


class AlreadyPostedBack(Conflict):
    """The marketplace knows the numbers; taking them back here would not take them back there."""

    def __init__(self, count: int) -> None:
        super().__init__(
            "fulfilment.posted_back",
            ngettext_lazy(
                "%(count)s of these parcels was posted back to the marketplace, so the file cannot be undone.",
                "%(count)s of these parcels were posted back to the marketplace, so the file cannot be undone.",
                count,
            ),
            count=count,
        )


class OrderGone(Conflict):
    """The order was closed after it was packed."""

    def __init__(self, order: str) -> None:
        super().__init__(
            "fulfilment.order_closed",
            _("Order %(order)s was closed; its parcel must not leave. Put the goods back."),
            order=order,
        )


class NotOpen(InvalidInput):
    """A reason was written for a parcel that is not among the day's open ones."""

    def __init__(self, parcel: str) -> None:
        super().__init__(
            "fulfilment.not_open",
            _("Parcel %(parcel)s is not among the parcels of this day that have not left."),
            parcel=parcel,
        )


class NoNotice(NotFound):
    """Nothing is to be told of a parcel that has not left."""

    def __init__(self, parcel: str) -> None:
        super().__init__(
            "fulfilment.no_notice",
            _("Parcel %(parcel)s has not left, so its buyer is not told anything yet."),
            parcel=parcel,
        )


class InvoiceNotFound(NotFound):
    """No invoice of that id in the shop."""

    def __init__(self) -> None:
        super().__init__("fulfilment.invoice_not_found", _("There is no such invoice in this shop."))


class VoucherNotFound(NotFound):
    """No voucher, or its file was removed when its time was over."""

    def __init__(self) -> None:
        super().__init__("fulfilment.voucher_not_found", _("There is no such voucher, or its time is over."))


class UnknownExport(InvalidInput):
    """There is no such upload form."""

    def __init__(self, kind: str, known: str) -> None:
        super().__init__(
            "fulfilment.unknown_export",
            _("There is no upload form “%(kind)s”. Known: %(known)s."),
            kind=kind,
            known=known,
        )
