"""Printings, reprints of single parcels and stamps, through the API and the pages."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader

from zhanggui.fulfilment.models import PaperStamp, PrintJob
from zhanggui.fulfilment.services import print_batch, pull_order
from zhanggui.fulfilment.tests.factories import CLERK, closed, printed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import api_headers, browser, text_of
from zhanggui.fulfilment.tests.paper_checks import page_texts
from zhanggui.fulfilment.tests.paper_samples import stamp_png
from zhanggui.kernel.clock import now
from zhanggui.kernel.documents.archive import absolute
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.shops.services import set_stamp

pytestmark = pytest.mark.django_db


def post(client: Client, url: str, headers: dict[str, str], **body: Any) -> Any:
    return client.post(f"/api/v1/shops/qinghe{url}", body, content_type="application/json", headers=headers)


@pytest.mark.req("FUL-19")
def test_a_reprint_keeps_the_number_is_marked_and_listed_with_its_reason(client: Client) -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    second = batch.parcels.get(position=2)
    clerk = api_headers("order_clerk", shop_id=shop_id)

    refused = post(client, f"/batches/{batch.number}/reprint", clerk, parcels=[second.slip_number], reason=" ")
    stranger = post(client, f"/batches/{batch.number}/reprint", clerk, parcels=["CK000"], reason="卡纸")
    files = post(client, f"/batches/{batch.number}/reprint", clerk, parcels=[second.slip_number], reason="卡纸").json()[
        "files"
    ]

    assert (refused.status_code, stranger.status_code) == (422, 404)
    assert [(row["kind"], row["pages"], row["is_copy"]) for row in files] == [
        ("label", 1, True),
        ("outbound_slip", 1, True),
    ]
    [slip] = page_texts(Path(files[1]["path"]))
    assert second.slip_number in slip
    assert "副本：卡纸" in slip.replace(" ", "")
    print_batch(actor=CLERK, batch_id=batch.pk, reason="整批重打")
    listed = client.get(f"/api/v1/shops/qinghe/batches/{batch.number}/printings", headers=clerk).json()["printings"]
    assert [(row["kind"], row["reason"], row["parcels"], row["pages"]) for row in listed] == [
        ("copy", "整批重打", [], 7),
        ("copy", "卡纸", [second.number], 2),
        ("original", "", [], 7),
    ]
    assert [row["job"] for row in listed] == ["P20261121-3", "P20261121-2", "P20261121-1"]
    logged = Event.objects.get(kind="batch.parcels_reprinted")
    assert (logged.reason, logged.data["parcels"]) == ("卡纸", [second.number])


@pytest.mark.req_part("FUL-19")
def test_the_page_reprints_single_parcels_and_serves_their_files() -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    first, pulled, _third = batch.parcels.order_by("position")
    pull_order(actor=CLERK, shop_id=shop_id, number=pulled.number, reason="买家取消")
    clerk = browser("order_clerk", shop_id=shop_id)
    url = f"/desk/batches/qinghe/{batch.number}"

    assert clerk.post(f"{url}/reprint", {"parcel": first.number, "reason": ""}).status_code == 422
    assert clerk.post(f"{url}/reprint", {"parcel": pulled.number, "reason": "x"}).status_code == 422
    assert clerk.post(f"{url}/reprint", {"parcel": first.number, "reason": "面单破损"}).status_code == 302

    job = PrintJob.objects.get(kind="copy")
    shown = clerk.get(url)
    assert [row["job"].number for row in shown.context["printings"]] == [job.number, "P20261121-1"]
    assert clerk.get(f"{url}/reprints/{job.number}/label/1").status_code == 200
    assert clerk.get(f"{url}/reprints/P0/label/1").status_code == 404
    assert clerk.get(f"{url}/reprints/{job.number}/label/9").status_code == 404


@pytest.mark.req("FUL-03")
def test_seal_and_ink_are_kept_with_who_and_when(client: Client) -> None:
    shop_id = ready_shop()
    set_stamp(actor=SYSTEM, shop_id=shop_id, data=stamp_png())
    batch = closed(shop_id)
    clerk = api_headers("order_clerk", shop_id=shop_id)
    early = post(client, f"/batches/{batch.number}/stamped", clerk, papers=["outbound_slip"])
    print_batch(actor=CLERK, batch_id=batch.pk)

    ticked = post(client, f"/batches/{batch.number}/stamped", clerk, papers=["outbound_slip"]).json()
    again = post(client, f"/batches/{batch.number}/stamped", clerk, papers=["outbound_slip"]).json()
    unknown = post(client, f"/batches/{batch.number}/stamped", clerk, papers=["invoice"])

    assert (early.status_code, ticked, again, unknown.status_code) == (
        409,
        {"stamped": ["outbound_slip"]},
        {"stamped": []},
        422,
    )
    kept = list(PaperStamp.objects.order_by("paper", "form").values_list("paper", "form", "sheets", "stamped_by"))
    ink_by = PaperStamp.objects.get(form="ink").stamped_by
    assert kept == [
        ("daily_report", "seal", 1, "clerk"),
        ("outbound_slip", "ink", 3, ink_by),
        ("outbound_slip", "seal", 3, "clerk"),
    ]
    stored = next(Path(settings.MEDIA_ROOT).joinpath("stamps", str(shop_id)).glob("*.png")).read_bytes()
    assert PaperStamp.objects.get(paper="daily_report").seal_sha256 == hashlib.sha256(stored).hexdigest()
    assert Event.objects.filter(kind="batch.paper_stamped").count() == 3
    assert all(at > now() - timedelta(minutes=5) for at in PaperStamp.objects.values_list("stamped_at", flat=True))
    for kind in ("daily_report", "outbound_slip"):
        [file] = Document.objects.filter(kind=kind)
        assert {len(sheet.images) for sheet in PdfReader(absolute(file)).pages} == {1}, "the seal on every sheet"
    page = browser("order_clerk", shop_id=shop_id, name="page").get(f"/desk/batches/qinghe/{batch.number}")
    assert [(row["kind"], bool(row["seal"]), bool(row["ink"])) for row in page.context["stamps"]] == [
        ("daily_report", True, False),
        ("outbound_slip", True, True),
    ]
    assert all(words in text_of(page) for words in ("Seal in the file: clerk", f"Stamped by hand: {ink_by}"))
