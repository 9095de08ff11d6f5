"""The daily report: opened with the first batch, signed by the keeper, confirmed by the manager (FUL-08)."""

from datetime import date

from django.db import transaction

from zhanggui.fulfilment.errors import SamePerson
from zhanggui.fulfilment.lifecycle import REPORT
from zhanggui.fulfilment.models import DailyReport
from zhanggui.fulfilment.queries.report import compute_figures, daily_report, frozen
from zhanggui.fulfilment.values import CONFIRM_REPORT, SIGN_REPORT, ReportFigures
from zhanggui.kernel.clock import now
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject


def open_report(shop_id: int, day: date) -> DailyReport:
    """The day's report row, created when missing."""
    report, _created = DailyReport.objects.get_or_create(shop_id=shop_id, day=day)
    return report


def report_subject(report: DailyReport) -> Subject:
    """The report as the timeline knows it."""
    return Subject("daily_report", report.pk, report.day.isoformat())


def sign_report(
    *, actor: Actor, shop_id: int, day: date, shortage_note: str = "", damage_note: str = ""
) -> ReportFigures:
    """The keeper signs what the day came to; from here on the figures stay as they are.

    Conflict when it is signed already.
    """
    require(actor, SIGN_REPORT, shop_id)
    with transaction.atomic():
        report = _locked(shop_id, day)
        figures = compute_figures(shop_id, day)
        move(
            report,
            REPORT,
            "sign",
            actor=actor,
            subject=report_subject(report),
            data={"shipped": figures.shipped, "open": dict(figures.open)},
            figures=frozen(figures),
            open_reasons=dict(figures.open),
            shortage_note=shortage_note.strip(),
            damage_note=damage_note.strip(),
            signed_by_id=actor.user_id,
            signed_by=actor.name,
            signed_at=now(),
        )
    return daily_report(shop_id, day)


def confirm_report(*, actor: Actor, shop_id: int, day: date) -> ReportFigures:
    """The manager confirms the receipt of a signed report.

    SamePerson when the signer confirms too; Conflict when it is not signed or confirmed already.
    """
    require(actor, CONFIRM_REPORT, shop_id)
    with transaction.atomic():
        report = _locked(shop_id, day)
        if (
            report.signed_at
            and not actor.is_system
            and (report.signed_by_id, report.signed_by)
            == (
                actor.user_id,
                actor.name,
            )
        ):
            raise SamePerson(actor.name)
        move(
            report,
            REPORT,
            "confirm",
            actor=actor,
            subject=report_subject(report),
            confirmed_by_id=actor.user_id,
            confirmed_by=actor.name,
            confirmed_at=now(),
        )
    return daily_report(shop_id, day)


def _locked(shop_id: int, day: date) -> DailyReport:
    open_report(shop_id, day)
    return DailyReport.objects.select_for_update().get(shop_id=shop_id, day=day)
