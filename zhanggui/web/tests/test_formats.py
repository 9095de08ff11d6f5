"""How amounts, times and numbers are written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from zhanggui.web.kit import formats

NOW = datetime(2026, 11, 21, 2, 42, tzinfo=UTC)  # 10:42 in Shanghai


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (Decimal(1284), "CNY", "¥1,284.00"),
        (Decimal("-529.5"), "CNY", "−¥529.50"),
        (Decimal(1284), "BRL", "R$ 1,284.00"),
        (Decimal(8), "XAF", "XAF 8.00"),
        (None, "CNY", "—"),
    ],
)
def test_an_amount_is_written_with_sign_and_currency(value, currency, text):
    assert formats.money_text(value, currency) == text


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("zh-hans", date(2026, 11, 21), "11-21"),
        ("zh-hans", date(2025, 11, 21), "2025-11-21"),
        ("en", date(2026, 11, 21), "21 Nov"),
        ("en", date(2025, 11, 21), "21 Nov 2025"),
    ],
)
def test_a_day_of_another_year_is_written_out(language, value, text):
    with translation.override(language):
        assert formats.day_text(value, date(2026, 1, 1)) == text


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=4), "4 min ago"),
        (timedelta(hours=2), "today 08:42"),
        (timedelta(days=2), "19 Nov 10:42"),
    ],
)
def test_a_moment_is_said_as_people_say_it(passed, text):
    with translation.override("en"):
        assert formats.moment_text(NOW - passed, NOW) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(minutes=48), "0:48"),
        (timedelta(hours=21, minutes=6), "21:06"),
        (timedelta(hours=-1, minutes=-5), "1:05"),
        (timedelta(days=3, hours=1), "3 d"),
    ],
)
def test_a_span_over_two_days_is_written_in_days(span, text):
    with translation.override("en"):
        assert formats.span_text(span) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(hours=3, minutes=18), "3:18"),
        (timedelta(minutes=17, seconds=42), "17:42"),
        (timedelta(seconds=-1), "0:00"),
    ],
)
def test_a_countdown_shows_seconds_in_the_last_hour(span, text):
    assert formats.countdown_text(span) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 21), "十一月二十一日"),
        (date(2026, 2, 10), "二月十日"),
        (date(2026, 10, 30), "十月三十日"),
    ],
)
def test_the_day_below_the_abacus_is_in_chinese_numerals(day, text):
    with translation.override("zh-hans"):
        assert formats.long_day_text(day).split("，")[0] == text


@pytest.mark.parametrize("value", [None, ""], ids=["none", "missing in the template"])
def test_nothing_is_written_as_a_dash(value):
    written = [formats.money_text(value), formats.count_text(value), formats.time_text(value)]

    assert [*written, formats.day_text(value, NOW.date()), formats.moment_text(value, NOW)] == ["—"] * 5
