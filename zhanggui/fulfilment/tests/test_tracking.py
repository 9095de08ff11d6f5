"""Where parcels are: by file, by the tracking service's callback, and those that are silent."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.cache import cache
from django.test import Client

from zhanggui.couriers.ports import performance_of
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.services import set_tracking_account
from zhanggui.couriers.tests.factories import register
from zhanggui.fulfilment.models import Parcel, TrackingEvent, TrackingSubscription
from zhanggui.fulfilment.queries.tracking import TrackingFilter, shipped_parcels, silent_parcels
from zhanggui.fulfilment.rules.tracking import callback_sign, state_of_code, state_of_words
from zhanggui.fulfilment.services import enter_waybill
from zhanggui.fulfilment.services.export_tracking import tracking_table
from zhanggui.fulfilment.services.subscribe import send_subscriptions
from zhanggui.fulfilment.services.tracking import tell_of_silent_parcels
from zhanggui.fulfilment.tests.factories import KEEPER, NUMBERS, packed, ready_shop
from zhanggui.kernel.clock import now
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.imports.machine import run_import
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.imports.undo import undo_import
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.models import OrderContact

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_minute() -> None:
    """The limit of calls counts over tests otherwise."""
    cache.delete("hooks-kuaidi100-127.0.0.1")


ZTO, YTO = "7312345678901", "YT1234567890123"
SALT = "salt-of-ours"


def shipped(*, account: bool = False) -> int:
    """A shop of which two parcels have left, with ZTO and with YTO."""
    shop_id = ready_shop()
    OrderContact.objects.update(province="广东省", city="广州市", phone_tail="5521")
    if account:
        set_tracking_account(
            actor=SYSTEM,
            shop_id=shop_id,
            customer="C",
            key="K",
            salt=SALT,
            callback_url="https://shop.example/hooks/kuaidi100",
        )
    first, second, _third = packed(shop_id)
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=first.number, courier="ZTO", waybill_no=ZTO)
    enter_waybill(actor=KEEPER, shop_id=shop_id, number=second.number, courier="YTO", waybill_no=YTO)
    return shop_id


def parcel(number: str) -> Parcel:
    return Parcel.objects.get(waybill_no=number)


@pytest.mark.parametrize(
    ("code", "state"),
    [("0", "moving"), ("1", "collected"), ("1002", "moving"), ("103", "collected"), ("501", "delivering"),
     ("3", "delivered"), ("304", "delivered"), ("6", "returning"), ("4", "returned"), ("401", "returned"),
     ("14", "returning"), ("7", "forwarded"), ("204", "trouble"), ("8", "customs"), ("10", "customs"), ("99x", ""), ("", "")],
)  # fmt: skip
def test_codes_of_the_service_are_our_states(code: str, state: str) -> None:
    assert state_of_code(code) == state


@pytest.mark.parametrize(
    ("words", "state"),
    [("【杭州市】已揽收", "collected"), ("快件离开杭州转运中心，发往广州", "moving"), ("正在派送，电话 138", "delivering"),
     ("已签收，感谢使用", "delivered"), ("客户拒收，快件退回", "returning"), ("退回签收", "returned"),
     ("包裹破损，正在处理", "trouble"), ("超时未签收，派送中", "delivering"), ("hello", "")],
)  # fmt: skip
def test_sentences_of_couriers_are_our_states(words: str, state: str) -> None:
    assert state_of_words(words) == state


@pytest.fixture
def bring(tmp_path: Path) -> Any:
    def run(shop_id: int, *rows: str) -> dict[str, Any]:
        path = tmp_path / "tracking.csv"
        path.write_text("\n".join(["运单号,时间,物流信息,地点", *rows]), encoding="utf-8")
        return import_report(run_import(actor=SYSTEM, shop_id=shop_id, files=[path]))

    return run


@pytest.mark.req_part("LOG-05")
def test_tracking_file_moves_parcels_once_and_is_taken_back(bring: Any) -> None:
    shop_id = shipped()
    rows = [
        f"{ZTO},2026-11-22 09:00:00,【杭州市】已揽收,杭州",
        f"{ZTO},2026-11-24 10:00:00,已签收，本人,广州",
        f"{ZTO},2026-11-23 08:00:00,快件到达广州,广州",
        "7399999999999,2026-11-23 08:00:00,快件到达广州,广州",
        f"{YTO},yesterday,派送中,广州",
    ]

    report = bring(shop_id, *rows)

    assert (report["kind"], report["imported"], report["quarantined"]) == ("tracking", 3, 2)
    assert sorted((error["row"], error["code"]) for error in report["errors"]) == [
        (5, "fulfilment.unknown_number"),
        (6, "imports.date_value"),
    ]
    found = parcel(ZTO)
    arrived = datetime(2026, 11, 24, 2, tzinfo=UTC)
    assert (found.track_state, found.delivered_at, found.tracked_at) == (
        "delivered",
        arrived,
        max(arrived, found.shipped_at),
    )
    assert Event.objects.get(kind="parcel.tracked", subject_id=found.pk).data["after"] == "delivered"
    assert bring(shop_id, *rows[:3])["unchanged"] == 3
    assert undo_import(actor=SYSTEM, shop_id=shop_id, number=report["batch"])["tracking_events"] == 3
    found.refresh_from_db()
    assert (found.track_state, found.delivered_at, found.tracked_at) == ("", None, found.shipped_at)


def test_parcels_without_news_are_one_task_until_news_come(bring: Any) -> None:
    shop_id = shipped()
    ago = now() - timedelta(hours=60)
    Parcel.objects.filter(state="shipped").update(shipped_at=ago, tracked_at=ago)
    assert (silent_parcels(shop_id), tell_of_silent_parcels(shop_id)) == ([], 0)

    bring(shop_id, f"{ZTO},{now():%Y-%m-%d} 00:00:00,已揽收,杭州")

    assert silent_parcels(shop_id) == [parcel(YTO).pk]
    assert [tell_of_silent_parcels(shop_id) for _time in range(2)] == [1, 1]
    task = Task.objects.get(kind="silent_parcels")
    assert (task.state, task.data, task.position) == ("open", {"count": 1}, "order_clerk")
    Parcel.objects.filter(waybill_no=YTO).update(tracked_at=now())
    tell_of_silent_parcels(shop_id)
    task.refresh_from_db()
    assert task.state == "done"


def told(number: str, *lines: tuple[str, str], state: str = "0", **more: Any) -> str:
    data = [{"time": at, "ftime": at, "context": words, "areaName": "广东,广州市"} for at, words in lines]
    result = {"message": "ok", "nu": number, "com": "zhongtong", "state": state, "data": data}
    return json.dumps({"status": "polling", "lastResult": result, **more}, ensure_ascii=False)


def call(param: str, sign: str | None = None) -> Any:
    body = {"param": param, "sign": callback_sign(param, SALT) if sign is None else sign}
    return Client(enforce_csrf_checks=True).post("/hooks/kuaidi100", body)


@pytest.mark.req_part("LOG-05")
def test_signed_callback_replaces_the_trace_and_replays_change_nothing() -> None:
    shipped(account=True)
    first = told(ZTO, ("2026-11-22 09:00:00", "【杭州市】已揽收"), state="1")
    later = told(ZTO, ("2026-11-24 10:00:00", "已签收"), ("2026-11-22 09:00:00", "【杭州市】已揽收"), state="3")

    answers = [call(later), call(first), call(later)]

    assert [answer.json() for answer in answers] == [{"result": True, "returnCode": "200", "message": "成功"}] * 3
    assert list(TrackingEvent.objects.order_by("at").values_list("state", "text", "place")) == [
        ("collected", "【杭州市】已揽收", "广东,广州市"),
        ("delivered", "已签收", "广东,广州市"),
    ]
    found = parcel(ZTO)
    assert (found.track_state, found.delivered_at) == ("delivered", datetime(2026, 11, 24, 2, tzinfo=UTC))
    assert Event.objects.filter(kind="parcel.tracked").count() == 1
    assert not answers[0].cookies


def test_callback_is_refused_unless_signed_for_a_number_of_ours() -> None:
    shipped(account=True)
    good = told(ZTO, ("2026-11-22 09:00:00", "已揽收"))
    unknown = told("7300000000000", ("2026-11-22 09:00:00", "已揽收"))
    md5 = hashlib.md5(good.encode(), usedforsecurity=False).hexdigest().upper()

    answers = [
        call(good, ""),
        call(good, md5),
        call(good + " ", callback_sign(good, SALT)),
        call(unknown),
        call("[1]"),
        call("{"),
        call(""),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 404, 400, 400, 400]
    assert {answer.json()["result"] for answer in answers} == {False}
    for odd in (
        '{"lastResult": 3}',
        told(ZTO, ("never", "x")),
        json.dumps({"lastResult": {"nu": ZTO, "data": [1, {"ftime": "2026-11-22 09:00:00"}]}}),
    ):
        assert call(odd).status_code in {200, 404}
    assert not TrackingEvent.objects.exists()
    assert Client().get("/hooks/kuaidi100").status_code == 405
    assert call(told(ZTO, ("2026-11-22 09:00:00", "x" * 600_000))).status_code == 413
    cache.set("hooks-kuaidi100-127.0.0.1", 1_200, 60)
    assert call(good).status_code == 429


@pytest.fixture
def service(settings: Any) -> Any:
    """A tracking service of our own, with the answers it gives and what it was asked."""
    asked: list[dict[str, Any]] = []
    answers = ["200", "501", "600"]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            asked.append(json.loads(body["param"][0]))
            text = json.dumps({"result": True, "returnCode": answers[len(asked) - 1], "message": "提交成功"}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.KUAIDI100_URL = f"http://127.0.0.1:{server.server_port}/poll"
    yield asked
    server.shutdown()
    server.server_close()


def test_shipped_parcels_are_reported_to_the_service_once_there_is_a_key(service: list[dict[str, Any]]) -> None:
    shop_id = shipped(account=True)

    assert (send_subscriptions(shop_id), send_subscriptions(shop_id)) == (2, 0)

    assert [(param["company"], param["number"], param["key"]) for param in service] == [
        ("zhongtong", ZTO, "K"),
        ("yuantong", YTO, "K"),
    ]
    assert service[0]["parameters"] == {
        "callbackurl": "https://shop.example/hooks/kuaidi100",
        "salt": SALT,
        "resultv2": "4",
        "phone": "5521",
    }
    assert [row.answer.split()[0] for row in TrackingSubscription.objects.order_by("pk")] == ["200", "501"]
    call(told(ZTO, status="abort", comNew="yunda", message="3天查询无记录"))
    assert TrackingSubscription.objects.filter(sent_at=None).values_list("company", flat=True).get() == "yunda"
    assert send_subscriptions(shop_id) == 0
    assert TrackingSubscription.objects.get(company="yunda").answer == "600 提交成功"


def test_nothing_is_kept_or_sent_without_an_account(service: list[dict[str, Any]]) -> None:
    shop_id = shipped()

    assert (send_subscriptions(shop_id), TrackingSubscription.objects.count(), service) == (0, 0, [])


@pytest.mark.req("LOG-12")
def test_logistics_are_filed_and_found_by_number_order_day_courier_and_state(bring: Any) -> None:
    shop_id = shipped()
    bring(shop_id, f"{ZTO},2026-11-24 10:00:00,已签收,广州")
    first, second = Parcel.objects.filter(state="shipped").order_by("pk")
    Parcel.objects.filter(pk=second.pk).update(shipped_at=now() - timedelta(days=40))
    today = now().astimezone().date()

    def found(**wanted: Any) -> list[str]:
        return [row.waybill_no for row in shipped_parcels(shop_id, TrackingFilter(**wanted))]

    assert found() == [ZTO, YTO]
    assert [found(text=text) for text in (ZTO, second.number, second.slip_number.lower(), NUMBERS[0], "nothing")] == [
        [ZTO], [YTO], [YTO], [first.waybill_no], [],
    ]  # fmt: skip
    assert (found(courier="YTO"), found(state="delivered"), found(view="delivered")) == ([YTO], [ZTO], [ZTO])
    assert found(last_day=today - timedelta(days=30)) == [YTO]
    assert found(first_day=today - timedelta(days=30)) == [ZTO]
    assert found(view="late") == []
    Parcel.objects.filter(pk=second.pk).update(expected_on=today - timedelta(days=1))
    assert found(view="late") == [YTO]
    last = shipped_parcels(shop_id, TrackingFilter(), limit=1)[0]
    assert found(after=(last.shipped_at, last.pk)) == [YTO]
    table = tracking_table(actor=SYSTEM, shop_id=shop_id, wanted=TrackingFilter())
    assert [row[3] for row in table[1:]] == [f'="{ZTO}"', f'="{YTO}"']
    assert Event.objects.get(kind="logistics.exported").data == {"rows": 2}


@pytest.mark.req("LOG-01")
def test_register_shows_how_couriers_did(bring: Any) -> None:
    shop_id = shipped()
    register(shop_id, "ZTO")
    left = parcel(ZTO).shipped_at + timedelta(days=2)
    bring(shop_id, f"{ZTO},{left:%Y-%m-%d %H:%M:%S},已签收,广州")

    figures = performance_of(shop_id)

    assert courier_row(shop_id, "ZTO").code == "ZTO"
    assert (figures["ZTO"].delivered, figures["ZTO"].on_time, str(figures["ZTO"].on_time_percent)) == (1, 1, "100.0")
    assert (figures["YTO"].delivered, figures["YTO"].in_transit) == (0, 1)
    Parcel.objects.filter(waybill_no=ZTO).update(expected_on=parcel(ZTO).shipped_at.date())
    assert performance_of(shop_id)["ZTO"].on_time == 0
