"""What can go wrong with orders."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound

SHOWN_NUMBERS = 5


def number_list(numbers: Iterable[str]) -> str:
    """The first few order numbers for a sentence."""
    known = list(numbers)
    shown = ", ".join(known[:SHOWN_NUMBERS])
    return f"{shown} … (+{len(known) - SHOWN_NUMBERS})" if len(known) > SHOWN_NUMBERS else shown


class OrderNotFound(NotFound):
    """The shop has no orders of these numbers."""

    def __init__(self, numbers: Iterable[str]) -> None:
        known = list(numbers)
        super().__init__(
            "orders.not_found",
            _("There is no order %(number)s in this shop."),
            number=number_list(known),
            count=len(known),
        )


class OrdersNotWaiting(Conflict):
    """Orders are already in a batch, shipped, or not paid, so checking cannot hold them."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.not_waiting",
            _(
                "%(numbers)s cannot be held: an order can be held from payment until it enters a batch. "
                "Pull it out of the batch first. Nothing was changed."
            ),
            numbers=number_list(numbers),
        )


class OrdersNotChecked(Conflict):
    """Only checked orders that are not in a batch yet can go back to checking."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.not_checked",
            _("%(numbers)s is not among the checked orders any more. Nothing was changed; look at its timeline."),
            numbers=number_list(numbers),
        )


class OrdersMoved(Conflict):
    """Somebody else moved orders first."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.moved",
            _("%(numbers)s is not where this step starts any more. Nothing was changed; look at its timeline."),
            numbers=number_list(numbers),
        )


class HoldNotOpen(Conflict):
    """The hold was released before."""

    def __init__(self, hold_id: int) -> None:
        super().__init__(
            "orders.hold_not_open",
            _("This hold was released already. Nothing was changed; look at the order's timeline."),
            hold_id=hold_id,
        )


class ReasonMissing(InvalidInput):
    """Holding and releasing need a reason."""

    def __init__(self) -> None:
        super().__init__("orders.reason_missing", _("Write down why; the reason stays on the order's timeline."))


class ConsentMissing(InvalidInput):
    """Contact data changes only with the buyer's consent on record."""

    def __init__(self) -> None:
        super().__init__(
            "orders.consent_missing", _("Write down how the buyer agreed to the change, like “phoned 10:42, agreed”.")
        )


class UnknownField(InvalidInput):
    """There is no such field here."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            "orders.unknown_field",
            _("There is no field “%(name)s” here. Known: %(known)s."),
            name=name,
            known=", ".join(known),
        )


class UnknownChoice(InvalidInput):
    """A value is not one of the known ones."""

    def __init__(self, field: str, value: str, known: Iterable[str]) -> None:
        super().__init__(
            "orders.unknown_choice",
            _("“%(value)s” is not a known %(field)s. Known: %(known)s."),
            field=field,
            value=value,
            known=", ".join(known),
        )


class BadCursor(InvalidInput):
    """The place in the list cannot be read."""

    def __init__(self) -> None:
        super().__init__("orders.bad_cursor", _("This place in the list is not known. Start from the first page."))


class FlagOfOthers(NotAllowed):
    """The shop keeps the colour to other positions."""

    def __init__(self) -> None:
        super().__init__(
            "orders.flag_of_others",
            _("This shop keeps that flag to other positions. Nothing was changed; a supervisor decides who uses it."),
        )


class OrdersUnverified(Conflict):
    """Only paid orders that wait for checking can be verified."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.not_to_verify",
            _("%(numbers)s does not wait for checking, so there is nothing to verify. Nothing was changed."),
            numbers=number_list(numbers),
        )


class InstructionNotFound(NotFound):
    """The shop has no such instruction."""

    def __init__(self) -> None:
        super().__init__("orders.instruction_not_found", _("There is no such instruction on this order."))


class InstructionSettled(Conflict):
    """It was ticked off or set aside before."""

    def __init__(self) -> None:
        super().__init__(
            "orders.instruction_settled",
            _("This instruction was settled already. Nothing was changed; look at the order's timeline."),
        )


class InstructionEmpty(InvalidInput):
    """An instruction says what to do."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            "orders.instruction_empty",
            _("“%(kind)s” needs more: name the courier, the day, or say in words what the buyer asks for."),
            kind=label,
        )


class InstructionsOpen(Conflict):
    """What the buyer asked for is not done yet, so the parcel stays."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.instructions_open",
            _(
                "%(numbers)s: what the buyer asked for is not ticked off yet. Tick it off on the packing page, or set it "
                "aside with a reason on the order's page. Nothing was changed."
            ),
            numbers=number_list(numbers),
        )


class OrdersLeft(Conflict):
    """The order has left or is closed."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.left",
            _("%(numbers)s has left or is closed, so nothing about it can be changed any more."),
            numbers=number_list(numbers),
        )


class NothingToMerge(InvalidInput):
    """A joint parcel needs at least two orders."""

    def __init__(self) -> None:
        super().__init__("orders.nothing_to_merge", _("Choose at least two orders of one receiver."))


class OtherReceiver(Conflict):
    """Orders of different receivers cannot share a parcel."""

    def __init__(self, number: str, others: Iterable[str]) -> None:
        super().__init__(
            "orders.other_receiver",
            _(
                "%(numbers)s does not go to the same name, phone and address as %(number)s, or is paid on delivery "
                "unlike it. Nothing was changed."
            ),
            number=number,
            numbers=number_list(others),
        )


class AlreadyTogether(Conflict):
    """Orders leave jointly or in parts already."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.already_together",
            _("%(numbers)s leaves together with others or in parts already. Undo that first; nothing was changed."),
            numbers=number_list(numbers),
        )


class TooMuchPostage(InvalidInput):
    """More postage to give back than was paid more than once."""

    def __init__(self, most: object) -> None:
        super().__init__(
            "orders.too_much_postage",
            _("At most %(most)s of postage was paid more than once; give back that or less."),
            most=str(most),
        )


class BadSplit(InvalidInput):
    """Parts do not hold every piece of an order once."""

    def __init__(self, number: str, pieces: int) -> None:
        super().__init__(
            "orders.bad_split",
            _(
                "The parts of %(number)s must hold its %(pieces)s pieces exactly once: two parts or more, none empty, "
                "and not all of them waiting. Nothing was changed."
            ),
            number=number,
            pieces=pieces,
        )


class NoPartWaits(Conflict):
    """No part of the order waits."""

    def __init__(self) -> None:
        super().__init__("orders.no_part_waits", _("No part of this order waits. Nothing was changed."))


class NotTogether(Conflict):
    """The order leaves by itself and whole."""

    def __init__(self, number: str) -> None:
        super().__init__(
            "orders.not_together",
            _("%(number)s leaves by itself and whole, so there is nothing to undo."),
            number=number,
        )


class TooLateToUndo(Conflict):
    """Papers are printed or goods packed, so that a merge or split stands."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.too_late_to_undo",
            _("%(numbers)s is printed or packed already. Pull it out of its batch first; nothing was changed."),
            numbers=number_list(numbers),
        )


class NotShort(Conflict):
    """Only orders that wait for goods have something to choose."""

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            "orders.not_short",
            _("%(numbers)s is not held for short goods, or somebody decided already. Nothing was changed."),
            numbers=number_list(numbers),
        )


class NothingOwed(Conflict):
    """No price difference waits to be paid back, or the note that it was is gone already."""

    def __init__(self) -> None:
        super().__init__(
            "orders.nothing_owed",
            _("Nothing waits to be paid back here, or it was noted already. Nothing was changed."),
        )


class PaidBackAlready(Conflict):
    """Goods are not put back while the buyer keeps the price difference."""

    def __init__(self) -> None:
        super().__init__(
            "orders.paid_back_already",
            _("The price difference was paid back already. Take that note back first, then undo the choice."),
        )


class BadShortage(InvalidInput):
    """A choice about short goods lacks something, or does not fit."""
