"""The daily report as a file: a workbook for the office, a PDF for the folder (FUL-09)."""

import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhanggui.couriers.queries import courier_label
from zhanggui.fulfilment.papers.render import render_daily_report
from zhanggui.fulfilment.queries.report import daily_report, not_shipped_rows, reason_label, state_words
from zhanggui.fulfilment.services.paper_values import PAPER_LANGUAGE, report_paper, stamp_of
from zhanggui.fulfilment.values import VIEW_REPORT, ReportFigures, RequestKind
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor
from zhanggui.shops.queries import settings_of, shop_by_id


def export_report(*, actor: Actor, shop_id: int, day: date, out: Path) -> Path:
    """Write the day's report to `out`, as `.xlsx` or `.pdf` by its ending."""
    require(actor, VIEW_REPORT, shop_id)
    make = {".xlsx": _workbook, ".pdf": _pdf}.get(out.suffix.lower())
    if make is None:
        raise InvalidInput("fulfilment.report_format", _("Name a file that ends in .xlsx or .pdf."), file=str(out))
    unfinished = out.with_name(f".{os.getpid()}-{out.name}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with override(PAPER_LANGUAGE):
            make(shop_id, day, unfinished)
        unfinished.replace(out)
    except OSError as wrong:
        raise InvalidInput(
            "fulfilment.cannot_write", _("%(file)s cannot be written: %(why)s."), file=str(out), why=wrong.strerror
        ) from wrong
    return out


def _pdf(shop_id: int, day: date, target: Path) -> None:
    stamp = stamp_of(settings_of(shop_id)["stamp_path"])
    with TemporaryDirectory(dir=target.parent) as folder:
        rendered = render_daily_report(report_paper(shop_id, day), Path(folder), stamp=stamp)
        rendered.path.replace(target)


def _workbook(shop_id: int, day: date, target: Path) -> None:
    figures = daily_report(shop_id, day)
    shop = shop_by_id(shop_id)
    with xlsxwriter.Workbook(str(target)) as book:
        strong = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(_("Daily report"))
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 24)
        for number, (name, value) in enumerate(_figure_rows(figures, shop.name, shop.currency)):
            sheet.write_string(number, 0, name, strong)
            if isinstance(value, str):
                sheet.write_string(number, 1, value)
            else:
                sheet.write_number(number, 1, value, money if isinstance(value, float) else None)
        late = book.add_worksheet(_("Not shipped"))
        late.set_column(0, 2, 26)
        heads = (_("Order"), _("Parcel"), _("Reason"))
        for column, head in enumerate(heads):
            late.write_string(0, column, head, strong)
        for number, row in enumerate(not_shipped_rows(shop_id, day), start=1):
            words = f"{state_words(row.state)} {row.reason}".strip()
            for column, text in enumerate((row.order_number, row.parcel_number, words)):
                late.write_string(number, column, text)


def _figure_rows(figures: ReportFigures, shop_name: str, currency: str) -> list[tuple[str, str | int | float]]:
    rows: list[tuple[str, str | int | float]] = [
        (_("Shop"), shop_name),
        (_("Date"), figures.day.isoformat()),
        (_("Batches"), " ".join(figures.batches)),
        (_("Orders in"), figures.orders_in),
        (_("Lines"), figures.lines),
        (_("Pieces"), figures.pieces),
        (f"{_('Amount')} {currency}", float(figures.amount)),
        (_("Parcels"), figures.parcels),
        (_("Shipped"), figures.shipped),
    ]
    rows += [(f"{_('Courier')} {courier_label(code)}", count) for code, count in figures.couriers.items()]
    rows += [(f"{_('Special request')} {RequestKind(code).label}", count) for code, count in figures.requests.items()]
    rows += [(f"{_('Still open')} {reason_label(code)}", count) for code, count in figures.open.items()]
    return [
        *rows,
        (_("Shortage"), figures.shortage),
        (_("Damage"), figures.damage),
        (_("Signed by"), figures.signed_by),
        (_("Confirmed by"), figures.confirmed_by),
    ]
