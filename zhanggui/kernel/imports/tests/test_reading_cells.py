"""Values of cells: the vectors of the marketplaces and what Excel makes of them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.kernel.imports.reading.cells import (
    CellError,
    Moment,
    amount,
    identifier,
    integer,
    moment,
    percentage,
    phone,
    text,
    yes_no,
)

CHINA = ZoneInfo("Asia/Shanghai")


def china_moment(cell: object) -> Moment | None:
    return moment(cell, CHINA)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ('="35000000000000001"', "35000000000000001"),
        ("'13900000001", "13900000001"),
        ("\t6917000000000000001", "6917000000000000001"),
        ("6917000000000000001\t", "6917000000000000001"),
        ("@435200000000001", "435200000000001"),
        ("10160000000001.0", "10160000000001"),
        (10160000000001.0, "10160000000001"),
        ("3500 0000 0000 0001", "3500000000000001"),
        ("\uff11\uff12\uff13", "123"),
        ('=""', ""),
        ("null", ""),
        (None, ""),
        ("TS BLK M", "TS BLK M"),
        ("12E3", "12E3"),
        ("YT1234567890123", "YT1234567890123"),
    ],
)
def test_identifier_comes_out_of_its_wrapper(cell: object, number: str) -> None:
    assert identifier(cell) == number


@pytest.mark.parametrize(
    "cell", ["2.02606041134381e+27", "3.5E+16", 3.5e16, 35000000000000001, "35000000000000000.0", "1234567890123450.0"]
)
def test_number_that_lost_digits_is_refused(cell: object) -> None:
    with pytest.raises(CellError) as caught:
        identifier(cell)
    assert caught.value.code == "imports.lost_digits"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("199.00", "199.00"),
        ("201.12元", "201.12"),
        ("0元", "0.00"),
        ("1,234.50", "1234.50"),
        ("`146.92", "146.92"),
        ("178.8", "178.80"),
        ("21.0", "21.00"),
        (21.0, "21.00"),
        ("138.00000000000003", "138.00"),
        ("0.30000000000000004", "0.30"),
        ("－5.00", "-5.00"),
        ("-¥3", "-3.00"),
        ("￥12.00", "12.00"),
        ("1.50000", "1.50"),
        ("无退款申请", "0.00"),
    ],
)
def test_amount_has_two_places(cell: object, value: str) -> None:
    found = amount(cell)

    assert found == Decimal(value)
    assert str(found) == value


@pytest.mark.parametrize("cell", ["", "-", "--", "null", "NULL", "None", "\\N", "无", None, '=""'])
def test_missing_amount_is_not_zero(cell: object) -> None:
    assert amount(cell) is None


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("imports.amount_places", "0.00012"),
        ("imports.amount_places", "1.005"),
        ("imports.amount_value", "1.200,00"),
        ("imports.amount_value", "12,5"),
        ("imports.amount_value", "12元5"),
        ("imports.amount_value", "NaN"),
        ("imports.amount_value", "1_000"),
        ("imports.amount_value", "########"),
        ("imports.amount_range", "1e99"),
        ("imports.amount_range", "999999999999999"),
    ],
)
def test_amount_that_is_none_is_refused(code: str, cell: str) -> None:
    with pytest.raises(CellError) as caught:
        amount(cell)
    assert (caught.value.code, caught.value.params["value"]) == (code, cell)


@pytest.mark.parametrize(
    ("cell", "wall", "precision"),
    [
        ("2026-06-01 14:00:05", "2026-06-01T14:00:05", "s"),
        ("2016/5/23 22:02", "2016-05-23T22:02:00", "m"),
        ("2016/5/3 2:02:09", "2016-05-03T02:02:09", "s"),
        ("2026-06-01", "2026-06-01T00:00:00", "d"),
        ("20260601", "2026-06-01T00:00:00", "d"),
        ("20260601140509", "2026-06-01T14:05:09", "s"),
        ("2026年06月01日 14:00:05", "2026-06-01T14:00:05", "s"),
        ("2026年6月1日", "2026-06-01T00:00:00", "d"),
        ("2026/6/1 下午 3:05", "2026-06-01T15:05:00", "m"),
        ("44000", "2020-06-18T00:00:00", "d"),
        ("44000.5", "2020-06-18T12:00:00", "s"),
        (44000.5, "2020-06-18T12:00:00", "s"),
        ("2026-06-01T06:00:00Z", "2026-06-01T14:00:00", "s"),
        ("2026-06-01 22:02:59.999000", "2026-06-01T22:03:00", "s"),
        ("\t2026-06-01 14:00:05", "2026-06-01T14:00:05", "s"),
        (datetime(2026, 6, 1, 6, tzinfo=UTC), "2026-06-01T14:00:00", "s"),
        (date(2026, 6, 1), "2026-06-01T00:00:00", "d"),
    ],
)
def test_moment_has_zone_and_precision(cell: object, wall: str, precision: str) -> None:
    found = moment(cell, CHINA)

    assert found is not None
    assert (found.value.isoformat(), found.precision) == (wall + "+08:00", precision)


@pytest.mark.parametrize("cell", ["", "-", "null", "0000-00-00 00:00:00", None])
def test_missing_moment_is_none(cell: object) -> None:
    assert moment(cell, CHINA) is None


@pytest.mark.parametrize(
    "cell", ["2026-02-30 10:00:00", "20260601~20260630", "########", "99999", "6/1/2026", "2026-06-01 25:00:00"]
)
def test_moment_that_is_none_is_refused(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        moment(cell, CHINA)
    assert caught.value.code == "imports.date_value"


def test_small_values_are_read() -> None:
    assert [integer(cell) for cell in ("2", "2.0", "2件", "1,000", "")] == [2, 2, 2, 1000, None]
    assert [percentage("6.85%"), percentage("6.85", in_percent=True)] == [Decimal("0.0685")] * 2
    assert percentage("0.0685") == Decimal("0.0685")
    assert [yes_no(cell, yes={"手机订单"}) for cell in ("是", "否", "手机订单", "")] == [True, False, True, None]
    assert [text(cell) for cell in ("'已核对地址", " 好 ", "null", "a b")] == ["已核对地址", "好", "", "a b"]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("'13900000001", "13900000001"),
        ("+86 139-0000-0001", "13900000001"),
        ("13900000001.0", "13900000001"),
        ("0993-0000000", "0993-0000000"),
        ("*******0001", "*******0001"),
        ("13900000001-1234", "13900000001-1234"),
    ],
)
def test_phone_is_cleaned_and_masks_stay(cell: str, number: str) -> None:
    assert phone(cell) == number


@pytest.mark.parametrize(("code", "cell"), [("imports.whole_value", "2.5"), ("imports.whole_range", "9999999999")])
def test_integer_that_is_none_is_refused(code: str, cell: str) -> None:
    with pytest.raises(CellError) as caught:
        integer(cell)
    assert caught.value.code == code


@given(st.text(max_size=60))
@pytest.mark.parametrize("read", [identifier, amount, integer, percentage, yes_no, phone, text, china_moment])
def test_any_text_gives_a_value_or_a_cell_error(read: Callable[[object], object], cell: str) -> None:
    with suppress(CellError):
        read(cell)
