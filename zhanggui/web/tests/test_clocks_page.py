"""All deadlines on one page, how each stands, and the share of time from which one is at risk (TSK-11)."""

from datetime import timedelta

import pytest

from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.clock import now
from zhanggui.kernel.clocks.read import clock_tallies, running_clocks
from zhanggui.kernel.clocks.registry import ClockTally
from zhanggui.kernel.clocks.states import ClockState, clock_state
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import GivenTask
from zhanggui.people.tests.factories import make_person, make_shop, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("used", "percent", "state"),
    [
        (timedelta(hours=7, minutes=59), 80, ClockState.ON_TIME),
        (timedelta(hours=8), 80, ClockState.RISK),
        (timedelta(hours=5), 50, ClockState.RISK),
        (timedelta(hours=10), 80, ClockState.LATE),
        (timedelta(0), 10, ClockState.ON_TIME),
    ],
)
def test_state_follows_from_the_share_of_the_time_used(used: timedelta, percent: int, state: ClockState) -> None:
    assert clock_state(used, timedelta(hours=10), percent) == state


def _task(shop_id: int, title: str, started: int, due: int) -> None:
    """A task given `started` minutes ago and due in `due` minutes."""
    at = now()
    GivenTask.objects.create(
        shop_id=shop_id,
        title=title,
        giver_id=1,
        giver_name="boss",
        owner_id=2,
        owner_name="anna",
        given_at=at - timedelta(minutes=started),
        due_at=at + timedelta(minutes=due),
    )


@pytest.mark.req("TSK-11")
def test_every_deadline_stands_in_one_list_and_the_threshold_is_set_per_clock() -> None:
    shop = make_shop()
    boss = signed_in(make_person("boss", "owner"))
    _task(shop.id, "late", 100, -1)
    _task(shop.id, "near", 85, 15)
    _task(shop.id, "far", 70, 30)
    Approval.objects.create(
        shop_id=shop.id,
        kind="x",
        subject_kind="x",
        subject_id=1,
        reason="why",
        asked_by=9,
        asked_name="anna",
        asked_at=now() - timedelta(days=30),
    )

    page = boss.get("/desk/clocks")
    found = {row["label"]: str(row["state"]) for row in page.context["rows"]}
    assert found["late · anna"] == "Overdue"
    assert found["near · anna"] == "At risk"
    assert found["far · anna"] == "In time"
    assert found["x · anna"] == "Overdue"
    # Before its hour a shop waits for today's close and tomorrow's, afterwards for tomorrow's alone.
    closes = Deadline.objects.filter(shop_id=shop.id, state="running").count()
    assert closes in {1, 2}
    assert [tab["count"] for tab in page.context["tabs"]] == [4 + closes, 2, 1, 1 + closes]
    home = [row for group in boss.get("/desk/").context["groups"] for row in group["rows"]]
    assert [row.count for row in home if row.title == "deadlines at risk"] == [1]
    late = boss.get("/desk/clocks?state=late&kind=given_task").context["rows"]
    assert [row["label"] for row in late] == ["late · anna"]

    saved = boss.post(
        f"/desk/values/{shop.code}", {"code": "clock.given_task.percent", "value": 60, "reason": "earlier warning"}
    )
    assert saved.status_code == 302
    assert clock_tallies(SYSTEM, [shop.id])["given_task"] == ClockTally(0, 2, 1)
    risky = running_clocks(SYSTEM, [shop.id], state="risk", kind="given_task")
    assert [row.clock.label for row in risky] == ["near · anna", "far · anna"]


def test_clocks_of_other_shops_and_without_the_right_stay_hidden() -> None:
    shop, other = make_shop(), make_shop("other", "另一家")
    _task(shop.id, "here", 10, 10)
    _task(other.id, "there", 10, 10)

    keeper = signed_in(make_person("keeper", "keeper", shop=shop)).get("/desk/clocks")
    boss = signed_in(make_person("boss", "supervisor", shop=other)).get("/desk/clocks")

    # The planned closes of the own shop are everybody's; given tasks are for who gives them.
    assert {str(row["kind"]) for row in keeper.context["rows"]} == {"Planned deadline"}
    assert [row["label"] for row in boss.context["rows"] if "anna" in row["label"]] == ["there · anna"]
