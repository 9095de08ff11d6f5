"""Internal remarks: written by our own people, with their position; they never leave the desk (ORD-18)."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput, NotAllowed, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.orders.models import Order, OrderRemark
from zhanggui.orders.queries.remarks import positions_of
from zhanggui.orders.services.moving import locked_by_ids
from zhanggui.orders.values import MANAGE_RULES, REMARK_ORDERS

LONGEST_REMARK = 1_000


class RemarkEmpty(InvalidInput):
    """A remark says something."""

    def __init__(self) -> None:
        super().__init__("orders.remark_empty", _("Write something down; an empty remark helps nobody."))


class RemarkNotFound(NotFound):
    """The remark is gone, or belongs to another order."""

    def __init__(self) -> None:
        super().__init__("orders.remark_not_found", _("There is no such remark on this order."))


class RemarkOfAnother(NotAllowed):
    """Only the author, or who manages the rules, takes a remark back."""

    def __init__(self, author: str) -> None:
        super().__init__(
            "orders.remark_of_another",
            _("%(author)s wrote this remark; only the author or a supervisor takes it back."),
            author=author,
        )


def write_remark(*, actor: Actor, shop_id: int, order_id: int, text: str) -> int:
    """Add an internal remark to an order; returns its id (ORD-18).

    It shows who wrote it and in which position. The words lie in the erasable part of the timeline.
    """
    require(actor, REMARK_ORDERS, shop_id)
    words = text.strip()[:LONGEST_REMARK]
    if not words:
        raise RemarkEmpty
    with transaction.atomic():
        found = locked_by_ids(shop_id, [order_id])[0]
        remark = OrderRemark.objects.create(
            shop_id=shop_id,
            order_id=order_id,
            text=words,
            author_id=actor.user_id,
            author_name=actor.name,
            position=positions_of(actor, shop_id),
            written_at=now(),
        )
        Order.objects.filter(pk=order_id).update(remark_count=F("remark_count") + 1)
        record(
            actor,
            "order.remarked",
            shop_id=shop_id,
            subject=Subject("order", order_id, found.number),
            data={"remark": remark.pk, "characters": len(words)},
            personal={"remark": words},
        )
    return remark.pk


def withdraw_remark(*, actor: Actor, shop_id: int, order_id: int, remark_id: int) -> None:
    """Take a remark back: one's own, or anybody's with the right to manage the rules."""
    require(actor, REMARK_ORDERS, shop_id)
    with transaction.atomic():
        found = locked_by_ids(shop_id, [order_id])[0]
        remark = OrderRemark.objects.filter(pk=remark_id, order_id=order_id, withdrawn_at=None).first()
        if remark is None:
            raise RemarkNotFound
        is_author = actor.user_id is not None and remark.author_id == actor.user_id
        if not is_author and not actor.can(MANAGE_RULES, shop_id):
            raise RemarkOfAnother(remark.author_name)
        OrderRemark.objects.filter(pk=remark_id).update(withdrawn_at=now())
        Order.objects.filter(pk=order_id).update(remark_count=F("remark_count") - 1)
        subject = Subject("order", order_id, found.number)
        record(actor, "order.remark_withdrawn", shop_id=shop_id, subject=subject, data={"remark": remark_id})
