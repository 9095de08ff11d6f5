"""Merging a staged batch into the orders: one transaction, a handful of statements."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhanggui.kernel.events.announce import announce
from zhanggui.kernel.imports.findings import findings_since, keep_findings, newest_finding
from zhanggui.kernel.imports.models import ImportFinding
from zhanggui.kernel.imports.ports import FileCount, ImportContext
from zhanggui.orders.events import OrdersImported
from zhanggui.orders.services.intake.effects import count_rows, move_orders_on, tell_timeline
from zhanggui.orders.services.intake.line_merge import merge_lines
from zhanggui.orders.services.intake.order_merge import merge_orders
from zhanggui.orders.services.intake.work import Work

KEPT_FINDINGS = 10_000


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What became of the staged rows, per file and in orders and lines."""

    counts: dict[int, FileCount]
    orders_new: int
    orders_updated: int
    lines_new: int

    def as_dict(self) -> dict[str, Any]:
        """The form that the import machine wants from a kind's `merge`."""
        summary = {
            "orders_new": self.orders_new,
            "orders_updated": self.orders_updated,
            "lines_new": self.lines_new,
        }
        return {"counts": self.counts, "summary": summary}


def merge_staged(context: ImportContext, *, dry_run: bool) -> MergeResult:
    """Bring the staged rows of a batch in by natural key: shop, channel, number (ORD-19).

    A row is imported, updated, unchanged or a conflict; a conflict is not applied at all and
    stands in the findings with both values. A dry run does the same and takes it back, so that
    it cannot differ. Announces OrdersImported.
    """
    kept: list[ImportFinding] = []
    with transaction.atomic():
        last = newest_finding(context.batch.pk)
        result = _merge(Work(context))
        if dry_run:
            kept = findings_since(context.batch.pk, last, limit=KEPT_FINDINGS)
            transaction.set_rollback(True)
        elif result.orders_new or result.orders_updated:
            announce(OrdersImported(context.shop_id, context.batch.pk))
    keep_findings(kept)
    return result


def merge_decided(context: ImportContext) -> MergeResult:
    """Bring staged rows in whose conflict a person decided for the file."""
    with transaction.atomic():
        result = _merge(Work(context, is_forced=True))
        announce(OrdersImported(context.shop_id, context.batch.pk))
    return result


def _merge(work: Work) -> MergeResult:
    work.open_tables()
    with work.in_bulk():
        merge_orders(work)
        merge_lines(work)
        work.count_stored()
        move_orders_on(work)
        new, updated = tell_timeline(work)
    lines_new = int(work.rows("SELECT count(*) FROM intake_line WHERE is_new")[0][0])
    counts = {
        position: FileCount(
            "",
            rows=rows,
            unchanged=unchanged,
            updated=changed,
            imported=imported,
            quarantined=quarantined,
            conflict=conflict,
        )
        for position, (rows, unchanged, changed, imported, quarantined, conflict) in count_rows(
            work, has_lines=True
        ).items()
    }
    work.drop_tables()
    return MergeResult(counts, new, updated, lines_new)
