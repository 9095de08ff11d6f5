"""Tasks that the people of the demo shop gave each other: one to do, one to judge, one accepted."""

from collections.abc import Callable
from datetime import timedelta

from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor
from zhanggui.people.services import accept_task, give_task, report_task
from zhanggui.people.values import TaskPriority


def give_tasks(person: Callable[[str], Actor], shop_id: int) -> None:
    """The manager's tasks for keeper, order clerk and checking clerk."""
    manager = person("demo-manager")
    give_task(
        actor=manager,
        shop_id=shop_id,
        to="demo-keeper",
        title="盘点 B 区毛巾，按颜色报数",
        expected="每种颜色各有多少条，破损的单独写明",
        due_at=now() + timedelta(hours=5),
        priority=TaskPriority.URGENT,
    )
    reported = give_task(
        actor=manager,
        shop_id=shop_id,
        to="demo-checker",
        title="整理本周留言里要求换颜色的订单",
        expected="订单号和想换的颜色，一行一单",
        due_at=now() + timedelta(hours=20),
    )
    report_task(
        actor=person("demo-checker"), task_id=reported.pk, text="共 6 单，都已在订单备注里写明，其中 2 单买家还没回话。"
    )
    done = give_task(
        actor=manager,
        shop_id=shop_id,
        to="demo-clerk",
        title="标签纸只剩两卷，问供应商何时到货",
        due_at=now() + timedelta(hours=3),
        priority=TaskPriority.LOW,
    )
    report_task(actor=person("demo-clerk"), task_id=done.pk, text="已问，明天上午到 20 卷。")
    accept_task(actor=manager, task_id=done.pk, text="好的，到了记得入库。")
