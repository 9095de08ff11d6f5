"""News that travels upward: a lower module announces, higher ones subscribe."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_SUBSCRIBERS: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Decorator: call the function, in the announcing transaction, for each event of the type."""

    def register(function: Callable[[Any], None]) -> Callable[[Any], None]:
        if function not in _SUBSCRIBERS[event_type]:
            _SUBSCRIBERS[event_type].append(function)
        return function

    return register


def announce(event: Any) -> None:
    """Tell everybody who subscribed. What they write commits or rolls back with the change."""
    for function in _SUBSCRIBERS[type(event)]:
        function(event)
