"""Headers of every age: widths, odd spaces, recognition and the fields they become."""

import pytest

from zhanggui.channels.connectors.taobao.layouts import (
    ITEM_LAYOUTS,
    ITEMS,
    ORDER_LAYOUTS,
    ORDERS,
    map_columns,
    normal_header,
    recognise,
)


@pytest.mark.parametrize(
    ("age", "width"),
    [
        ("2012", 28),
        ("2016", 41),
        ("2017", 46),
        ("2018", 54),
        ("2018-09", 56),
        ("2019", 61),
        ("2020", 68),
        ("2022", 71),
        ("2024", 27),
        ("2024-accounts", 19),
        ("2026", 34),
    ],
)
def test_order_export_has_the_width_of_its_age(age: str, width: int) -> None:
    assert len(set(ORDER_LAYOUTS[age])) == len(ORDER_LAYOUTS[age]) == width


@pytest.mark.parametrize(("age", "width"), [("2012", 10), ("2017", 10), ("2022", 18), ("2024", 27), ("2026", 36)])
def test_item_export_has_the_width_of_its_age(age: str, width: int) -> None:
    assert len(set(ITEM_LAYOUTS[age])) == len(ITEM_LAYOUTS[age]) == width


def test_six_headers_of_the_csv_ages_end_in_a_space() -> None:
    spaced = [name for name in ORDER_LAYOUTS["2017"] if name != name.strip()]

    assert spaced == ["收货地址 ", "联系电话 ", "订单付款时间 ", "宝贝标题 ", "宝贝种类 ", "物流单号 "]
    assert all(name == name.strip() for name in ORDER_LAYOUTS["2024"])


def test_columns_stand_where_the_platform_put_them() -> None:
    layout = ORDER_LAYOUTS["2018-09"]

    assert layout[:4] == ("订单编号", "买家会员名", "买家支付宝账号", "支付单号")
    assert layout.index("是否上传合同照片") == layout.index("特权订金订单id") + 1
    assert layout[-3:] == ("确认收货时间", "打款商家金额", "含应开票给个人的个人红包")
    assert ORDER_LAYOUTS["2022"][12] == "订单状态"
    assert ORDER_LAYOUTS["2022"][70] == "主订单编号"


@pytest.mark.parametrize("age", ORDER_LAYOUTS)
def test_order_header_is_recognised_in_any_order_of_columns(age: str) -> None:
    columns = recognise(ORDER_LAYOUTS[age][::-1])

    assert columns is not None
    assert columns.kind == ORDERS
    assert {"number", "total_amount", "paid_amount", "title"} <= columns.fields.keys()


@pytest.mark.parametrize("age", ITEM_LAYOUTS)
def test_item_header_is_recognised(age: str) -> None:
    columns = recognise(ITEM_LAYOUTS[age])

    assert columns is not None
    assert columns.kind == ITEMS
    assert {"sku_code", "item_code", "attributes", "status_text"} <= columns.fields.keys()


def test_other_header_is_not_recognised() -> None:
    assert recognise(["订单编号", "商品", "金额"]) is None


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("\ufeff订单编号", "订单编号"),
        ("收货地址 ", "收货地址"),
        ("总金额（旧版）", "总金额(旧版)"),
        ("\t入帐时间:", "入账时间"),
        ("词 \u00a0ID", "词ID"),
        ("订单状态：", "订单状态"),
    ],
)
def test_header_names_are_normalised(raw: str, normal: str) -> None:
    assert normal_header(raw) == normal


def test_field_in_two_columns_is_read_from_the_better_name_first() -> None:
    columns = map_columns(["主订单编号", "商家备忘", "订单备注", "订单编号", "神秘列"], kind=ORDERS)

    assert columns.fields == {"number": (3, 0), "seller_note": (2, 1)}
    assert columns.extra == {"神秘列": 4}
