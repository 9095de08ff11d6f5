"""Splitting an address into its parts: the forms that order files and people use."""

import pytest

from zhanggui.customers.rules.address import parse_address

SHANGHAI = ("上海市", "上海市", "浦东新区", "310115")
YUHANG = ("浙江省", "杭州市", "余杭区", "330110")
SHIHEZI = ("新疆维吾尔自治区", "", "石河子市", "659001")


def place(text: str) -> tuple[str, str, str, str | None]:
    address = parse_address(text)
    return address.province, address.city, address.district, address.code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("浙江省 杭州市 余杭区 仓前街道测试路1号", YUHANG, id="long names"),
        pytest.param("浙江 杭州 余杭 测试路1号", YUHANG, id="short names"),
        pytest.param("浙江省杭州市余杭区测试路1号", YUHANG, id="no spaces"),
        pytest.param("浙江省  杭州市   余杭区 测试路1号", YUHANG, id="doubled spaces"),
        pytest.param("中国浙江省杭州市余杭区测试路1号", YUHANG, id="country in front"),
        pytest.param("余杭区测试路1号", YUHANG, id="district alone"),
        pytest.param("浙江省余杭区测试路1号", YUHANG, id="city skipped"),
        pytest.param("杭州市余杭区杭州市余杭区测试路1号", YUHANG, id="beginning written twice"),
        pytest.param("上海 上海市 浦东新区 测试路1号", SHANGHAI, id="municipality doubled"),
        pytest.param("上海 浦东新区 测试路1号", SHANGHAI, id="municipality once"),
        pytest.param("上海市 市辖区 浦东新区 测试路1号", SHANGHAI, id="pseudo-city"),
        pytest.param("上海市 上海市 南汇区 测试路1号", SHANGHAI, id="district merged in 2009"),
        pytest.param(
            "新疆 省直辖县级行政单位 石河子市 测试路1号",
            SHIHEZI,
            id="pseudo-city in words",
        ),
        pytest.param("新疆维吾尔自治区石河子市测试路1号", SHIHEZI, id="pseudo-city skipped"),
        pytest.param(
            "广西 南宁市 青秀区 测试路1号",
            ("广西壮族自治区", "南宁市", "青秀区", "450103"),
            id="region",
        ),
        pytest.param(
            "吉林市昌邑区测试路1号",
            ("吉林省", "吉林市", "昌邑区", "220202"),
            id="city named as province",
        ),
        pytest.param(
            "湖南长沙县测试路1号",
            ("湖南省", "长沙市", "长沙县", "430121"),
            id="county named as city",
        ),
        pytest.param(
            "云南省大理州大理市测试路1号",
            ("云南省", "大理白族自治州", "大理市", "532901"),
            id="prefecture",
        ),
        pytest.param(
            "江苏镇江市丹阳市测试路1号",
            ("江苏省", "镇江市", "丹阳市", "321181"),
            id="镇 is no road word",
        ),
        pytest.param(
            "浙江省 杭州市 富阳市 测试路1号",
            ("浙江省", "杭州市", "富阳区", "330111"),
            id="city now district",
        ),
        pytest.param(
            "广东省 东莞市 测试路1号",
            ("广东省", "东莞市", "", "441900"),
            id="city without districts",
        ),
        pytest.param(
            "浙江省 杭州市 其它区 测试路1号",
            ("浙江省", "杭州市", "", "330100"),
            id="dummy district",
        ),
        pytest.param(
            "浙江省 杭州市 其他区 测试路1号",
            ("浙江省", "杭州市", "", "330100"),
            id="dummy district, 他",
        ),
        pytest.param(
            "四川省 成都市 高新区 测试路1号",
            ("四川省", "成都市", "高新区", "510100"),
            id="zone",
        ),
        pytest.param(
            "台湾 台北市 大安区 测试路1号",
            ("台湾省", "台北市", "大安区", "710101"),
            id="Taiwan",
        ),
        pytest.param(
            "香港特别行政区 九龙 油尖旺区 测试路1号",
            ("香港特别行政区", "九龙", "油尖旺区", "810201"),
            id="HK",
        ),
    ],
)
def test_known_forms_give_official_names_and_code(text: str, expected: tuple[str, str, str, str]) -> None:
    address = parse_address(text)

    assert place(text) == expected
    assert (address.rest, address.quality, address.reason) == (
        "测试路1号",
        "complete",
        "",
    )


@pytest.mark.parametrize(
    ("text", "postcode", "rest"),
    [
        pytest.param("浙江省 杭州市 余杭区 测试路1号(310000)", "310000", "测试路1号", id="round"),
        pytest.param(
            "浙江省 杭州市 余杭区 测试路1号（310000）",
            "310000",
            "测试路1号",
            id="full width",
        ),
        pytest.param(
            "浙江省 杭州市 余杭区 测试路1号 (310000) ",
            "310000",
            "测试路1号",
            id="spaces",
        ),
        pytest.param(
            "浙江省 杭州市 余杭区 测试路1号(000000)",
            "",
            "测试路1号",
            id="unknown postcode",
        ),
        pytest.param(
            "浙江省 杭州市 余杭区 测试路1号(北门)",
            "",
            "测试路1号(北门)",
            id="no postcode",
        ),
    ],
)
def test_trailing_brackets_are_read_as_postcode(text: str, postcode: str, rest: str) -> None:
    address = parse_address(text)

    assert (address.postcode, address.rest) == (postcode, rest)


@pytest.mark.parametrize(
    ("text", "street", "rest"),
    [
        pytest.param(
            "浙江省 杭州市 余杭区 仓前街道测试路1号",
            "仓前街道",
            "测试路1号",
            id="in table",
        ),
        pytest.param(
            "浙江省 杭州市 余杭区 仓前街道 测试路1号",
            "仓前街道",
            "测试路1号",
            id="space",
        ),
        pytest.param(
            "浙江省 杭州市 余杭区 虚构镇测试路1号",
            "虚构镇",
            "测试路1号",
            id="not in table",
        ),
        pytest.param(
            "浙江省杭州市良渚街道测试路1号",
            "良渚街道",
            "测试路1号",
            id="gives the district",
        ),
    ],
)
def test_street_is_split_from_rest(text: str, street: str, rest: str) -> None:
    address = parse_address(text)

    assert (address.street, address.rest, address.district) == (street, rest, "余杭区")


def test_division_of_municipality_is_not_repeated() -> None:
    assert parse_address("上海 上海市 浦东新区 测试路1号").division == "上海市浦东新区"
    assert parse_address("浙江省 杭州市 余杭区 测试路1号").division == "浙江省杭州市余杭区"
