"""Exports that needed an approval, as their pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import OrderExport
from zhanggui.orders.values import ExportState


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One export of a person."""

    id: int
    shop_id: int
    state: str
    file_format: str
    is_clear: bool
    row_count: int
    created_at: datetime
    expires_at: datetime | None
    run_id: int | None
    approval_id: int | None
    answer: str


def exports_of(actor: Actor, *, limit: int = 30) -> list[ExportRow]:
    """What the person asked for, newest first. Two statements."""
    return _rows(list(OrderExport.objects.filter(actor_id=actor.user_id).order_by("-pk")[:limit]))


def export_row(actor: Actor, export_id: int) -> ExportRow | None:
    """One export of the person's own."""
    found = OrderExport.objects.filter(pk=export_id)
    rows = _rows(list(found if actor.is_system else found.filter(actor_id=actor.user_id)))
    return rows[0] if rows else None


def _rows(found: Sequence[OrderExport]) -> list[ExportRow]:
    asked = Approval.objects.filter(kind="order_export", subject_id__in=[row.pk for row in found])
    approvals = {row.subject_id: row for row in asked}
    moment = now()
    rows = []
    for row in found:
        approval = approvals.get(row.pk)
        is_over = row.state == ExportState.READY and row.expires_at is not None and row.expires_at <= moment
        rows.append(
            ExportRow(
                row.pk,
                row.shop_id,
                ExportState.EXPIRED.value if is_over else row.state,
                row.file_format,
                row.is_clear,
                row.row_count,
                row.created_at,
                row.expires_at,
                row.run_id,
                approval.pk if approval else None,
                approval.answer if approval else "",
            )
        )
    return rows


def export_facts(ids: Sequence[int]) -> dict[int, tuple[str, list[tuple[Any, Any]]]]:
    """What an approver reads of exports: a title and the facts. Conditions are named, never a buyer's data."""
    return {
        row.pk: (
            ngettext("%(count)d order as a file", "%(count)d orders as a file", row.row_count)
            % {"count": row.row_count},
            [
                (_("Rows"), row.row_count),
                (_("Format"), row.file_format),
                (_("Contact data"), _("in the clear") if row.is_clear else _("masked")),
                (_("Conditions"), ", ".join(_conditions(row.query)) or _("all orders")),
            ],
        )
        for row in OrderExport.objects.filter(pk__in=list(ids))
    }


_SHOWN = frozenset({"state", "step", "hold", "channel", "flag", "courier", "refund_state"})


def _conditions(query: dict[str, Any]) -> list[str]:
    return [
        f"{name}={str(value)[:19] if name in _SHOWN or name.endswith(('_from', '_to')) else '…'}"
        for name, value in query.items()
        if name != "sort"
    ]
