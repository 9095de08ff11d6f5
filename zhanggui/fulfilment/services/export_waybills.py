"""Numbers go back to the marketplace, in the form that its batch-ship page takes."""

import csv
import io
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import courier_label
from zhanggui.fulfilment.errors import UnknownExport
from zhanggui.fulfilment.models import Parcel
from zhanggui.fulfilment.queries.companions import orders_in
from zhanggui.fulfilment.services.notices import note_told
from zhanggui.fulfilment.values import SHIP_PARCELS, ParcelState, ToldHow, WaybillExport
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor

Row = tuple[str, str, str]
TAOBAO_HEADER = ("订单编号", "物流公司", "物流单号")
EXPORT_KINDS = ("taobao_batch",)
_EVENTS = """
SELECT shop_id, 'parcel', id, jsonb_build_object('waybill_no', waybill_no, 'form', %s::text)
FROM fulfilment_parcel WHERE id = ANY(%s)
"""


def export_waybills(*, actor: Actor, shop_id: int, out: Path, kind: str = "taobao_batch") -> WaybillExport:
    """Write the numbers that the marketplace does not know yet; mark them as posted back, their buyers as told.

    `.xlsx` gives a workbook, anything else a GBK table with ids as `="…"`, so that Excel keeps every
    digit. A second call finds nothing new and writes only the header. They are marked in the same
    transaction, after the file is written. Errors: unknown kind, a file that cannot be written.
    """
    require(actor, SHIP_PARCELS, shop_id)
    if kind not in EXPORT_KINDS:
        raise UnknownExport(kind, ", ".join(EXPORT_KINDS))
    with transaction.atomic():
        waiting = Parcel.objects.filter(shop_id=shop_id, state=ParcelState.SHIPPED, posted_back_at=None)
        parcels = list(waiting.order_by("pk").select_for_update())
        within = orders_in([parcel.pk for parcel in parcels])
        rows = [
            (number, courier_label(parcel.courier), parcel.waybill_no)
            for parcel in parcels
            for _order, number in within[parcel.pk]
        ]
        _write(out, rows)
        ids = [parcel.pk for parcel in parcels]
        Parcel.objects.filter(pk__in=ids).update(posted_back_at=now())
        if ids:
            record_set(actor, "parcel.posted_back", select=_EVENTS, params=[kind, ids])
            # The marketplace shows the number to the buyer and sends its own message.
            note_told(actor, ids, ToldHow.FILE)
    return WaybillExport(str(out), len(parcels))


def _write(out: Path, rows: Sequence[Row]) -> None:
    make: Callable[[Sequence[Row]], bytes] = _workbook if out.suffix.lower() == ".xlsx" else _table
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as stream:
            stream.write(make(rows))
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(out)
    except OSError as wrong:
        raise InvalidInput(
            "fulfilment.cannot_write", _("%(file)s cannot be written: %(why)s."), file=str(out), why=wrong.strerror
        ) from wrong


def _table(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(TAOBAO_HEADER)
    writer.writerows((f'="{order}"', courier, f'="{waybill}"') for order, courier, waybill in rows)
    # GB18030 is GBK for every character that GBK has, and still right for a rare one.
    return text.getvalue().encode("gb18030")


def _workbook(rows: Sequence[Row]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        as_text = book.add_format({"num_format": "@"})
        sheet.set_column(0, 2, 24, as_text)
        for number, row in enumerate((TAOBAO_HEADER, *rows)):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value, as_text)
    return target.getvalue()
