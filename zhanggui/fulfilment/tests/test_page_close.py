import pytest
from django.test import Client
from django.urls import reverse

from zhanggui.fulfilment.jobs import close_now
from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.tests.factories import NUMBERS, handed_over, ready_shop
from zhanggui.fulfilment.tests.page_helpers import browser, text_of
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.orders.services import hold_orders
from zhanggui.orders.tests.factories import make_shop

pytestmark = pytest.mark.django_db


def hold_first(shop_id: int) -> None:
    hold_orders(actor=SYSTEM, shop_id=shop_id, numbers=[NUMBERS[0]], reason="call first")


def test_before_the_close_shows_ready_blocked_and_papers() -> None:
    shop_id = ready_shop()
    hold_first(shop_id)

    page = browser("order_clerk", shop_id=shop_id).get("/desk/close")

    context = page.context
    assert (context["outlook"].ready, context["held"], context["waiting"]) == (2, 1, 0)
    assert [row["row"].reason for row in context["blocked"]] == ["manual"]
    assert [order.number for order in context["blocked"][0]["orders"]] == [NUMBERS[0]]
    assert "hold=manual" in context["blocked"][0]["url"]
    assert [(row["name"], row["orders"]) for row in context["couriers"]] == [("Not chosen yet", 2)]
    assert 'data-key="C"' in text_of(page)


def test_closing_now_runs_in_the_background_and_shows_the_papers() -> None:
    shop_id = ready_shop()
    clerk = browser("order_clerk", shop_id=shop_id)

    started = clerk.post("/desk/close/now")

    run = JobRun.objects.get(kind="batch_close")
    assert started.url == f"/desk/close?run={run.pk}"
    assert f'data-job="{run.pk}"' in text_of(clerk.get(started.url))
    close_now(shop_id, run.pk)
    batch = Batch.objects.get()
    assert (batch.order_count, batch.state) == (3, "printed")
    assert clerk.get(f"/desk/close/runs/{run.pk}")["HX-Redirect"] == "/desk/close"
    after = clerk.get("/desk/close")
    assert after.context["batch"].number == batch.number
    assert [row.state for row in after.context["papers"]] == ["done", "done", "done"]
    assert after.context["hand_over_step"] == "give"
    close_now(shop_id, run.pk)
    assert Batch.objects.count() == 1


def test_a_second_click_watches_the_same_run() -> None:
    shop_id = ready_shop()
    clerk = browser("order_clerk", shop_id=shop_id)

    first, second = clerk.post("/desk/close/now"), clerk.post("/desk/close/now")

    assert first.url == second.url
    assert JobRun.objects.count() == 1


def test_nothing_ready_is_refused_and_starts_nothing() -> None:
    shop_id = make_shop().id

    refused = browser("order_clerk", shop_id=shop_id).post("/desk/close/now")

    assert refused.status_code == 409
    assert not JobRun.objects.exists()


def test_after_the_hand_over_the_next_close_is_shown() -> None:
    shop_id = ready_shop()
    batch = handed_over(shop_id)

    page = browser("order_clerk", shop_id=shop_id).get("/desk/close")

    assert page.context["last"].number == batch.number
    assert page.context["outlook"].ready == 0


def test_who_may_see_and_close() -> None:
    shop_id = ready_shop()
    other = make_shop("other").id

    assert browser("keeper", shop_id=shop_id).get("/desk/close").context["may_close"] is False
    assert browser("keeper", shop_id=shop_id, name="k2").post("/desk/close/now").status_code == 403
    assert browser("order_clerk", shop_id=other).get("/desk/close").context["outlook"].ready == 0
    assert Client().get("/desk/close").url.startswith(reverse("account_login"))
    assert not JobRun.objects.exists()


def test_several_shops_ask_which_one() -> None:
    ready_shop()
    make_shop("other")

    page = browser("owner").get("/desk/close")

    assert [shop.code for shop in page.context["shops"]] == ["other", "qinghe"]
