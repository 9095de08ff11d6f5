"""The background job around the import machine."""

from pathlib import Path

import psycopg
import pytest
from django.db import connection

from zhanggui.channels.jobs import run_import
from zhanggui.kernel.imports.machine import lock_imports, queue_import, receive_files
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.jobs.progress import request_cancel
from zhanggui.kernel.locks import IMPORT_LOCK
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import Order
from zhanggui.shops.services import create_shop

pytestmark = pytest.mark.django_db
HEADER = "订单编号,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间"
ROW = '="3300000000000000001",199.00,0.00,199.00,199.00,"买家已付款，等待卖家发货",张三,浙江省 杭州市 余杭区 测试路1号,\'13900000001,2026-06-01 12:00:00,2026-06-01 12:01:00'


@pytest.fixture
def batch(tmp_path: Path) -> ImportBatch:
    shop = create_shop(actor=SYSTEM, code="qinghe", name="清禾").id
    path = tmp_path / "ExportOrderList202606011200.csv"
    path.write_text(f"{HEADER}\r\n{ROW}\r\n", encoding="gb18030")
    return receive_files(actor=SYSTEM, shop_id=shop, files=[path])


def test_job_applies_the_batch_and_running_it_again_changes_nothing(batch: ImportBatch) -> None:
    run = queue_import(batch, actor=SYSTEM, dry_run=False)

    run_import(batch.pk, run.pk)
    run_import(batch.pk, run.pk)

    run.refresh_from_db()
    assert (run.state, run.result["imported"], run.result["kind"]) == ("done", 1, "taobao_orders")
    assert Order.objects.get().number == "3300000000000000001"


def test_job_of_a_check_writes_no_order(batch: ImportBatch) -> None:
    run = queue_import(batch, actor=SYSTEM, dry_run=True)

    run_import(batch.pk, run.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.imported_count, Order.objects.count()) == ("checked", 1, 0)


def test_cancelled_job_says_so_and_writes_nothing(batch: ImportBatch) -> None:
    run = queue_import(batch, actor=SYSTEM, dry_run=False)
    request_cancel(run.pk)

    run_import(batch.pk, run.pk)

    run.refresh_from_db()
    assert (run.state, Order.objects.count()) == ("cancelled", 0)
    assert ImportBatch.objects.get().error["code"] == "jobs.cancelled"


def test_unreadable_file_fails_the_run_with_its_sentence(batch: ImportBatch, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    bad = receive_files(actor=SYSTEM, shop_id=batch.shop_id, files=[path])
    run = queue_import(bad, actor=SYSTEM, dry_run=False)

    run_import(bad.pk, run.pk)

    assert "x.csv" in JobRun.objects.get(pk=run.pk).error


def test_imports_of_one_shop_wait_for_each_other(batch: ImportBatch) -> None:
    lock_imports(batch.shop_id)

    raw = connection.get_connection_params()
    with psycopg.connect(
        host=raw["host"], port=raw["port"], user=raw["user"], password=raw["password"], dbname=raw["dbname"]
    ) as other:
        free = [
            other.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [IMPORT_LOCK, shop]).fetchone()
            for shop in (batch.shop_id, batch.shop_id + 1)
        ]
    assert free == [(False,), (True,)]
