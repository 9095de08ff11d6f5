"""Taobao's order and item exports of every age: exact headers, and the fields they mean.

The headers (in `headers`) are data for the composer and for documentation; a reader recognises a file by
its header names only (`ORDER_ALIASES`, `ITEM_ALIASES`) and never by column position (MPI-03).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhanggui.channels.connectors.taobao.aliases import ITEM_ALIASES, ORDER_ALIASES
from zhanggui.channels.connectors.taobao.headers import (
    ITEM_AGE_OF_ORDER_AGE,
    ITEM_LAYOUTS,
    ORDER_LAYOUTS,
)

__all__ = [
    "ITEMS",
    "ITEM_AGE_OF_ORDER_AGE",
    "ITEM_ALIASES",
    "ITEM_LAYOUTS",
    "ITEM_REQUIRED",
    "ORDERS",
    "ORDER_ALIASES",
    "ORDER_LAYOUTS",
    "ORDER_REQUIRED",
    "Columns",
    "map_columns",
    "normal_header",
    "recognise",
]

ORDERS = "taobao_orders"
ITEMS = "taobao_items"
ORDER_REQUIRED = frozenset({"number", "placed_at", "total_amount"})
ITEM_REQUIRED = frozenset({"number", "title", "price", "quantity"})

_FOLD = {ord("帐"): "账", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_INVISIBLE = re.compile("[\\s\ufeff\u00a0\u200b]+")


def normal_header(name: str) -> str:
    """A header name without spaces, marks and full-width forms: `收货地址 ` is `收货地址`."""
    return _INVISIBLE.sub("", name.translate(_FOLD)).removesuffix(":")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a file holds each field; a field in several columns is read from the first filled."""

    kind: str
    fields: dict[str, tuple[int, ...]]
    extra: dict[str, int]


def map_columns(header: Sequence[str], *, kind: str) -> Columns:
    """The fields of a header; unknown columns are `extra` under their normalised name."""
    aliases: Mapping[str, str] = ORDER_ALIASES if kind == ORDERS else ITEM_ALIASES
    rank = {name: place for place, name in enumerate(aliases)}
    found: dict[str, list[tuple[int, int]]] = {}
    extra: dict[str, int] = {}
    for index, raw in enumerate(header):
        name = normal_header(raw)
        if name in aliases:
            found.setdefault(aliases[name], []).append((rank[name], index))
        elif name:
            extra.setdefault(name, index)
    fields = {key: tuple(index for _rank, index in sorted(places)) for key, places in found.items()}
    return Columns(kind, fields, extra)


def recognise(header: Sequence[str]) -> Columns | None:
    """Which of the two exports a header belongs to, with its columns; None when neither.

    The item export is tried first: only it has a price and a quantity of one line.
    """
    items = map_columns(header, kind=ITEMS)
    if items.fields.keys() >= ITEM_REQUIRED:
        return items
    orders = map_columns(header, kind=ORDERS)
    return orders if orders.fields.keys() >= ORDER_REQUIRED else None
