"""Filters kept under a name, and files of orders that a second person allows (ORD-16)."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.flows.desk_tools import Person, person
from zhanggui.kernel.approvals.verbs import ApprovalNotOpen, OwnRequest, approve
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.jobs import write_export
from zhanggui.orders.models import OrderExport, SavedFilter
from zhanggui.orders.queries.exports import export_facts
from zhanggui.orders.services import drop_expired_exports, fetch_export
from zhanggui.orders.services.export_orders import COLUMNS
from zhanggui.orders.services.request_export import ExportNotFound, ExportNotReady
from zhanggui.orders.tests.factories import make_order, make_shop
from zhanggui.orders.tests.page_helpers import order_due
from zhanggui.shops.services import change_settings

pytestmark = pytest.mark.django_db


def written() -> OrderExport:
    """Run the job that the approval enqueued; the export as it is then."""
    job = ProcrastinateJob.objects.filter(task_name="orders.build_export").latest("id")
    write_export(**job.args)
    return OrderExport.objects.latest("pk")


def asked_by_page(clerk: Person, **fields: str) -> OrderExport:
    body = {"everything": "1", "query": "view=all", "file_format": "csv", "reason": "年度对账", **fields}
    assert clerk.browser.post("/desk/orders/export", body).headers["Location"] == "/desk/exports"
    return OrderExport.objects.latest("pk")


@pytest.mark.req("ORD-16")
def test_a_filter_is_saved_shown_renamed_and_deleted() -> None:
    shop = make_shop()
    order_due(shop.id, "4000000000000000001", channel="tmall")
    order_due(shop.id, "4000000000000000002", channel="taobao")
    clerk, colleague = person("clerk", "checking_clerk"), person("colleague", "order_clerk")

    save = "/desk/orders/filters/save?of=view%3Dall%26channel%3Dtmall"
    assert clerk.browser.get(save).status_code == 200
    clerk.browser.post(save, {"name": "天猫的", "shop": ""})
    clerk.browser.post(save, {"name": "全店天猫", "shop": str(shop.id)})
    tabs = {each.username: each.browser.get("/desk/orders").content.decode() for each in (clerk, colleague)}
    assert ["天猫的" in tabs["clerk"], "全店天猫" in tabs["clerk"]] == [True, True]
    assert ["天猫的" in tabs["colleague"], "全店天猫" in tabs["colleague"]] == [False, True]

    # The tab opens the list, by mouse or from the keyboard like every tab; command and API start from it too.
    href = re.search(r'<a href="/desk/orders\?([^"]*)"[^>]*>(?:<svg.*?</svg>)?天猫的', tabs["clerk"])
    assert href is not None
    assert clerk.numbers_on_desk(href[1].replace("&amp;", "&")) == ["4000000000000000001"]
    assert clerk.numbers_by_command("--saved", "天猫的") == ["4000000000000000001"]
    names = [row["name"] for row in clerk.api.get("/api/v1/shops/qinghe/filters").json()]
    assert names == ["天猫的", "全店天猫"]

    own, shared = SavedFilter.objects.get(shop_id=None), SavedFilter.objects.get(shop_id=shop.id)
    assert colleague.browser.post(f"/desk/orders/filters/{own.pk}/delete").status_code == 404
    assert colleague.browser.post(f"/desk/orders/filters/{shared.pk}/delete").status_code == 404
    clerk.browser.post(f"/desk/orders/filters/{own.pk}/rename", {"name": "猫"})
    assert "猫" in clerk.browser.get("/desk/orders/filters").content.decode()
    clerk.command("orders", "filters", "rename", "猫", "--to", "喵")
    assert clerk.post_api(f"/shops/qinghe/filters/{own.pk}/rename", {"name": "喵喵"})[0] == 200
    clerk.browser.post(f"/desk/orders/filters/{own.pk}/delete")
    assert clerk.api.delete(f"/api/v1/shops/qinghe/filters/{shared.pk}").status_code == 200
    assert SavedFilter.objects.count() == 0
    assert "天猫" not in str(list(Event.objects.filter(kind__startswith="orders.filter").values()))


def test_a_name_is_taken_once() -> None:
    make_shop()
    clerk = person("clerk", "checking_clerk")
    save = "/desk/orders/filters/save?of=view%3Dheld"

    assert clerk.browser.post(save, {"name": "a", "shop": ""}).status_code == 302
    assert clerk.browser.post(save, {"name": "a", "shop": ""}).status_code == 422
    assert clerk.browser.post(save, {"name": " ", "shop": ""}).status_code == 422
    assert SavedFilter.objects.count() == 1


@pytest.mark.req("ORD-16")
def test_who_may_not_export_asks_and_fetches_after_the_approval() -> None:
    shop = make_shop()
    make_order(shop.id, "4000000000000000001", seller_note='=cmd|"/c calc"!A1')
    clerk, chief = person("clerk", "checking_clerk"), person("chief", "supervisor")

    form = clerk.browser.get("/desk/orders/export?view=all").content.decode()
    assert "second person" in form
    assert (
        clerk.browser.post(
            "/desk/orders/export", {"everything": "1", "query": "view=all", "file_format": "csv"}
        ).status_code
        == 422
    )
    found = asked_by_page(clerk)
    assert (found.state, found.row_count) == ("waiting", 1)
    with pytest.raises(ExportNotReady):
        fetch_export(actor=clerk.actor, export_id=found.pk)

    assert clerk.browser.get("/desk/").content.decode().count("/desk/approvals/") == 0
    home = chief.browser.get("/desk/").content.decode()
    url = re.search(r"/desk/approvals/\d+", home)
    assert url is not None
    page = chief.browser.get(url[0]).content.decode()
    assert "年度对账" in page
    assert clerk.browser.post(url[0], {"verb": "approve"}).status_code == 403
    chief.browser.post(url[0], {"verb": "approve"})
    assert written().state == "ready"

    answer = clerk.browser.get(f"/desk/exports/{found.pk}/file")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    cells = dict(zip(COLUMNS, rows[1], strict=True))
    assert (cells["receiver_name"], cells["phone"], cells["seller_note"]) == (
        "孙**",
        "138****5521",
        '\'=cmd|"/c calc"!A1',
    )
    assert chief.browser.get(f"/desk/exports/{found.pk}/file").status_code == 404
    kinds = list(Event.objects.filter(subject_kind="order_export").order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "orders.export_asked",
        "approval.asked",
        "approval.approved",
        "orders.export_written",
        "orders.export_fetched",
    ]
    told = str(list(Event.objects.values_list("data", "reason")))
    assert not [word for word in ("孙", "1380000", "年度对账") if word in told]


@pytest.mark.req("ORD-16")
def test_clear_contact_and_many_rows_need_another_person_even_for_a_supervisor(tmp_path: Path) -> None:
    shop = make_shop()
    for number in range(3):
        make_order(shop.id, f"400000000000000000{number}")
    chief, owner = person("chief", "supervisor"), person("owner", "owner")

    out = tmp_path / "o.xlsx"
    assert chief.command("orders", "export", "--out", out)["state"] == "ready"
    assert load_workbook(out).active.max_row == 4
    chief.command("orders", "export", "--out", out, "--columns", "number,paid_amount,pieces")
    assert load_workbook(out).active.max_column == 3
    change_settings(actor=SYSTEM, shop_id=shop.id, export_rows_without_approval=2)
    many = chief.command("orders", "export", "--out", out, "--reason", "全部")
    assert (many["state"], many["needs"]) == ("waiting", ["rows"])
    query = "view=all&columns=number.hold.phone"
    clear = asked_by_page(chief, is_clear="on", file_format="xlsx", query=query, columns="list")
    facts = [answer for _word, answer in export_facts([clear.pk, many["export"]])[clear.pk][1]]
    assert facts[3:] == ["Order number, Hold and action, Phone", "all orders"]

    with pytest.raises(OwnRequest):
        chief.command("orders", "approve", clear.pk)
    status, answer = chief.post_api(f"/shops/qinghe/exports/{clear.pk}/approve")
    assert (status, answer["code"]) == (403, "approvals.own")
    assert owner.post_api(f"/shops/qinghe/exports/{clear.pk}/approve") == (200, {"state": "approved"})
    assert owner.command("orders", "approve", many["export"], "--refuse", "--answer", "先说明用途") == {
        "state": "refused"
    }
    job = ProcrastinateJob.objects.get(task_name="orders.build_export")
    write_export(**job.args)

    chief.command("orders", "fetch", clear.pk, "--out", out)
    rows = list(load_workbook(out).active.iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows] == ["13800005521"] * 3
    assert {len(row) for row in rows} == {3}
    body = {"format": "csv", "reason": "对账", "columns": "number,phone"}
    assert OrderExport.objects.get(pk=chief.post_api("/shops/qinghe/exports", body)[1]["id"]).query["columns"] == [
        "number",
        "phone",
    ]
    assert chief.post_api("/shops/qinghe/exports", body | {"columns": "secret"})[0] == 422
    states = {row["id"]: (row["state"], row["answer"]) for row in chief.api.get("/api/v1/exports").json()}
    assert {pk: states[pk] for pk in (clear.pk, many["export"])} == {
        clear.pk: ("ready", ""),
        many["export"]: ("refused", "先说明用途"),
    }
    assert chief.api.get(f"/api/v1/exports/{clear.pk}/file").status_code == 200


def test_a_file_expires_and_is_deleted() -> None:
    shop = make_shop()
    make_order(shop.id, "4000000000000000001")
    clerk, chief = person("clerk", "checking_clerk"), person("chief", "supervisor")
    found = asked_by_page(clerk)
    chief.command("orders", "approve", found.pk)
    found = written()
    path, _name = fetch_export(actor=clerk.actor, export_id=found.pk)

    OrderExport.objects.filter(pk=found.pk).update(expires_at=found.ready_at - timedelta(seconds=1))

    with pytest.raises(ExportNotReady):
        fetch_export(actor=clerk.actor, export_id=found.pk)
    assert drop_expired_exports() == 1
    assert not path.exists()
    assert "Expired" in clerk.browser.get("/desk/exports").content.decode()


def test_a_request_is_decided_once_and_can_be_withdrawn_by_who_asked() -> None:
    shop = make_shop()
    make_order(shop.id, "4000000000000000001")
    clerk, chief = person("clerk", "checking_clerk"), person("chief", "supervisor")
    asked_by_page(clerk)
    row = clerk.browser.get("/desk/approvals").content.decode()
    approval_id = int(re.findall(r"/desk/approvals/(\d+)", row)[0])

    clerk.browser.post(f"/desk/approvals/{approval_id}", {"verb": "withdraw"})

    with pytest.raises(ApprovalNotOpen):
        approve(actor=chief.actor, approval_id=approval_id)
    assert OrderExport.objects.get().state == "refused"


def test_a_stranger_sees_no_request_of_another_shop() -> None:
    shop, other = make_shop(), make_shop("other")
    make_order(shop.id, "4000000000000000001")
    clerk, stranger = person("clerk", "checking_clerk"), person("stranger", "supervisor", shop=other)
    found = asked_by_page(clerk, query="view=all&shop=qinghe")
    approval_id = int(re.findall(r"/desk/approvals/(\d+)", clerk.browser.get("/desk/approvals").content.decode())[0])

    assert stranger.browser.get(f"/desk/approvals/{approval_id}").status_code == 404
    assert stranger.browser.post(f"/desk/approvals/{approval_id}", {"verb": "approve"}).status_code == 404
    with pytest.raises(ExportNotFound):
        fetch_export(actor=stranger.actor, export_id=found.pk)
