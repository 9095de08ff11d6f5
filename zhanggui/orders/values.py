"""States, steps, holds and flags: label and tone stand beside the choice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.capabilities import declare
from zhanggui.kernel.confidential import CUSTOMER, declare_class, declare_field

# How many last characters of an order number people type to find it.
NUMBER_TAIL = 5


class OrderState(models.TextChoices):
    """Where the trade stands."""

    UNPAID = "unpaid", _("Unpaid")
    PAID = "paid", _("Paid")
    SHIPPED = "shipped", _("Shipped")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed")


class OrderStep(models.TextChoices):
    """How far our own work on a paid order has come."""

    TO_CHECK = "to_check", _("To check")
    CHECKED = "checked", _("Checked")
    BATCHED = "batched", _("Batched")
    PACKED = "packed", _("Packed")


class RefundState(models.TextChoices):
    """What the buyer asked back; runs beside the state."""

    NONE = "none", _("No refund")
    ASKED = "asked", _("Refund asked")
    RETURNING = "returning", _("Return under way")
    REFUNDED = "refunded", _("Refunded")
    REFUSED = "refused", _("Refused")
    CLOSED = "closed", _("Refund closed")


class HoldReason(models.TextChoices):
    """Why an order must wait."""

    BUYER_NOTE = "buyer_note", _("Buyer's note")
    FLAGGED = "flagged", _("Flag")
    ADDRESS_INCOMPLETE = "address_incomplete", _("Address incomplete")
    ADDRESS_DOUBTFUL = "address_doubtful", _("Address doubtful")
    CONTACT_MASKED = "contact_masked", _("Contact masked")
    ITEMS_UNKNOWN = "items_unknown", _("Items unknown")
    UNUSUAL_QUANTITY = "unusual_quantity", _("Unusual quantity")
    COD_CALL = "cod_call", _("Cash on delivery")
    SELLER_NOTE = "seller_note", _("Seller's note")
    FIRST_COD = "first_cod", _("First cash on delivery")
    PRICE_FAR = "price_far", _("Unusual price")
    DUPLICATE = "duplicate", _("Possible duplicate")
    HOUSEHOLD = "household", _("Same household")
    PROMISE_RISK = "promise_risk", _("Promise at risk")
    OWN_RULE = "own_rule", _("Shop's own rule")
    STOCK_SHORT = "stock_short", _("Stock short")
    REFUND_OPEN = "refund_open", _("Refund asked")
    MANUAL = "manual", _("Held by hand")


class Flag(models.IntegerChoices):
    """The coloured flags of the marketplace's desk."""

    NONE = 0, _("No flag")
    RED = 1, _("Red flag")
    YELLOW = 2, _("Yellow flag")
    GREEN = 3, _("Green flag")
    BLUE = 4, _("Blue flag")
    PURPLE = 5, _("Purple flag")


class Verdict(models.TextChoices):
    """What a rule said about an order."""

    PASS = "pass", _("Passed")
    HOLD = "hold", _("Held")
    SKIPPED = "skipped", _("Not tried")
    RELEASED = "released", _("Released by a person")


class CallResult(models.TextChoices):
    """What came of a call to the buyer."""

    REACHED = "reached", _("Reached, confirmed")
    CHANGED = "changed", _("Reached, wants changes")
    REFUSED = "refused", _("Reached, refuses")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    SHIP_ANYWAY = "ship_anyway", _("Manager: ship unreached")


# What a person can log; the manager's word is no try.
LOGGED_RESULTS = [result for result in CallResult if result != CallResult.SHIP_ANYWAY]
UNREACHED_RESULTS = (CallResult.NO_ANSWER, CallResult.WRONG_NUMBER)


class CallMeans(models.TextChoices):
    """How the buyer was asked."""

    PHONE = "phone", _("Phone")
    MESSAGE = "message", _("Message")


class CallStanding(models.TextChoices):
    """What all tries to reach a buyer come to."""

    NONE = "none", _("nobody has called")
    TRIED = "tried", _("tried without reaching")
    UNREACHED = "unreached", _("must be reached first")
    REACHED = "reached", _("buyer confirmed")
    CHANGED = "changed", _("buyer wants changes")
    REFUSED = "refused", _("buyer refuses")
    EXHAUSTED = "exhausted", _("tried often enough")
    WAIVED = "waived", _("manager ships unreached")


class RuleVersionState(models.TextChoices):
    """Where a version of a checking rule stands."""

    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waits for approval")
    USED = "used", _("In use")
    REPLACED = "replaced", _("Replaced")
    DROPPED = "dropped", _("Dropped")


class InstructionKind(models.TextChoices):
    """What a buyer, or one of us on behalf of the buyer, asks for with an order."""

    COURIER_WISH = "courier_wish", _("Wants this courier")
    COURIER_AVOID = "courier_avoid", _("Not by this courier")
    DELIVER_AFTER = "deliver_after", _("Deliver after")
    DELIVER_BEFORE = "deliver_before", _("Deliver before")
    CALL_FIRST = "call_first", _("Call before delivery")
    DROP_OFF = "drop_off", _("Where to leave it")
    INVOICE = "invoice", _("Invoice")
    GOODS_CHANGE = "goods_change", _("Other colour or size")
    ADDRESS_CHANGE = "address_change", _("Other address")
    GIFT_CARD = "gift_card", _("Gift card")
    GIFT_WRAP = "gift_wrap", _("Gift wrapping")
    NO_PRICE = "no_price", _("No price in the parcel")
    COMBINE = "combine", _("Ship together")
    URGENT = "urgent", _("Urgent")
    OTHER = "other", _("Other requirement")


class InstructionSource(models.TextChoices):
    """Where an instruction comes from."""

    BUYER_NOTE = "buyer_note", _("Buyer's note")
    SELLER_NOTE = "seller_note", _("Seller's note")
    PERSON = "person", _("Recorded by us")


class ConsentWay(models.TextChoices):
    """How a buyer agreed to a change."""

    CHAT = "chat", _("In the marketplace's chat")
    PHONE = "phone", _("On the phone")
    MESSAGE = "message", _("By message")


class DifficultKind(models.TextChoices):
    """What is wrong with a difficult order."""

    LOST = "lost", _("Parcel lost")
    STUCK = "stuck", _("Parcel stuck")
    DISPUTED = "disputed", _("Disputed")
    WRONG = "wrong", _("Wrong goods sent")
    OTHER = "other", _("Another difficulty")


class DifficultState(models.TextChoices):
    """Whether a difficulty is still followed."""

    OPEN = "open", _("Being followed")
    CLOSED = "closed", _("Closed")


class ShortageKind(models.TextChoices):
    """What is agreed with a buyer whose goods are short."""

    WAIT = "wait", _("Wait for the goods")
    REPLACE = "replace", _("Take other goods")
    PART_SHIP = "part_ship", _("Ship what is here")
    REFUND = "refund", _("Wants the money back")


class ShortageState(models.TextChoices):
    """How far a choice about short goods is."""

    ASKED = "asked", _("The buyer was asked")
    AGREED = "agreed", _("Agreed, waits")
    DECLINED = "declined", _("Not wanted")
    ENDED = "ended", _("Settled")
    UNDONE = "undone", _("Taken back")


class ExportState(models.TextChoices):
    """How far a file of orders is that needed an approval."""

    WAITING = "waiting", _("Waits for approval")
    REFUSED = "refused", _("Refused")
    BUILDING = "building", _("Being written")
    READY = "ready", _("Ready to fetch")
    FAILED = "failed", _("Not written")
    EXPIRED = "expired", _("Expired")


class Channel(models.TextChoices):
    """Where an order was placed."""

    TAOBAO = "taobao", _("Taobao")
    TMALL = "tmall", _("Tmall")
    OTHER = "other", _("Other channel")
    OWN = "own", _("Own storefront")


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What a check came to: orders tried, passed, and waiting by reason (an order may wait for several).

    `to_verify` are those that no rule stops but a person must still verify (ORD-05).
    """

    checked: int = 0
    released: int = 0
    held: dict[str, int] = field(default_factory=dict)
    to_verify: int = 0

    def as_json(self) -> dict[str, Any]:
        """The form of the command line and the API; `to_verify` only where somebody must verify."""
        summary = {"checked": self.checked, "released": self.released, "held": dict(self.held)}
        return {**summary, "to_verify": self.to_verify} if self.to_verify else summary


@dataclass(frozen=True, slots=True)
class InstructionCard:
    """One instruction of an order. `text` may name people; `label` never does.

    `courier` is a courier's code (or, of couriers nobody registered, its name), `wanted_date` the
    day that the buyer asks for, `how` what the person who ticked it wrote.
    """

    id: int
    order_id: int
    kind: str
    label: str
    text: str
    source: str
    is_ticked: bool
    is_dismissed: bool = False
    courier: str = ""
    wanted_date: date | None = None
    created_at: datetime | None = None
    created_by: str = ""
    ticked_at: datetime | None = None
    ticked_by: str = ""
    how: str = ""
    dismiss_reason: str = ""
    rule_code: str = ""
    rule_version: int | None = None
    words: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody must still tick or dismiss it."""
        return not self.is_ticked and not self.is_dismissed


@dataclass(frozen=True, slots=True)
class Consent:
    """How a buyer agreed to a change, in which words, and when (None: just now)."""

    how: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """One order that left: with whom, under which number, when."""

    order_id: int
    courier_name: str
    waybill_no: str
    shipped_at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One parcel's worth of an order: pieces by line, and whether it waits."""

    pieces: Mapping[int, int]
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One kind of thing that must go into a parcel."""

    line_id: int
    sku_id: int | None
    product_id: int | None
    sku_code: str
    barcode: str
    title: str
    attributes: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ReadyOrder:
    """An order that may enter a batch, with all that papers need. Holds whole contact data."""

    id: int
    shop_id: int
    number: str
    channel: str
    placed_at: datetime | None
    paid_at: datetime | None
    ship_by_at: datetime | None
    paid_amount: Decimal | None
    total_amount: Decimal | None
    is_cod: bool
    courier_name: str
    ship_method: str
    seller_note: str
    receiver_name: str
    mobile: str
    phone: str
    phone_tail: str
    address: str
    province: str
    city: str
    district: str
    postcode: str
    is_masked: bool
    buyer_note: str
    lines: tuple[ReadyLine, ...]


VIEW_ORDERS = declare("orders.view", _("See orders"))
CHECK_ORDERS = declare("orders.check", _("Check orders"))
HOLD_ORDERS = declare("orders.hold", _("Hold and release orders"))
NOTE_ORDERS = declare("orders.note", _("Write notes and flags"))
REVEAL_CONTACT = declare("orders.reveal", _("Reveal contact data"))
EXPORT_ORDERS = declare("orders.export", _("Export orders"))
APPROVE_EXPORT = declare("orders.approve_export", _("Approve exports of orders"))
REMARK_ORDERS = declare("orders.remark", _("Write internal remarks"))
LOG_CALLS = declare("orders.call", _("Log calls to buyers"))
MANAGE_RULES = declare("orders.rules", _("Manage checking rules"))
APPROVE_RULES = declare("orders.approve_rules", _("Approve changes of checking rules"))
DECIDE_UNREACHED = declare("orders.decide_unreached", _("Decide on buyers who cannot be reached"))
ARRANGE_ORDERS = declare("orders.arrange", _("Ship orders together or in parts"))
FOLLOW_ORDERS = declare("orders.follow", _("Follow difficult orders"))
ERASE_BUYERS = declare("orders.erase", _("Erase a buyer's data for good"))
INSTRUCT_ORDERS = declare("orders.instruct", _("Record what buyers ask for"))
# Ticking belongs to packing too; fulfilment declares this capability, and lower modules cannot import it.
PACK_CAPABILITY = "fulfilment.pack"
# Postage that a buyer paid more than once and shall get back.
POSTAGE_BACK_TASK = "postage_back"

declare_class(
    CUSTOMER,
    _("Customer data"),
    REVEAL_CONTACT,
    _("Personal data of buyers (Personal Information Protection Law): only where the work needs it, and logged."),
)
RECEIVER = declare_field("orders.contact.receiver", CUSTOMER, _("Receiver's name in the clear"), place=VIEW_ORDERS)
PHONE = declare_field("orders.contact.phone", CUSTOMER, _("Receiver's phone in the clear"), place=VIEW_ORDERS)
ADDRESS = declare_field("orders.contact.address", CUSTOMER, _("Receiver's address in the clear"), place=VIEW_ORDERS)
BUYER = declare_field("orders.contact.buyer", CUSTOMER, _("Buyer's name in the marketplace"), place=VIEW_ORDERS)
CONTACT_FIELDS = (RECEIVER, PHONE, ADDRESS, BUYER)
