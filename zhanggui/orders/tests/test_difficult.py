"""Difficult orders: marked, followed with dates, closed (ORD-14)."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.deadlines.verbs import pass_deadlines
from zhanggui.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM, actor_with
from zhanggui.orders.models import DifficultOrder, Order
from zhanggui.orders.queries.difficult import difficult_counts, difficult_orders, difficulties_of
from zhanggui.orders.queries.followed import CaseFilters
from zhanggui.orders.services import close_difficult, follow_up, mark_difficult
from zhanggui.orders.services.difficult import step_is_due
from zhanggui.orders.tests.factories import make_order, make_shop
from zhanggui.orders.tests.page_helpers import clerk
from zhanggui.orders.values import FOLLOW_ORDERS, VIEW_ORDERS
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
STEPS = Deadline.objects.filter(kind="difficult_step")


@pytest.fixture
def shop() -> ShopCard:
    return make_shop()


def marked(shop: ShopCard, number: str, hours: float, kind: str = "lost", **more: Any) -> tuple[Order, int]:
    order = make_order(shop.id, number, state="shipped")
    step = NextStep("催中通网点", now() + timedelta(hours=hours))
    made = mark_difficult(
        actor=actor_with(FOLLOW_ORDERS, name="周敏"), shop_id=shop.id, order_id=order.pk, kind=kind, step=step, **more
    )
    return order, made


def asked(difficulty_id: int) -> bool:
    """Let dates pass and run what they enqueue."""
    pass_deadlines()
    last = STEPS.filter(subject_id=difficulty_id).order_by("-pk")[0]
    return step_is_due(difficulty_id, last.arguments["step_id"])


@pytest.mark.req("ORD-14")
def test_passed_date_opens_a_task_that_the_next_step_ends(shop: ShopCard) -> None:
    order, made = marked(shop, "1001", -1, note="收件人李先生说没收到")

    assert asked(made)
    task = Task.objects.get(kind="difficult_due")
    assert (task.subject_label, task.state, task.position) == ("1001", "open", "checking_clerk")
    told = Event.objects.get(kind="order.difficulty_opened")
    assert "李先生" not in str(told.data)

    follow_up(
        actor=actor_with(FOLLOW_ORDERS),
        shop_id=shop.id,
        difficulty_id=made,
        text="网点说已派送，查监控",
        step=NextStep("看监控结果", now() + timedelta(days=1)),
    )

    task.refresh_from_db()
    assert (task.state, task.result) == ("done", "网点说已派送，查监控")
    assert list(STEPS.all().order_by("pk").values_list("state", flat=True)) == ["passed", "running"]
    [(row, steps)] = difficulties_of(order.pk)
    assert (row.next_step, row.owner) == ("看监控结果", "tester")
    assert [(step.text, step.next_step) for step in steps] == [
        ("网点说已派送，查监控", "看监控结果"),
        ("收件人李先生说没收到", "催中通网点"),
    ]


def test_date_of_a_step_that_was_done_asks_nothing(shop: ShopCard) -> None:
    _order, made = marked(shop, "1001", -1)
    first = STEPS.all().get()
    follow_up(
        actor=SYSTEM, shop_id=shop.id, difficulty_id=made, text="问了", step=NextStep("再问", now() + timedelta(days=1))
    )

    assert not step_is_due(made, first.arguments["step_id"])
    pass_deadlines()
    assert not Task.objects.filter(kind="difficult_due").exists()
    assert list(STEPS.all().order_by("pk").values_list("state", flat=True)) == ["met", "running"]


@pytest.mark.req("ORD-14")
def test_closed_with_a_result_it_leaves_the_queue_and_may_be_marked_anew(shop: ShopCard) -> None:
    order, made = marked(shop, "1001", 5)
    step = NextStep("等赔付", now() + timedelta(days=2))
    with pytest.raises(Conflict):
        mark_difficult(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, kind="stuck", step=step)

    close_difficult(actor=actor_with(FOLLOW_ORDERS), shop_id=shop.id, difficulty_id=made, result="中通赔付88元，已补发")

    assert difficult_counts([shop.id]) == {"open": 0, "overdue": 0}
    closed, _next = difficult_orders(CaseFilters("closed"), [shop.id])
    assert [(row.number, row.result, row.closed_by) for row in closed] == [("1001", "中通赔付88元，已补发", "tester")]
    assert STEPS.all().get().state == "met"
    with pytest.raises(NotFound):
        close_difficult(actor=SYSTEM, shop_id=shop.id, difficulty_id=made, result="again")
    mark_difficult(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, kind="stuck", step=step)
    assert difficult_counts([shop.id])["open"] == 1


def test_refusals_change_nothing(shop: ShopCard) -> None:
    order = make_order(shop.id, "1001")
    good = NextStep("问买家", now() + timedelta(days=1))

    for kind, step, error in (
        ("nonsense", good, InvalidInput),
        ("lost", NextStep(" ", good.due_at), InvalidInput),
        ("lost", NextStep("x", now() - timedelta(days=3)), InvalidInput),
        ("lost", NextStep("x", now() + timedelta(days=4000)), InvalidInput),
        ("lost", NextStep("x", good.due_at, owner_id=10**6), InvalidInput),
    ):
        with pytest.raises(error):
            mark_difficult(actor=SYSTEM, shop_id=shop.id, order_id=order.pk, kind=kind, step=step)
    with pytest.raises(NotAllowed):
        mark_difficult(actor=actor_with(VIEW_ORDERS), shop_id=shop.id, order_id=order.pk, kind="lost", step=good)

    assert DifficultOrder.objects.count() == 0


@pytest.mark.req("ORD-14")
def test_queue_shows_what_is_overdue_first_and_goes_on_page_by_page(shop: ShopCard) -> None:
    staff = clerk()
    make_order(shop.id, "1003", state="shipped")
    due = f"{(now() + timedelta(hours=30)).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%dT%H:%M}"
    said = {"kind": "wrong", "text": "发成了灰色", "next_step": "补发米白", "due_at": due}
    assert staff.post(f"/desk/orders/{shop.code}/1003/difficult", {**said, "next_step": ""}).status_code == 422
    assert staff.post(f"/desk/orders/{shop.code}/1003/difficult", said).status_code == 302
    for number, hours, kind in (("1002", 3, "disputed"), ("1001", -2, "lost")):
        marked(shop, number, hours, kind)

    first, after = difficult_orders(CaseFilters(), [shop.id], limit=2)
    rest, end = difficult_orders(CaseFilters(), [shop.id], limit=2, cursor=after)
    assert ([row.number for row in first + rest], end) == (["1001", "1002", "1003"], None)

    page = staff.get("/desk/difficult").content.decode()
    assert page.index("1001") < page.index("1002") < page.index("1003")
    assert all(words in page for words in ("Parcel lost", "Disputed", "Wrong goods sent", "补发米白", due[11:]))
    assert "1003" not in staff.get("/desk/difficult?view=overdue").content.decode()
    assert asked(DifficultOrder.objects.get(order__number="1001").pk)
    home = staff.get("/desk/").content.decode()
    assert "催中通网点" in home
    # Its task stands on the page of tasks; the home page does not say the same thing twice.
    assert ["next step is due" in page for page in (home, staff.get("/desk/tasks").content.decode())] == [False, True]

    _work_on_the_page(staff, shop, DifficultOrder.objects.get(order__number="1002").pk)


def _work_on_the_page(staff: Client, shop: ShopCard, made: int) -> None:
    url = f"/desk/difficult/{shop.code}/{made}"
    assert staff.post(f"{url}/step", {"text": "", "next_step": "x", "due_at": "2026-01-01T10:00"}).status_code == 422
    due = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    staff.post(f"{url}/step", {"text": "买家同意等", "next_step": "周五再问", "due_at": due})
    assert DifficultOrder.objects.get(pk=made).next_step == "周五再问"
    order_page = staff.get(f"/desk/orders/{shop.code}/1002").content.decode()
    assert "买家同意等" in order_page
    staff.post(f"{url}/close", {"result": "买家收到了"})
    assert "买家收到了" in staff.get("/desk/difficult?view=closed").content.decode()
