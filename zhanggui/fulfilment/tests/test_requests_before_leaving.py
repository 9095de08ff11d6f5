"""What the buyer asked for, from the sales desk to the parcel's door (ORD-06, ORD-22)."""

from datetime import timedelta
from pathlib import Path

import pytest

from zhanggui.fulfilment.models import Batch, Parcel
from zhanggui.fulfilment.queries.papers import paper_rows
from zhanggui.fulfilment.services import enter_waybill, pack_parcel
from zhanggui.fulfilment.services.paper_values import PaperMaker
from zhanggui.fulfilment.tests.factories import KEEPER, NUMBERS, closed, handed_over, order_of, packed, ready_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.errors import InstructionsOpen
from zhanggui.orders.models import OrderContact, OrderInstruction
from zhanggui.orders.services import add_instruction, dismiss_instruction, read_shop_notes, tick_instruction
from zhanggui.orders.tests.factories import standing
from zhanggui.people.tests.factories import make_person, signed_in

pytestmark = pytest.mark.django_db
NUMBER = "SF1234567890123"


@pytest.mark.req("ORD-22")
def test_wish_recorded_by_sales_staff_stands_on_slip_label_and_packing_page() -> None:
    shop_id = ready_shop(numbers=NUMBERS[:1])
    sales = signed_in(make_person("yang", "sales"))
    day = (now() + timedelta(days=3)).date()
    url = f"/desk/orders/qinghe/{NUMBERS[0]}/instruct"
    assert sales.post(url, {"kind": "courier_wish"}).status_code == 422
    sales.post(url, {"kind": "courier_wish", "courier": "SF", "text": "补了运费"})
    sales.post(url, {"kind": "deliver_before", "wanted_on": day.isoformat()})
    assert "补了运费" in sales.get(f"/desk/orders/qinghe/{NUMBERS[0]}").content.decode()

    batch = closed(shop_id)
    [row] = paper_rows(batch)
    maker = PaperMaker(batch)
    told = f"指定快递 顺丰速运：补了运费；限期送达 {day:%m-%d}"
    assert maker.slip(row).requests == told
    assert maker.label(row).remark == told  # type: ignore[union-attr]  # no courier gave a number
    Batch.objects.filter(pk=batch.pk).update(state="handed_over")
    keeper = signed_in(make_person("he", "keeper"))
    page = keeper.get(f"/desk/pack?parcel={Parcel.objects.get().number}").content.decode()
    assert "补了运费" in page
    assert "顺丰速运" in page


@pytest.mark.req("ORD-06")
def test_parcel_leaves_only_when_every_wish_is_ticked_or_set_aside() -> None:
    shop_id = ready_shop(numbers=NUMBERS[:1])
    order = order_of(shop_id, NUMBERS[0])
    OrderContact.objects.filter(order=order).update(buyer_note="不要韵达，送前打电话")
    assert read_shop_notes(shop_id) == 2
    avoid, call = OrderInstruction.objects.order_by("kind").values_list("pk", flat=True)[::-1]
    assert OrderInstruction.objects.get(pk=avoid).courier == "YUNDA"
    parcel = handed_over(shop_id).parcels.get()

    refused = pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, codes=["tea*2", "mug"])
    assert (refused.complete, {wish.id for wish in refused.open_instructions}) == (False, {avoid, call})
    half = pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number, instructions=[avoid])
    assert (half.complete, [wish.id for wish in half.open_instructions]) == (False, [call])
    dismiss_instruction(actor=SYSTEM, shop_id=shop_id, instruction_id=call, reason="面单上印了电话")
    assert pack_parcel(actor=KEEPER, shop_id=shop_id, number=parcel.number).complete

    enter_waybill(actor=KEEPER, shop_id=shop_id, number=parcel.number, courier="SF", waybill_no=NUMBER)
    assert standing(order)[0] == "shipped"


@pytest.mark.req("ORD-06")
def test_wish_that_comes_after_packing_keeps_the_parcel_until_it_is_ticked(tmp_path: Path) -> None:
    shop_id = ready_shop()
    first, second, _third = packed(shop_id)
    asked = [
        add_instruction(actor=SYSTEM, shop_id=shop_id, order_id=parcel.order_id, kind="urgent")
        for parcel in (first, second)
    ]

    with pytest.raises(InstructionsOpen):
        enter_waybill(actor=KEEPER, shop_id=shop_id, number=first.number, courier="SF", waybill_no=NUMBER)
    tick_instruction(actor=KEEPER, shop_id=shop_id, instruction_id=asked[0], how="当天发出")
    path = tmp_path / "waybills.csv"
    rows = [f"{parcel.number},顺丰,SF123456789012{place}" for place, parcel in enumerate((first, second), start=4)]
    path.write_text("\n".join(["包裹号,物流公司,运单号", *rows]), encoding="utf-8")
    report = import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path], as_kind="waybills"))

    assert (report["imported"], report["quarantined"]) == (1, 1)
    assert [(error["row"], error["code"]) for error in report["errors"]] == [(3, "fulfilment.instructions_open")]
    assert list(Parcel.objects.order_by("position").values_list("state", flat=True)) == ["shipped", "packed", "packed"]
