"""Routines: when they are due, their tasks, missed ones going up, and changing a rule (TSK-02)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.events.models import Event
from zhanggui.kernel.notices.models import Notice
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.testing.factories import SYSTEM
from zhanggui.people.models import RoutineStart, RoutineTask, User
from zhanggui.people.queries.routines import live_routine, superior_of
from zhanggui.people.rules.routines import RoutineRule, ShopDays, coming, newest
from zhanggui.people.services import (
    RoutineChange,
    RoutineRun,
    add_routine,
    change_position,
    change_routine,
    create_api_token,
    finish_routine_task,
    run_routines,
)
from zhanggui.people.tests.factories import make_person, make_shop, signed_in
from zhanggui.shops.values import ShopCard

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
# Saturdays and Sundays off; 7 October is a holiday.
DAYS = ShopDays(ZONE, lambda day: day.weekday() < 5 and day != date(2026, 10, 7))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("rule", "moment", "period", "due"),
    [
        (RoutineRule("daily", time(9, 30)), "2026-11-20T08:00", "2026-11-20", "2026-11-20T09:30"),
        (RoutineRule("daily", time(9, 30), day_off="skip"), "2026-11-22T12:00", "2026-11-20", "2026-11-20T09:30"),
        (RoutineRule("weekly", time(16), day=6), "2026-11-23T00:00", "2026-W47", "2026-11-23T16:00"),
        (RoutineRule("weekly", time(16), day=5, lead_days=2), "2026-11-18T00:00", "2026-W47", "2026-11-20T16:00"),
        (RoutineRule("weekly", time(16), day=5, lead_days=2), "2026-11-17T23:59", "2026-W46", "2026-11-13T16:00"),
        (RoutineRule("monthly", time(10), day=31), "2026-11-30T09:00", "2026-11", "2026-11-30T10:00"),
        (RoutineRule("monthly", time(10), day=7), "2026-10-08T09:00", "2026-10", "2026-10-08T10:00"),
        (RoutineRule("monthly", time(10), day=7, day_off="keep"), "2026-10-08T09:00", "2026-10", "2026-10-07T10:00"),
        (RoutineRule("quarterly", time(16), day=3, month=1), "2027-01-04T00:00", "2027-Q1", "2027-01-04T16:00"),
        (RoutineRule("quarterly", time(16), day=3, month=2), "2027-01-04T00:00", "2026-Q4", "2026-11-03T16:00"),
    ],
)
def test_newest_period_follows_the_working_calendar(rule: RoutineRule, moment: str, period: str, due: str) -> None:
    found = newest(rule, DAYS, at(moment))

    assert found is not None
    assert (found.period, found.due_at) == (period, at(due))
    following = coming(rule, DAYS, found.due_at)
    assert following is not None
    assert following > found.due_at


def _ready(*positions: str) -> ShopCard:
    """A shop that made routine tasks long before, with a person for each position."""
    shop = make_shop()
    RoutineStart.objects.create(shop_id=shop.id, at=at("2026-01-01T00:00"))
    for position in positions:
        make_person(position, position, shop=shop)
    return shop


def _only(shop: ShopCard, position: str, **change: object) -> str:
    """One routine of the shop's own; the shipped ones of the position are switched off."""
    made = add_routine(actor=SYSTEM, shop_id=shop.id, change=RoutineChange(position=position, **change))  # type: ignore[arg-type]  # made of parts
    for code in ("keeper-report", "keeper-clean"):
        change_routine(actor=SYSTEM, shop_id=shop.id, code=code, change=RoutineChange(is_on=False))
    return made.code


@pytest.mark.req("TSK-02")
def test_routine_comes_once_is_ticked_with_evidence_and_comes_again() -> None:
    shop = _ready("keeper", "shop_manager")
    keeper = signed_in(make_person("anna", "keeper", shop=shop))
    manager = signed_in(make_person("mona", "shop_manager", shop=shop))
    new = {
        "title_zh": "清点包材",
        "title_en": "Count the boxes",
        "position": "keeper",
        "rhythm": "daily",
        "at": "23:59",
        "weekday": 1,
        "day": 1,
        "month": 1,
        "day_off": "keep",
        "checklist": "Small boxes\nLarge boxes",
        "needs_evidence": "on",
    }
    assert keeper.post("/desk/routines/qinghe/new", new).status_code == 403
    assert manager.post("/desk/routines/qinghe/new", {**new, "title_zh": "", "title_en": ""}).status_code == 422
    assert manager.post("/desk/routines/qinghe/new", new).headers["Location"] == "/desk/routines/qinghe/own-1"
    for code in ("keeper-report", "keeper-clean", "shop_manager-patrol", "shop_manager-summary"):
        assert manager.post(f"/desk/routines/qinghe/{code}", {"verb": "off"}).status_code == 302

    assert run_routines(actor=SYSTEM, shop_id=shop.id) == RoutineRun(1, 0, 0)
    assert run_routines(actor=SYSTEM, shop_id=shop.id) == RoutineRun(0, 0, 0)
    task = RoutineTask.objects.get()
    url = f"/desk/routines/tasks/{task.pk}"
    today = now().astimezone(ZONE).date()
    assert (task.due_at, task.period) == (datetime.combine(today, time(23, 59), ZONE), today.isoformat())
    rows = [row for group in keeper.get("/desk/").context["groups"] for row in group["rows"]]
    assert [(str(row.title), row.detail, row.due_at) for row in rows if row.url == url] == [
        ("Routine", "Count the boxes", task.due_at)
    ]
    clocks = [clock["label"] for clock in manager.get("/desk/clocks").context["rows"]]
    assert "Routine Count the boxes" in clocks

    photo = SimpleUploadedFile("../shelf.jpg", b"picture")
    assert keeper.post(url, {"verb": "finish", "point": [0, 1]}).status_code == 422
    assert keeper.post(url, {"verb": "keep", "point": [0], "attachments": photo}).status_code == 302
    assert keeper.post(url, {"verb": "finish", "point": [0]}).status_code == 422
    task.refresh_from_db()
    assert (task.state, [point["is_done"] for point in task.checklist]) == ("open", [True, False])
    assert keeper.post(url, {"verb": "finish", "point": [0], "text": "No large ones left"}).status_code == 302
    assert keeper.post(url, {"verb": "finish", "point": [0, 1]}).status_code == 422

    task.refresh_from_db()
    assert (task.state, task.closed_by, task.words) == ("done", "anna", "No large ones left")
    file = manager.get(f"{url}/files/{task.files.get().pk}")
    assert (b"".join(file.streaming_content), file.headers["Content-Disposition"]) == (
        b"picture",
        'attachment; filename="shelf.jpg"',
    )
    assert Task.objects.filter(state="open").count() == 0
    done = manager.get("/desk/routines?view=done").context["rows"]
    assert [(row["title"], row["is_late"]) for row in done] == [("Count the boxes", False)]
    tomorrow = now() + timedelta(days=1)
    assert run_routines(actor=SYSTEM, shop_id=shop.id, at=tomorrow) == RoutineRun(1, 0, 0)
    kinds = Event.objects.filter(subject_kind="routine_task").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["routine.due", "routine.done", "routine.due"]


@pytest.mark.req("TSK-02")
def test_missed_routine_goes_to_the_nearest_superior_and_ends_as_missed() -> None:
    shop = _ready("keeper")
    boss = make_person("olga", "owner")
    code = _only(shop, "keeper", title_zh="扫地", title_en="Sweep", rhythm="daily", at=time(10), day_off="keep")
    first = now().astimezone(ZONE).replace(hour=9, minute=0, second=0) + timedelta(days=1)
    due = first.replace(hour=10, microsecond=0)

    assert run_routines(actor=SYSTEM, shop_id=shop.id, at=first).made >= 1
    RoutineTask.objects.exclude(routine=code).update(state="done", closed_at=first)
    assert run_routines(actor=SYSTEM, shop_id=shop.id, at=due + timedelta(minutes=29)).escalated == 0
    assert run_routines(actor=SYSTEM, shop_id=shop.id, at=due + timedelta(minutes=30)).escalated == 1
    assert run_routines(actor=SYSTEM, shop_id=shop.id, at=due + timedelta(minutes=31)).escalated == 0

    task = RoutineTask.objects.get(routine=code)
    # Nobody holds supervisor or shop manager, so it climbs to the owner.
    assert (task.state, task.escalated_to) == ("open", "owner")
    url = f"/desk/routines/tasks/{task.pk}"
    rows = [row for group in signed_in(boss).get("/desk/").context["groups"] for row in group["rows"]]
    assert [(str(row.title), row.detail) for row in rows if row.url == url] == [("Routine not done in time", "Sweep")]
    assert list(Notice.objects.values_list("user_id", "kind", "subject_id")) == [
        (boss.user_id, "routine.missed", task.pk)
    ]

    run = run_routines(actor=SYSTEM, shop_id=shop.id, at=first + timedelta(days=1))
    task.refresh_from_db()
    assert (run.missed, task.state) == (1, "missed")
    assert Task.objects.filter(subject_id=task.pk, subject_kind="routine_task", state="open").count() == 0
    missed = signed_in(boss).get("/desk/routines?view=missed").context["rows"]
    assert [row["title"] for row in missed] == ["Sweep"]
    other = RoutineTask.objects.get(routine=code, state="open")
    stranger = make_person("cleo", "supervisor", shop=make_shop("far", "远"))
    with pytest.raises(NotFound):
        finish_routine_task(actor=stranger, task_id=other.pk)


@pytest.mark.req("TSK-02")
def test_days_that_nobody_looked_are_caught_up_once_and_nothing_is_due_before_the_start() -> None:
    shop = make_shop()
    make_person("anna", "keeper", shop=shop)
    code = _only(shop, "keeper", title_zh="扫地", rhythm="daily", at=time(9), day_off="keep")
    start = now().astimezone(ZONE).replace(hour=12, minute=0)

    run_routines(actor=SYSTEM, shop_id=shop.id, at=start)
    assert RoutineTask.objects.filter(due_at__lte=start).count() == 0
    run_routines(actor=SYSTEM, shop_id=shop.id, at=start + timedelta(days=30))
    run_routines(actor=SYSTEM, shop_id=shop.id, at=start + timedelta(days=30))

    days = RoutineTask.objects.filter(routine=code).values_list("period", flat=True)
    assert list(days) == [(start + timedelta(days=30)).date().isoformat()]


def test_event_is_followed_once_after_its_days_and_a_rest_makes_nothing() -> None:
    shop = _ready("shop_manager")
    User.objects.update(created_at=at("2026-11-01T08:00"))
    make_person("mei", "keeper", shop=shop)
    User.objects.filter(username="mei").update(created_at=at("2026-11-16T10:00"), name="小梅")
    looks = ("2026-11-21T23:00", "2026-11-22T00:00", "2026-11-23T00:00")

    for moment in looks:
        run_routines(actor=SYSTEM, shop_id=shop.id, at=at(moment))

    found = RoutineTask.objects.filter(routine="shop_manager-newcomer").order_by("pk")
    mine = [(task.period, task.title_zh, task.due_at) for task in found if "小梅" in task.title_zh]
    who = User.objects.get(username="mei")
    assert mine == [(f"event-{who.pk}", "看新同事上手情况 · 小梅", at("2026-11-23T17:00"))]
    # Nobody holds the order clerk's position, so its routine rests.
    assert not RoutineTask.objects.filter(position="order_clerk").exists()


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_make_each_task_once() -> None:
    shop = _ready("keeper", "shop_manager", "order_clerk")

    def look(_place: int) -> RoutineRun:
        try:
            return run_routines(actor=SYSTEM, shop_id=shop.id, at=at("2026-11-20T08:00"))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(look, range(4)))

    total = RoutineTask.objects.count()
    assert sorted(run.made for run in runs) == [0, 0, 0, total]
    assert Task.objects.filter(kind="routine").count() == total


def test_rule_that_no_day_fits_is_refused_and_superiors_can_be_named() -> None:
    shop = _ready("keeper", "logistics", "owner")
    bad = (
        (RoutineChange(title_zh=" ", title_en=" "), "routines.title"),
        (RoutineChange(rhythm="hourly"), "routines.rhythm"),
        (RoutineChange(rhythm="weekly", day=8), "routines.day"),
        (RoutineChange(rhythm="weekly", lead_days=32), "routines.lead"),
        (RoutineChange(day_off="later"), "routines.day_off"),
        (RoutineChange(rhythm="after_event", event="moon"), "routines.event"),
        (RoutineChange(rhythm="after_event", event="people.joined", days_after=400), "routines.days_after"),
        (RoutineChange(checklist=["x"] * 31), "routines.checklist"),
        (RoutineChange(position="buyer"), "people.unknown_position"),
    )
    for change, code in bad:
        with pytest.raises(InvalidInput) as caught:
            change_routine(actor=SYSTEM, shop_id=shop.id, code="keeper-clean", change=change)
        assert caught.value.code == code
    assert live_routine(shop.id, "keeper-clean").is_changed is False

    assert superior_of("keeper", {"keeper", "logistics", "owner"}) == "owner"
    change_position(actor=SYSTEM, code="keeper", superior="logistics")
    assert superior_of("keeper", {"keeper", "logistics", "owner"}) == "logistics"
    assert superior_of("owner", {"keeper", "owner"}) == ""
    with pytest.raises(InvalidInput) as caught:
        change_position(actor=SYSTEM, code="logistics", superior="keeper")
    assert caught.value.code == "people.superior"


@pytest.mark.req_part("TSK-02")
def test_api_lists_changes_runs_and_finishes() -> None:
    shop = _ready()
    boss = make_person("boss", "owner")
    client = Client()
    key = {"Authorization": f"Bearer {create_api_token(actor=boss, user_id=boss.user_id or 0, name='t')}"}

    def post(path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        answer = client.post(f"/api/v1{path}", body, content_type="application/json", headers=key)
        return answer.status_code, answer.json()

    listed = client.get("/api/v1/shops/qinghe/routines", headers=key).json()["routines"]
    assert next(each for each in listed if each["code"] == "owner-week")["at"] == "09:30"
    status, changed = post("/shops/qinghe/routines/owner-week", {"at": "11:15", "rhythm": "daily", "day_off": "keep"})
    assert (status, changed["at"], changed["is_changed"]) == (200, "11:15", True)
    assert post("/shops/qinghe/routines/owner-nothing", {"at": "11:15"})[0] == 404
    status, made = post(
        "/shops/qinghe/routines", {"position": "owner", "title_zh": "看账", "rhythm": "daily", "at": "23:59"}
    )
    assert (status, made["code"], made["next_due"] is not None) == (200, "own-1", True)

    run_routines(actor=SYSTEM, shop_id=shop.id, at=datetime.now(UTC) + timedelta(days=3))
    tasks = client.get("/api/v1/shops/qinghe/routine-tasks", headers=key).json()["tasks"]
    task = next(each for each in tasks if each["routine"] == "own-1")
    assert post(f"/routine-tasks/{task['id']}/finish", {"text": "seen"})[1]["state"] == "done"
    assert post(f"/routine-tasks/{task['id']}/finish", {"text": "seen"})[0] == 409
