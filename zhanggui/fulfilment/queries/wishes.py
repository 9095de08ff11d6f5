"""What buyers said about couriers in their instructions, as codes."""

from collections.abc import Collection
from dataclasses import dataclass

from zhanggui.couriers.queries import courier_code
from zhanggui.orders.queries import open_instructions
from zhanggui.orders.values import InstructionKind


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a buyer said about couriers, as codes."""

    wanted: str = ""
    avoided: tuple[str, ...] = ()


def wishes_of(order_ids: Collection[int]) -> dict[int, Wishes]:
    """The wishes about couriers that are still open, by order."""
    found: dict[int, Wishes] = {}
    for order_id, cards in open_instructions(order_ids).items():
        wanted = [courier_of_words(card.courier) for card in cards if card.kind == InstructionKind.COURIER_WISH]
        avoided = {courier_of_words(card.courier) for card in cards if card.kind == InstructionKind.COURIER_AVOID}
        found[order_id] = Wishes(wanted[-1] if wanted else "", tuple(sorted(avoided - {""})))
    return found


def courier_of_words(words: str) -> str:
    """The code of a courier as an instruction names it; an unknown one's own name."""
    code = courier_code(words) if words else ""
    return words if code == "OTHER" else code
