"""The search box of the desk: what a plain word means, and which flags a person may search for."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhanggui.orders.queries import FlagPolicy, OrderFilters, list_orders
from zhanggui.orders.queries.goods import products_called
from zhanggui.orders.values import Flag

# Conditions that name one thing: it is looked for among all orders, whatever the view.
SINGLE = frozenset({"number", "parcel", "phone"})


def searched(found: Mapping[str, str], shops: Sequence[int]) -> dict[str, str]:
    """Typed conditions made sure of: a code that is no order number may be a parcel's, a word a receiver's name."""
    known = dict(found)
    code, word = known.get("number"), known.get("product")
    if code and not _fits(OrderFilters(number=code), shops) and _fits(OrderFilters(parcel=code), shops):
        known["parcel"] = known.pop("number")
    if word and not products_called(word, shops):
        for name, filters in (("name", OrderFilters(receiver_name=word)), ("nick", OrderFilters(buyer_nick=word))):
            if _fits(filters, shops):
                known[name] = known.pop("product")
                break
    return known


def _fits(filters: OrderFilters, shops: Sequence[int]) -> bool:
    return bool(list_orders(filters, shops, limit=1).rows)


def flag_choices(policies: Mapping[int, FlagPolicy]) -> list[tuple[str, Any, int | None]]:
    """Colours that the person sees in any of the shops, with what they mean there."""
    seen = {colour for policy in policies.values() for colour in policy.seen}
    return [
        (str(flag.value), flag_words(flag, policies), None) for flag in Flag if not flag.value or flag.value in seen
    ]


def flag_words(flag: Flag, policies: Mapping[int, FlagPolicy]) -> str:
    """A colour with its meaning, where all shops in view agree on one."""
    meanings = {policy.meanings.get(flag.value, "") for policy in policies.values()} - {""}
    return f"{flag.label} · {meanings.pop()}" if len(meanings) == 1 else str(flag.label)
