"""Exports that needed an approval, as their pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.clock import now
from zhanggui.kernel.values import Actor
from zhanggui.orders.models import OrderExport
from zhanggui.orders.queries.columns import COLUMNS
from zhanggui.orders.queries.filters import OrderFilters, filters_as_json, filters_of_json
from zhanggui.orders.values import ExportState

_COLUMNS = "columns"


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


def asked_as_json(filters: OrderFilters, columns: Sequence[str]) -> dict[str, Any]:
    """What was asked for, as an export keeps it: the conditions, and the columns unless they are the usual ones."""
    return filters_as_json(filters) | ({_COLUMNS: list(columns)} if columns else {})


def asked_of_json(stored: Mapping[str, Any]) -> tuple[OrderFilters, tuple[str, ...]]:
    """Conditions and columns of `asked_as_json`; no columns means the usual ones."""
    filters = filters_of_json({name: value for name, value in stored.items() if name != _COLUMNS})
    return filters, tuple(stored.get(_COLUMNS, ()))


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
                (_("Columns"), _column_words(row.query.get(_COLUMNS, ()))),
                (_("Conditions"), ", ".join(_conditions(row.query)) or _("all orders")),
            ],
        )
        for row in OrderExport.objects.filter(pk__in=list(ids))
    }


_SHOWN = frozenset({"state", "step", "hold", "channel", "flag", "courier", "refund_state"})


def _column_words(columns: Sequence[str]) -> str:
    """The columns in the words of the list; one that the list does not offer by its name."""
    words = {name: str(column.label) for column in COLUMNS.values() for name in column.export}
    return ", ".join(words.get(name, name) for name in columns) or _("the usual ones")


def _conditions(query: dict[str, Any]) -> list[str]:
    return [
        f"{name}={str(value)[:19] if name in _SHOWN or name.endswith(('_from', '_to')) else '…'}"
        for name, value in query.items()
        if name not in ("sort", _COLUMNS)
    ]
