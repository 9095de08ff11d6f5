"""What buyers said about couriers in their instructions, as codes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zhanggui.couriers.queries import courier_code
from zhanggui.fulfilment.queries.companions import orders_in
from zhanggui.orders.queries import open_instructions
from zhanggui.orders.values import InstructionCard, InstructionKind


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a buyer said about couriers, as codes."""

    wanted: str = ""
    avoided: tuple[str, ...] = ()


def wishes_of(order_ids: Collection[int]) -> dict[int, Wishes]:
    """The wishes about couriers that are still open, by order."""
    return {order_id: _wishes(cards) for order_id, cards in open_instructions(order_ids).items()}


def wishes_in(parcel_ids: Sequence[int]) -> dict[int, Wishes]:
    """The same by parcel, of all orders in it: the last wish counts, and whoever one of them avoids is avoided."""
    within = orders_in(parcel_ids)
    asked = open_instructions([order_id for orders in within.values() for order_id, _number in orders])
    return {
        parcel_id: _wishes([card for order_id, _number in orders for card in asked.get(order_id, ())])
        for parcel_id, orders in within.items()
    }


def _wishes(cards: Sequence[InstructionCard]) -> Wishes:
    wanted = [courier_of_words(card.courier) for card in cards if card.kind == InstructionKind.COURIER_WISH]
    avoided = {courier_of_words(card.courier) for card in cards if card.kind == InstructionKind.COURIER_AVOID}
    return Wishes(wanted[-1] if wanted else "", tuple(sorted(avoided - {""})))


def courier_of_words(words: str) -> str:
    """The code of a courier as an instruction names it; an unknown one's own name."""
    code = courier_code(words) if words else ""
    return words if code == "OTHER" else code
