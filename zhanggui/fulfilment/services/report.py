"""The daily report: opened with the first batch, signed by the keeper, confirmed by the manager (FUL-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date

from django.db import transaction

from zhanggui.fulfilment.errors import NotOpen, SamePerson
from zhanggui.fulfilment.lifecycle import REPORT
from zhanggui.fulfilment.models import DailyReport
from zhanggui.fulfilment.queries.report import compute_figures, daily_report, frozen, not_shipped_rows
from zhanggui.fulfilment.values import CONFIRM_REPORT, SIGN_REPORT, NotShippedRow, ReportFigures
from zhanggui.kernel.clock import now
from zhanggui.kernel.lifecycle import move
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject
from zhanggui.people.services import settle_routine

# Routines whose work is done here: nobody ticks them a second time (TSK-02).
_SIGNING = "keeper-report"
_CONFIRMING = "supervisor-report"


def open_report(shop_id: int, day: date) -> DailyReport:
    """The day's report row, created when missing."""
    report, _created = DailyReport.objects.get_or_create(shop_id=shop_id, day=day)
    return report


def report_subject(report: DailyReport) -> Subject:
    """The report as the timeline knows it."""
    return Subject("daily_report", report.pk, report.day.isoformat())


def sign_report(
    *,
    actor: Actor,
    shop_id: int,
    day: date,
    shortage_note: str = "",
    damage_note: str = "",
    reasons: Mapping[str, str] | None = None,
) -> ReportFigures:
    """The keeper signs what the day came to; from here on figures and reasons stay as they are (FUL-08).

    `reasons` says by parcel number why one has not left, where that is more than it tells itself.
    Errors: signed already, a reason for a parcel that is not among the open ones of the day.
    """
    require(actor, SIGN_REPORT, shop_id)
    with transaction.atomic():
        report = _locked(shop_id, day)
        figures = compute_figures(shop_id, day)
        rows = _with_reasons(not_shipped_rows(shop_id, day), reasons or {})
        move(
            report,
            REPORT,
            "sign",
            actor=actor,
            subject=report_subject(report),
            data={"shipped": figures.shipped, "open": dict(figures.open)},
            figures=frozen(figures),
            open_reasons=dict(figures.open),
            not_shipped=[astuple(row) for row in rows],
            shortage_note=shortage_note.strip(),
            damage_note=damage_note.strip(),
            signed_by_id=actor.user_id,
            signed_by=actor.name,
            signed_at=now(),
        )
        settle_routine(actor=actor, shop_id=shop_id, code=_SIGNING, period=day.isoformat())
    return daily_report(shop_id, day)


def _with_reasons(rows: Sequence[NotShippedRow], reasons: Mapping[str, str]) -> list[NotShippedRow]:
    written = {number.strip().upper(): reason.strip() for number, reason in reasons.items() if reason.strip()}
    unknown = set(written) - {row.parcel_number for row in rows}
    if unknown:
        raise NotOpen(min(unknown))
    return [replace(row, reason=written.get(row.parcel_number, row.reason)) for row in rows]


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
        settle_routine(actor=actor, shop_id=shop_id, code=_CONFIRMING)
    return daily_report(shop_id, day)


def _locked(shop_id: int, day: date) -> DailyReport:
    open_report(shop_id, day)
    return DailyReport.objects.select_for_update().get(shop_id=shop_id, day=day)
