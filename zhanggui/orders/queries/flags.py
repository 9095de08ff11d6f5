"""Which position uses which flag: what it means, who sets it, who sees it (ORD-18)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhanggui.kernel.memory import while_unchanged
from zhanggui.kernel.onlooker import Onlooker
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import FlagUse
from zhanggui.orders.queries.rows import HoldRow, OrderDetail, OrderRow
from zhanggui.orders.values import Flag, HoldReason
from zhanggui.people.queries import positions_in

COLOURS = tuple(flag.value for flag in Flag if flag)


@dataclass(frozen=True, slots=True)
class FlagPolicy:
    """What one person may do with the flags of one shop, and what the colours mean there."""

    seen: frozenset[int] = frozenset(COLOURS)
    settable: frozenset[int] = frozenset(COLOURS)
    meanings: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FlagUseRow:
    """One colour of a shop; empty positions mean everybody."""

    flag: int
    meaning: str
    set_by: tuple[str, ...]
    seen_by: tuple[str, ...]


def flag_uses(shop_id: int) -> list[FlagUseRow]:
    """All colours of a shop, those without a rule of their own too."""
    known = {use.flag: use for use in FlagUse.objects.filter(shop_id=shop_id)}
    return [
        FlagUseRow(colour, use.meaning, tuple(use.set_by), tuple(use.seen_by))
        if (use := known.get(colour))
        else FlagUseRow(colour, "", (), ())
        for colour in COLOURS
    ]


@while_unchanged("orders_flaguse")
def _uses(shop_ids: frozenset[int]) -> list[FlagUse]:
    return list(FlagUse.objects.filter(shop_id__in=shop_ids))


def flag_policies(actor: Actor, shop_ids: Iterable[int]) -> dict[int, FlagPolicy]:
    """The flags of shops as this person may use them. One statement, two where colours are kept to positions."""
    ids = list(shop_ids)
    if isinstance(actor, Onlooker):
        mine, theirs = flag_policies(actor.real, ids), flag_policies(_as_role(actor), ids)
        return {
            each: FlagPolicy(mine[each].seen & theirs[each].seen, frozenset(), theirs[each].meanings) for each in ids
        }
    uses = _uses(frozenset(ids))
    is_limited = any(use.set_by or use.seen_by for use in uses) and not actor.is_system
    held = _held(actor, ids) if is_limited else {}
    found = {}
    for shop_id in ids:
        own = [use for use in uses if use.shop_id == shop_id]
        positions = held.get(shop_id, frozenset())
        seen, settable = set(COLOURS), set(COLOURS)
        if is_limited:
            # Whoever sets a colour sees it, or could not take it away again.
            settable -= {use.flag for use in own if use.set_by and not positions & set(use.set_by)}
            hidden = {use.flag for use in own if use.seen_by and not positions & set(use.seen_by)}
            seen -= hidden - (settable & {use.flag for use in own if use.set_by})
            settable &= seen
        meanings = {use.flag: use.meaning for use in own if use.meaning}
        found[shop_id] = FlagPolicy(frozenset(seen), frozenset(settable), meanings)
    return found


def _as_role(actor: Onlooker) -> Actor:
    return Actor(actor.user_id, actor.name, actor.position, actor.origin, actor.grants)


def _held(actor: Actor, shop_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    if not actor.user_id:
        return dict.fromkeys(shop_ids, frozenset(actor.position.split(",")))
    return positions_in(actor.user_id, shop_ids)


def shops_seeing(flag: int | None, policies: Mapping[int, FlagPolicy], shops: Sequence[int]) -> list[int]:
    """The shops in which a list may be narrowed to a colour: where the person does not see it, nothing is found."""
    return [shop_id for shop_id in shops if not flag or flag in policies[shop_id].seen]


def without_hidden_flags(rows: Iterable[OrderRow], policies: Mapping[int, FlagPolicy]) -> list[OrderRow]:
    """Rows as the person may see them: a colour of other positions looks like none."""
    return [_bare(row) if _is_hidden(row, policies) else row for row in rows]


def detail_without_hidden_flags(detail: OrderDetail, policies: Mapping[int, FlagPolicy]) -> OrderDetail:
    """The same for a whole order: rules tried, holds and timeline keep quiet about the colour."""
    seen = policies[detail.order.shop_id].seen
    hidden = set(COLOURS) - seen
    if not hidden:
        return detail
    order = _bare(detail.order) if _is_hidden(detail.order, policies) else detail.order
    return replace(
        detail,
        order=order,
        holds=tuple(_bare_hold(hold, hidden) for hold in detail.holds),
        rules=tuple(_bare_rule(rule, hidden) for rule in detail.rules),
        timeline=tuple(_bare_event(event, hidden) for event in detail.timeline),
    )


def events_without_hidden_flags(events: Sequence[Mapping[str, Any]], policy: FlagPolicy) -> list[Mapping[str, Any]]:
    """The same for a list of events."""
    hidden = set(COLOURS) - policy.seen
    return [_bare_event(event, hidden) for event in events] if hidden else list(events)


def _is_hidden(row: OrderRow, policies: Mapping[int, FlagPolicy]) -> bool:
    return bool(row.flag) and row.flag not in policies[row.shop_id].seen


def _bare(row: OrderRow) -> OrderRow:
    holds = tuple(_bare_hold(hold, {row.flag or 0}) for hold in row.holds)
    return replace(row, flag=0, flag_label="", holds=holds)


def _bare_hold(hold: HoldRow, hidden: set[int]) -> HoldRow:
    is_told = hold.reason == HoldReason.FLAGGED and hold.cause.get("flag") in hidden
    return replace(hold, cause={"flag": None}) if is_told else hold


def _bare_rule(rule: Mapping[str, Any], hidden: set[int]) -> Mapping[str, Any]:
    values = rule.get("values") or {}
    if values.get("flag") not in hidden:
        return rule
    return {**rule, "values": {name: value for name, value in values.items() if not name.startswith("flag")}}


def _bare_event(event: Mapping[str, Any], hidden: set[int]) -> Mapping[str, Any]:
    data = event["data"] or {}
    if event["kind"] != "order.flagged" or not {data.get("before"), data.get("after")} & hidden:
        return event
    return {**event, "data": {}}
