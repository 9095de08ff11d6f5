"""Every running clock of the shops in one place: rows, tallies, and how each stands (TSK-11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from zhanggui.kernel.clock import now
from zhanggui.kernel.clocks.registry import ClockAsk, ClockKind, ClockSource, ClockTally, RunningClock, clock_sources
from zhanggui.kernel.clocks.states import ClockState, clock_state
from zhanggui.kernel.clocks.tallies import tally_together
from zhanggui.kernel.clocks.working_time import add_time, take_time, time_between
from zhanggui.kernel.rulebook.read import rule_values
from zhanggui.kernel.values import Actor


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A running clock with its kind, its due time and how it stands."""

    kind: ClockKind
    clock: RunningClock
    due_at: datetime
    state: ClockState


def clock_tallies(
    actor: Actor, shop_ids: Sequence[int], *, at: datetime | None = None, only_small: bool = False
) -> dict[str, ClockTally]:
    """How many clocks of each kind stand how, over the shops where the actor may see them.

    `only_small` leaves out kinds with a clock for every open order, for pages that must be quick.
    """
    moment = at or now()
    asks = [pair for shop_id in shop_ids for pair in _asks(actor, shop_id, moment, only_small=only_small)]
    found: dict[str, ClockTally] = {}
    tallies = tally_together(list(_joined([pair for pair in asks if pair[0].running])))
    tallies += [(source.kind.code, source.tally(ask)) for source, ask in asks if source.tally is not None]
    for code, tally in tallies:
        found[code] = found.get(code, ClockTally()) + tally
    return found


def _joined(asks: Sequence[tuple[ClockSource, ClockAsk]]) -> Iterator[tuple[ClockSource, ClockAsk]]:
    """The asks, those of a source that differ by the shop alone as one."""
    alike: dict[tuple[str, ClockAsk], tuple[ClockSource, list[int]]] = {}
    for source, ask in asks:
        alike.setdefault((source.kind.code, replace(ask, shop_id=0)), (source, []))[1].append(ask.shop_id)
    for (_code, ask), (source, shop_ids) in alike.items():
        yield source, replace(ask, shop_id=shop_ids[0], alike=tuple(shop_ids))


def running_clocks(
    actor: Actor,
    shop_ids: Sequence[int],
    *,
    state: str = "",
    kind: str = "",
    at: datetime | None = None,
    limit: int = 100,
) -> list[ClockRow]:
    """The most urgent clocks of the shops, by due time; `state` and `kind` narrow."""
    moment = at or now()
    rows = [
        _row(source, ask, clock)
        for shop_id in shop_ids
        for source, ask in _asks(actor, shop_id, moment, kind=kind)
        for clock in source.rows(ask, limit)
    ]
    wanted = [row for row in rows if not state or row.state == state]
    return sorted(wanted, key=lambda row: (row.due_at, row.clock.label))[:limit]


def _asks(
    actor: Actor, shop_id: int, at: datetime, *, kind: str = "", only_small: bool = False
) -> list[tuple[ClockSource, ClockAsk]]:
    sources = [
        source
        for source in clock_sources().values()
        if (not kind or source.kind.code == kind)
        and not (only_small and source.is_large)
        and (source.capability is None or actor.can(source.capability, shop_id))
    ]
    codes = [source.kind.percent_code for source in sources]
    codes += [source.kind.hours_code for source in sources if source.kind.hours is not None]
    values = rule_values(codes, shop_id) if codes else {}
    return [(source, _ask(source.kind, shop_id, at, values)) for source in sources]


def _ask(kind: ClockKind, shop_id: int, at: datetime, values: dict[str, int]) -> ClockAsk:
    percent = values[kind.percent_code]
    if kind.hours is None:
        return ClockAsk(shop_id, at, percent)
    span = timedelta(hours=values[kind.hours_code])
    return ClockAsk(
        shop_id,
        at,
        percent,
        span,
        take_time(shop_id, at, span * percent / 100, is_working=kind.is_working),
        take_time(shop_id, at, span, is_working=kind.is_working),
    )


def _row(source: ClockSource, ask: ClockAsk, clock: RunningClock) -> ClockRow:
    kind = source.kind
    if ask.span is None:
        used = time_between(ask.shop_id, clock.started_at, ask.at, is_working=kind.is_working)
        whole = time_between(ask.shop_id, clock.started_at, clock.due_at, is_working=kind.is_working)
        return ClockRow(kind, clock, clock.due_at, clock_state(used, whole, ask.percent))
    due = add_time(ask.shop_id, clock.started_at, ask.span, is_working=kind.is_working)
    used = time_between(ask.shop_id, clock.started_at, ask.at, is_working=kind.is_working)
    return ClockRow(kind, clock, due, clock_state(used, ask.span, ask.percent))
