"""States of batches, parcels and reports, and the plain values that other modules and pages see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare


class BatchState(models.TextChoices):
    """Where a batch stands."""

    CLOSED = "closed", _("To print")
    PRINTED = "printed", _("Printed")
    HANDED_OVER = "handed_over", _("Handed over")


class ParcelState(models.TextChoices):
    """Where a parcel stands."""

    BATCHED = "batched", _("To pack")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("Shipped")
    PULLED = "pulled", _("Pulled out")


class PaperKind(models.TextChoices):
    """The papers of a batch, as two people count them at the hand-over.

    Invoices come from elsewhere, so none is expected; what lies there is counted all the same.
    """

    DAILY_REPORT = "daily_report", _("Daily report")
    OUTBOUND_SLIP = "outbound_slip", _("Outbound slip")
    LABEL = "label", _("Parcel label")
    INVOICE = "invoice", _("Invoice")


PRINTED_PAPERS = (PaperKind.DAILY_REPORT, PaperKind.OUTBOUND_SLIP, PaperKind.LABEL)


class ToldHow(models.TextChoices):
    """How a buyer was told that the parcel left."""

    FILE = "file", _("By the marketplace's upload file")
    HAND = "hand", _("By hand")


class ReportState(models.TextChoices):
    """Where a daily report stands."""

    OPEN = "open", _("Not signed yet")
    SIGNED = "signed", _("Signed by the keeper")
    CONFIRMED = "confirmed", _("Confirmed by the manager")


class OpenReason(models.TextChoices):
    """Why an order of the day has not left, beside the hold reasons of checking."""

    TO_CHECK = "to_check", _("Waiting to be checked")
    NEXT_BATCH = "next_batch", _("Waiting for the next batch")
    TO_PACK = "to_pack", _("Not packed yet")
    TO_SHIP = "to_ship", _("Packed, without waybill number")
    PULLED = "pulled", _("Pulled out of the batch")
    UNSTAMPED = "unstamped", _("Shipped, slip not stamped")


class RequestKind(models.TextChoices):
    """What buyers or colleagues asked for in the orders of a day's batches."""

    SELLER_NOTE = "seller_note", _("Seller's note")
    BUYER_NOTE = "buyer_note", _("Buyer's note")
    COD = "cod", _("Cash on delivery")
    FLAG = "flag", _("Flag")


class ScanFault(models.TextChoices):
    """Why a scan stops a parcel."""

    NOT_IN_PARCEL = "not_in_parcel", _("Does not belong into this parcel")
    TOO_MANY = "too_many", _("More than the slip says")


class TroubleKind(models.TextChoices):
    """Why a parcel is set aside at the packing table."""

    SHORT = "short", _("Short")
    DAMAGED = "damaged", _("Damaged or not as described")


# The task of the order clerk for a parcel that was set aside.
TROUBLE_TASK = "parcel_trouble"


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """One PDF of a batch: where it lies, what it is, how much is in it."""

    path: str
    kind: str
    part: int
    pages: int
    items: int
    sha256: str
    is_copy: bool = False


@dataclass(frozen=True, slots=True)
class MissingItem:
    """What a parcel still needs."""

    code: str
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class WrongScan:
    """A scan that stopped a parcel; `reason` is a ScanFault."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class PackResult:
    """What came of scanning into a parcel."""

    parcel: str
    complete: bool
    missing: tuple[MissingItem, ...] = ()
    wrong: tuple[WrongScan, ...] = ()


@dataclass(frozen=True, slots=True)
class WaybillExport:
    """A file for the marketplace and how many parcels are in it."""

    file: str
    parcels: int


@dataclass(frozen=True, slots=True)
class NotShippedRow:
    """One parcel of a day's batches that did not leave; `reason` is what a person wrote, or nothing."""

    order_number: str
    parcel_number: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """What a day came to.

    `orders_in`, `lines`, `pieces` and `amount` are the orders paid that day in shop time; `parcels`,
    `shipped`, `couriers` and `requests` are the day's batches. `open` counts by reason the orders of
    either that have not left; an order with two holds counts under both.
    """

    shop_id: int
    day: date
    state: str
    batches: tuple[str, ...] = ()
    orders_in: int = 0
    lines: int = 0
    pieces: int = 0
    parcels: int = 0
    amount: Decimal = Decimal("0.00")
    couriers: Mapping[str, int] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    shipped: int = 0
    open: Mapping[str, int] = field(default_factory=dict)
    shortage: str = ""
    damage: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


VIEW_BATCHES = declare("fulfilment.view", _("See batches and parcels"))
CLOSE_BATCH = declare("fulfilment.close", _("Close the batch"))
PRINT_BATCH = declare("fulfilment.print", _("Print the batch"))
GIVE_BATCH = declare("fulfilment.give", _("Hand a batch over"))
TAKE_BATCH = declare("fulfilment.take", _("Take a batch over"))
PACK_PARCELS = declare("fulfilment.pack", _("Pack and stamp parcels"))
SHIP_PARCELS = declare("fulfilment.ship", _("Enter waybill numbers"))
PULL_ORDERS = declare("fulfilment.pull", _("Pull orders out of a batch"))
TELL_BUYERS = declare("fulfilment.tell", _("Tell buyers that their parcel left"))
VIEW_REPORT = declare("report.view", _("See daily reports"))
SIGN_REPORT = declare("report.sign", _("Sign the daily report"))
CONFIRM_REPORT = declare("report.confirm", _("Confirm the daily report"))
