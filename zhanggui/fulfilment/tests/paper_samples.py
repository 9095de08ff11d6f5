"""Sample papers for the tests: one ordinary parcel and the hardest one."""

import io
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from zhanggui.fulfilment.papers.values import (
    Contact,
    Copy,
    Count,
    DailyReportPaper,
    Label,
    NotShipped,
    Signature,
    Slip,
    SlipLine,
    SpecialRequest,
    StockLoss,
)

PRINTED_AT = datetime(2025, 11, 21, 14, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
LONG_TITLE = (
    "秋冬新款加厚纯棉连帽卫衣男女同款宽松情侣装韩版潮流百搭学生外套上衣大码休闲运动套装（可机洗不褪色）两件套升级版"
)
HOSTILE = '#let a = 1 *粗* _斜_ $x^2$ = @ref `c` \\ "q" -- <b>'
RECEIVER = Contact("张*", "139****0001", "浙江省杭州市余杭区五常街道文一西路969号西溪小区3幢2单元1502室")
SENDER = Contact("小满家居旗舰店", "0571-8888 0001", "浙江省杭州市余杭区仓前街道良睦路1399号8幢")
LONG_ADDRESS = "新疆维吾尔自治区巴音郭楞蒙古自治州库尔勒市" + "塔里木大道与迎宾路交叉口" * 6 + "Xinjiang Mall 3F-0312室"
COPY = Copy("卡纸重打")


def slip(number: int = 1, *, lines: int = 1, **changes: Any) -> Slip:
    """An ordinary slip; every third line asks for three pieces."""
    return replace(
        Slip(
            number=f"S20251121-{number:06d}",
            parcel_number=f"P20251121-{number:06d}",
            batch_number="B20251121-01",
            position=number,
            positions=230,
            shop_name="小满家居旗舰店",
            courier="中通快递",
            receiver=RECEIVER,
            lines=tuple(slip_line(index) for index in range(lines)),
            printed_at=PRINTED_AT,
            order_numbers=("2025112100012345678",),
            buyer_note="麻烦周五前送到，不要放快递柜",
        ),
        **changes,
    )


def slip_line(index: int) -> SlipLine:
    """A line with a title of more than 50 Chinese characters."""
    return SlipLine(
        f"A{index % 7 + 1:02d}-{index % 9 + 1:02d}-01",
        f"SKU-{10000 + index}",
        LONG_TITLE,
        "颜色：奶油白；尺码：XL；套餐：官方标配",
        3 if index % 3 == 1 else 1,
    )


def hard_slip(number: int = 1) -> Slip:
    """Everything too long at once, in three languages and with signs of the markup."""
    lines = tuple(
        replace(slip_line(index), bin="B区03-012-4层左", title=(HOSTILE + LONG_TITLE) * 2, sku_code="W" * 60)
        for index in range(20)
    )
    return replace(
        slip(number),
        shop_name="Loja Encantada de Presentes e Decoração São João Ltda 掌柜的店" * 2,
        courier="Transportadora Expressa 中通快递（同城加急）",
        receiver=replace(RECEIVER, address=LONG_ADDRESS),
        lines=lines,
        order_numbers=tuple(f"20251121000{index:08d}" for index in range(12)),
        buyer_note="请尽快发货 " * 120,
        copy=Copy("打印机卡纸，第一张已撕毁并收回" * 3),
    )


def label(number: int = 1, **changes: Any) -> Label:
    """An ordinary parcel label."""
    return replace(
        Label(
            parcel_number=f"P20251121-{number:06d}",
            batch_number="B20251121-01",
            position=number,
            positions=230,
            courier="中通快递",
            sender=SENDER,
            receiver=RECEIVER,
            goods="卫衣 奶油白 XL ×1；保温杯 500ml ×3",
            printed_at=PRINTED_AT,
            remark="送小样 2 份",
        ),
        **changes,
    )


def hard_label(number: int = 1) -> Label:
    """Everything too long at once."""
    return label(
        number,
        courier="Transportadora Expressa Nacional 中通快递（同城加急）",
        sender=replace(SENDER, name="Loja Encantada de Presentes e Decoração", address=LONG_ADDRESS),
        receiver=Contact("Maria Aparecida de Oliveira Conceição", "+55 11 9****-0001", LONG_ADDRESS),
        goods=f"{HOSTILE}；{LONG_TITLE} ×1；" * 6,
        remark=LONG_TITLE * 3,
        copy=Copy("面单破损重打" * 8),
    )


def report(*, rows: int = 3, **changes: Any) -> DailyReportPaper:
    """A daily report whose tables have `rows` rows each."""
    kinds = ("改地址", "发票", "赠品")
    return replace(
        DailyReportPaper(
            number="D20251121-01",
            shop_name="小满家居旗舰店",
            day=date(2025, 11, 21),
            batch_numbers=("B20251121-01", "B20251121-02"),
            printed_at=PRINTED_AT,
            orders_in=1234,
            lines=2345,
            pieces=3456,
            parcels=1200,
            amount=Decimal("123456.7"),
            currency="CNY",
            shipped=1180,
            couriers=(Count("中通快递", 800), Count("顺丰速运", 400)),
            requests=tuple(
                SpecialRequest(kinds[row % 3], f"20251121{row:011d}", "抬头：某某公司") for row in range(rows)
            ),
            not_shipped=tuple(NotShipped(f"20251121{row:011d}", f"P{row:06d}", "缺货") for row in range(rows)),
            shortages=tuple(StockLoss("A01-02-03", "SKU-1", LONG_TITLE, 2, "已报采购") for _row in range(rows)),
            damages=(),
            open_reasons=(Count("地址存疑", 12),),
            signatures=(Signature("仓管", "李仓", PRINTED_AT), Signature("部门经理")),
        ),
        **changes,
    )


def stamp_png() -> bytes:
    """A red seal with a transparent ground."""
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((8, 8, 292, 292), outline=(200, 0, 0, 255), width=12)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
