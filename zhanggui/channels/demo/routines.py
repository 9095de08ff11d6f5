"""Routines of the demo shop: two days that were worked, one that went wrong, and what is due today."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from zhanggui.kernel.values import Actor, Origin, system_actor
from zhanggui.people.queries.routines import routine_tasks
from zhanggui.people.services import (
    Attachment,
    RoutineChange,
    add_routine,
    change_routine,
    finish_routine_task,
    run_routines,
)

_PEOPLE = {
    "owner": "demo-owner",
    "supervisor": "demo-supervisor",
    "shop_manager": "demo-manager",
    "checking_clerk": "demo-checker",
    "sales": "demo-sales",
    "order_clerk": "demo-clerk",
    "keeper": "demo-keeper",
}
_SAID = {
    "shop_manager-patrol": "首页轮播第三张图打不开，已让美工换掉；其余正常。",
    "checking_clerk-morning": "夜里暂扣 9 单，放行 6 单，3 单等买家回话。",
    "sales-unpaid": "提醒 11 位，当场付款 4 位。",
    "order_clerk-close": "14:02 截单，三种单据份数都对。",
    "keeper-report": "已签，剩 2 件破损另放 D 区。",
    "keeper-clean": "地面、货架、通道都查过，灭火器在有效期内。",
    "own-1": "150 号箱剩两捆，已报采购。",
}
_RECORD = "A 区：地面干净，货架无灰\nB 区：毛巾离地 15 厘米，无受潮\n通道：无杂物\n灭火器：2 具，压力正常，有效期到 2027-05\n检查人：何建国\n"
_LEFT_UNDONE = "sales-unpaid"


def live_with_routines(person: Callable[[str], Actor], shop_id: int, now: datetime) -> None:
    """A routine of the shop's own, one changed, two days of work with one missed, and today's tasks."""
    system = system_actor(Origin.JOB)
    days = [datetime.combine((now - timedelta(days=back)).date(), time(0, 10), now.tzinfo) for back in (2, 1)]
    run_routines(actor=system, shop_id=shop_id, at=days[0] - timedelta(minutes=5))
    manager = person("demo-manager")
    boxes = RoutineChange(
        position="keeper",
        title_zh="清点纸箱和气泡膜",
        title_en="Count boxes and bubble wrap",
        rhythm="weekly",
        at=time(16),
        day=(now + timedelta(days=1)).isoweekday(),
        lead_days=2,
        day_off="keep",
        checklist=["150 号箱", "200 号箱", "气泡膜"],
    )
    add_routine(actor=manager, shop_id=shop_id, change=boxes)
    sooner = RoutineChange(at=time(15, 30))
    change_routine(actor=manager, shop_id=shop_id, code="shop_manager-summary", change=sooner)
    for place, day in enumerate(days):
        run_routines(actor=system, shop_id=shop_id, at=day)
        _work(person, system, shop_id, until=day + timedelta(days=1), leaves=_LEFT_UNDONE if place == 0 else "")
        run_routines(actor=system, shop_id=shop_id, at=day + timedelta(hours=23, minutes=30))
    run_routines(actor=system, shop_id=shop_id, at=now)
    _work(person, system, shop_id, until=now, leaves="")


def _work(person: Callable[[str], Actor], system: Actor, shop_id: int, *, until: datetime, leaves: str) -> None:
    """Everybody finishes in time what is due by then, but for the routine that is left."""
    for task in routine_tasks(system, [shop_id], "open", limit=200):
        if task.due_at > until or task.routine == leaves or task.position not in _PEOPLE:
            continue
        proof = [Attachment("检查记录.txt", _RECORD.encode())] if task.needs_evidence else []
        finish_routine_task(
            actor=person(_PEOPLE[task.position]),
            task_id=task.pk,
            text=_SAID.get(task.routine, ""),
            files=proof,
            at=task.due_at - timedelta(minutes=12),
        )
