"""The working calendar (TSK-13)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhanggui.kernel.clocks.registry import clock_sources
from zhanggui.kernel.clocks.working_time import add_time, take_time, time_between
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.shops.queries import working_days, working_hours_between
from zhanggui.shops.rules import WorkingCalendar, after_working, before_working, is_working, working_between
from zhanggui.shops.services import change_settings, clear_calendar_day, create_shop, set_calendar_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = st.sampled_from([SHANGHAI, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Berlin")])
# The first example also loads the time zones, which on a busy machine is slow.
BUSY = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
CALENDARS = st.builds(
    WorkingCalendar,
    zone=ZONES,
    weekdays=st.text("01", min_size=7, max_size=7).filter(lambda week: "1" in week),
    service_from=st.builds(time, st.integers(0, 11)),
    service_to=st.builds(time, st.integers(12, 23)),
    is_holiday_calendar_used=st.booleans(),
    exceptions=st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans(), max_size=5),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 11, 21), True),
        (date(2026, 11, 22), False),
        (date(2031, 10, 1), True),
    ],
)
def test_public_calendar_decides_before_the_week(day: date, expected: bool) -> None:
    assert is_working(WorkingCalendar(SHANGHAI), day) is expected


def test_single_day_decides_before_everything() -> None:
    calendar = WorkingCalendar(SHANGHAI, exceptions={date(2026, 10, 1): True, date(2026, 11, 20): False})

    assert is_working(calendar, date(2026, 10, 1)) is True
    assert is_working(calendar, date(2026, 11, 20)) is False


def test_only_service_hours_of_working_days_count() -> None:
    calendar = WorkingCalendar(SHANGHAI)

    assert working_between(calendar, at(20, 17), at(21, 10)) == timedelta(hours=2)
    assert working_between(calendar, at(21, 17), at(23, 10)) == timedelta(hours=2)
    assert working_between(calendar, at(22, 9), at(22, 18)) == timedelta()
    assert working_between(calendar, at(21, 10), at(21, 9)) == timedelta()


def test_clock_change_does_not_stretch_working_time() -> None:
    night = WorkingCalendar(ZoneInfo("Europe/Berlin"), "1111111", time(0), time(6), is_holiday_calendar_used=False)

    spring = working_between(night, datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC))

    assert spring == timedelta(hours=5)


@BUSY
@given(CALENDARS, st.lists(MOMENTS, min_size=3, max_size=3))
def test_working_time_adds_up_over_any_split(calendar: WorkingCalendar, moments: list[datetime]) -> None:
    start, middle, end = sorted(moments)

    whole = working_between(calendar, start, end)

    assert whole == working_between(calendar, start, middle) + working_between(calendar, middle, end)
    assert timedelta() <= whole <= end - start


@BUSY
@given(CALENDARS, MOMENTS, st.integers(1, 60))
def test_after_working_is_the_inverse(calendar: WorkingCalendar, start: datetime, hours: int) -> None:
    span = timedelta(hours=hours)

    end = after_working(calendar, start, span)

    assert end is not None
    assert working_between(calendar, start, end) == span


def test_shop_that_never_works_has_no_end() -> None:
    never = WorkingCalendar(SHANGHAI, "0000000", is_holiday_calendar_used=False)

    assert after_working(never, at(21, 9), timedelta(hours=1)) is None


@pytest.mark.django_db
def test_shop_answers_from_its_settings_and_single_days() -> None:
    shop = create_shop(actor=SYSTEM, code="qinghe", name="青禾家居")
    saturday = date(2026, 11, 21)
    assert working_days(shop.id)[1](saturday) is True

    set_calendar_day(actor=SYSTEM, shop_id=shop.id, day=saturday, is_working=False, name="盘点")
    assert working_days(shop.id)[1](saturday) is False
    assert working_hours_between(shop.id, at(20, 12), at(23, 12)) == timedelta(hours=9)

    assert clear_calendar_day(actor=SYSTEM, shop_id=shop.id, day=saturday) is True
    assert clear_calendar_day(actor=SYSTEM, shop_id=shop.id, day=saturday) is False
    assert working_days(shop.id)[1](saturday) is True


@BUSY
@given(CALENDARS, MOMENTS, st.integers(1, 60))
def test_before_working_is_the_inverse_to_the_other_side(calendar: WorkingCalendar, end: datetime, hours: int) -> None:
    span = timedelta(hours=hours)

    start = before_working(calendar, end, span)

    assert start is not None
    assert working_between(calendar, start, end) == span
    assert working_between(calendar, start - timedelta(minutes=1), end) >= span


@pytest.mark.req("TSK-13")
@pytest.mark.django_db
def test_deadlines_in_working_time_skip_nights_and_holidays_and_statutory_ones_do_not() -> None:
    shop = create_shop(actor=SYSTEM, code="qinghe", name="青禾家居")
    friday = at(20, 17)
    span = timedelta(hours=4)

    assert add_time(shop.id, friday, span, is_working=True) == at(21, 12)
    assert add_time(shop.id, friday, span, is_working=False) == at(20, 21)
    set_calendar_day(actor=SYSTEM, shop_id=shop.id, day=date(2026, 11, 21), is_working=False, name="盘点")
    assert add_time(shop.id, friday, span, is_working=True) == at(23, 12)
    assert take_time(shop.id, at(23, 12), span, is_working=True) == friday
    change_settings(actor=SYSTEM, shop_id=shop.id, service_from=time(13), service_to=time(18))
    assert add_time(shop.id, friday, span, is_working=True) == at(23, 16)
    assert add_time(shop.id, friday, span, is_working=False) == at(20, 21)
    assert time_between(shop.id, friday, at(23, 14), is_working=True) == timedelta(hours=2)
    # The National Day week of 2026 ends on Wednesday the 7th; Saturday the 10th is worked instead of a day of it.
    change_settings(actor=SYSTEM, shop_id=shop.id, service_from=time(9), working_weekdays="1111100")
    eve = datetime(2026, 9, 30, 17, tzinfo=SHANGHAI)
    assert add_time(shop.id, eve, timedelta(hours=2), is_working=True) == datetime(2026, 10, 8, 10, tzinfo=SHANGHAI)
    assert time_between(shop.id, datetime(2026, 10, 9, 18, tzinfo=SHANGHAI), datetime(2026, 10, 12, tzinfo=SHANGHAI), is_working=True) == timedelta(hours=9)  # fmt: skip
    change_settings(actor=SYSTEM, shop_id=shop.id, is_holiday_calendar_used=False)
    assert add_time(shop.id, eve, timedelta(hours=2), is_working=True) == datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)
    kinds = {code: source.kind.is_working for code, source in clock_sources().items()}
    assert (kinds["verify"], kinds["approval"], kinds["ship_by"], kinds["deadline"]) == (True, True, False, False)
