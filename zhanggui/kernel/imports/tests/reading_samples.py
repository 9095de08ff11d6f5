"""Composed order files of every age of the Taobao exports; all names and numbers are invented."""

import base64
import io
import zipfile
import zlib

import xlsxwriter


def names(text: str) -> list[str]:
    """Column names as the marketplace lists them."""
    return text.split(",")


BASE = names(
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,买家实际支付金额,"
    "买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,"
    "宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因"
)
CHARGES = names("卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,特权订金订单id")
UPLOADS = names("是否上传合同照片,是否上传小票,是否代付")
AFTER = names("定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易")
RETAIL = names("新零售交易类型,新零售导购门店名称,新零售导购门店id,新零售发货门店名称,新零售发货门店id")
PAYOUT = names("确认收货时间,打款商家金额,含应开票给个人的个人红包")
CREDIT = names("是否信用购,体验期结束时间,前N有礼,配送类型")
LIVE = names("直播返现状态,返现金额")
STORE = names("新零售成交门店昵称,新零售成交门店id,新零售成交经销商id")
PAID_BY = ["支付单号", "支付详情"]


def _with_payment(columns: list[str]) -> list[str]:
    return [*columns[:3], *PAID_BY, *columns[3:]]


ORDERS_2018 = [*BASE, *CHARGES, *UPLOADS, *AFTER, *RETAIL, "退款金额", "预约门店", *PAYOUT]
ORDERS_2019 = [*_with_payment(ORDERS_2018), *CREDIT, "主订单编号"]
ORDERS_2022 = [
    *names("订单编号,买家会员名,买家会员昵称,支付单号,支付详情"),
    *BASE[3:17],
    "虚拟号过期时间",
    *BASE[17:],
    *CHARGES,
    *UPLOADS,
    *AFTER,
    *RETAIL,
    "退款金额",
    "预约门店",
    *PAYOUT,
    *CREDIT,
    *LIVE,
    "延迟发货自动赔付金额",
    *STORE,
    "预售订单",
    "发货时间",
    "商家备忘",
    "主订单编号",
]
ORDER_AGES: dict[str, list[str]] = {
    "2012": BASE,
    "2016": [*BASE, *CHARGES, *AFTER],
    "2017": [*BASE, *CHARGES, *UPLOADS, *AFTER, "退款金额", "预约门店"],
    "2018": ORDERS_2018,
    "2018-09": _with_payment(ORDERS_2018),
    "2019": ORDERS_2019,
    "2020": [*ORDERS_2019[:-1], "满返红包金额", *LIVE, *STORE, "主订单编号", "商家备忘"],
    "2022": ORDERS_2022,
}
ITEMS_10 = names("订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码")
ITEMS_18 = names(
    "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,"
    "买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间"
)
ITEMS_27 = names(
    "子订单编号,主订单编号,商品标题,商品价格,购买数量,外部系统编号,商品属性,套餐信息,联系方式备注,订单状态,商家编码,"
    "支付单号,买家应付货款,买家实付金额,退款状态,退款金额,订单创建时间,订单付款时间,淘鲜达渠道,商品ID,分阶段信息,"
    "备注标签,商家备注,主订单买家留言,是否主动赔付,主动赔付金额,主动赔付出账时间"
)
CHOSEN_19 = names(
    "订单编号,支付单号,支付详情,买家应付货款,买家应付邮费,总金额,买家实付金额,订单创建时间,订单付款时间,商品标题,"
    "退款金额,是否主动赔付,主动赔付金额,主动赔付出账时间,商品属性SKU,C2B小额收款,确认收货打款金额,含应开票给个人红包,"
    "总金额(旧版)"
)
VALUES = {
    "买家会员名": "测试买家甲",
    "总金额": "199.00",
    "买家实际支付金额": "199.00",
    "买家实付金额": "199.00",
    "买家服务费": "0元",
    "打款商家金额": "201.12元",
    "订单状态": "卖家已发货，等待买家确认",
    "买家留言": "请发顺丰\r\n周末送",
    "收货人姓名": "张三",
    "收货地址 ": "浙江省 杭州市 余杭区 仓前街道测试路1号(310000)",
    "联系手机": "'13900000001",
    "订单创建时间": "2017-07-20 21:15:03",
    "订单付款时间 ": "2017-07-20 21:16:44",
    "宝贝标题 ": "测试商品 纯棉T恤",
    "订单备注": "'已核对地址",
    "宝贝总数量": "2",
    "特权订金订单id": '=""',
    "商品属性": "颜色分类：黑色;尺码：M",
    "购买数量": "2",
    "价格": "99.50",
}
NUMBERS = ["3500000000000000001", "3500000000000000002", "3500000000000000003"]


def order_row(columns: list[str], number: str) -> list[str]:
    """Values of one row under the columns; the first column holds the number."""
    return [number, *(VALUES.get(name, "") for name in columns[1:])]


def taobao_csv(columns: list[str], *, trailing_comma: bool = False, codec: str = "gb18030") -> bytes:
    """As the marketplace writes it: quoted, CRLF, order number as a formula with the `=` outside."""
    lines = [",".join(f'"{name}"' for name in columns)]
    for number in NUMBERS:
        cells = [f'"{cell}"' if cell != '=""' else cell for cell in order_row(columns, number)[1:]]
        lines.append(",".join([f'="{number}"', *cells]) + ("," if trailing_comma else ""))
    return ("\r\n".join(lines) + "\r\n").encode(codec)


def workbook(columns: list[str], *, sheet: str = "订单") -> bytes:
    """An xlsx with the numbers as text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, columns)
        for row, number in enumerate(NUMBERS, 1):
            for column, cell in enumerate(order_row(columns, number)):
                page.write_string(row, column, cell)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of the members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def html_table(rows: list[list[str]]) -> bytes:
    """What some back offices call `.xls`."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<html><head><meta charset="gbk"></head><body><table>{body}</table></body></html>'.encode("gb18030")


def binary_workbook() -> bytes:
    """An Excel 97 file (BIFF8): number as text, amount, time, note; then a number that lost its digits."""
    return zlib.decompress(base64.b64decode(BINARY_WORKBOOK))


BINARY_WORKBOOK = (
    "eNrtWF1IFFEU/u7Mrrsu67q7qaWCLFJWppBIEIaNFSU9KKb0Y0T5swuGrsbai0FpmU8SFFFU1INhDxFYvfT/UG8+BJY9BEGgBRH0"
    "EIH9ELrTuWdmcrUCF0rYmG+455577j3nnrnn/s08GwtMDN3Om8Q8bISKuJ6OtASZoJRuFfygel2XrJW7Kek2UgrpbgpkmhMPM566"
    "ZAxlvCeh4JbjCVHgDaV9OITars5IaBGxmX1oFtKHSqICl0niQy57FWTaynQJ05vc8hHTKpacYlpJbSfEXoxptcXrzVm8RynkOh+k"
    "3bus84olZcjGqJzFvaeF0daJTbGDzR0pVlHg8GIYFNDqSGckJsvLcI1GCj2E0mi0NBwOtbVVRKMV3d0TyKKoD+OzHgKmrOX9OGTL"
    "F1cuQPJvc+WuP8jdFM358rOKA+iD3sSrZQBeVDpkjSKuDu5smEYNr22ZHGBRTu/XBhViQ9PzM1cupBmy/Prv+79Eps6RCVfj+w6a"
    "MeXr1s5DmYA42uiRhwFvHv45m0cGLyov0TAymQ/w0vKT09PXP43XtNRpB1jSxweGcayskM5Dx3GpQco+rlGZyppi1ljD9ARbzWc+"
    "j2kWzXvKi+qyTWZbP7c5ybVF1E8544W2MoFfRfzAhx33CgbeaquJH6mePJI18lIbQiEdc2HSl08/SkSJuHRR4r5m5cLcgl4zzf1l"
    "O3IrftN33Tw7MzEDD7MBpkZJjo74WVLMsTJKKpVU05b4jS3BtuToHFM87GsArUsFVBo9QXaCOO9afmN88F2V0Vrac5r2FO5t1p7U"
    "UQzfPoYfaNtHt0ibRvR2yeuAEsQd2YA211l4YMOGDRs2bNiwYSPFIPgiaFy15VXSaV7jXeZ/nRlKcfs3yX+LenTRc5i+Jbeik/IY"
    "epKaPzlwCsuWWKCO9b9QYjf1HkM7WtiP9qTnL32GicT3WbCi/+8toWT7jyfj5z/u/wcc5u0H"
)
