import pytest

from zhanggui.fulfilment.models import DailyReport
from zhanggui.fulfilment.tests.factories import AT, packed, ready_shop
from zhanggui.fulfilment.tests.page_helpers import browser, text_of
from zhanggui.kernel.clock import shop_zone
from zhanggui.orders.tests.factories import make_shop

pytestmark = pytest.mark.django_db
DAY = AT.astimezone(shop_zone("Asia/Shanghai")).date().isoformat()


def test_report_shows_figures_and_reasons() -> None:
    shop_id = ready_shop()
    packed(shop_id)

    page = browser("shop_manager", shop_id=shop_id).get(f"/desk/report?date={DAY}")

    figures = page.context["figures"]
    assert (figures.parcels, figures.shipped, dict(figures.open)) == (3, 0, {"to_ship": 3})
    assert [row["label"] for row in page.context["open"]] == ["Packed, without waybill number"]
    assert len(page.context["not_shipped"]) == 3
    assert page.context["may_sign"] is False


def test_keeper_signs_and_manager_confirms() -> None:
    shop_id = ready_shop()
    packed(shop_id)
    keeper, manager = browser("keeper", shop_id=shop_id), browser("shop_manager", shop_id=shop_id)

    assert manager.post("/desk/report/confirm", {"date": DAY}).status_code == 409
    assert keeper.post("/desk/report/sign", {"date": DAY, "shortage": "tea ×1"}).url == f"/desk/report?date={DAY}"
    assert manager.get(f"/desk/report?date={DAY}").context["may_confirm"] is True
    assert manager.post("/desk/report/confirm", {"date": DAY}).status_code == 302

    report = DailyReport.objects.get()
    assert (report.state, report.shortage_note) == ("confirmed", "tea ×1")
    again = keeper.post("/desk/report/sign", {"date": DAY})
    assert again.status_code == 422
    assert "keeper" in text_of(again)


def test_files_of_the_report() -> None:
    shop_id = ready_shop()
    manager = browser("shop_manager", shop_id=shop_id)

    pdf = manager.get(f"/desk/report/file/pdf?date={DAY}")
    book = manager.get(f"/desk/report/file/xlsx?date={DAY}")

    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert (book.content[:2], "attachment" in book["Content-Disposition"]) == (b"PK", True)
    assert manager.get(f"/desk/report/file/txt?date={DAY}").status_code == 422


def test_label_test_page_in_the_size_of_the_shop() -> None:
    shop_id = ready_shop()

    answer = browser("shop_manager", shop_id=shop_id).get("/desk/label-test/qinghe")

    assert answer.content[:5] == b"%PDF-"
    assert "label-test-76x130.pdf" in answer["Content-Disposition"]
    assert browser("keeper", shop_id=shop_id).get("/desk/label-test").status_code == 403


def test_wrong_day_position_and_shop() -> None:
    shop_id = ready_shop()
    stranger = browser("keeper", shop_id=make_shop("other").id)

    assert stranger.get("/desk/report?date=21.11.").status_code == 422
    assert stranger.get(f"/desk/report?date={DAY}").context["figures"].shop_id != shop_id
    assert browser("order_clerk", shop_id=shop_id).post("/desk/report/sign", {"date": DAY}).status_code == 403
    assert browser("keeper", shop_id=shop_id, name="k").post("/desk/report/confirm", {"date": DAY}).status_code == 403
    assert not DailyReport.objects.exists()
