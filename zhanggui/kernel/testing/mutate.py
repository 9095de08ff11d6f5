"""Damages files in a repeatable way: the same bytes and seed give the same damage."""

import random
from collections.abc import Callable

Mutation = Callable[[bytearray, random.Random], bytearray]

INSERTS = (b'"', b'""', b'="', b"\0", b"\xff", b"\x80", b"\r", b"\n", b"\r\n", b",,,,", b"\xef\xbb\xbf", b"'", b"\t")
WORDS = (
    ("订单编号", "订单号码"),
    ("总金额", "金额"),
    ("订单状态", ""),
    ("2026", "20x6"),
    ("0", "null"),
    ("row", "raw"),
    ("xl/", "xx/"),
)
CODECS = ("utf-8", "gb18030", "utf-16-le")
LONGEST_PIECE = 400


def mutate(data: bytes, seed: int) -> bytes:
    """One to four damages chosen by the seed: bits, cuts, copies, delimiters, quotes, encodings, names, zip fields."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets, must repeat
    changed = bytearray(data)
    for _round in range(chance.randint(1, 4)):
        changed = chance.choice(MUTATIONS)(changed, chance)
    return bytes(changed)


def _place(data: bytearray, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _piece(data: bytearray, chance: random.Random) -> tuple[int, int]:
    start = _place(data, chance)
    return start, min(len(data), start + chance.randint(1, LONGEST_PIECE))


def _flip_bits(data: bytearray, chance: random.Random) -> bytearray:
    if data:
        for _count in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _truncate(data: bytearray, chance: random.Random) -> bytearray:
    return data[: _place(data, chance)]


def _drop(data: bytearray, chance: random.Random) -> bytearray:
    start, end = _piece(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytearray, chance: random.Random) -> bytearray:
    start, end = _piece(data, chance)
    return data[:end] + data[start:end] * chance.randint(1, 5) + data[end:]


def _fill_zero(data: bytearray, chance: random.Random) -> bytearray:
    start, end = _piece(data, chance)
    return data[:start] + bytes(end - start) + data[end:]


def _swap_delimiters(data: bytearray, chance: random.Random) -> bytearray:
    old, new = chance.sample((b",", b"\t", b";", b"|", b"\n"), 2)
    return data.replace(old, new, chance.choice((1, 5, -1)))


def _insert(data: bytearray, chance: random.Random) -> bytearray:
    at = _place(data, chance)
    return data[:at] + chance.choice(INSERTS) + data[at:]


def _switch_encoding(data: bytearray, chance: random.Random) -> bytearray:
    old, new = chance.sample(CODECS, 2)
    half = _place(data, chance) if chance.random() < 0.5 else 0
    rest = bytes(data[half:]).decode(old, "replace").encode(new, "replace")
    return data[:half] + bytearray(rest)


def _rename(data: bytearray, chance: random.Random) -> bytearray:
    old, new = chance.choice(WORDS)
    codec = chance.choice(CODECS[:2])
    return data.replace(old.encode(codec), new.encode(codec), chance.choice((1, -1)))


def _break_zip(data: bytearray, chance: random.Random) -> bytearray:
    marks = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")
    found = [at for mark in marks if (at := data.find(mark)) >= 0]
    if not found:
        return _flip_bits(data, chance)
    at = chance.choice(found) + chance.randrange(4, 46)
    if at < len(data):
        data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
    return data


MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits,
    _truncate,
    _drop,
    _repeat,
    _fill_zero,
    _swap_delimiters,
    _insert,
    _switch_encoding,
    _rename,
    _break_zip,
)
