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

    An invoice is printed for each that has its number by then; without requests there is none, and
    what lies there is counted all the same.
    """

    DAILY_REPORT = "daily_report", _("Daily report")
    OUTBOUND_SLIP = "outbound_slip", _("Outbound slip")
    LABEL = "label", _("Parcel label")
    INVOICE = "invoice", _("Invoice")


class ExtraKind(models.TextChoices):
    """What goes into a parcel beside its goods."""

    ACCESSORY = "accessory", _("Accessory")
    INSERT = "insert", _("Insert")


class PrintKind(models.TextChoices):
    """Whether a printing made the papers or copies of them."""

    ORIGINAL = "original", _("Original")
    COPY = "copy", _("Copy")


class StampForm(models.TextChoices):
    """How the shop's stamp came onto a paper."""

    SEAL = "seal", _("Seal in the file")
    INK = "ink", _("Stamped by hand")


class InvoiceKind(models.TextChoices):
    """Which invoice a buyer asked for."""

    NORMAL = "normal", _("Ordinary invoice")
    SPECIAL = "special", _("Special VAT invoice")


class InvoiceState(models.TextChoices):
    """Where an invoice stands."""

    REQUESTED = "requested", _("Requested")
    ISSUED = "issued", _("Issued")
    VOID = "void", _("Taken back")


class VoucherKind(models.TextChoices):
    """What proves that a parcel left."""

    LABEL = "label", _("Label copy")
    COURIER_LIST = "courier_list", _("Courier's list")


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


class NumberState(models.TextChoices):
    """What became of a number of a courier's file."""

    FREE = "free", _("Free")
    GIVEN = "given", _("Given to a parcel")
    USED = "used", _("Left with its parcel")
    VOID = "void", _("Void")


class TrackState(models.TextChoices):
    """Where a parcel is, as its courier tells it."""

    COLLECTED = "collected", _("Collected")
    MOVING = "moving", _("On the way")
    DELIVERING = "delivering", _("Out for delivery")
    DELIVERED = "delivered", _("Delivered")
    TROUBLE = "trouble", _("Trouble")
    RETURNING = "returning", _("On its way back")
    RETURNED = "returned", _("Returned to us")
    FORWARDED = "forwarded", _("Handed to another courier")
    CUSTOMS = "customs", _("At customs")


class WeightSource(models.TextChoices):
    """Where the weight of a parcel comes from."""

    GOODS = "goods", _("by its goods")
    USUAL = "usual", _("usual weight")
    SCALE = "scale", _("weighed")


class ExceptionKind(models.TextChoices):
    """What is wrong with a parcel on its way."""

    SILENT = "silent", _("No news")
    DELAY = "delay", _("Delayed")
    LOST = "lost", _("Lost")
    DAMAGED = "damaged", _("Damaged")
    ADDRESS = "address", _("Wrong address or contact")
    REFUSED = "refused", _("Refused by the buyer")
    RETURNED = "returned", _("Sent back to us")


class ExceptionState(models.TextChoices):
    """Whether somebody still follows it."""

    OPEN = "open", _("Being followed")
    CLOSED = "closed", _("Closed")


class TrackSource(models.TextChoices):
    """Who told what happened on the way."""

    FILE = "file", _("File")
    SERVICE = "kuaidi100", _("Tracking service")


class OpenReason(models.TextChoices):
    """Why an order of the day has not left, beside the hold reasons of checking."""

    TO_CHECK = "to_check", _("Waiting to be checked")
    NEXT_BATCH = "next_batch", _("Waiting for the next batch")
    COMPANION = "companion", _("Waiting for an order that it leaves with")
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
# The task of the keeper for a batch with parcels whose number is late.
LATE_TASK = "numbers_late"


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
class RouteText:
    """What the courier's sorters read on a label: the routing mark (三段码) and where parcels are gathered (集包地)."""

    code: str
    consolidation: str


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
class ParcelExtra:
    """What goes into a parcel beside its goods; a required one keeps the parcel open until it is ticked."""

    kind: str
    item_id: int
    name: str
    quantity: int
    barcode: str = ""
    is_required: bool = True
    is_ticked: bool = False

    @property
    def key(self) -> str:
        """`accessory:12`: how page, command and API name it."""
        return f"{self.kind}:{self.item_id}"

    def is_called(self, code: str) -> bool:
        """Whether a scan or a word names it: its barcode, its key or its name."""
        return code.strip().casefold() in {self.barcode.casefold(), self.key, self.name.casefold()} - {""}


@dataclass(frozen=True, slots=True)
class OpenWish:
    """What the buyer or a colleague asked for and nobody has ticked off; `text` may name people."""

    id: int
    kind: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class PackResult:
    """What came of scanning into a parcel."""

    parcel: str
    complete: bool
    missing: tuple[MissingItem, ...] = ()
    wrong: tuple[WrongScan, ...] = ()
    missing_accessories: tuple[ParcelExtra, ...] = ()
    open_instructions: tuple[OpenWish, ...] = ()


@dataclass(frozen=True, slots=True)
class PackerPace:
    """How many parcels a person packed, and how many that is an hour."""

    person: str
    parcels: int
    an_hour: int | None


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
CHOOSE_COURIER = declare("fulfilment.courier", _("Choose the courier of parcels"))
IMPORT_NUMBERS = declare("fulfilment.numbers", _("Import couriers' files of numbers and marks"))
MAKE_INVOICES = declare("fulfilment.invoice", _("Write down and issue invoices"))
VIEW_REPORT = declare("report.view", _("See daily reports"))
SIGN_REPORT = declare("report.sign", _("Sign the daily report"))
CONFIRM_REPORT = declare("report.confirm", _("Confirm the daily report"))


class PromiseKind(models.TextChoices):
    """What a buyer was promised."""

    SHIP = "ship", _("Shipped by")
    DELIVER = "deliver", _("Delivered by")


class BreachCause(models.TextChoices):
    """Why a promise was missed: what the system saw, or what a person says."""

    STOCK = "stock", _("Stock was short")
    HELD = "held", _("The order was held")
    UNCHECKED = "unchecked", _("Nobody checked the order")
    NO_BATCH = "no_batch", _("No batch took it in time")
    NOT_PACKED = "not_packed", _("It was not packed in time")
    NO_NUMBER = "no_number", _("It left without a number, or the number came late")
    COURIER = "courier", _("The courier was slow")
    TROUBLE = "trouble", _("Trouble on the way")
    BUYER = "buyer", _("The buyer asked to wait")
    OTHER = "other", _("Another cause")


EXPLAIN_BREACH = declare("fulfilment.explain", _("Say why a promise was missed"))
FOLLOW_EXCEPTIONS = declare("fulfilment.follow", _("Follow parcels that went wrong"))
