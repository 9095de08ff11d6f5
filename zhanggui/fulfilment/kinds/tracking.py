"""Tracking by file: waybill number, time, what happened, where (LOG-05)."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import normal_waybill
from zhanggui.fulfilment.models import TrackingEvent
from zhanggui.fulfilment.rules.tracking import state_of_code, state_of_words
from zhanggui.fulfilment.services.tracking import refresh_parcels
from zhanggui.fulfilment.values import SHIP_PARCELS
from zhanggui.kernel.clock import now
from zhanggui.kernel.imports.columns import (
    Names,
    cell,
    columns_of,
    drop_own_table,
    fault,
    file_counts,
    stage_rows,
    template_of,
)
from zhanggui.kernel.imports.findings import save_findings
from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import ImportContext, RowFinding, SourceTable, register_kind, register_staging
from zhanggui.kernel.imports.reading.cells import CellError, identifier, moment, text

NAMES: Names = {
    "number": ("运单号", "物流单号", "快递单号", "面单号", "waybill", "waybill number", "tracking number"),
    "at": ("时间", "轨迹时间", "操作时间", "扫描时间", "time"),
    "text": ("物流信息", "轨迹", "内容", "描述", "跟踪信息", "context", "description"),
    "state": ("状态", "物流状态", "state", "status"),
    "place": ("地点", "城市", "网点", "place"),
}
_FOREIGN = ("金额", "价格", "买家", "标题", "收件", "应付", "运费")
_TABLE = "staged_tracking"
_LONGEST_TEXT, _LONGEST_PLACE = 300, 80
_CREATE = f"""
CREATE TEMP TABLE IF NOT EXISTS {_TABLE} (import_batch_id bigint, file_position integer, row_no bigint, number text,
    at timestamptz, state text, text text, place text, parcel_id bigint, verdict text NOT NULL DEFAULT '',
    code text NOT NULL DEFAULT '')
"""
_COPY = f"COPY {_TABLE} (import_batch_id, file_position, row_no, number, at, state, text, place) FROM STDIN"
_FIND = f"""
UPDATE {_TABLE} s SET parcel_id = p.id FROM fulfilment_parcel p
WHERE s.import_batch_id = %(batch)s AND p.shop_id = %(shop)s AND p.waybill_no = s.number AND p.waybill_no <> ''
"""
_JUDGE = f"""
WITH seen AS (
    SELECT s.ctid AS place, p.state AS parcel_state, e.id AS known,
           row_number() OVER (PARTITION BY s.parcel_id, s.at, s.text ORDER BY s.file_position, s.row_no) AS nth
    FROM {_TABLE} s LEFT JOIN fulfilment_parcel p ON p.id = s.parcel_id
    LEFT JOIN fulfilment_trackingevent e ON e.parcel_id = s.parcel_id AND e.at = s.at AND e.text = s.text
    WHERE s.import_batch_id = %(batch)s
)
UPDATE {_TABLE} s
SET code = CASE WHEN parcel_id IS NULL THEN 'fulfilment.unknown_number'
                WHEN parcel_state <> 'shipped' THEN 'fulfilment.not_left' ELSE '' END,
    verdict = CASE WHEN parcel_id IS NULL OR parcel_state <> 'shipped' THEN 'quarantined'
                   WHEN known IS NOT NULL OR nth > 1 THEN 'unchanged' ELSE 'imported' END
FROM seen WHERE seen.place = s.ctid
"""
_INSERT = f"""
INSERT INTO fulfilment_trackingevent (shop_id, parcel_id, at, state, code, text, place, source, received_at,
                                      import_batch_id)
SELECT %(shop)s, parcel_id, at, state, '', text, place, 'file', %(now)s, %(batch)s
FROM {_TABLE} WHERE import_batch_id = %(batch)s AND verdict = 'imported' ORDER BY file_position, row_no
RETURNING parcel_id
"""
_FINDINGS = f"""
SELECT file_position, row_no, %(column)s::text, jsonb_build_object('number', number, 'value', number),
       CASE WHEN parcel_id IS NULL THEN '' ELSE 'parcel' END, parcel_id
FROM {_TABLE} WHERE import_batch_id = %(batch)s AND code = %(code)s
"""
_COUNTS = f"SELECT file_position, verdict, count(*) FROM {_TABLE} WHERE import_batch_id = %s GROUP BY 1, 2"


class TrackingKind:
    """What couriers tell of parcels on their way. The same row again changes nothing."""

    code = "tracking"
    label = _("Tracking")
    capability = SHIP_PARCELS

    def recognise(self, header: Sequence[str]) -> int:
        """Number, time, and words or a state; nothing of an order export."""
        columns = columns_of(header, NAMES)
        if not {"number", "at"} <= set(columns) or not {"text", "state"} & set(columns):
            return 0
        if any(word in name for name in header for word in _FOREIGN):
            return 0
        return 12 * len(columns)

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return template_of(NAMES)

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; one without number, time or words is quarantined. Times are the shop's."""
        columns, zone = columns_of(table.header, NAMES), ZoneInfo(context.timezone)

        def read(row_no: int, cells: Sequence[Any]) -> tuple[Any, ...] | RowFinding:
            return _read(row_no, cells, columns, table.header, zone)

        yield from stage_rows(table.rows(), read, keys=(context.batch.pk, position), create=_CREATE, copy=_COPY)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Find the parcels by number, add what is new, and bring the parcels' states up to date."""
        facts: dict[str, Any] = {"shop": context.shop_id, "batch": context.batch.pk, "now": now()}
        with connection.cursor() as cursor:
            cursor.execute(_CREATE)
            cursor.execute(_FIND, facts)
            cursor.execute(_JUDGE, facts)
            cursor.execute(_COUNTS, [context.batch.pk])
            counts = cursor.fetchall()
        for code in ("fulfilment.unknown_number", "fulfilment.not_left"):
            more = {"batch": context.batch.pk, "code": code, "column": NAMES["number"][0]}
            save_findings(context.batch.pk, finding=Finding.ERROR, code=code, select=_FINDINGS, params=more)
        if not dry_run:
            with connection.cursor() as cursor:
                cursor.execute(_INSERT, facts)
                parcels = sorted({row[0] for row in cursor.fetchall()})
            refresh_parcels(context.actor, parcels)
        added = sum(count for _position, verdict, count in counts if verdict == "imported")
        return {"counts": file_counts(counts), "summary": {"tracking_events": added}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the file's rows out again; the parcels stand where the rest of their trace says."""
        mine = TrackingEvent.objects.filter(shop_id=context.shop_id, import_batch_id=context.batch.pk)
        parcels = sorted(set(mine.values_list("parcel_id", flat=True)))
        gone = mine.delete()[0]
        refresh_parcels(context.actor, parcels)
        return {"orders": 0, "lines": 0, "tracking_events": gone}


def _read(
    row_no: int, cells: Sequence[Any], columns: dict[str, int], header: Sequence[str], zone: ZoneInfo
) -> tuple[Any, ...] | RowFinding:
    """Number, time, state, words and place of one row, or why it cannot be taken."""
    column = "number"
    try:
        number = normal_waybill(identifier(cell(cells, columns["number"])))
        column = "at"
        at = moment(cell(cells, columns["at"]), zone)
        column = "text"
        words, state = text(cell(cells, columns.get("text"))), text(cell(cells, columns.get("state")))
        place = text(cell(cells, columns.get("place")))
    except CellError as wrong:
        at_column = columns.get(column)
        name = header[at_column] if at_column is not None else NAMES[column][0]
        return fault(row_no, cells, wrong.code, name, **wrong.params)
    if not number:
        return fault(row_no, cells, "fulfilment.no_number", header[columns["number"]])
    if at is None or not (words or state):
        return fault(row_no, cells, "fulfilment.no_news", header[columns["at"]])
    told = state_of_code(state) or state_of_words(state) or state_of_words(words)
    return number, at.value, told, (words or state)[:_LONGEST_TEXT], place[:_LONGEST_PLACE]


register_messages(
    {
        "fulfilment.unknown_number": _("No parcel of this shop left with number %(number)s."),
        "fulfilment.not_left": _("The parcel of number %(number)s has not left yet."),
        "fulfilment.no_number": _("The row has no waybill number."),
        "fulfilment.no_news": _("The row says neither when nor what happened."),
    }
)
register_kind(TrackingKind())
register_staging("tracking", lambda _batch_id: drop_own_table(_TABLE))
