"""Turns rows into what papers print: the shop's words and zone, masked where the parcel need not know."""

from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.papers.values import (
    Contact,
    Copy,
    Count,
    DailyReportPaper,
    Label,
    LabelSize,
    NotShipped,
    Offset,
    Signature,
    Slip,
    SlipLine,
    SpecialRequest,
    StockLoss,
)
from zhanggui.fulfilment.queries.papers import PaperRow
from zhanggui.fulfilment.queries.report import (
    OPEN_PARCELS,
    courier_label,
    daily_report,
    not_shipped_rows,
    planned_couriers,
    reason_label,
    request_rows,
    state_words,
)
from zhanggui.fulfilment.rules.masks import masked_phone
from zhanggui.fulfilment.values import NotShippedRow, ParcelState, ReportFigures
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.shops.queries import sender_of, settings_of, shop_by_id
from zhanggui.shops.values import LABEL_SIZES

PAPER_LANGUAGE = "zh-hans"
_MOST_REQUESTS = 1000


class PaperMaker:
    """Makes the papers of one batch; shop, sender and settings are read once."""

    def __init__(self, batch: Batch, copy: Copy | None = None) -> None:
        self.batch = batch
        self.copy = copy
        self.shop = shop_by_id(batch.shop_id)
        self.settings = settings_of(batch.shop_id)
        self.printed_at = now().astimezone(shop_zone(self.shop.timezone))

    @cached_property
    def sender(self) -> Contact:
        """The shop as sender."""
        sender = sender_of(self.batch.shop_id)
        return Contact(sender.name, sender.phone, sender.address)

    @cached_property
    def stamp(self) -> bytes | None:
        """The shop's seal as PNG, if it has set one."""
        return stamp_of(self.settings["stamp_path"])

    @cached_property
    def label_size(self) -> LabelSize:
        """The label stock of the shop."""
        return LabelSize(LABEL_SIZES[self.settings["label_size"]])

    @cached_property
    def label_offset(self) -> Offset:
        """How far the shop's printer is off."""
        return Offset(self.settings["label_offset_x_mm"], self.settings["label_offset_y_mm"])

    @property
    def report_number(self) -> str:
        """The number of the day's report."""
        return report_number(self.batch.day)

    def slip(self, row: PaperRow) -> Slip:
        """The outbound slip of a parcel; the phone is masked when the shop masks contacts."""
        parcel, receiver = row.parcel, row.receiver
        phone = masked_phone(receiver.phone) if self.settings["is_contact_masked"] else receiver.phone
        return Slip(
            number=parcel.slip_number,
            parcel_number=parcel.number,
            batch_number=self.batch.number,
            position=parcel.position,
            positions=self.batch.parcel_count,
            shop_name=self.shop.name,
            courier=courier_label(parcel.courier) or receiver.wish,
            receiver=Contact(receiver.name, phone, receiver.address),
            lines=tuple(
                SlipLine(line.place, line.sku_code, line.title, line.attributes, line.quantity) for line in row.lines
            ),
            printed_at=self.printed_at,
            order_numbers=(parcel.order_number,),
            buyer_note=receiver.buyer_note,
            copy=self.copy,
        )

    def label(self, row: PaperRow) -> Label:
        """The parcel's own label, with the contact in full: the parcel needs it."""
        parcel, receiver = row.parcel, row.receiver
        return Label(
            parcel_number=parcel.number,
            batch_number=self.batch.number,
            position=parcel.position,
            positions=self.batch.parcel_count,
            courier=courier_label(parcel.courier) or receiver.wish,
            sender=self.sender,
            receiver=Contact(receiver.name, receiver.phone, receiver.address),
            goods="；".join(
                " ".join(part for part in (line.title, line.attributes, f"×{line.quantity}") if part)
                for line in row.lines
            ),
            printed_at=self.printed_at,
            remark=receiver.buyer_note,
            copy=self.copy,
        )

    def daily_report(self) -> DailyReportPaper:
        """The report as it is handed over with the batch: couriers as asked for, what was pulled out, nothing packed yet."""
        with override(PAPER_LANGUAGE):
            paper = report_paper(self.batch.shop_id, self.batch.day, states=[ParcelState.PULLED.value])
            planned = planned_couriers(self.batch.shop_id, self.batch.day)
        couriers = tuple(Count(name, count) for name, count in planned.items())
        return replace(paper, printed_at=self.printed_at, copy=self.copy, couriers=couriers)


def report_number(day: date) -> str:
    """`R20261121`: a shop has one report a day."""
    return f"R{day:%Y%m%d}"


def stamp_of(path: str) -> bytes | None:
    """The seal's picture from the home's files, None when the shop has none."""
    file = Path(settings.MEDIA_ROOT) / path
    return file.read_bytes() if path and file.is_file() else None


def report_paper(shop_id: int, day: date, *, states: list[str] | None = None) -> DailyReportPaper:
    """The daily report for paper; `states` says which parcels to list as not shipped (default all)."""
    figures = daily_report(shop_id, day)
    shop = shop_by_id(shop_id)
    zone = shop_zone(shop.timezone)
    wanted = OPEN_PARCELS if states is None else states
    return DailyReportPaper(
        number=report_number(day),
        shop_name=shop.name,
        day=day,
        batch_numbers=figures.batches,
        printed_at=now().astimezone(zone),
        orders_in=figures.orders_in,
        lines=figures.lines,
        pieces=figures.pieces,
        parcels=figures.parcels,
        amount=figures.amount,
        currency=shop.currency,
        shipped=figures.shipped,
        couriers=tuple(Count(courier_label(code), count) for code, count in figures.couriers.items()),
        requests=_requests(shop_id, day),
        not_shipped=tuple(
            NotShipped(row.order_number, row.parcel_number, _why(row)) for row in not_shipped_rows(shop_id, day, wanted)
        ),
        shortages=_loss(figures.shortage),
        damages=_loss(figures.damage),
        open_reasons=tuple(Count(reason_label(code), count) for code, count in figures.open.items()),
        signatures=_signatures(figures, zone),
    )


def _requests(shop_id: int, day: date) -> tuple[SpecialRequest, ...]:
    rows = request_rows(shop_id, day)
    shown = [SpecialRequest(str(row.kind.label), row.order_number, row.text) for row in rows[:_MOST_REQUESTS]]
    if len(rows) > _MOST_REQUESTS:
        more = _("%(count)s more on the slips") % {"count": len(rows) - _MOST_REQUESTS}
        shown.append(SpecialRequest("…", "", more))
    return tuple(shown)


def _why(row: NotShippedRow) -> str:
    words = state_words(row.state)
    return f"{words}：{row.reason}" if row.reason else words


def _loss(note: str) -> tuple[StockLoss, ...]:
    return tuple(StockLoss("", "", line, 0) for line in note.splitlines() if line.strip())


def _signatures(figures: ReportFigures, zone: ZoneInfo) -> tuple[Signature, ...]:
    return (
        Signature(
            _("Warehouse keeper"), figures.signed_by, figures.signed_at.astimezone(zone) if figures.signed_at else None
        ),
        Signature(
            _("Shop manager"),
            figures.confirmed_by,
            figures.confirmed_at.astimezone(zone) if figures.confirmed_at else None,
        ),
    )
