"""Tasks that short goods make: one a SKU to decide, one an order to tell the buyer, one for after-sales (ORD-08)."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.money import spoken_amount
from zhanggui.kernel.tasks.models import Task, TaskState
from zhanggui.kernel.tasks.verbs import TaskKind, close_task_set, open_task_set, register_task_kind
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.models import ShortageChoice
from zhanggui.orders.queries.shortages import short_skus
from zhanggui.orders.values import ShortageKind

DECIDE, ANSWER, REFUND, OVER = "shortage_decide", "shortage_answer", "shortage_refund", "shortage_wait_over"
PAY_BACK = "shortage_pay_back"
CLERK, AFTER_SALES = "checking_clerk", "after_sales"
register_task_kind(
    TaskKind(DECIDE, _("Goods are short"), _("Decide with the buyers"), "orders:shortages_of_sku", "stock")
)
register_task_kind(
    TaskKind(ANSWER, _("Tell the buyer of short goods"), _("Tell, note the answer"), "orders:shortage_of", "note")
)
register_task_kind(
    TaskKind(REFUND, _("Buyer wants the money back: goods short"), _("See the order"), "orders:shortage_of", "refund")
)
register_task_kind(
    TaskKind(OVER, _("Buyer waited long enough for goods"), _("Decide again"), "orders:shortage_of", "clock")
)


def _owed_words(task: Task) -> str:
    return f"{task.subject_label} · {spoken_amount(Decimal(task.data['amount']), task.data['currency'])}"


register_task_kind(
    TaskKind(
        PAY_BACK,
        _("Other goods cost less: pay the difference back"),
        _("Pay back, note it"),
        "orders:shortage_of",
        "refund",
        _owed_words,
    )
)


def refresh_decide_tasks(actor: Actor, shop_id: int) -> None:
    """One task for each SKU of which orders are undecided, the most urgent 200; those of no SKU any more end."""
    found = [sku for sku in short_skus([shop_id]) if sku.undecided and sku.sku_id]
    open_task_set(
        DECIDE,
        shop_id=shop_id,
        subjects=[
            (Subject("sku", sku.sku_id or 0, sku.code), sku.ship_by_at, {"orders": sku.undecided, "pieces": sku.pieces})
            for sku in found
        ],
        position=CLERK,
    )
    known = Task.objects.filter(shop_id=shop_id, kind=DECIDE, state=TaskState.OPEN).values_list("subject_id", flat=True)
    gone = set(known) - {sku.sku_id for sku in found}
    if gone:
        close_task_set(DECIDE, shop_id=shop_id, subject_kind="sku", subject_ids=gone, actor=actor)


def open_choice_tasks(shop_id: int, choices: Sequence[ShortageChoice], numbers: dict[int, str]) -> None:
    """Tell each buyer until the answer is due; after-sales learns of those who want their money back."""
    rows = [
        (Subject("order", choice.order_id, numbers[choice.order_id]), choice.answer_by, {"kind": choice.kind})
        for choice in choices
    ]
    open_task_set(ANSWER, shop_id=shop_id, subjects=rows, position=CLERK)
    back = [row for row, choice in zip(rows, choices, strict=True) if choice.kind == ShortageKind.REFUND]
    open_task_set(REFUND, shop_id=shop_id, subjects=back, position=AFTER_SALES)


def close_choice_tasks(actor: Actor, shop_id: int, order_ids: Sequence[int], *, result: str = "") -> None:
    """Nothing is left to do about these orders' choices."""
    for kind in (ANSWER, REFUND, OVER):
        close_task_set(
            kind, shop_id=shop_id, subject_kind="order", subject_ids=order_ids, actor=actor, result=result[:200]
        )
