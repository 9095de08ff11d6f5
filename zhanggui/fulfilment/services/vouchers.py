"""Proof that parcels left: label copies, the couriers' lists with their signature, and their time (FUL-17)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import OTHER, courier_code, courier_label
from zhanggui.fulfilment.errors import VoucherNotFound
from zhanggui.fulfilment.models import Batch, CourierList, Parcel, Voucher
from zhanggui.fulfilment.papers.courier_lists import page_of
from zhanggui.fulfilment.papers.render import render_courier_list
from zhanggui.fulfilment.papers.values import CollectedParcel, CourierListPaper
from zhanggui.fulfilment.queries.vouchers import collected_parcels
from zhanggui.fulfilment.values import SHIP_PARCELS, VoucherKind
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.documents.archive import absolute, archive_document, files_folder
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.documents.rendering.engine import Rendered
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.events.record import record
from zhanggui.kernel.numbering import take_numbers
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.kernel.weights import weight_text
from zhanggui.shops.queries import settings_of, shop_by_id

_BATCH_ROWS = 2_000
_MOST_FILES = 500


def keep_label_vouchers(batch: Batch, parcels: Sequence[Parcel], documents: Sequence[Document]) -> None:
    """Keep on which page of which file each parcel's label stands, in the caller's transaction; a label is one page."""
    pages = [(document.pk, page) for document in documents for page in range(1, document.pages + 1)]
    moment = now()
    Voucher.objects.bulk_create(
        [
            Voucher(
                shop_id=batch.shop_id,
                kind=VoucherKind.LABEL,
                parcel_id=parcel.pk,
                document_id=document_id,
                page=page,
                day=batch.day,
                made_at=moment,
            )
            for parcel, (document_id, page) in zip(parcels, pages, strict=True)
        ],
        ignore_conflicts=True,
        batch_size=_BATCH_ROWS,
    )


def make_courier_list(*, actor: Actor, shop_id: int, courier: str, day: date) -> CourierList:
    """Print the list of a courier's parcels of a day that stand on no list yet, and keep it (FUL-17).

    `courier` is a code or a name. Conflict when there is none: every parcel is listed once.
    """
    require(actor, SHIP_PARCELS, shop_id)
    code = courier_code(courier)
    with transaction.atomic():
        # The series' row lock keeps a second list of the shop from taking the same parcels.
        number = f"J{day:%Y%m%d}-{take_numbers(shop_id, 'courier_list', f'{day:%Y%m%d}').start}"
        parcels = collected_parcels(shop_id, courier=courier if code == OTHER else code, day=day)
        if not parcels:
            raise Conflict(
                "fulfilment.nothing_to_list",
                _("No parcel of %(courier)s left on that day that is on no list yet."),
                courier=courier_label(code) if code != OTHER else courier,
            )
        made = _make(actor, shop_id, parcels, day, number)
        record(
            actor,
            "courier_list.made",
            shop_id=shop_id,
            subject=Subject("courier_list", made.pk, number),
            data={"courier": made.courier, "parcels": made.parcel_count, "day": day.isoformat()},
        )
    return made


def sign_courier_list(
    *, actor: Actor, shop_id: int, number: str, collector: str, count: int, note: str = ""
) -> CourierList:
    """Write down who collected the parcels and how many that person counted (FUL-17).

    Errors: unknown list, signed already, no name, a count that differs without a word why.
    """
    require(actor, SHIP_PARCELS, shop_id)
    collector, note = collector.strip(), note.strip()
    if not collector or len(collector) > 60:
        raise InvalidInput("fulfilment.no_collector", _("Write the name of the person who collected the parcels."))
    with transaction.atomic():
        made = CourierList.objects.select_for_update().filter(shop_id=shop_id, number=number).first()
        if made is None:
            raise VoucherNotFound
        if made.signed_at is not None:
            raise Conflict("fulfilment.list_signed", _("List %(number)s is signed already."), number=number)
        if count != made.parcel_count and not note:
            raise Conflict(
                "fulfilment.list_count",
                _("The list says %(listed)s parcels, counted were %(counted)s. Count again, or write down why."),
                listed=made.parcel_count,
                counted=count,
            )
        made.collector, made.signed_count, made.note = collector, max(0, count), note
        made.signed_at, made.witnessed_by = now(), actor.name
        made.save(update_fields=["collector", "signed_count", "note", "signed_at", "witnessed_by"])
        record(
            actor,
            "courier_list.signed",
            shop_id=shop_id,
            subject=Subject("courier_list", made.pk, number),
            reason=note,
            data={"count": count, "listed": made.parcel_count},
            personal={"collector": collector},
        )
    return made


def remove_expired_vouchers(actor: Actor, shop_id: int, *, today: date) -> int:
    """Remove vouchers whose time is over, with the files that no other voucher needs; returns how many.

    The time is the shop's setting, counted from the day of the voucher. Rows of documents stay, with
    number and hash, and the timeline says what went.
    """
    first_kept = _years_before(today, settings_of(shop_id)["voucher_years"])
    removed = 0
    with transaction.atomic():
        expired = Voucher.objects.filter(shop_id=shop_id, day__lt=first_kept)
        documents = list(expired.values_list("document_id", flat=True).distinct()[:_MOST_FILES])
        if not documents:
            return 0
        gone = expired.filter(document_id__in=documents)
        removed = gone.delete()[0]
        CourierList.objects.filter(shop_id=shop_id, document_id__in=documents, vouchers=None).delete()
        needed = set(Voucher.objects.filter(document_id__in=documents).values_list("document_id", flat=True))
        free = list(Document.objects.filter(pk__in=set(documents) - needed))
        record(
            actor,
            "vouchers.expired",
            shop_id=shop_id,
            subject=Subject("shop", shop_id),
            data={"vouchers": removed, "files": len(free), "before": first_kept.isoformat()},
        )
    # Files go last: a transaction that fails must not have lost them.
    for document in free:
        absolute(document).unlink(missing_ok=True)
    return removed


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _make(actor: Actor, shop_id: int, parcels: Sequence[Parcel], day: date, number: str) -> CourierList:
    moment = now()
    file = _print(actor, shop_id, parcels, day, number, moment)
    made = CourierList.objects.create(
        shop_id=shop_id,
        number=number,
        day=day,
        courier=parcels[0].courier,
        parcel_count=len(parcels),
        document_id=0,
        made_at=moment,
        made_by=actor.name,
    )
    document = archive_document(
        shop_id=shop_id,
        kind="courier_list",
        number=number,
        subject=Subject("courier_list", made.pk, number),
        part=1,
        path=file.path,
        pages=file.pages,
        items=len(parcels),
        sha256=file.sha256,
    )
    CourierList.objects.filter(pk=made.pk).update(document_id=document.pk)
    made.document_id = document.pk
    _index(made, parcels)
    return made


def _print(actor: Actor, shop_id: int, parcels: Sequence[Parcel], day: date, number: str, moment: datetime) -> Rendered:
    shop = shop_by_id(shop_id)
    paper = CourierListPaper(
        number=number,
        shop_name=shop.name,
        courier=courier_label(parcels[0].courier),
        day=day,
        rows=tuple(
            CollectedParcel(each.number, each.waybill_no, each.order_number, weight_text(each.weight_g))
            for each in parcels
        ),
        made_by=actor.name,
        printed_at=moment.astimezone(shop_zone(shop.timezone)),
    )
    return render_courier_list(paper, files_folder("courier-lists", str(shop_id)), name=number)


def _index(made: CourierList, parcels: Sequence[Parcel]) -> None:
    """A voucher for each parcel, which names the page of the list on which it stands."""
    Voucher.objects.bulk_create(
        [
            Voucher(
                shop_id=made.shop_id,
                kind=VoucherKind.COURIER_LIST,
                parcel_id=parcel.pk,
                courier_list_id=made.pk,
                document_id=made.document_id,
                page=page_of(index),
                day=made.day,
                made_at=made.made_at,
            )
            for index, parcel in enumerate(parcels)
        ],
        batch_size=_BATCH_ROWS,
    )
