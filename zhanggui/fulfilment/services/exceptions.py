"""Parcels that went wrong: opened by hand, followed with the courier, the buyer told, closed (LOG-07)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.fulfilment.lifecycle import EXCEPTION
from zhanggui.fulfilment.models import CourierContact, Parcel, ParcelException
from zhanggui.fulfilment.queries.parcels import parcel_by_number, subject_of
from zhanggui.fulfilment.values import FOLLOW_EXCEPTIONS, ExceptionKind, ExceptionState
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.followed import NextStep
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.orders.errors import ReasonMissing, UnknownChoice
from zhanggui.orders.services.following import LONGEST_TEXT, step_values

_LONGEST_NAME = 80
_MOST_CLAIMED = Decimal("9999999.99")


class AlreadyFollowed(Conflict):
    """A parcel is followed once."""

    def __init__(self, parcel: str) -> None:
        super().__init__(
            "fulfilment.already_followed",
            _("%(parcel)s is followed already. Write the next step there. Nothing was changed."),
            parcel=parcel,
        )


class NotUnderWay(Conflict):
    """Only a parcel that left can go wrong on its way."""

    def __init__(self, parcel: str) -> None:
        super().__init__(
            "fulfilment.not_under_way", _("%(parcel)s has not left yet. Nothing was changed."), parcel=parcel
        )


class ExceptionNotFound(NotFound):
    """The shop follows no such exception."""

    def __init__(self) -> None:
        super().__init__("fulfilment.exception_not_found", _("There is no such open exception in this shop."))


class BadClaim(InvalidInput):
    """A claim is an amount, zero or more."""

    def __init__(self) -> None:
        super().__init__("fulfilment.bad_claim", _("A claim is an amount from 0 to 9999999.99."))


@dataclass(frozen=True, slots=True)
class Contact:
    """What was said to the courier: with whom, in which words, and what is claimed (None: as before)."""

    text: str
    spoke_with: str = ""
    claim_amount: Decimal | None = None


def open_exception(
    *, actor: Actor, shop_id: int, parcel: str, kind: str, step: NextStep, contact: Contact | None = None
) -> int:
    """Follow a parcel that went wrong, by its own, slip or waybill number; returns the exception's id (LOG-07).

    Errors: an unknown kind, no next step, a parcel that has not left or is followed already.
    """
    require(actor, FOLLOW_EXCEPTIONS, shop_id)
    if kind not in ExceptionKind.values:
        raise UnknownChoice("kind", kind, ExceptionKind.values)
    follows, said = step_values(actor, step), contact or Contact("")
    _refuse_claim(said.claim_amount)
    with transaction.atomic():
        found = Parcel.objects.select_for_update().get(pk=parcel_by_number(shop_id, parcel).pk)
        if found.shipped_at is None:
            raise NotUnderWay(found.number)
        try:
            with transaction.atomic():
                row = ParcelException.objects.create(
                    shop_id=shop_id,
                    parcel=found,
                    kind=kind,
                    claim_amount=said.claim_amount,
                    opened_at=now(),
                    opened_by=actor.name,
                    **follows,
                )
        except IntegrityError as error:
            raise AlreadyFollowed(found.number) from error
        _log(actor, row, said)
        _tell(actor, "parcel.exception_opened", row, text=said.text)
    return row.pk


def contact_courier(
    *, actor: Actor, shop_id: int, exception_id: int, contact: Contact, step: NextStep, kind: str = ""
) -> None:
    """Log a talk with the courier and set the next step; a kind that turned out otherwise is mended."""
    require(actor, FOLLOW_EXCEPTIONS, shop_id)
    if not contact.text.strip():
        raise ReasonMissing
    if kind and kind not in ExceptionKind.values:
        raise UnknownChoice("kind", kind, ExceptionKind.values)
    changes = step_values(actor, step)
    _refuse_claim(contact.claim_amount)
    with transaction.atomic():
        row = _open_row(shop_id, exception_id)
        changes["kind"] = kind or row.kind
        if contact.claim_amount is not None:
            changes["claim_amount"] = contact.claim_amount
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(update_fields=list(changes))
        _log(actor, row, contact)
        _tell(actor, "parcel.exception_followed", row, text=contact.text)


def mark_exception_told(*, actor: Actor, shop_id: int, exception_id: int) -> bool:
    """Note that the buyer was told; False when that was noted before."""
    require(actor, FOLLOW_EXCEPTIONS, shop_id)
    with transaction.atomic():
        row = _open_row(shop_id, exception_id)
        if row.told_at is not None:
            return False
        row.told_at, row.told_by = now(), actor.name
        row.save(update_fields=["told_at", "told_by"])
        _tell(actor, "parcel.exception_told", row)
    return True


def close_exception(
    *, actor: Actor, shop_id: int, exception_id: int, result: str, claim_amount: Decimal | None = None
) -> None:
    """End it with what came of it, and what the courier pays."""
    require(actor, FOLLOW_EXCEPTIONS, shop_id)
    if not result.strip():
        raise ReasonMissing
    _refuse_claim(claim_amount)
    with transaction.atomic():
        row = _open_row(shop_id, exception_id)
        changes: dict[str, Any] = {} if claim_amount is None else {"claim_amount": claim_amount}
        move(
            row,
            EXCEPTION,
            "close",
            actor=actor,
            subject=subject_of(row.parcel),
            data={"exception": row.pk, "kind": row.kind},
            closed_at=now(),
            closed_by=actor.name,
            result=result.strip()[:LONGEST_TEXT],
            **changes,
        )


def _open_row(shop_id: int, exception_id: int) -> ParcelException:
    rows = ParcelException.objects.select_for_update(of=("self",)).select_related("parcel")
    row = rows.filter(shop_id=shop_id, pk=exception_id, state=ExceptionState.OPEN).first()
    if row is None:
        raise ExceptionNotFound
    return row


def _refuse_claim(amount: Decimal | None) -> None:
    if amount is not None and (not amount.is_finite() or not 0 <= amount <= _MOST_CLAIMED):
        raise BadClaim


def _log(actor: Actor, row: ParcelException, contact: Contact) -> None:
    CourierContact.objects.create(
        shop_id=row.shop_id,
        exception=row,
        spoke_with=contact.spoke_with.strip()[:_LONGEST_NAME],
        text=contact.text.strip()[:LONGEST_TEXT],
        next_step=row.next_step,
        due_at=row.due_at,
        made_at=now(),
        made_by=actor.name,
    )


def _tell(actor: Actor, kind: str, row: ParcelException, *, text: str = "") -> None:
    """The parcel's timeline tells kind and date; words that may name people lie in its erasable part."""
    record(
        actor,
        kind,
        shop_id=row.shop_id,
        subject=subject_of(row.parcel),
        data={"exception": row.pk, "kind": row.kind, "due_at": row.due_at},
        personal={"text": text.strip(), "next_step": row.next_step} if text.strip() else None,
    )
