"""Erasing a buyer: order, invoices and copies are emptied, law and archive keep what they must, files are named."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhanggui.fulfilment.models import Invoice, Voucher
from zhanggui.fulfilment.tests.factories import NUMBERS, order_of, printed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.retention import KEEP_DAYS, remove_old_files
from zhanggui.kernel.imports.storage import absolute
from zhanggui.kernel.rulebook.verbs import change_value
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order, OrderContact, ShortageChoice
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db
NUMBER = NUMBERS[0]
TITLE = "杭州云栖设计有限公司"
ORDERS = "订单编号,买家会员名,收货人姓名,收货地址 ,联系手机,订单状态,买家实际支付金额,订单创建时间,订单付款时间 "


def bring(shop_id: int, folder: Path) -> dict[str, Any]:
    path = folder / "orders.csv"
    row = f"{NUMBER},tb_buyer,孙倩倩,浙江省 杭州市 余杭区 文一西路969号,13800005521,交易成功,128.00,2026-11-20 09:55:00,2026-11-20 10:00:00"
    path.write_text(f"{ORDERS}\n{row}\n", encoding="gb18030")
    return run_import(actor=SYSTEM, shop_id=shop_id, files=[path], as_kind="taobao_orders")


@pytest.mark.req_part("SEC-09")
def test_buyer_is_erased_everywhere_and_what_must_stay_is_named(client: Client, tmp_path: Path) -> None:
    shop_id = ready_shop(numbers=(NUMBER,))
    change_settings(actor=SYSTEM, shop_id=shop_id, invoice_next="26110098", invoice_last="26110101")
    OrderContact.objects.update(invoice_title=TITLE)
    printed(shop_id)
    batch = bring(shop_id, tmp_path)
    clerk = api_headers("supervisor", shop_id=shop_id)

    def erase(**body: str) -> Any:
        url = f"/api/v1/shops/qinghe/orders/{NUMBER}/erase"
        return client.post(url, body, content_type="application/json", headers=clerk)

    Order.objects.update(state="paid")
    assert erase(reason="买家来函要求删除").json()["code"] == "orders.erase_open"
    Order.objects.update(state="completed")
    assert erase(reason=" ").status_code == 422

    said = {"message": "孙先生你好", "answer": "孙：可以", "paid_back_note": "退到孙的支付宝"}
    order_id, at = Order.objects.get().pk, now()
    ShortageChoice.objects.create(
        shop_id=shop_id, order_id=order_id, kind="replace", state="ended", answer_by=at, chosen_at=at, **said
    )
    told = erase(reason="买家来函要求删除").json()
    assert {getattr(ShortageChoice.objects.get(), name) for name in said} == {""}

    contact = OrderContact.objects.get()
    assert {contact.receiver_name, contact.mobile, contact.address, contact.buyer_nick, contact.invoice_title} == {""}
    invoice = Invoice.objects.get()
    assert (invoice.title, invoice.tax_no, invoice.number, str(invoice.amount)) == ("", "", "26110098", "128.00")
    label = Voucher.objects.get(kind="label")
    kept = {(row["what"], row["name"], row["until"]) for row in told["kept"]}
    assert kept == {
        ("invoice_number_and_amount", "26110098", None),
        ("label_copy", label.parcel.number, label.day.replace(year=label.day.year + 3).isoformat()),
        ("import_file", f"{batch.number} orders.csv", (batch.created_at + timedelta(days=180)).date().isoformat()),
    }
    assert not Event.objects.filter(data__icontains="13800005521").exists()
    bring(shop_id, tmp_path)
    desk = browser("supervisor", shop_id=shop_id, name="desk")
    assert "Erase the buyer" not in desk.get(f"/desk/orders/qinghe/{NUMBER}").content.decode()
    assert desk.get(f"/desk/orders/qinghe/{NUMBER}/erase").status_code == 200
    page = desk.post(f"/desk/orders/qinghe/{NUMBER}/erase", {"reason": "again"}).content.decode()
    assert ("26110098" in page, "for good, by law" in page) == (True, True)
    contact.refresh_from_db()
    assert (contact.receiver_name, contact.mobile, order_of(shop_id, NUMBER).state) == ("", "", "completed")


def test_stored_files_go_when_their_time_is_over_and_the_batch_stays(tmp_path: Path) -> None:
    shop_id = ready_shop(numbers=(NUMBER,))
    batch = bring(shop_id, tmp_path)
    (source,) = batch.summary["sources"]

    assert (remove_old_files(now() + timedelta(days=179)), absolute(source["path"]).is_file()) == (0, True)
    assert (remove_old_files(now() + timedelta(days=181)), absolute(source["path"]).is_file()) == (1, False)
    assert remove_old_files(now() + timedelta(days=400)) == 0
    assert ImportBatch.objects.get(pk=batch.pk).summary["sources"][0]["sha256"] == source["sha256"]
    change_value(actor=SYSTEM, code=KEEP_DAYS, shop_id=shop_id, value=30, reason="less is enough")
    bring(shop_id, tmp_path)
    assert remove_old_files(now() + timedelta(days=31)) == 1
    assert Event.objects.filter(kind="imports.files_removed").count() == 2
