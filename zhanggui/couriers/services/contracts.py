"""Contracts with couriers and the reminder before they end (LOG-10)."""

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.errors import BadFact
from zhanggui.couriers.models import CourierContract, PriceList
from zhanggui.couriers.queries.register import courier_row
from zhanggui.couriers.services.register import subject_of
from zhanggui.couriers.values import MANAGE_COURIERS
from zhanggui.kernel.clock import local_moment, now, shop_zone
from zhanggui.kernel.deadlines.verbs import meet_deadline, set_deadline
from zhanggui.kernel.documents.archive import absolute, archive_document, documents_of, files_folder
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.permissions import require
from zhanggui.kernel.tasks.verbs import TaskKind, close_tasks, open_task, register_task_kind
from zhanggui.kernel.values import Actor, Origin, Subject, system_actor
from zhanggui.people.ports import Occurrence, RoutineEvent, register_routine_event
from zhanggui.shops.queries import shop_by_id

RENEWAL = "contract_renewal"
REMIND_JOB = "couriers.remind_contract"
_MOST_REMIND_DAYS = 365
_LONGEST_NUMBER = 60
_REMIND_AT = time(9)
_MOST_PAPER_BYTES = 10 * 1024 * 1024
_PAPER_STARTS = {b"%PDF-": "pdf", b"\x89PNG\r\n": "png", b"\xff\xd8\xff": "jpg"}

register_task_kind(TaskKind(RENEWAL, _("Courier contract ends"), _("Renew"), "couriers:contract", "report"))


def _begun(shop_id: int, since: datetime, until: datetime) -> list[Occurrence]:
    rows = CourierContract.objects.filter(shop_id=shop_id, is_ended=False, entered_at__gt=since, entered_at__lte=until)
    return [
        Occurrence(row.pk, f"{row.courier.name} {row.number}", row.entered_at)
        for row in rows.select_related("courier").order_by("pk")
    ]


register_routine_event(RoutineEvent("couriers.contract", _("A courier contract was entered"), _begun))


def contract_subject(contract: CourierContract) -> Subject:
    """The contract as tasks and deadlines know it."""
    return Subject("courier_contract", contract.pk, f"{contract.courier.name} {contract.number}")


def add_contract(
    *,
    actor: Actor,
    shop_id: int,
    code: str,
    number: str,
    starts_on: date,
    ends_on: date,
    remind_days: int = 30,
    price_version: str = "",
) -> CourierContract:
    """Enter a contract; a task for the shop manager opens `remind_days` before it ends.

    `price_version` names one of the courier's price lists. BadFact for dates, days, number or version
    that cannot be.
    """
    require(actor, MANAGE_COURIERS, shop_id)
    number = number.strip()
    _check(number, starts_on, ends_on, remind_days)
    with transaction.atomic():
        courier = courier_row(shop_id, code)
        prices = _prices(courier.pk, price_version)
        try:
            with transaction.atomic():
                contract = CourierContract.objects.create(
                    shop_id=shop_id,
                    courier=courier,
                    number=number,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    price_list=prices,
                    remind_days=remind_days,
                    entered_at=now(),
                    entered_by=actor.name,
                )
        except IntegrityError as error:
            raise BadFact(_("There is a contract “%(number)s” already."), number=number) from error
        set_deadline(
            RENEWAL,
            shop_id=shop_id,
            subject=contract_subject(contract),
            due_at=reminder_at(contract),
            job=REMIND_JOB,
            arguments={"contract_id": contract.pk},
        )
        record(
            actor,
            "courier.contract_added",
            shop_id=shop_id,
            subject=subject_of(courier),
            data={
                "number": number,
                "starts_on": starts_on.isoformat(),
                "ends_on": ends_on.isoformat(),
                "prices": price_version,
            },
        )
    return contract


def _check(number: str, starts_on: date, ends_on: date, remind_days: int) -> None:
    if not number or len(number) > _LONGEST_NUMBER:
        raise BadFact(_("Give the contract a number of at most 60 characters."))
    if ends_on < starts_on:
        raise BadFact(_("A contract ends after it starts."))
    if not 0 <= remind_days <= _MOST_REMIND_DAYS:
        raise BadFact(_("Remind 0 to 365 days before the end."))


def end_contract(*, actor: Actor, shop_id: int, contract_id: int, reason: str = "") -> CourierContract:
    """Close a contract: renewed by another one or given up; its reminder and task end."""
    require(actor, MANAGE_COURIERS, shop_id)
    with transaction.atomic():
        contract = contract_by_id(shop_id, contract_id)
        if CourierContract.objects.filter(pk=contract.pk, is_ended=False).update(is_ended=True):
            contract.is_ended = True
            subject = contract_subject(contract)
            meet_deadline(RENEWAL, shop_id=shop_id, subject=subject)
            close_tasks(RENEWAL, shop_id=shop_id, subject=subject, actor=actor, result=reason)
            record(
                actor,
                "courier.contract_ended",
                shop_id=shop_id,
                subject=subject_of(contract.courier),
                reason=reason,
                data={"number": contract.number},
            )
    return contract


def remind_of_contract(contract_id: int) -> bool:
    """Open the renewal task when its day has come; False when the contract was closed meanwhile."""
    contract = CourierContract.objects.select_related("courier").filter(pk=contract_id, is_ended=False).first()
    if contract is None:
        return False
    subject = contract_subject(contract)
    zone = shop_zone(shop_by_id(contract.shop_id).timezone)
    with transaction.atomic():
        open_task(
            RENEWAL,
            shop_id=contract.shop_id,
            subject=subject,
            position="shop_manager",
            due_at=local_moment(contract.ends_on, time(18), zone),
            data={"courier": contract.courier.code, "number": contract.number, "ends_on": contract.ends_on.isoformat()},
        )
        record(
            system_actor(Origin.JOB),
            "courier.contract_ends",
            shop_id=contract.shop_id,
            subject=subject_of(contract.courier),
            data={"number": contract.number, "ends_on": contract.ends_on.isoformat()},
        )
    return True


def reminder_at(contract: CourierContract) -> datetime:
    """Nine in the morning, shop time, so many days before the end."""
    zone = shop_zone(shop_by_id(contract.shop_id).timezone)
    return local_moment(contract.ends_on - timedelta(days=contract.remind_days), _REMIND_AT, zone)


def contract_by_id(shop_id: int, contract_id: int) -> CourierContract:
    """One contract of a shop; NotFound otherwise."""
    found = CourierContract.objects.select_related("courier").filter(shop_id=shop_id, pk=contract_id).first()
    if found is None:
        raise NotFound("couriers.no_contract", _("There is no such contract."))
    return found


def _prices(courier_id: int, version: str) -> PriceList | None:
    if not version.strip():
        return None
    found = PriceList.objects.filter(courier_id=courier_id, version=version.strip()).first()
    if found is None:
        raise BadFact(_("The courier has no price list “%(version)s”."), version=version)
    return found


def attach_paper(*, actor: Actor, shop_id: int, contract_id: int, name: str, data: bytes) -> Document:
    """Keep the signed paper of a contract: PDF, PNG or JPEG up to 10 MB. BadFact for anything else."""
    require(actor, MANAGE_COURIERS, shop_id)
    ending = next((ending for start, ending in _PAPER_STARTS.items() if data.startswith(start)), "")
    if not ending or len(data) > _MOST_PAPER_BYTES:
        raise BadFact(_("The paper is a PDF, PNG or JPEG of at most 10 MB."))
    contract = contract_by_id(shop_id, contract_id)
    path = files_folder("contracts", str(shop_id)) / f"{contract.pk}.{ending}"
    path.write_bytes(data)
    with transaction.atomic():
        document = archive_document(
            shop_id=shop_id,
            kind="courier_contract",
            number=contract.number[:40],
            subject=contract_subject(contract),
            part=1,
            path=path,
            pages=0,
            items=1,
            sha256=hashlib.sha256(data).hexdigest(),
        )
        CourierContract.objects.filter(pk=contract.pk).update(document_id=document.pk)
        record(
            actor,
            "courier.contract_paper",
            shop_id=shop_id,
            subject=subject_of(contract.courier),
            data={"number": contract.number, "file": name[:80], "sha256": document.sha256},
        )
    return document


def paper_of(shop_id: int, contract_id: int) -> Path:
    """Where the signed paper of a contract lies; NotFound when there is none."""
    contract = contract_by_id(shop_id, contract_id)
    found = documents_of(contract_subject(contract), "courier_contract")
    path = absolute(found[0]) if found else None
    if path is None or not path.is_file():
        raise NotFound("couriers.no_paper", _("There is no signed paper of this contract."))
    return path
