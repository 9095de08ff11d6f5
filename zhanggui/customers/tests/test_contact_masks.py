"""Masks of phones, names, addresses and e-mails, and what a masked value still proves."""

import pytest

from zhanggui.customers.rules.contact import (
    agrees,
    is_masked_address,
    is_masked_name,
    is_masked_phone,
    mask_address,
    mask_email,
    mask_landline,
    mask_name,
    mask_phone,
    normal_phone,
    phone_tail,
)


@pytest.mark.parametrize(
    ("phone", "normal", "masked", "tail"),
    [
        pytest.param("13900000001", "13900000001", "139****0001", "0001", id="mobile"),
        pytest.param("'13900000001", "13900000001", "139****0001", "0001", id="apostrophe"),
        pytest.param("+86 139-0000-0001", "13900000001", "139****0001", "0001", id="country"),
        pytest.param("0571-88880001", "0571-88880001", "0571-******01", "0001", id="landline"),
        pytest.param(
            "057188880001",
            "0571-88880001",
            "0571-******01",
            "0001",
            id="joined landline",
        ),
        pytest.param(
            "0571-88880001-12",
            "0571-88880001-12",
            "0571-******01",
            "0001",
            id="with line",
        ),
        pytest.param(
            "18400001234-5678",
            "18400001234-5678",
            "184****1234-****",
            "1234",
            id="virtual",
        ),
        pytest.param("18400001234转5678", "18400001234-5678", "184****1234-****", "1234", id="转"),
        pytest.param("18400001234[", "18400001234[", "184*****234[", "", id="no phone"),
        pytest.param(
            "138****1234-5678",
            "138****1234-5678",
            "138****1234-5678",
            "1234",
            id="both",
        ),
        pytest.param("*******0001", "*******0001", "*******0001", "0001", id="already masked"),
        pytest.param("12345", "12345", "*****", "2345", id="too short"),
        pytest.param("", "", "", "", id="empty"),
    ],
)
def test_phone_forms(phone: str, normal: str, masked: str, tail: str) -> None:
    assert (normal_phone(phone), mask_phone(phone), phone_tail(phone)) == (
        normal,
        masked,
        tail,
    )


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("买买提江", "买**"),
        ("欧阳锋", "欧阳**"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("张", "张*"),
        ("张**", "张**"),
        ("", ""),
    ],
)
def test_name_keeps_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("浙江省 杭州市 余杭区 仓前街道测试路1号(310000)", "浙江省杭州市余杭区****"),
        ("上海 上海市 浦东新区 测试路1号", "上海市浦东新区****"),
        ("看不懂的地方", "****"),
        ("", ""),
    ],
)
def test_address_is_shown_to_the_district(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("tester@example.com", "tes***@example.com"),
        ("ab@example.com", "a***@example.com"),
        ("broken", "b***"),
        ("", ""),
    ],
)
def test_email_keeps_three_characters_and_domain(email: str, masked: str) -> None:
    assert mask_email(email) == masked


def test_landline_rule_falls_back_to_mobile() -> None:
    assert mask_landline("13900000001") == "139****0001"


def test_masked_values_are_recognised() -> None:
    assert is_masked_phone("*******0001")
    assert is_masked_phone("138****1234-5678")
    assert not is_masked_phone("18400001234-5678")
    assert is_masked_name("张**")
    assert not is_masked_name("张三")
    assert is_masked_address("浙江省杭州市余杭区****")
    assert not is_masked_address("浙江省杭州市余杭区测试路1号")


@pytest.mark.parametrize(
    ("full", "masked", "expected"),
    [
        pytest.param("张三", "张**", True, id="more stars than characters"),
        pytest.param("张三丰年", "张*", True, id="fewer stars"),
        pytest.param("李四", "张**", False, id="other surname"),
        pytest.param("13900000001", "139****0001", True, id="phone"),
        pytest.param("'13900000001", "*******0001", True, id="phone with wrapper"),
        pytest.param("13900000001", "139****0002", False, id="other tail"),
        pytest.param("1390001", "139****0001", False, id="stars hide something"),
        pytest.param(
            "浙江省 杭州市 余杭区 测试路1号(310000)",
            "浙江省杭州市余杭区****",
            True,
            id="address",
        ),
        pytest.param(
            "浙江省 杭州市 余杭区 测试路1号(310000)",
            "浙江省杭州市西湖区****",
            False,
            id="district",
        ),
        pytest.param(
            "浙江省 杭州市 余杭区 仓前街道测试路1号",
            "浙江省杭州市余杭区仓**测试**",
            True,
            id="middle",
        ),
        pytest.param("张三", "张三", True, id="no mask, equal"),
        pytest.param("张三", "张三丰", False, id="no mask, different"),
        pytest.param("138****1234", "*******1234", True, id="two masks"),
        pytest.param("138****1234", "139****1234", False, id="two masks that differ"),
        pytest.param("张三", "", False, id="nothing is no mask"),
    ],
)
def test_masked_value_agrees_by_visible_characters(full: str, masked: str, *, expected: bool) -> None:
    assert agrees(full, masked) is expected
