import pytest

from zhanggui.fulfilment.jobs import print_in_background
from zhanggui.fulfilment.models import Handover
from zhanggui.fulfilment.tests.factories import NUMBERS, closed, handed_over, order_of, packed, printed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import browser, text_of
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.orders.tests.factories import make_shop

pytestmark = pytest.mark.django_db
COUNTS = {"daily_report": 1, "outbound_slip": 3, "label": 3}


def test_list_shows_progress_and_filters_by_state() -> None:
    shop_id = ready_shop()
    batch = handed_over(shop_id)
    clerk = browser("order_clerk", shop_id=shop_id)

    page = clerk.get("/desk/batches")

    assert [(row["batch"].number, row["left"], row["rest"]) for row in page.context["rows"]] == [(batch.number, 3, 3)]
    assert clerk.get("/desk/batches?state=closed").context["rows"] == []


def test_batch_page_lists_parcels_in_pick_order() -> None:
    shop_id = ready_shop()
    parcels = packed(shop_id)
    page = browser("order_clerk", shop_id=shop_id).get(f"/desk/batches/qinghe/{parcels[0].batch.number}")

    assert [row["parcel"].position for row in page.context["parcels"]] == [1, 2, 3]
    assert [step["state"] for step in page.context["phases"]] == ["done", "done", "done", "now"]
    assert page.context["entries"][0]["text"] == "Papers counted and taken"
    assert not any(row["may_pull"] for row in page.context["parcels"])


def test_papers_are_served_to_printers_only_and_noted() -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    address = f"/desk/batches/qinghe/{batch.number}/papers/label/1"

    pdf = browser("order_clerk", shop_id=shop_id).get(address)

    assert b"".join(pdf.streaming_content)[:5] == b"%PDF-"
    assert pdf["Cache-Control"] == "private, no-store"
    assert Event.objects.get(kind="batch.paper_fetched").data == {"kind": "label", "part": 1, "is_copy": False}
    assert browser("keeper", shop_id=shop_id).get(address).status_code == 403
    assert browser("owner").get(address.replace("/label/", "/invoice/")).status_code == 404
    assert Event.objects.filter(kind="batch.paper_fetched").count() == 1


def test_printing_again_needs_a_reason_and_makes_copies() -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    clerk = browser("order_clerk", shop_id=shop_id)
    address = f"/desk/batches/qinghe/{batch.number}"

    assert clerk.post(f"{address}/print", {"reason": " "}).status_code == 422
    assert not JobRun.objects.exists()
    assert clerk.post(f"{address}/print", {"reason": "paper jam"}).url == address
    run = JobRun.objects.get(kind="batch_print")
    assert "data-running" in text_of(clerk.get(f"{address}/papers"))
    print_in_background(batch.pk, run.pk, "paper jam")

    after = clerk.get(f"{address}/papers")
    assert after["HX-Refresh"] == "true"
    assert {paper.kind for paper in after.context["copies"]} == {"daily_report", "outbound_slip", "label"}


def test_counts_go_from_clerk_to_keeper() -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    address = f"/desk/batches/qinghe/{batch.number}"
    clerk, keeper = browser("order_clerk", shop_id=shop_id), browser("keeper", shop_id=shop_id)

    assert keeper.get(address).context["hand_over_step"] == ""
    assert clerk.post(f"{address}/give", COUNTS).url == address
    assert keeper.get(address).context["hand_over_step"] == "take"
    assert keeper.post(f"{address}/take", COUNTS).url == address

    batch.refresh_from_db()
    assert batch.state == "handed_over"


def test_a_difference_blocks_and_is_named_until_explained() -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    address = f"/desk/batches/qinghe/{batch.number}"
    browser("order_clerk", shop_id=shop_id).post(f"{address}/give", COUNTS)
    keeper = browser("keeper", shop_id=shop_id)
    short = COUNTS | {"outbound_slip": 2}

    refused = keeper.post(f"{address}/take", short)

    assert refused.status_code == 422
    assert [row.words for row in refused.context["counts"]] == ["agrees", "1 sheet short", "agrees", "agrees"]
    assert "difference_note" in text_of(refused)
    batch.refresh_from_db()
    assert (batch.state, Handover.objects.get().taken_at) == ("printed", None)
    assert keeper.post(f"{address}/take", short | {"difference_note": "one torn"}).status_code == 302
    assert Handover.objects.get().difference_note == "one torn"


def test_the_same_person_cannot_do_both_halves() -> None:
    shop_id = ready_shop()
    batch = printed(shop_id)
    address = f"/desk/batches/qinghe/{batch.number}"

    assert browser("keeper", shop_id=shop_id).post(f"{address}/give", COUNTS).status_code == 403
    assert browser("order_clerk", shop_id=shop_id).post(f"{address}/take", COUNTS).status_code == 403
    assert not Handover.objects.exists()


def test_pulling_out_needs_a_reason() -> None:
    shop_id = ready_shop()
    parcel = closed(shop_id).parcels.get(position=1)
    clerk = browser("order_clerk", shop_id=shop_id)
    address = f"/desk/parcels/qinghe/{parcel.number}/pull"

    assert clerk.post(address, {"reason": ""}).status_code == 422
    assert order_of(shop_id, parcel.order_number).step == "batched"
    assert clerk.post(address, {"reason": "buyer called"}).status_code == 302
    assert order_of(shop_id, parcel.order_number).is_held
    assert clerk.get(f"/desk/parcels/{parcel.pk}").url.endswith(f"#{parcel.number}")


def test_other_shops_and_unknown_batches_are_refused() -> None:
    shop_id = ready_shop()
    batch = closed(shop_id)
    stranger = browser("order_clerk", shop_id=make_shop("other").id)

    assert stranger.get(f"/desk/batches/qinghe/{batch.number}").status_code == 403
    assert stranger.get(f"/desk/batches/other/{batch.number}").status_code == 404
    assert stranger.get(f"/desk/batches/nowhere/{batch.number}").status_code == 404
    assert stranger.get(f"/desk/parcels/{batch.parcels.get(position=1).pk}").status_code == 403
    assert stranger.get("/desk/batches").context["rows"] == []
    assert order_of(shop_id, NUMBERS[0]).step == "batched"


@pytest.mark.req("FUL-20")
def test_batch_and_report_show_what_was_pulled_out_and_why() -> None:
    shop_id = ready_shop()
    batch = handed_over(shop_id)
    parcel = batch.parcels.order_by("position")[1]
    clerk, manager = browser("order_clerk", shop_id=shop_id), browser("shop_manager", shop_id=shop_id)

    clerk.post(f"/desk/parcels/qinghe/{parcel.number}/pull", {"reason": "the buyer cancels"})

    page = text_of(clerk.get(f"/desk/batches/qinghe/{batch.number}"))
    assert "1 pulled out" in page
    assert "the buyer cancels" in page
    assert "1 pulled out" in text_of(clerk.get("/desk/batches"))
    report = manager.get("/desk/report?date=2026-11-21")
    assert [(row["row"].order_number, row["row"].reason) for row in report.context["not_shipped"]][1] == (
        parcel.order_number,
        "the buyer cancels",
    )
    assert ("Pulled out of the batch", 1) in [(row["label"], row["count"]) for row in report.context["open"]]
    assert report.context["figures"].parcels == 2


@pytest.mark.req("FUL-08")
def test_keeper_writes_reasons_into_the_report_and_signs() -> None:
    shop_id = ready_shop()
    parcel = handed_over(shop_id).parcels.order_by("position")[0]
    keeper = browser("keeper", shop_id=shop_id)
    assert f'name="reason-{parcel.number}"' in text_of(keeper.get("/desk/report?date=2026-11-21"))

    body = {"date": "2026-11-21", "shortage": "1 mug", "damage": "", f"reason-{parcel.number}": "shelf is empty"}
    assert keeper.post("/desk/report/sign", body).status_code == 302

    page = text_of(keeper.get("/desk/report?date=2026-11-21"))
    assert "shelf is empty" in page
    assert "1 mug" in page
    assert "reason-" not in page
