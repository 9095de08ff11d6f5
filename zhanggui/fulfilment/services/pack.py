"""Packing a parcel against its slip: every scan is checked, a wrong one stops the parcel (FUL-05, FUL-10)."""

from collections.abc import Sequence

from django.db import transaction

from zhanggui.couriers.queries import refuse_unapproved
from zhanggui.fulfilment.errors import NotHandedOver, OrderGone, WrongState
from zhanggui.fulfilment.lifecycle import PARCEL
from zhanggui.fulfilment.models import Parcel, ParcelLine, ParcelTick
from zhanggui.fulfilment.queries.companions import closed_order_in, order_ids_in, unfinished
from zhanggui.fulfilment.queries.needs import parcel_needs
from zhanggui.fulfilment.queries.parcels import lines_of, missing_items, parcel_by_number, subject_of
from zhanggui.fulfilment.rules.scans import ScanOutcome, Wanted, apply_scans
from zhanggui.fulfilment.services.tick import tick_extras, tick_wishes
from zhanggui.fulfilment.values import (
    PACK_PARCELS,
    TROUBLE_TASK,
    BatchState,
    PackResult,
    ParcelExtra,
    ParcelState,
    ScanFault,
    WrongScan,
)
from zhanggui.kernel.clock import now
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import close_tasks
from zhanggui.kernel.values import Actor
from zhanggui.orders.services import pack_orders, unpack_orders


def pack_parcel(
    *,
    actor: Actor,
    shop_id: int,
    number: str,
    codes: Sequence[str] = (),
    ticks: Sequence[str] = (),
    instructions: Sequence[int] = (),
) -> PackResult:
    """Scan goods into the parcel of a parcel or slip number; complete and right, it is packed.

    `codes` are SKU codes or barcodes, repeated or with a count (`MUG-01*3`). They add to what is in
    already, or repeat the whole parcel from the start. `ticks` are keys, names or barcodes of
    accessories and inserts, `instructions` ids of what was asked for and is done now (FUL-06). Wrong
    items and too many pieces are listed in `wrong`, change nothing themselves and keep the parcel
    from being packed, as does a missing accessory or an open instruction (FUL-10): nobody goes past
    them. Errors: unknown parcel, NotHandedOver, WrongState, OrderGone for an order that was closed
    meanwhile.
    """
    require(actor, PACK_PARCELS, shop_id)
    with transaction.atomic():
        parcel = _locked(shop_id, number)
        require(actor, PACK_PARCELS, shop_id, parcel.batch.warehouse_id)
        if parcel.state != ParcelState.BATCHED:
            raise WrongState("fulfilment.not_to_pack", parcel.number, parcel.get_state_display())
        if gone := closed_order_in(parcel):
            raise OrderGone(gone)
        refuse_unapproved(shop_id, parcel.courier)
        lines = lines_of(parcel.pk)
        goods, called, unknown = _sorted(parcel, lines, codes, ticks)
        outcome = _outcome(_wanted(lines), goods)
        _keep(parcel, outcome)
        tick_extras(actor, parcel, called)
        tick_wishes(actor, parcel, instructions)
        needs = parcel_needs(parcel, lines)
        missing = missing_items(lines_of(parcel.pk))
        wrong = (*outcome.wrong, *unknown)
        is_complete = not missing and not wrong and needs.is_met
        if is_complete:
            move(
                parcel,
                PARCEL,
                "pack",
                actor=actor,
                subject=subject_of(parcel),
                packed_at=now(),
                packed_by=actor.name,
            )
            close_tasks(TROUBLE_TASK, shop_id=shop_id, subject=subject_of(parcel), actor=actor)
            pack_orders(actor=actor, shop_id=shop_id, order_ids=_all_packed(parcel))
    return PackResult(parcel.number, is_complete, missing, wrong, needs.missing, needs.wishes)


def scan_item(*, actor: Actor, shop_id: int, number: str, code: str) -> PackResult:
    """One scan of the packing page: adds one piece, or tells why it is wrong."""
    return pack_parcel(actor=actor, shop_id=shop_id, number=number, codes=[code])


def unpack_parcel(*, actor: Actor, shop_id: int, number: str, reason: str = "") -> Parcel:
    """Open a packed parcel again: nothing counts as scanned or ticked, the order is back in its batch."""
    require(actor, PACK_PARCELS, shop_id)
    with transaction.atomic():
        parcel = _locked(shop_id, number)
        require(actor, PACK_PARCELS, shop_id, parcel.batch.warehouse_id)
        if parcel.state != ParcelState.PACKED:
            raise WrongState("fulfilment.not_packed", parcel.number, parcel.get_state_display())
        ParcelLine.objects.filter(parcel_id=parcel.pk).update(packed_quantity=0)
        ParcelTick.objects.filter(parcel_id=parcel.pk).delete()
        was_whole = _all_packed(parcel)
        move(
            parcel,
            PARCEL,
            "unpack",
            actor=actor,
            subject=subject_of(parcel),
            reason=reason,
            packed_at=None,
            packed_by="",
            stamped_at=None,
            stamped_by="",
        )
        unpack_orders(actor=actor, shop_id=shop_id, order_ids=was_whole)
    return parcel


def _all_packed(parcel: Parcel) -> list[int]:
    """The orders in a parcel none of whose parcels is still to be packed."""
    ids = order_ids_in(parcel)
    waiting = unfinished(ids, {ParcelState.PACKED, ParcelState.SHIPPED})
    return [order_id for order_id in ids if order_id not in waiting]


def _locked(shop_id: int, number: str) -> Parcel:
    found = parcel_by_number(shop_id, number)
    parcel = Parcel.objects.select_for_update(of=("self",)).select_related("batch").get(pk=found.pk)
    if parcel.batch.state != BatchState.HANDED_OVER:
        raise NotHandedOver(parcel.number, parcel.batch.number)
    return parcel


def _wanted(lines: Sequence[ParcelLine]) -> list[Wanted]:
    return [Wanted(line.pk, line.sku_code, line.barcode, line.quantity, line.packed_quantity) for line in lines]


def _sorted(
    parcel: Parcel, lines: Sequence[ParcelLine], codes: Sequence[str], ticks: Sequence[str]
) -> tuple[list[str], list[ParcelExtra], tuple[WrongScan, ...]]:
    """Scans of goods, what else was scanned or ticked, and ticks that name nothing of this parcel.

    A code that goods and an accessory share means the goods.
    """
    needs = parcel_needs(parcel, lines)
    wanted = _wanted(lines)
    goods: list[str] = []
    called: list[ParcelExtra] = []
    unknown: list[WrongScan] = []
    for code in codes:
        extra = None if any(line.is_called(code.strip()) for line in wanted) else needs.scanned(code)
        if extra is None:
            goods.append(code)
        else:
            called.append(extra)
    for code in ticks:
        extra = needs.called(code)
        if extra is None:
            unknown.append(WrongScan(code, ScanFault.NOT_IN_PARCEL))
        else:
            called.append(extra)
    return goods, called, tuple(unknown)


def _outcome(lines: list[Wanted], codes: Sequence[str]) -> ScanOutcome:
    added = apply_scans(lines, codes)
    if not added.wrong or not any(line.packed for line in lines):
        return added
    again = apply_scans([Wanted(line.line_id, line.sku_code, line.barcode, line.quantity, 0) for line in lines], codes)
    is_whole = not again.wrong and all(again.packed[line.line_id] == line.quantity for line in lines)
    return again if is_whole else added


def _keep(parcel: Parcel, outcome: ScanOutcome) -> None:
    for line_id, packed in outcome.packed.items():
        ParcelLine.objects.filter(pk=line_id, parcel_id=parcel.pk).exclude(packed_quantity=packed).update(
            packed_quantity=packed
        )
