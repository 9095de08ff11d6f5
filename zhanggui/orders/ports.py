"""What orders ask upward: which orders a parcel's own number means."""

from collections.abc import Callable, Sequence

ParcelDirectory = Callable[[Sequence[int], str], list[int]]
_directory: list[ParcelDirectory] = []


def register_parcel_directory(directory: ParcelDirectory) -> None:
    """Called once by the module that packs: order ids of the shops for a parcel or slip number."""
    _directory[:] = [directory]


def orders_of_parcel(shops: Sequence[int], text: str) -> list[int]:
    """Orders in the parcel of that number; none while nobody packs."""
    return _directory[0](shops, text) if _directory else []
