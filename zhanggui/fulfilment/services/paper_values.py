"""Turns rows into what papers print: the shop's words and zone, masked where the parcel need not know."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhanggui.couriers.queries import courier_label
from zhanggui.fulfilment.models import Batch, Invoice
from zhanggui.fulfilment.papers.values import (
    Contact,
    Copy,
    Count,
    DailyReportPaper,
    InvoiceSheet,
    Label,
    LabelSize,
    NotShipped,
    Offset,
    Signature,
    Slip,
    SlipLine,
    SpecialRequest,
    StockLoss,
    WaybillLabel,
)
from zhanggui.fulfilment.queries.batches import expected_papers
from zhanggui.fulfilment.queries.companions import orders_of_lines
from zhanggui.fulfilment.queries.invoices import invoices_of_batch
from zhanggui.fulfilment.queries.papers import PaperRow
from zhanggui.fulfilment.queries.report import (
    OPEN_PARCELS,
    daily_report,
    not_shipped_rows,
    planned_couriers,
    reason_label,
    request_rows,
    state_words,
)
from zhanggui.fulfilment.rules.masks import masked_phone
from zhanggui.fulfilment.services.slip_extras import SlipExtras
from zhanggui.fulfilment.services.waybill_labels import BatchRoutes, masked_receiver
from zhanggui.fulfilment.values import (
    InvoiceKind,
    InvoiceState,
    NotShippedRow,
    PaperKind,
    ParcelState,
    ReportFigures,
    RouteText,
)
from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.weights import weight_text
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

    @cached_property
    def extras(self) -> SlipExtras:
        """Accessories and packaging of the batch's goods."""
        return SlipExtras(self.batch, PAPER_LANGUAGE)

    @cached_property
    def invoices(self) -> dict[int, Invoice]:
        """Issued invoices of the batch by their own id."""
        return {invoice.pk: invoice for invoice in invoices_of_batch(self.batch, state=InvoiceState.ISSUED)}

    @cached_property
    def _invoices_in(self) -> dict[int, list[int]]:
        """Ids of the issued invoices of each parcel, one for every order in it that has one."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for invoice in self.invoices.values():
            found[invoice.parcel_id or 0].append(invoice.pk)
        return found

    @cached_property
    def _order_of_line(self) -> dict[int, int]:
        return orders_of_lines(self.batch.pk)

    @cached_property
    def expected(self) -> dict[str, int]:
        """How many of each paper there will be, for the progress."""
        return expected_papers(self.batch) | {PaperKind.INVOICE.value: len(self.invoices)}

    @staticmethod
    def _slip_lines(row: PaperRow) -> tuple[SlipLine, ...]:
        return tuple(
            SlipLine(line.place, line.sku_code, line.title, line.attributes, line.quantity) for line in row.lines
        )

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
            lines=self._slip_lines(row),
            printed_at=self.printed_at,
            order_numbers=(parcel.order_number, *row.others),
            buyer_note=receiver.buyer_note,
            requests=row.requests,
            extras=self.extras.extras(row.lines),
            packing=self.extras.packing(row.lines),
            copy=self.copy,
        )

    def invoice_rows(self, row: PaperRow) -> Sequence[PaperRow]:
        """A row for each issued invoice that goes with the parcel, with the goods of its order alone (ORD-17)."""
        return [self._invoice_row(row, invoice_id) for invoice_id in self._invoices_in.get(row.parcel.pk, ())]

    def _invoice_row(self, row: PaperRow, invoice_id: int) -> PaperRow:
        order_id = self.invoices[invoice_id].order_id
        mine = (line for line in row.lines if self._order_of_line.get(line.line_id, order_id) == order_id)
        return replace(row, lines=tuple(mine), invoice_id=invoice_id)

    def invoice(self, row: PaperRow) -> InvoiceSheet:
        """The sheet that goes with a parcel and names one of its invoices."""
        parcel, invoice = row.parcel, self.invoices[row.invoice_id]
        zone = self.printed_at.tzinfo
        with override(PAPER_LANGUAGE):
            kind = str(InvoiceKind(invoice.kind).label)
        return InvoiceSheet(
            number=invoice.number,
            kind=kind,
            title=invoice.title,
            tax_no=invoice.tax_no,
            amount=invoice.amount,
            currency=self.shop.currency,
            order_number=invoice.order_number,
            parcel_number=parcel.number,
            batch_number=self.batch.number,
            position=parcel.position,
            positions=self.batch.parcel_count,
            shop_name=self.shop.name,
            lines=self._slip_lines(row),
            issued_on=f"{invoice.issued_at.astimezone(zone):%Y-%m-%d}" if invoice.issued_at else "",
            printed_at=self.printed_at,
            email=invoice.email,
            copy=self.copy,
        )

    @cached_property
    def routes(self) -> BatchRoutes:
        """Marks of the parcels whose number comes from their courier's file."""
        return BatchRoutes(self.batch)

    def label(self, row: PaperRow) -> Label | WaybillLabel:
        """The courier's waybill where the courier's file gave the number, else our own label with the contact in full."""
        parcel, receiver = row.parcel, row.receiver
        route = self.routes.of(parcel.pk)
        if route is not None:
            return self._waybill(row, route)
        return Label(
            parcel_number=parcel.number,
            batch_number=self.batch.number,
            position=parcel.position,
            positions=self.batch.parcel_count,
            courier=courier_label(parcel.courier) or receiver.wish,
            sender=self.sender,
            receiver=Contact(receiver.name, receiver.phone, receiver.address),
            goods=_goods(row),
            printed_at=self.printed_at,
            remark=_asked_for(row),
            copy=self.copy,
        )

    def _waybill(self, row: PaperRow, route: RouteText) -> WaybillLabel:
        parcel = row.parcel
        return WaybillLabel(
            courier=courier_label(parcel.courier),
            waybill_no=parcel.waybill_no,
            route_code=route.code,
            consolidation=route.consolidation,
            parcel_number=parcel.number,
            order_number=parcel.order_number,
            batch_number=self.batch.number,
            position=parcel.position,
            positions=self.batch.parcel_count,
            sender=self.sender,
            receiver=masked_receiver(row.receiver),
            goods="；".join(part for part in (row.requests, _goods(row)) if part),
            pieces=sum(line.quantity for line in row.lines),
            weight=weight_text(parcel.weight_g),
            printed_at=self.printed_at,
            copy=self.copy,
        )

    def daily_report(self) -> DailyReportPaper:
        """The report as it is handed over with the batch: couriers as asked for, what was pulled out, nothing packed yet."""
        with override(PAPER_LANGUAGE):
            paper = report_paper(self.batch.shop_id, self.batch.day, states=[ParcelState.PULLED.value])
            planned = planned_couriers(self.batch.shop_id, self.batch.day)
        couriers = tuple(Count(name, count) for name, count in planned.items())
        return replace(paper, printed_at=self.printed_at, copy=self.copy, couriers=couriers)


def _goods(row: PaperRow) -> str:
    """What is in the parcel, on one line."""
    return "；".join(
        " ".join(part for part in (line.title, line.attributes, f"×{line.quantity}") if part) for line in row.lines
    )


def _asked_for(row: PaperRow) -> str:
    """What must be heeded: requests as they were recorded and read, then the buyer's own words (ORD-22)."""
    return "；".join(part for part in (row.requests, row.receiver.buyer_note) if part)


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
