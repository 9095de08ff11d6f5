"""The courier's file of numbers as a kind of import: number, courier, branch, routing mark, gathering place."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import OTHER, check_waybill, courier_code, courier_label, guess_couriers, normal_waybill
from zhanggui.couriers.queries.register import register_of
from zhanggui.fulfilment.errors import NumbersGiven
from zhanggui.fulfilment.models import WaybillNumber
from zhanggui.fulfilment.services.waybill_pool import tell_of_low_pools
from zhanggui.fulfilment.values import IMPORT_NUMBERS, NumberState
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
from zhanggui.kernel.imports.reading.cells import CellError, identifier, text

NAMES: Names = {
    "number": ("面单号", "运单号", "快递单号", "电子面单号", "waybill number", "number"),
    "courier": ("快递公司", "物流公司", "快递", "courier"),
    "branch": ("网点", "网点名称", "branch"),
    "route_code": ("三段码", "大头笔", "路由码", "route code"),
    "consolidation": ("集包地", "consolidation"),
}
_FOREIGN = ("订单", "包裹", "收件", "时间", "状态", "金额", "轨迹", "买家")
_TABLE = "staged_pool"
_COLUMNS = "import_batch_id, file_position, row_no, number, courier, branch, route_code, consolidation"
_COPY = f"COPY {_TABLE} ({_COLUMNS}) FROM STDIN"
_CREATE = f"""
CREATE TEMP TABLE IF NOT EXISTS {_TABLE} (import_batch_id bigint, file_position integer, row_no bigint, number text,
    courier text, branch text, route_code text, consolidation text, verdict text NOT NULL DEFAULT '',
    code text NOT NULL DEFAULT '')
"""
_JUDGE = f"""
WITH seen AS (
    SELECT s.ctid AS place, row_number() OVER (PARTITION BY s.number ORDER BY s.file_position, s.row_no) AS nth,
           w.id AS known, w.courier = s.courier AND w.state = 'free' AS is_same,
           EXISTS (SELECT 1 FROM fulfilment_parcel p WHERE p.shop_id = %(shop)s AND p.waybill_no = s.number
                   AND p.waybill_no <> '') AS is_used
    FROM {_TABLE} s LEFT JOIN fulfilment_waybillnumber w ON w.shop_id = %(shop)s AND w.number = s.number
    WHERE s.import_batch_id = %(batch)s
)
UPDATE {_TABLE} s
SET verdict = CASE WHEN nth > 1 OR (is_used AND known IS NULL) OR (known IS NOT NULL AND NOT is_same) THEN 'quarantined'
                   WHEN known IS NOT NULL THEN 'unchanged' ELSE 'imported' END,
    code = CASE WHEN nth > 1 THEN 'fulfilment.number_twice'
                WHEN (is_used AND known IS NULL) OR (known IS NOT NULL AND NOT is_same) THEN 'fulfilment.number_known'
                ELSE '' END
FROM seen WHERE seen.place = s.ctid
"""
_INSERT = f"""
INSERT INTO fulfilment_waybillnumber (shop_id, courier, branch, number, route_code, consolidation, state, void_reason,
                                      import_batch_id)
SELECT %(shop)s, courier, branch, number, route_code, consolidation, 'free', '', %(batch)s
FROM {_TABLE} WHERE import_batch_id = %(batch)s AND verdict = 'imported' ORDER BY file_position, row_no
"""
_FINDINGS = f"""
SELECT file_position, row_no, %(column)s::text, jsonb_build_object('number', number, 'value', number), '', NULL::bigint
FROM {_TABLE} WHERE import_batch_id = %(batch)s AND code = %(code)s
"""
_COUNTS = f"SELECT file_position, verdict, count(*) FROM {_TABLE} WHERE import_batch_id = %s GROUP BY 1, 2"
_LIMITS = {"branch": 60, "route_code": 40, "consolidation": 60}


class PoolKind:
    """Numbers that a courier gave out beforehand; each enters once and is given to one parcel."""

    code = "waybill_pool"
    label = _("Courier's numbers")
    capability = IMPORT_NUMBERS

    def recognise(self, header: Sequence[str]) -> int:
        """A number with courier, branch or mark, and nothing that speaks of parcels or of their way."""
        columns = columns_of(header, NAMES)
        if "number" not in columns or len(columns) < 2 or any(word in name for name in header for word in _FOREIGN):
            return 0
        return 10 * len(columns)

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return template_of(NAMES)

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; a number of a wrong form or of a courier that is not registered is quarantined."""
        reader = _Reader(table.header, frozenset(card.code for card in register_of(context.shop_id)))
        yield from stage_rows(table.rows(), reader.read, keys=(context.batch.pk, position), create=_CREATE, copy=_COPY)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Refuse what is known or stands twice, take the rest in as free."""
        facts = {"shop": context.shop_id, "batch": context.batch.pk}
        with connection.cursor() as cursor:
            cursor.execute(_CREATE)
            cursor.execute(_JUDGE, facts)
            cursor.execute(_COUNTS, [context.batch.pk])
            counts = cursor.fetchall()
        for code in ("fulfilment.number_twice", "fulfilment.number_known"):
            more = {"batch": context.batch.pk, "code": code, "column": NAMES["number"][0]}
            save_findings(context.batch.pk, finding=Finding.ERROR, code=code, select=_FINDINGS, params=more)
        added = sum(count for _position, verdict, count in counts if verdict == "imported")
        if not dry_run and added:
            with connection.cursor() as cursor:
                cursor.execute(_INSERT, facts)
            mine = WaybillNumber.objects.filter(import_batch_id=context.batch.pk)
            tell_of_low_pools(
                context.actor, context.shop_id, sorted(set(mine.values_list("courier", flat=True).distinct()))
            )
        return {"counts": file_counts(counts), "summary": {"numbers": added}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the numbers out again; NumbersGiven when one of them has a parcel already."""
        mine = WaybillNumber.objects.select_for_update().filter(
            shop_id=context.shop_id, import_batch_id=context.batch.pk
        )
        states = list(mine.values_list("state", flat=True))
        given = sum(1 for state in states if state != NumberState.FREE)
        if given:
            raise NumbersGiven(given)
        WaybillNumber.objects.filter(shop_id=context.shop_id, import_batch_id=context.batch.pk).delete()
        return {"orders": 0, "lines": 0, "numbers": len(states)}


class _Reader:
    """One table on its way into staging."""

    def __init__(self, header: Sequence[str], registered: frozenset[str]) -> None:
        self._header, self._registered = header, registered
        self._columns = columns_of(header, NAMES)

    def read(self, row_no: int, cells: Sequence[Any]) -> tuple[str, ...] | RowFinding:
        """Number, courier, branch, mark and place of one row, or why it cannot be taken."""
        try:
            number = normal_waybill(identifier(cell(cells, self._columns["number"])))
            words = {name: text(cell(cells, self._columns.get(name))) for name in NAMES if name != "number"}
        except CellError as wrong:
            return fault(row_no, cells, wrong.code, self._name("number"), **wrong.params)
        code = self._courier(words["courier"], number)
        if code not in self._registered:
            spoken = words["courier"] or "—"
            return fault(row_no, cells, "fulfilment.courier_not_registered", self._name("courier"), courier=spoken)
        why = check_waybill(code, number)
        if why:
            params = {"number": number, "value": number, "courier": courier_label(code), "reason": why}
            return fault(row_no, cells, "fulfilment.waybill_form", self._name("number"), **params)
        return number, code, *(words[name][:limit] for name, limit in _LIMITS.items())

    def _courier(self, name: str, number: str) -> str:
        """The courier's code; without a name the only registered one whose form fits."""
        if name:
            code = courier_code(name)
            return name[:20] if code == OTHER else code
        fitting = [code for code in guess_couriers(number) if code in self._registered]
        return fitting[0] if len(fitting) == 1 else ""

    def _name(self, column: str) -> str:
        at = self._columns.get(column)
        return NAMES[column][0] if at is None else self._header[at]


register_messages(
    {
        "fulfilment.number_twice": _("Number %(number)s stands in the file twice. It is taken in once."),
        "fulfilment.number_known": _("Number %(number)s was given to a parcel before, or belongs to another courier."),
        "fulfilment.courier_not_registered": _(
            "“%(courier)s” is not in the shop's register of couriers. Add it first, or name the courier in the file."
        ),
    }
)
register_kind(PoolKind())
register_staging("waybill_pool", lambda _batch_id: drop_own_table(_TABLE))
