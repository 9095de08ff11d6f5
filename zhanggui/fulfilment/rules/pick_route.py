"""The way through the shelves: A-2 comes before A-10, goods without a place come last."""

import re
from typing import TypeAlias

RouteKey: TypeAlias = tuple[bool, tuple[tuple[int, int, str], ...]]

_PIECES = re.compile(r"\d+|[^\W\d_]+")


def route_key(place: str) -> RouteKey:
    """Sorts places as a person walks: numbers by size, letters by alphabet, no place last."""
    pieces = tuple(
        (0, int(piece), "") if piece.isdigit() else (1, 0, piece) for piece in _PIECES.findall(place.upper())
    )
    return not pieces, pieces
