"""Couriers' waybills: true size, masked receiver, marks, a code that scanners read, beside our own labels."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhanggui.couriers.services import change_courier
from zhanggui.couriers.tests.factories import register
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.papers import render
from zhanggui.fulfilment.papers.labels import label_page, sheet_data
from zhanggui.fulfilment.papers.render import render_labels
from zhanggui.fulfilment.papers.values import LabelSize, Offset, WaybillLabel
from zhanggui.fulfilment.papers.waybill_labels import waybill_label_page
from zhanggui.fulfilment.papers.words import CHINESE, COPY_MARK, LABEL_NOTICE
from zhanggui.fulfilment.services import print_batch
from zhanggui.fulfilment.services.route_marks import set_route_mark
from zhanggui.fulfilment.tests import paper_checks as checks
from zhanggui.fulfilment.tests import paper_samples as samples
from zhanggui.fulfilment.tests.factories import CLERK, closed, ready_shop
from zhanggui.fulfilment.tests.test_couriers_at_close import zto
from zhanggui.kernel.documents.rendering.engine import render_png
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import OrderContact

SIZES = pytest.mark.parametrize("size", list(LabelSize), ids=lambda size: size.code)


def waybill(**changes: Any) -> WaybillLabel:
    made = WaybillLabel(
        courier="中通快递",
        waybill_no="7312345678901",
        route_code="721-A010-J9 47",
        consolidation="杭州转运中心",
        parcel_number="ZG26112100017",
        order_number="2025112100012345678",
        batch_number="B20251121-1",
        position=42,
        positions=230,
        sender=samples.SENDER,
        receiver=samples.RECEIVER,
        goods="卫衣 奶油白 XL ×1",
        pieces=1,
        printed_at=samples.PRINTED_AT,
    )
    return replace(made, **changes)


HARD = {
    "courier": "一家名字特别特别长的快递物流股份有限公司杭州分公司",
    "waybill_no": "JDVA12345678901-1-12-",
    "route_code": "830-120-00 012 都江堰 ABCDEFGHIJK",
    "consolidation": "一个名字特别长的集包地转运中心" * 3,
    "receiver": samples.Contact("张*", "139****0001", samples.LONG_ADDRESS),
    "goods": samples.LONG_TITLE * 4,
    "order_number": "9" * 40,
}


@SIZES
def test_waybill_shows_marks_masked_receiver_code_and_stamp_of_inspection(size: LabelSize, tmp_path: Path) -> None:
    (paper,) = render_labels([waybill(), samples.label(2)], tmp_path, size=size)

    text, own = checks.page_texts(paper.path)
    for word in (
        "中通快递", "721-A010-J947", "集包地杭州转运中心", "张*139****0001", "浙江省杭州市余杭区", "0571-88880001",
        "7312345678901", "卫衣奶油白XL×1", "2025112100012345678", "ZG26112100017", "数量1", "42/230", "已验视",
        "2025-11-2114:03",
    ):  # fmt: skip
        assert word in text
    assert LABEL_NOTICE not in text
    assert LABEL_NOTICE in own
    assert checks.page_sizes_mm(paper.path) == {size.value}


@SIZES
def test_hardest_waybill_stays_inside_and_in_order(size: LabelSize, tmp_path: Path) -> None:
    (paper,) = render_labels([waybill(**HARD, copy=samples.COPY)], tmp_path, size=size)
    page = waybill_label_page(waybill(**HARD), size, CHINESE)

    assert checks.boxes_outside_page(paper.path) == []
    assert checks.missing_glyphs(paper.path) == 0
    places = [
        page["head_y"], page["route_y"], page["gather_y"], page["receiver"]["y"], page["sender"]["y"],
        page["code"]["y"], page["goods_y"], page["foot_y"],
    ]  # fmt: skip
    assert checks.are_rising(places)
    assert page["goods_y"] + (page["goods"].count("\n") + 1) * page["goods_size"] * 1.25 <= page["foot_y"]


@SIZES
def test_code_of_a_waybill_is_scanned_at_203_dpi(size: LabelSize) -> None:
    labels = [waybill(), waybill(copy=samples.COPY)]
    data = {
        "words": CHINESE,
        "copy_mark": COPY_MARK,
        "sheet": sheet_data(size, Offset()),
        "pages": [waybill_label_page(label, size, CHINESE) for label in labels]
        + [label_page(samples.label(3), size, CHINESE)],
    }

    pictures = render_png(render.TEMPLATES / "label.typ", data)

    assert checks.scanned(pictures) == [["7312345678901"], ["7312345678901"], [samples.label(3).parcel_number]]


@pytest.mark.django_db
@pytest.mark.req_part("FUL-02")
def test_batch_prints_waybills_of_the_pool_our_labels_for_the_rest_and_none_for_masked_contacts(
    bring: Any,
    tmp_path: Path,
) -> None:
    shop_id = ready_shop()
    register(shop_id, "ZTO")
    change_courier(actor=SYSTEM, shop_id=shop_id, code="ZTO", number_source="pool")
    bring(shop_id, "面单号,快递公司", f"{zto(1)[0]},中通快递")
    set_route_mark(
        actor=SYSTEM,
        shop_id=shop_id,
        courier="ZTO",
        province="浙江省",
        city="杭州市",
        route_code="310-A01",
        consolidation="杭州",
    )
    masked = OrderContact.objects.order_by("order__number").last()
    OrderContact.objects.filter(pk=masked.pk).update(is_masked=True)
    batch = closed(shop_id)

    files = print_batch(actor=CLERK, batch_id=batch.pk, out_dir=tmp_path)

    (labels,) = [file for file in files if file.kind == "label"]
    first, second = checks.page_texts(Path(labels.path))
    assert (labels.pages, labels.items) == (2, 2)
    assert all(word in first for word in (zto(1)[0], "310-A01", "集包地杭州", "138****5521", "已验视"))
    assert LABEL_NOTICE not in first
    assert LABEL_NOTICE in second
    assert Parcel.objects.get(is_platform_label=True).order_id == masked.order_id
