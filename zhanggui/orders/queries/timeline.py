"""Everything that happened to an order in one list: our steps, papers, parcels, couriers' news (ORD-11)."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from zhanggui.kernel.events.read import timeline
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.ports import stories_of
from zhanggui.orders.queries.as_json import time_text
from zhanggui.orders.queries.flags import events_without_hidden_flags, flag_policies

GROUPS = ("trade", "checking", "edits", "buyer", "documents", "parcels", "tracking", "imports")
MOST = 1_000
_GROUPS: dict[str, str] = {
    **dict.fromkeys(("order.imported", "order.updated", "order.import_undone"), "imports"),
    **dict.fromkeys(
        ("order.checked", "order.verified", "order.sent_back", "order.held", "order.hold_ended", "order.released",
         "order.address_confirmed"),
        "checking",
    ),
    **dict.fromkeys(
        ("order.contact_changed", "order.goods_changed", "order.change_undone", "order.changed", "order.noted",
         "order.flagged", "order.remarked", "order.remark_withdrawn", "order.contact_revealed", "order.merged",
         "order.merge_undone", "order.split", "order.split_undone", "order.parts_let_go"),
        "edits",
    ),
    **dict.fromkeys(("order.batched", "order.unbatched"), "documents"),
    **dict.fromkeys(("order.packed", "order.unpacked", "order.rest_waits"), "parcels"),
    **dict.fromkeys(("parcel.buyer_told", "parcel.exception_told", "order.called", "order.call_escalated"), "buyer"),
}  # fmt: skip
_PREFIXES = (
    ("order.shortage_", "buyer"),
    ("order.instruct", "buyer"),
    ("order.notes_read", "buyer"),
    ("order.difficulty_", "buyer"),
    ("invoice.", "documents"),
    ("batch.", "documents"),
    ("voucher.", "documents"),
    ("parcel.", "parcels"),
    ("tracking.", "tracking"),
)


def group_of(kind: str) -> str:
    """To which part of the story an event belongs; what nothing else claims belongs to the trade."""
    found = _GROUPS.get(kind)
    return found or next((group for prefix, group in _PREFIXES if kind.startswith(prefix)), "trade")


def whole_timeline(shop_id: int, order_id: int, *, group: str = "") -> list[dict[str, Any]]:
    """What happened to an order and its parcels, newest first, of one group or all; at most 1,000 entries.

    Events hold no personal values, so the list shows none. UnknownChoice for a group that there is not.
    """
    if group and group not in GROUPS:
        raise UnknownChoice("group", group, GROUPS)
    events = [*timeline("order", order_id, limit=MOST), *stories_of(shop_id, order_id)]
    found = [{**event, "group": group_of(event["kind"])} for event in events]
    chosen = [event for event in found if not group or event["group"] == group]
    return sorted(chosen, key=lambda event: (event["at"], event["id"]), reverse=True)[:MOST]


def seen_timeline(actor: Actor, shop_id: int, order_id: int, *, group: str = "") -> list[Mapping[str, Any]]:
    """The same as a person sees it: without colours of flags that the positions do not see."""
    policy = flag_policies(actor, [shop_id])[shop_id]
    return events_without_hidden_flags(whole_timeline(shop_id, order_id, group=group), policy)


def timeline_json(events: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> list[dict[str, Any]]:
    """The list as commands and the API tell it."""
    return [{**event, "at": time_text(event["at"], zone)} for event in events]
