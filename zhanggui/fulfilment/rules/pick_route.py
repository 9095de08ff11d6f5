"""The way through the shelves: by route number, else A-2 before A-10; goods without a place come last."""

import re
from collections.abc import Mapping
from typing import TypeAlias

RouteKey: TypeAlias = tuple[bool, int, tuple[tuple[int, int, str], ...]]

_PIECES = re.compile(r"\d+|[^\W\d_]+")
# Places that nobody numbered follow those on the route.
_UNNUMBERED = 1_000_000
_NO_ROUTE: Mapping[str, int] = {}


def route_key(place: str, route: Mapping[str, int] = _NO_ROUTE) -> RouteKey:
    """Sorts places as a person walks: by `route` (numbers by place), then numbers by size, letters by alphabet."""
    name = place.upper()
    pieces = tuple((0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in _PIECES.findall(name))
    return not pieces, route.get(name, _UNNUMBERED), pieces
