"""Which clocks there are: modules register each with its source (TSK-11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.rulebook.registry import ValueKind, declare_value

PROPOSED_PERCENT = 80


@dataclass(frozen=True, slots=True)
class ClockKind:
    """A kind of clock: its words, whether it counts working time, and the time given where the shop sets it.

    Statutory and buyer-facing clocks count calendar time, house clocks working time (TSK-13).
    """

    code: str
    label: Any
    is_working: bool = False
    hours: int | None = None

    @property
    def percent_code(self) -> str:
        """The value that says from which share of the time on it is at risk."""
        return f"clock.{self.code}.percent"

    @property
    def hours_code(self) -> str:
        """The value that says how many hours are given, for clocks that the shop sets."""
        return f"clock.{self.code}.hours"


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One clock that runs: about what, since when, until when."""

    shop_id: int
    label: str
    url: str
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ClockTally:
    """How many clocks of a kind stand how."""

    on_time: int = 0
    risk: int = 0
    late: int = 0

    def __add__(self, other: "ClockTally") -> "ClockTally":
        """Two tallies together."""
        return ClockTally(self.on_time + other.on_time, self.risk + other.risk, self.late + other.late)


@dataclass(frozen=True, slots=True)
class ClockAsk:
    """What a source is asked: one shop (or, to tally, several that count alike), now, and before which starts a clock is at risk and overdue.

    `risk_before` and `late_before` are set for clocks whose hours the shop sets; otherwise the source
    compares `percent` with its own start and due time.
    """

    shop_id: int
    at: datetime
    percent: int
    span: timedelta | None = None
    risk_before: datetime | None = None
    late_before: datetime | None = None
    alike: tuple[int, ...] = ()

    @property
    def shops(self) -> tuple[int, ...]:
        """The shops that are asked about."""
        return self.alike or (self.shop_id,)


@dataclass(frozen=True, slots=True)
class ClockSource:
    """Where the running clocks of a kind come from; shown when the capability is held (None: to everybody).

    `rows` gives the most urgent ones. Rows of a clock with set hours leave `due_at` to the caller by
    repeating the start. All are counted by `running`, SQL for start and due time of the clocks of the
    shops `%s`, which is counted for many shops and kinds at once, or by `tally`, shop by shop.
    `is_large`: one clock for every open order.
    """

    kind: ClockKind
    capability: str | None
    rows: Callable[[ClockAsk, int], list[RunningClock]]
    tally: Callable[[ClockAsk], ClockTally] | None = None
    running: str = ""
    is_large: bool = False


_SOURCES: dict[str, ClockSource] = {}


def register_clock_source(source: ClockSource) -> None:
    """Make a kind of clock known, and its two values to the page of values."""
    kind = source.kind
    _SOURCES[kind.code] = source
    house = _("house rule")
    declare_value(
        ValueKind(
            kind.percent_code,
            "clocks",
            _("At risk from this share of the time on: %(clock)s"),
            PROPOSED_PERCENT,
            "%",
            10,
            99,
            house,
            parameters={"clock": kind.label},
        )
    )
    if kind.hours is not None:
        unit = _("working hours") if kind.is_working else _("hours")
        declare_value(
            ValueKind(
                kind.hours_code,
                "clocks",
                _("Time given: %(clock)s"),
                kind.hours,
                unit,
                1,
                720,
                house,
                parameters={"clock": kind.label},
            )
        )


def clock_sources() -> dict[str, ClockSource]:
    """All sources by code."""
    return dict(_SOURCES)


_DEADLINES: dict[str, tuple[Any, str]] = {}


def register_deadline_words(kind: str, label: Any, url_name: str) -> None:
    """What a kind of planned deadline is called, and the page where it is met."""
    _DEADLINES[kind] = (label, url_name)


def deadline_words() -> dict[str, tuple[Any, str]]:
    """Label and page of planned deadlines by kind."""
    return dict(_DEADLINES)
