"""Forms of waybill numbers and names of couriers; every number here is invented."""

import pytest

from zhanggui.couriers.rules.known import (
    OTHER,
    check_waybill,
    courier_code,
    couriers,
    guess_couriers,
    normal_waybill,
    s10_check_digit,
)


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("@435200000000001", "435200000000001"),
        ("\tsf1234567890123 ", "SF1234567890123"),
        ('="7312345678901"', "7312345678901"),
        ("YT 1234 5678 90123", "YT1234567890123"),
        ("", ""),
    ],
)
def test_number_is_freed_from_wrappers(raw: str, normal: str) -> None:
    assert normal_waybill(raw) == normal


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("SF", "SF1234567890123"),
        ("SF", "123456789012"),
        ("YTO", "YT1234567890123"),
        ("YTO", "G123456789"),
        ("ZTO", "7312345678901"),
        ("ZTO", "78123456789012"),
        ("ZTO", "512345678901"),
        ("STO", "7712345678901"),
        ("STO", "268123456789"),
        ("YUNDA", "3123456789012"),
        ("YUNDA", "463123456789012"),
        ("EMS", "EA123456785CN"),
        ("EMS", "1012345678901"),
        ("POSTB", "9912345678901"),
        ("JD", "JDVA12345678901"),
        ("JD", "JD0012345678901-1-2-"),
        ("JT", "JT1234567890123"),
        ("DBL", "DPK123456789012"),
        ("TTKDEX", "123456789012"),
        ("ZJS", "1234567890"),
        ("HTKY", "1234567890123"),
        (OTHER, "ABC123456"),
    ],
)
def test_right_form_is_accepted_and_guessed(code: str, number: str) -> None:
    assert check_waybill(code, number) is None
    assert code == OTHER or code in guess_couriers(number)


@pytest.mark.parametrize(
    ("code", "number", "reason"),
    [
        ("SF", "", "waybill.empty"),
        ("SF", "单号123456789", "waybill.characters"),
        ("SF", "SF123", "waybill.length"),
        ("SF", "1" * 31, "waybill.length"),
        ("ZTO", "LP00123456789012", "waybill.order_number"),
        ("SF", "SF12345678901", "waybill.form"),
        ("ZTO", "SF1234567890123", "waybill.form"),
        ("EMS", "EA123456784CN", "waybill.check_digit"),
        ("POSTB", "EA123456780CN", "waybill.check_digit"),
    ],
)
def test_wrong_form_is_refused_with_reason(code: str, number: str, reason: str) -> None:
    assert check_waybill(code, number) == reason


@pytest.mark.parametrize(
    ("serial", "digit"),
    [
        pytest.param("47312482", 9, id="published example RN473124829GB"),
        pytest.param("12345678", 5, id="eleven minus six"),
        pytest.param("00000000", 5, id="eleven becomes five"),
        pytest.param("20000001", 0, id="ten becomes zero"),
    ],
)
def test_postal_check_digit_follows_s10(serial: str, digit: int) -> None:
    assert s10_check_digit(serial) == digit


def test_guess_offers_every_candidate_and_old_couriers_last() -> None:
    assert guess_couriers("7712345678901") == ["STO", "TTKDEX", "HTKY"]
    assert guess_couriers("SF1234567890123") == ["SF"]
    assert guess_couriers("LP00123456789012") == []
    assert guess_couriers("EA123456784CN") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("中通快递", "ZTO"),
        ("中通", "ZTO"),
        ("中通快递(杭州仓)", "ZTO"),
        ("圆通速递有限公司", "YTO"),
        ("zhongtong", "ZTO"),
        ("J&T Express", "JT"),
        ("ems", "EMS"),
        ("邮政快递包裹", "POSTB"),
        ("顺丰标快", "SF"),
        ("自提", OTHER),
        ("", OTHER),
    ],
)
def test_courier_is_known_by_every_name(name: str, code: str) -> None:
    assert courier_code(name) == code


def test_table_is_complete() -> None:
    assert len(couriers()) == 13
    assert all(courier.forms and courier.aliases for courier in couriers().values())
