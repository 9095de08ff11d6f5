"""The plain values that the papers of a batch are made of; no database, no layout.

Texts are printed as given: the caller masks names and phones and translates reasons. Times are
aware and printed in the zone they carry.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum


class LabelSize(Enum):
    """Label stock the shop can load: width and height in millimetres."""

    MM_100_150 = (100, 150)
    MM_76_130 = (76, 130)

    @property
    def code(self) -> str:
        """The name used in settings and files: `100x150`."""
        return f"{self.value[0]}x{self.value[1]}"


@dataclass(frozen=True)
class Contact:
    """A sender or receiver as far as the paper may show it."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Copy:
    """Marks a reprint: the paper carries 副本 and the reason."""

    reason: str


@dataclass(frozen=True)
class SlipLine:
    """One line to pick: where it lies, what it is, how many."""

    bin: str
    sku_code: str
    title: str
    attributes: str
    quantity: int


@dataclass(frozen=True)
class Slip:
    """An outbound slip (出库单): what the keeper picks and packs for one parcel (FUL-05)."""

    number: str
    parcel_number: str
    batch_number: str
    position: int
    positions: int
    shop_name: str
    courier: str
    receiver: Contact
    lines: tuple[SlipLine, ...]
    printed_at: datetime
    order_numbers: tuple[str, ...] = ()
    buyer_note: str = ""
    requests: str = ""
    extras: str = ""
    packing: str = ""
    copy: Copy | None = None

    @property
    def pieces(self) -> int:
        """All pieces of the parcel."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True)
class Label:
    """The parcel's own label (包裹标签); it is never a courier's waybill."""

    parcel_number: str
    batch_number: str
    position: int
    positions: int
    courier: str
    sender: Contact
    receiver: Contact
    goods: str
    printed_at: datetime
    remark: str = ""
    copy: Copy | None = None


@dataclass(frozen=True)
class WaybillLabel:
    """A courier's waybill whose number comes from the courier's own file (LOG-03, formats 8.5).

    The receiver comes masked; the courier's sorters go by `route_code` and `consolidation`.
    """

    courier: str
    waybill_no: str
    route_code: str
    consolidation: str
    parcel_number: str
    order_number: str
    batch_number: str
    position: int
    positions: int
    sender: Contact
    receiver: Contact
    goods: str
    pieces: int
    printed_at: datetime
    copy: Copy | None = None
    weight: str = ""


@dataclass(frozen=True)
class InvoiceSheet:
    """The sheet that goes with a parcel and says which invoice was issued; it is never the invoice itself."""

    number: str
    kind: str
    title: str
    tax_no: str
    amount: Decimal
    currency: str
    order_number: str
    parcel_number: str
    batch_number: str
    position: int
    positions: int
    shop_name: str
    lines: tuple[SlipLine, ...]
    issued_on: str
    printed_at: datetime
    email: str = ""
    copy: Copy | None = None


@dataclass(frozen=True)
class CollectedParcel:
    """One row of the courier's list."""

    parcel_number: str
    waybill_no: str
    order_number: str
    weight: str = ""


@dataclass(frozen=True)
class CourierListPaper:
    """The list of parcels that a courier's collector counts and signs for (FUL-17)."""

    number: str
    shop_name: str
    courier: str
    day: date
    rows: tuple[CollectedParcel, ...]
    made_by: str
    printed_at: datetime


@dataclass(frozen=True)
class Offset:
    """Shift of the print on the label in millimetres, right and down, as the printer needs it."""

    x_mm: Decimal = Decimal(0)
    y_mm: Decimal = Decimal(0)


@dataclass(frozen=True)
class Count:
    """A named count: a courier, a kind of special request, an open reason."""

    name: str
    count: int


@dataclass(frozen=True)
class SpecialRequest:
    """What one buyer asked for, under its kind."""

    kind: str
    order_number: str
    text: str


@dataclass(frozen=True)
class NotShipped:
    """An order of the batch that did not leave, and why."""

    order_number: str
    parcel_number: str
    reason: str


@dataclass(frozen=True)
class StockLoss:
    """Pieces found missing or damaged while picking."""

    bin: str
    sku_code: str
    title: str
    quantity: int
    remark: str = ""


@dataclass(frozen=True)
class Signature:
    """A place to sign: who signed and when, or empty lines for the pen."""

    role: str
    name: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class DailyReportPaper:
    """The daily report (日报表) of one shop and day (FUL-08, FUL-09)."""

    number: str
    shop_name: str
    day: date
    batch_numbers: tuple[str, ...]
    printed_at: datetime
    orders_in: int
    lines: int
    pieces: int
    parcels: int
    amount: Decimal
    currency: str
    shipped: int
    couriers: tuple[Count, ...] = ()
    requests: tuple[SpecialRequest, ...] = ()
    not_shipped: tuple[NotShipped, ...] = ()
    shortages: tuple[StockLoss, ...] = ()
    damages: tuple[StockLoss, ...] = ()
    open_reasons: tuple[Count, ...] = ()
    signatures: tuple[Signature, ...] = ()
    copy: Copy | None = None
