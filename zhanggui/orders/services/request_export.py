"""Exports that a second person must approve: asked, decided, written, fetched, expired (ORD-16)."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.approvals.models import Approval, ApprovalState
from zhanggui.kernel.approvals.verbs import ApprovalDecided, ApprovalNotFound, ask_approval
from zhanggui.kernel.clock import now
from zhanggui.kernel.documents.archive import files_folder
from zhanggui.kernel.errors import Conflict, InvalidInput, NotFound
from zhanggui.kernel.events.record import record
from zhanggui.kernel.jobs.progress import Progress, start_run
from zhanggui.kernel.jobs.queue import enqueue
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Origin, Subject
from zhanggui.orders.errors import UnknownChoice
from zhanggui.orders.models import OrderExport
from zhanggui.orders.queries.exports import asked_as_json, asked_of_json
from zhanggui.orders.queries.filters import OrderFilters
from zhanggui.orders.queries.keys import count_orders
from zhanggui.orders.services.export_orders import FORMATS, XLSX_ROWS, check_columns, write_orders
from zhanggui.orders.values import EXPORT_ORDERS, REVEAL_CONTACT, VIEW_ORDERS, ExportState
from zhanggui.shops.queries import settings_of

APPROVAL_KIND = "order_export"
BUILD_JOB = "orders.build_export"
KEPT_FOR = timedelta(hours=24)


class ExportNotFound(NotFound):
    """There is no such export among the person's own."""

    def __init__(self) -> None:
        super().__init__("orders.export_not_found", _("There is no such export among yours."))


class ExportNotReady(Conflict):
    """The file is not there: not approved, still being written, or expired."""

    def __init__(self, state: str) -> None:
        super().__init__(
            "orders.export_not_ready",
            _("This file cannot be fetched: %(state)s. Ask for a new one when you still need it."),
            state=str(ExportState(state).label),
        )


def export_obstacles(actor: Actor, shops: Sequence[int], *, count: int, is_clear: bool) -> list[str]:
    """Why an export needs a second person: `right`, `clear` or `rows`; empty when it may happen at once."""
    if actor.is_system:
        return []
    found = [] if all(actor.can(EXPORT_ORDERS, shop_id) for shop_id in shops) else ["right"]
    if is_clear:
        found.append("clear")
    if shops and count > min(settings_of(shop_id)["export_rows_without_approval"] for shop_id in shops):
        found.append("rows")
    return found


def request_export(
    *,
    actor: Actor,
    shop_id: int,
    filters: OrderFilters,
    file_format: str,
    is_clear: bool,
    reason: str,
    columns: Sequence[str] = (),
) -> OrderExport:
    """Ask a second person for a file of the orders that a list shows.

    What is asked is kept as it is now; the file is written after the approval. Contact data in the
    clear needs the right to reveal it. Without `columns` the file has the usual ones. Errors: no reason, an unknown
    format or column, nothing to export.
    """
    require(actor, VIEW_ORDERS, shop_id)
    if is_clear:
        require(actor, REVEAL_CONTACT, shop_id)
    if file_format not in FORMATS:
        raise UnknownChoice("format", file_format, FORMATS)
    count = count_orders(filters, [shop_id], most=XLSX_ROWS)
    if not count:
        raise InvalidInput(
            "orders.nothing_to_export", _("No order fits these conditions, so there is nothing to export.")
        )
    with transaction.atomic():
        made = OrderExport.objects.create(
            shop_id=shop_id,
            actor_id=actor.user_id,
            actor_name=actor.name,
            query=asked_as_json(filters, check_columns(columns)),
            file_format=file_format,
            is_clear=is_clear,
            row_count=count,
            created_at=now(),
        )
        subject = Subject("order_export", made.pk)
        data = {"rows": count, "format": file_format, "is_clear": is_clear}
        record(actor, "orders.export_asked", shop_id=shop_id, subject=subject, data=data)
        ask_approval(actor, APPROVAL_KIND, shop_id=shop_id, subject=subject, reason=reason)
    return made


def request_exports(
    *,
    actor: Actor,
    shop_ids: Sequence[int],
    filters: OrderFilters,
    file_format: str,
    is_clear: bool,
    reason: str,
    columns: Sequence[str] = (),
) -> list[OrderExport]:
    """Ask for the orders of several shops at once: one request and one file for each shop that has any.

    Each shop's own second person approves its part. All or none are asked. Errors as for `request_export`.
    """
    with transaction.atomic():
        wanted = [shop_id for shop_id in shop_ids if count_orders(filters, [shop_id], most=1)]
        return [
            request_export(
                actor=actor,
                shop_id=shop_id,
                filters=filters,
                file_format=file_format,
                is_clear=is_clear,
                reason=reason,
                columns=columns,
            )
            for shop_id in wanted or list(shop_ids)[:1]
        ]


def waiting_approval(*, shop_id: int, export_id: int) -> int:
    """The request behind an export that waits in this shop; ApprovalNotFound when there is none."""
    where = {"kind": APPROVAL_KIND, "shop_id": shop_id, "subject_id": export_id, "state": ApprovalState.WAITING}
    found = Approval.objects.filter(**where).values_list("pk", flat=True).first()
    if found is None:
        raise ApprovalNotFound
    return int(found)


def settle_export(event: ApprovalDecided) -> None:
    """What follows from the decision: the file is written by a job, or nothing is."""
    found = OrderExport.objects.select_for_update().get(pk=event.subject_id)
    if found.state != ExportState.WAITING:
        return
    if event.state != ApprovalState.APPROVED:
        OrderExport.objects.filter(pk=found.pk).update(state=ExportState.REFUSED)
        return
    asker = Actor(found.actor_id, found.actor_name, "", Origin.JOB)
    run = start_run(asker, "orders_export", shop_id=found.shop_id, label=str(_("Orders as a file")))
    OrderExport.objects.filter(pk=found.pk).update(state=ExportState.BUILDING, run_id=run.pk)
    enqueue(BUILD_JOB, lock=f"export-{found.pk}", export_id=found.pk, run_id=run.pk)


def build_export(*, actor: Actor, export_id: int, progress: Progress) -> int:
    """Write the approved file; returns how many orders are in it. Running it again changes nothing.

    `actor` is who asked, with the rights of today: what the person lost meanwhile is not handed out.
    """
    found = OrderExport.objects.get(pk=export_id)
    if found.state != ExportState.BUILDING:
        return 0
    require(actor, VIEW_ORDERS, found.shop_id)
    if found.is_clear:
        require(actor, REVEAL_CONTACT, found.shop_id)
    filters, columns = asked_of_json(found.query)
    path = files_folder("exports") / f"{secrets.token_hex(16)}.{found.file_format}"
    progress.update(stage="writing", total=found.row_count)
    with path.open("wb") as out:
        count = write_orders(
            actor=actor,
            filters=filters,
            shops=[found.shop_id],
            out=out,
            columns=columns,
            file_format=found.file_format,
            is_clear=found.is_clear,
        )
    at = now()
    with transaction.atomic():
        OrderExport.objects.filter(pk=export_id).update(
            state=ExportState.READY,
            path=str(path.relative_to(settings.MEDIA_ROOT)),
            row_count=count,
            ready_at=at,
            expires_at=at + KEPT_FOR,
        )
        _tell(actor, "orders.export_written", found, {"rows": count, "is_clear": found.is_clear})
    return count


def give_up_export(export_id: int) -> None:
    """The file could not be written; the person sees it and may ask again."""
    OrderExport.objects.filter(pk=export_id, state=ExportState.BUILDING).update(state=ExportState.FAILED)


def fetch_export(*, actor: Actor, export_id: int) -> tuple[Path, str]:
    """The file for who asked for it, and its name; each time is noted (ORD-16).

    ExportNotFound for everybody else, ExportNotReady before the approval and after the expiry.
    """
    found = OrderExport.objects.filter(pk=export_id).first()
    if found is None or (not actor.is_system and found.actor_id != actor.user_id):
        raise ExportNotFound
    require(actor, VIEW_ORDERS, found.shop_id)
    if found.is_clear:
        require(actor, REVEAL_CONTACT, found.shop_id)
    if found.state != ExportState.READY:
        raise ExportNotReady(found.state)
    path = Path(settings.MEDIA_ROOT) / found.path
    if found.expires_at is None or found.expires_at <= now() or not path.is_file():
        raise ExportNotReady(ExportState.EXPIRED)
    with transaction.atomic():
        OrderExport.objects.filter(pk=export_id).update(download_count=F("download_count") + 1)
        _tell(actor, "orders.export_fetched", found, {"rows": found.row_count, "is_clear": found.is_clear})
    return path, f"orders-{found.pk}.{found.file_format}"


def drop_expired_exports() -> int:
    """Delete files whose time is over; returns how many."""
    over = list(OrderExport.objects.filter(state=ExportState.READY, expires_at__lte=now()))
    for found in over:
        (Path(settings.MEDIA_ROOT) / found.path).unlink(missing_ok=True)
        OrderExport.objects.filter(pk=found.pk).update(state=ExportState.EXPIRED, path="")
    return len(over)


def _tell(actor: Actor, kind: str, found: OrderExport, data: dict[str, object]) -> None:
    record(actor, kind, shop_id=found.shop_id, subject=Subject("order_export", found.pk), data=data)
