"""The marks that tell state, time and share: rails, clocks, meters, sparklines, the abacus."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from zhanggui.web.kit.formats import span_text, time_text

RAIL_STEPS = 5
RISK_WINDOW = timedelta(hours=2)
RISK_SHARE = 0.2
SPARK_WIDTH, SPARK_HEIGHT = 64, 26
# Wire positions and rows of the large abacus, in the units of its 360 by 300 picture.
ABACUS_WIRES = (60, 140, 220, 300)
UPPER_FREE, UPPER_SET = 26, 70
LOWER_SET = (116, 148, 180, 212)
LOWER_FREE = (182, 214, 246, 278)


@dataclass(frozen=True)
class ClockFace:
    """How a deadline looks now: its state, the words beside it and the share of time left."""

    state: str
    text: str
    percent_left: int


@dataclass(frozen=True)
class Slice:
    """One part of a meter, in percent of its width."""

    tone: str
    start: float
    width: float


@dataclass(frozen=True)
class Bead:
    """One bead of the abacus; a set bead touches the beam."""

    x: int
    y: int
    is_set: bool


def rail_bars(step: int, *, is_closed: bool = False) -> list[str]:
    """The five bars of an order's way: done, now, to come. A closed order has none."""
    if is_closed:
        return [""] * RAIL_STEPS
    return ["is-on" if bar < step else "is-now" if bar == step else "" for bar in range(RAIL_STEPS)]


def risk_starts(due: datetime, since: datetime | None) -> datetime:
    """From when a deadline is at risk: two hours or a fifth of its span, whichever is later."""
    if since is None or since >= due:
        return due - RISK_WINDOW
    return due - min(RISK_WINDOW, (due - since) * RISK_SHARE)


def clock_face(due: datetime, now: datetime, *, since: datetime | None = None) -> ClockFace:
    """A running deadline as it looks now: on time, at risk or overdue."""
    left = due - now
    text = span_text(left)
    if left < timedelta(0):
        return ClockFace("late", gettext("%(time)s over") % {"time": text}, 0)
    span = due - since if since and since < due else timedelta(days=2)
    percent = max(1, min(100, round(100 * left / span)))
    state = "risk" if now >= risk_starts(due, since) else "ok"
    return ClockFace(state, gettext("%(time)s left") % {"time": text}, percent)


def met_face(met_at: datetime, due: datetime) -> ClockFace:
    """A deadline that was kept or missed in the past."""
    if met_at <= due:
        return ClockFace("met", gettext("%(time)s on time") % {"time": time_text(met_at)}, 0)
    return ClockFace("missed", gettext("%(time)s late") % {"time": span_text(met_at - due)}, 0)


def meter_slices(parts: Sequence[tuple[str, int]], *, gap: float = 0.3, least: float = 0.8) -> list[Slice]:
    """Share a bar among parts; a part that exists stays visible however small it is."""
    shown = [(tone, amount) for tone, amount in parts if amount > 0]
    whole = sum(amount for _, amount in shown)
    if not whole:
        return []
    room = 100 - gap * (len(shown) - 1)
    widths = [max(least, room * amount / whole) for _, amount in shown]
    scale = room / sum(widths)
    slices, start = [], 0.0
    for (tone, _), width in zip(shown, widths, strict=True):
        slices.append(Slice(tone, round(start, 2), round(width * scale, 2)))
        start += width * scale + gap
    return slices


def spark_points(values: Sequence[float]) -> str:
    """The points of a sparkline 64 by 26 px; fewer than two values draw nothing."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = SPARK_WIDTH / (len(values) - 1)
    return " ".join(
        f"{index * step:.1f},{SPARK_HEIGHT - 2 - (value - low) / spread * (SPARK_HEIGHT - 4):.1f}"
        for index, value in enumerate(values)
    )


def abacus_beads(day: date) -> list[Bead]:
    """Month and day on four wires: upper beads count five, lower ones count one."""
    digits = [int(digit) for digit in f"{day:%m%d}"]
    beads = []
    for x, digit in zip(ABACUS_WIRES, digits, strict=True):
        fives, ones = divmod(digit, 5)
        beads.append(Bead(x, UPPER_SET if fives else UPPER_FREE, bool(fives)))
        beads.extend(Bead(x, LOWER_SET[place], is_set=True) for place in range(ones))
        beads.extend(Bead(x, LOWER_FREE[place], is_set=False) for place in range(ones, 4))
    return beads
