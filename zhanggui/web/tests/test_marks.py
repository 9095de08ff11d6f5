"""Rails, clocks, meters and the abacus."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from zhanggui.web.kit import marks

NOW = datetime(2026, 11, 21, 2, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "bars"),
    [
        (0, ["is-now", "", "", "", ""]),
        (1, ["is-on", "is-now", "", "", ""]),
        (5, ["is-on"] * 5),
    ],
)
def test_a_rail_fills_what_is_done(step, bars):
    assert marks.rail_bars(step) == bars


def test_a_closed_rail_is_grey():
    assert marks.rail_bars(1, is_closed=True) == [""] * 5


@pytest.mark.parametrize(
    ("left", "span", "face"),
    [
        (timedelta(hours=21), timedelta(hours=42), marks.ClockFace("ok", "21:00 left", 50)),
        (timedelta(minutes=48), timedelta(hours=48), marks.ClockFace("risk", "0:48 left", 2)),
        (timedelta(minutes=48), timedelta(hours=2), marks.ClockFace("ok", "0:48 left", 40)),
        (-timedelta(minutes=35), timedelta(hours=48), marks.ClockFace("late", "0:35 over", 0)),
    ],
)
def test_a_deadline_is_at_risk_by_two_hours_or_a_fifth_whichever_is_later(left, span, face):
    due = NOW + left

    with translation.override("en"):
        assert marks.clock_face(due, NOW, since=due - span) == face


def test_a_deadline_met_in_time_says_when():
    with translation.override("en"):
        assert marks.met_face(NOW, NOW + timedelta(hours=1)) == marks.ClockFace("met", "10:42 on time", 0)


def test_a_tiny_part_of_a_meter_stays_visible():
    slices = marks.meter_slices([("accent", 5000), ("hold", 0), ("late", 1)])

    assert [part.tone for part in slices] == ["accent", "late"]
    assert slices[1].width == pytest.approx(0.8, abs=0.05)
    assert slices[1].start + slices[1].width == pytest.approx(100, abs=0.05)


def test_a_meter_of_nothing_draws_nothing():
    assert marks.meter_slices([("accent", 0)]) == []


def test_the_abacus_counts_five_with_an_upper_bead():
    beads = marks.abacus_beads(date(2026, 10, 27))

    per_wire = [[bead.is_set for bead in beads if bead.x == x] for x in marks.ABACUS_WIRES]
    assert per_wire == [
        [False, True, False, False, False],
        [False, False, False, False, False],
        [False, True, True, False, False],
        [True, True, True, False, False],
    ]
