"""Setting a parcel aside at the packing table: something is short or damaged (FUL-08)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.errors import NotHandedOver, WrongState
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.parcels import parcel_by_number, subject_of
from zhanggui.fulfilment.values import PACK_PARCELS, TROUBLE_TASK, BatchState, ParcelState, TroubleKind
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor

ORDER_CLERK = "order_clerk"

register_task_kind(TaskKind(TROUBLE_TASK, _("Parcel set aside"), _("Decide"), "fulfilment:parcel", "alert"))


def set_parcel_aside(
    *, actor: Actor, shop_id: int, number: str, kind: str, sku_code: str, quantity: int, note: str = ""
) -> Parcel:
    """Set an open parcel aside and tell the order clerk, who pulls the order or has the goods brought.

    `kind` is a TroubleKind, `quantity` the pieces that are short or damaged. The parcel stays in its
    batch and leaves the packer's order until it is taken up again. Errors: unknown parcel,
    NotHandedOver, WrongState, an unknown kind, no pieces, goods that are not on the slip.
    """
    require(actor, PACK_PARCELS, shop_id)
    if kind not in TroubleKind.values or quantity < 1:
        raise InvalidInput("fulfilment.bad_trouble", _("Say whether it is short or damaged, and how many pieces."))
    with transaction.atomic():
        parcel = (
            Parcel.objects.select_for_update(of=("self",))
            .select_related("batch")
            .get(pk=parcel_by_number(shop_id, number).pk)
        )
        require(actor, PACK_PARCELS, shop_id, parcel.batch.warehouse_id)
        if parcel.batch.state != BatchState.HANDED_OVER:
            raise NotHandedOver(parcel.number, parcel.batch.number)
        if parcel.state != ParcelState.BATCHED:
            raise WrongState("fulfilment.not_to_pack", parcel.number, parcel.get_state_display())
        line = parcel.lines.filter(sku_code=sku_code).first()
        if line is None:
            raise InvalidInput(
                "fulfilment.not_on_slip", _("“%(code)s” is not on the slip of this parcel."), code=sku_code
            )
        data = {"kind": kind, "sku": sku_code, "title": line.title, "quantity": quantity, "note": note.strip()}
        record(
            actor,
            "parcel.set_aside",
            shop_id=shop_id,
            subject=subject_of(parcel),
            reason=note.strip(),
            data={"kind": kind, "sku": sku_code, "quantity": quantity, "batch": parcel.batch.number},
        )
        open_task(TROUBLE_TASK, shop_id=shop_id, subject=subject_of(parcel), position=ORDER_CLERK, data=data)
    return parcel


def take_parcel_up(*, actor: Actor, shop_id: int, number: str) -> Parcel:
    """Take a parcel up again that was set aside; it is the packer's turn once more."""
    require(actor, PACK_PARCELS, shop_id)
    with transaction.atomic():
        parcel = parcel_by_number(shop_id, number)
        require(actor, PACK_PARCELS, shop_id, parcel.batch.warehouse_id)
        if close_tasks(TROUBLE_TASK, shop_id=shop_id, subject=subject_of(parcel), actor=actor):
            record(actor, "parcel.taken_up", shop_id=shop_id, subject=subject_of(parcel))
    return parcel
