"""Judging whether a courier can deliver: complete, incomplete, doubtful, masked."""

import pytest

from zhanggui.customers.rules.address import parse_address


@pytest.mark.parametrize(
    ("text", "quality", "reason"),
    [
        pytest.param("", "incomplete", "empty", id="empty"),
        pytest.param("浙江省", "incomplete", "province_only", id="province"),
        pytest.param("浙江省 杭州市", "incomplete", "city_only", id="city"),
        pytest.param(
            "浙江省 杭州市 余杭区 (000000)",
            "incomplete",
            "district_only",
            id="district",
        ),
        pytest.param("浙江省 杭州市 余杭区 仓前街道", "incomplete", "street_only", id="street"),
        pytest.param(
            "浙江省 杭州市 余杭区 老地方",
            "incomplete",
            "detail_too_short",
            id="no house",
        ),
        pytest.param("浙江省 杭州市 余杭区 3号", "complete", "", id="short with digit"),
        pytest.param("浙江省 杭州市 余杭区 邮局", "complete", "", id="short with building"),
        pytest.param("浙江省 杭州市 余杭区 老百货旁边", "complete", "", id="four characters"),
        pytest.param("老地方送货", "doubtful", "division_unknown", id="nothing known"),
        pytest.param("南京路1号", "doubtful", "division_unknown", id="road named as city"),
        pytest.param("朝阳区建国路1号", "doubtful", "district_ambiguous", id="two districts"),
        pytest.param(
            "江苏省 杭州市 余杭区 测试路1号",
            "doubtful",
            "city_not_in_province",
            id="city",
        ),
        pytest.param(
            "浙江省 宁波市 余杭区 测试路1号",
            "doubtful",
            "district_not_in_city",
            id="district",
        ),
        pytest.param(
            "浙江省 幻想市 余多区 测试路1号",
            "doubtful",
            "city_unknown",
            id="unknown city",
        ),
        pytest.param(
            "浙江省 杭州市 幻想区 测试路1号",
            "doubtful",
            "district_unknown",
            id="unknown district",
        ),
        pytest.param("浙江省杭州市测试路1号", "doubtful", "district_missing", id="no district"),
        pytest.param(
            "浙江省温州市瓯海区浙江台州黄岩区1号",
            "doubtful",
            "contradicting",
            id="two places",
        ),
    ],
)
def test_address_is_judged_with_reason(text: str, quality: str, reason: str) -> None:
    address = parse_address(text)

    assert (address.quality, address.reason, address.masked) == (quality, reason, False)


@pytest.mark.parametrize(
    "text",
    [
        "浙江省杭州市余杭区****",
        "浙江省 杭州市 余杭区 仓**街道****",
        "浙江省 杭州市 余杭区 \uff0a\uff0a\uff0a\uff0a(000000)",
    ],
)
def test_masked_address_keeps_its_division(text: str) -> None:
    address = parse_address(text)

    assert (address.masked, address.reason, address.code) == (True, "masked", "330110")


def test_star_inside_complete_address_is_no_mask() -> None:
    assert parse_address("浙江省 杭州市 余杭区 测试路1号*2幢").masked is False


@pytest.mark.parametrize("text", ["()", "****", "   ", "(310000)", "浙", "\n\t", "，，，", "𠮷野家"])
def test_odd_text_never_raises(text: str) -> None:
    assert parse_address(text).quality in {"incomplete", "doubtful"}
