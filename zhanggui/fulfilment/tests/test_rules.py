from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.fulfilment.rules.masks import masked_phone
from zhanggui.fulfilment.rules.numbers import batch_number, check_digit, parcel_number, slip_number
from zhanggui.fulfilment.rules.pick_route import route_key
from zhanggui.fulfilment.rules.scans import Wanted, apply_scans
from zhanggui.fulfilment.values import WrongScan

DAY = date(2026, 11, 21)
LINES = [Wanted(1, "TEA-01", "6901234567892", 2, 0), Wanted(2, "MUG*2", "", 1, 0)]


def test_numbers_carry_day_and_check_digit() -> None:
    assert batch_number(DAY, 1) == "B20261121-1"
    assert parcel_number(DAY, 1) == "ZG26112100018"
    assert slip_number(DAY, 1) == "CK26112100018"
    assert parcel_number(DAY, 12345)[:-1] == "ZG26112112345"


@given(st.integers(0, 10**9), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_changes_the_check_digit(number: int, place: int, change: int) -> None:
    digits = f"{number:010d}"
    wrong = digits[:place] + str((int(digits[place]) + change) % 10) + digits[place + 1 :]

    assert check_digit(wrong) != check_digit(digits)


def test_route_walks_numbers_by_size_and_no_place_last() -> None:
    places = ["", "B-1", "A-10", "A-2", "a-02-3"]

    assert sorted(places, key=route_key) == ["A-2", "a-02-3", "A-10", "B-1", ""]


@pytest.mark.parametrize(
    ("codes", "packed", "wrong"),
    [
        pytest.param(["TEA-01", "6901234567892"], {1: 2, 2: 0}, (), id="code and barcode"),
        pytest.param(["tea-01*2"], {1: 2, 2: 0}, (), id="counted"),
        pytest.param(["MUG*2"], {1: 0, 2: 1}, (), id="a code that looks counted"),
        pytest.param(["TEA-01*3"], {1: 0, 2: 0}, (WrongScan("TEA-01", "too_many"),), id="too many goes in not at all"),
        pytest.param(["X"], {1: 0, 2: 0}, (WrongScan("X", "not_in_parcel"),), id="wrong item"),
        pytest.param(["  "], {1: 0, 2: 0}, (), id="empty"),
    ],
)
def test_scans_go_to_lines(codes: list[str], packed: dict[int, int], wrong: tuple[WrongScan, ...]) -> None:
    outcome = apply_scans(LINES, codes)

    assert (outcome.packed, outcome.wrong) == (packed, wrong)


def test_two_lines_of_one_sku_fill_one_after_the_other() -> None:
    lines = [Wanted(1, "A", "", 1, 0), Wanted(2, "A", "", 2, 0)]

    assert apply_scans(lines, ["A*3"]).packed == {1: 1, 2: 2}


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13800005521", "138****5521"), ("5521", "**21"), ("", ""), ("138****5521", "138****5521")],
)
def test_phones_are_masked(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked
