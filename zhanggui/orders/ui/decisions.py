"""What resolves each hold: the verb in the row, the question to answer, what the timeline will say."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.values import Actor
from zhanggui.orders.queries.rows import HoldRow
from zhanggui.orders.values import CHECK_ORDERS, HOLD_ORDERS, LOG_CALLS, HoldReason

RELEASE, CALL, ADDRESS, RECHECK, SHORTAGE = "release", "call", "address", "recheck", "shortage"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a person resolves a hold of one reason.

    `verb` stands in the row, `act` on the button that does it at once; `words` is the reason that
    the timeline keeps then (empty: the person must write one); `teach` says what to look at.
    """

    kind: str
    icon: str
    verb: Any
    act: Any
    teach: Any
    words: Any = ""

    @property
    def capability(self) -> str:
        """What a person needs for it."""
        return {CALL: LOG_CALLS, RECHECK: CHECK_ORDERS}.get(self.kind, HOLD_ORDERS)


_ADDRESS = Decision(
    ADDRESS,
    "pin",
    _("Check the address"),
    _("The address is right…"),
    _("Compare with the buyer's note or ask the buyer. Confirm it, or change it with the buyer's consent."),
)
DECISIONS: dict[str, Decision] = {
    HoldReason.BUYER_NOTE: Decision(
        RELEASE,
        "note",
        _("Read the note"),
        _("Read, let it pass"),
        _("Read what the buyer asks. Whatever must be done goes into the seller's note; the packing page shows it."),
        _("Note read"),
    ),
    HoldReason.FLAGGED: Decision(
        RELEASE,
        "tag",
        _("See the flag"),
        _("Seen, let it pass"),
        _("Somebody flagged this order in the marketplace or here. See why before it goes on."),
        _("Flag seen"),
    ),
    HoldReason.ADDRESS_INCOMPLETE: _ADDRESS,
    HoldReason.ADDRESS_DOUBTFUL: _ADDRESS,
    HoldReason.CONTACT_MASKED: Decision(
        RELEASE,
        "eye",
        _("Ship by the marketplace's waybill"),
        _("Let it pass"),
        _(
            "The marketplace hides this receiver. Print its own waybill in the marketplace's desk, "
            "stick it on the parcel, and enter its number here afterwards."
        ),
        _("Ships with the marketplace's own waybill"),
    ),
    HoldReason.ITEMS_UNKNOWN: Decision(
        RECHECK,
        "box",
        _("Check again"),
        _("Check again"),
        _("Import the item file of this order, or give the draft goods a SKU; then check again."),
    ),
    HoldReason.UNUSUAL_QUANTITY: Decision(
        RELEASE,
        "alert",
        _("Confirm the quantity"),
        _("Quantity is right"),
        _("So many pieces of one item are rare. Ask the buyer; a logged call or message that confirms lets it pass."),
        _("Quantity confirmed"),
    ),
    HoldReason.COD_CALL: Decision(
        CALL,
        "phone",
        _("Log the call"),
        _("Log the call…"),
        _(
            "Call the buyer before shipping. The try is logged with what came of it; too many in vain go to the manager."
        ),
    ),
    HoldReason.FIRST_COD: Decision(
        CALL,
        "phone",
        _("Log the call"),
        _("Log the call…"),
        _("This buyer never paid on delivery before. Confirm goods, address and amount; the call is the confirmation."),
    ),
    HoldReason.SELLER_NOTE: Decision(
        RELEASE,
        "note",
        _("Read our note"),
        _("Read, let it pass"),
        _("One of us wrote something about this order. See that it is done before it goes on."),
        _("Seller's note read"),
    ),
    HoldReason.PRICE_FAR: Decision(
        RELEASE,
        "money",
        _("Check the price"),
        _("Price is right"),
        _("The price is far from what this item usually costs. A mistake in the listing sells every piece like this."),
        _("Price checked"),
    ),
    HoldReason.DUPLICATE: Decision(
        RELEASE,
        "split",
        _("Compare the orders"),
        _("Both are meant"),
        _("The same buyer ordered the same goods twice. Ask whether both are meant, or close one in the marketplace."),
        _("Both orders are meant"),
    ),
    HoldReason.HOUSEHOLD: Decision(
        RELEASE,
        "pin",
        _("Compare the receivers"),
        _("Let it pass"),
        _("Another order goes to the same people. Ship them together, or see whether a limit per buyer is dodged."),
        _("Receivers compared"),
    ),
    HoldReason.PROMISE_RISK: Decision(
        RELEASE,
        "clock",
        _("Decide on the promise"),
        _("Goes out in time"),
        _("The promise ends soon after the next close. Ship it on its own, or tell the buyer before it is late."),
        _("Promise will be kept"),
    ),
    HoldReason.OWN_RULE: Decision(
        RELEASE,
        "alert",
        _("See the rule"),
        _("Seen, let it pass"),
        _("A rule of this shop stops it. Its words stand below; decide as the shop has agreed."),
        _("Seen"),
    ),
    HoldReason.STOCK_SHORT: Decision(
        SHORTAGE,
        "stock",
        _("Decide with the buyer"),
        _("Decide with the buyer…"),
        _(
            "Pieces are short. Let the buyer wait, swap, take a part or have the money back; "
            "when goods arrive, counting them checks this order again by itself."
        ),
    ),
    HoldReason.REFUND_OPEN: Decision(
        RELEASE,
        "refund",
        _("See the refund"),
        _("Settled, let it pass…"),
        _(
            "The buyer asked for money back. Decide it in the marketplace first; the next import brings the result "
            "and ends this hold. Let it pass only when the buyer took the request back."
        ),
    ),
    HoldReason.MANUAL: Decision(
        RELEASE,
        "pause",
        _("Release…"),
        _("Release…"),
        _("A person held this order. Release it when the cause is settled."),
    ),
}


def decision_of(reason: str) -> Decision:
    """How a hold of this reason is resolved; an unknown reason is released like one by hand."""
    return DECISIONS.get(reason, DECISIONS[HoldReason.MANUAL])


def most_urgent(holds: tuple[HoldRow, ...]) -> HoldRow | None:
    """The hold that a row shows: one that a person can resolve at once before one that must wait."""
    ranks = [*HoldReason.values]
    return min(holds, key=lambda hold: ranks.index(hold.reason) if hold.reason in ranks else len(ranks), default=None)


def can_resolve(actor: Actor, hold: HoldRow, shop_id: int) -> bool:
    """Whether the person may resolve this hold."""
    return actor.can(decision_of(hold.reason).capability, shop_id)
