"""What orders ask upward: which orders a parcel's own number means, and what else happened to an order."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

ParcelDirectory = Callable[[Sequence[int], str], list[int]]
_directory: list[ParcelDirectory] = []


def register_parcel_directory(directory: ParcelDirectory) -> None:
    """Called once by the module that packs: order ids of the shops for a parcel or slip number."""
    _directory[:] = [directory]


def orders_of_parcel(shops: Sequence[int], text: str) -> list[int]:
    """Orders in the parcel of that number; none while nobody packs."""
    return _directory[0](shops, text) if _directory else []


# What higher modules know of an order, as events: (shop id, order id) -> events like those of the timeline.
StorySource = Callable[[int, int], list[dict[str, Any]]]
# An event as the kit draws it, None for an event that the module does not know.
EventWords = Callable[[Mapping[str, Any]], dict[str, Any] | None]
_stories: list[StorySource] = []
_words: list[EventWords] = []


def register_story(source: StorySource) -> None:
    """Called once by a module that knows more of orders: parcels, papers, couriers' news (ORD-11)."""
    _stories.append(source)


def register_event_words(words: EventWords) -> None:
    """Called once by a module whose events stand on orders' timelines."""
    _words.append(words)


def stories_of(shop_id: int, order_id: int) -> list[dict[str, Any]]:
    """What all higher modules know of an order."""
    return [event for source in _stories for event in source(shop_id, order_id)]


def words_of_event(event: Mapping[str, Any]) -> dict[str, Any] | None:
    """An event of another module as the kit draws it; None when nobody knows it."""
    return next((found for words in _words if (found := words(event)) is not None), None)
