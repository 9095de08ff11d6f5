"""The waybill file as a kind of import: a parcel's or order's number, the courier, the courier's number."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhanggui.couriers.queries import approved_codes, approved_words, check_waybill, normal_waybill
from zhanggui.fulfilment.models import StagedWaybill
from zhanggui.fulfilment.queries.waybills import FINDINGS, codes_of_staged, judge_staged, staged_to_ship
from zhanggui.fulfilment.services.ship import Leaving, courier_of, kept_courier, ship_set, spoken_courier, unship_import
from zhanggui.fulfilment.values import SHIP_PARCELS
from zhanggui.kernel.imports.columns import columns_of, file_counts, template_of
from zhanggui.kernel.imports.findings import save_findings
from zhanggui.kernel.imports.messages import register_messages
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.ports import (
    ImportContext,
    RowFinding,
    SourceTable,
    register_kind,
    register_staging,
)
from zhanggui.kernel.imports.reading.cells import CellError, identifier, text
from zhanggui.kernel.imports.reading.headers import normalise_header

NAMES = {
    "parcel": ("包裹号", "包裹编号", "出库单号", "parcel", "parcel number"),
    "order": ("订单编号", "订单号", "主订单编号", "order", "order number"),
    "courier": ("物流公司", "快递公司", "快递", "承运商", "courier"),
    "number": ("运单号", "物流单号", "快递单号", "面单号", "waybill", "waybill number", "tracking number"),
}
# An order export also has order number, courier and waybill; what else it has gives it away.
_FOREIGN = ("状态", "金额", "价格", "标题", "数量", "买家", "应付", "运费")
_MOST_OTHER_COLUMNS = 4
_BATCH_ROWS = 2_000


class WaybillKind:
    """Waybill numbers by file (FUL-14). Ships what is packed, quarantines the rest with the reason."""

    code = "waybills"
    label = _("Waybill numbers")
    capability = SHIP_PARCELS

    def recognise(self, header: Sequence[str]) -> int:
        """Score by known columns; an order or item export scores 0."""
        columns = columns_of(header, NAMES)
        others = [name for name in header if name and not _is_known(name)]
        if "number" not in columns or not {"parcel", "order"} & set(columns):
            return 0
        if len(others) > _MOST_OTHER_COLUMNS or any(word in name for name in others for word in _FOREIGN):
            return 0
        return 10 * len(columns) - len(others)

    def template_header(self) -> list[str]:
        """The header of an empty file."""
        return template_of(NAMES)

    def stage(self, context: ImportContext, position: int, table: SourceTable) -> Iterator[RowFinding]:
        """Read the rows; a row without numbers, or with a number of a wrong form, is quarantined."""
        columns = columns_of(table.header, NAMES)
        staged: list[StagedWaybill] = []
        approved = approved_codes(context.shop_id)
        for row_no, cells in table.rows():
            row = _Row(table.header, columns, row_no, cells, approved).staged(context.batch.pk, position)
            if isinstance(row, RowFinding):
                yield row
                continue
            staged.append(row)
            if len(staged) >= _BATCH_ROWS:
                StagedWaybill.objects.bulk_create(staged)
                staged = []
        StagedWaybill.objects.bulk_create(staged)

    def merge(self, context: ImportContext, *, dry_run: bool) -> dict[str, Any]:
        """Find the parcels, keep the reasons of those that cannot leave, ship the others."""
        batch_id = context.batch.pk
        verdicts = judge_staged(context.shop_id, batch_id)
        shipped = sum(count for (_position, verdict), count in verdicts.items() if verdict == "imported")
        for verdict, code in codes_of_staged(batch_id):
            save_findings(
                batch_id,
                finding=Finding.CONFLICT if verdict == "conflict" else Finding.ERROR,
                code=code,
                select=FINDINGS,
                params={"batch": batch_id, "code": code},
            )
        if not dry_run:
            leaving = [
                Leaving(row.parcel_id, row.order_id, row.courier, row.courier_name, row.waybill_no)
                for row in staged_to_ship(batch_id)
            ]
            ship_set(context.actor, context.shop_id, leaving, import_batch_id=batch_id)
            StagedWaybill.objects.filter(import_batch_id=batch_id).delete()
        return {"counts": file_counts(verdicts), "summary": {"parcels_shipped": shipped, "orders_updated": shipped}}

    def undo(self, context: ImportContext) -> dict[str, int]:
        """Take the numbers back while none of them was posted to the marketplace."""
        parcels = unship_import(actor=context.actor, shop_id=context.shop_id, import_batch_id=context.batch.pk)
        return {"orders": parcels, "lines": 0, "parcels": parcels}


def _is_known(name: str) -> bool:
    plain = normalise_header(name).casefold()
    return any(plain in known for known in NAMES.values())


class _Row:
    """One row of the file on its way into staging; `columns` says where which value stands."""

    def __init__(
        self,
        header: Sequence[str],
        columns: dict[str, int],
        row_no: int,
        cells: Sequence[Any],
        approved: frozenset[str] | None = None,
    ) -> None:
        self._header, self._columns, self._approved = header, columns, approved
        self._row_no, self._cells = row_no, cells

    def name_of(self, column: str) -> str:
        """What the file calls a column, or what we call it when the file has none."""
        at = self._columns.get(column)
        return NAMES[column][0] if at is None else self._header[at]

    def read(self) -> dict[str, str] | RowFinding:
        """The values by column, numbers digit for digit."""
        values: dict[str, str] = {}
        for column, at in self._columns.items():
            raw = self._cells[at] if at < len(self._cells) else ""
            try:
                values[column] = text(raw) if column == "courier" else identifier(raw)
            except CellError as wrong:
                return self.fault(wrong.code, column, **wrong.params)
        return values

    def staged(self, import_batch_id: int, position: int) -> StagedWaybill | RowFinding:
        """The row as it is staged, or why it cannot be."""
        values = self.read()
        if isinstance(values, RowFinding):
            return values
        key_column = "parcel" if values.get("parcel") or "order" not in values else "order"
        if not values.get(key_column):
            return self.fault("fulfilment.no_parcel", key_column)
        number = normal_waybill(values["number"])
        name = values.get("courier", "")
        code = courier_of(name, number, approved=self._approved)
        fault = check_waybill(code, number)
        if fault:
            params = {"value": number, "number": number, "courier": spoken_courier(code, name) or code, "reason": fault}
            return self.fault("fulfilment.waybill_form", "number", **params)
        kept = kept_courier(code, name)
        if self._approved is not None and kept not in self._approved:
            params = {"courier": spoken_courier(code, name) or kept, "approved": approved_words(self._approved)}
            return self.fault("fulfilment.courier_not_approved", "courier", **params)
        return StagedWaybill(
            import_batch_id=import_batch_id,
            file_position=position,
            row_no=self._row_no,
            key=values[key_column][:64],
            key_column=self.name_of(key_column)[:100],
            number_column=self.name_of("number")[:100],
            courier=kept,
            courier_name=spoken_courier(code, name)[:60],
            waybill_no=number,
        )

    def fault(self, code: str, column: str, **params: Any) -> RowFinding:
        """Why the row is quarantined."""
        cells = [str(cell) for cell in self._cells]
        return RowFinding(self._row_no, Finding.ERROR, code, self.name_of(column), params, cells)


def _clear(import_batch_id: int) -> None:
    StagedWaybill.objects.filter(import_batch_id=import_batch_id).delete()


register_messages(
    {
        "fulfilment.no_parcel": _("The row names neither a parcel nor an order."),
        "fulfilment.unknown_parcel": _("There is no parcel or batched order “%(key)s” in this shop."),
        "fulfilment.pulled": _("Parcel %(parcel)s was pulled out of its batch; it must not leave."),
        "fulfilment.not_handed_over": _(
            "Parcel %(parcel)s: batch %(batch)s is not handed over yet. Confirm the hand-over first."
        ),
        "fulfilment.not_packed": _("Parcel %(parcel)s is not packed yet. Pack it against its slip first."),
        "fulfilment.order_closed": _("Order %(order)s was closed; its parcel must not leave. Put the goods back."),
        "fulfilment.instructions_open": _(
            "Order %(order)s: what the buyer asked for is not ticked off yet. Tick it off when packing, or set it aside "
            "with a reason on the order's page."
        ),
        "fulfilment.waybill_used": _("Waybill number %(number)s belongs to another parcel already."),
        "fulfilment.waybill_void": _(
            "Number %(number)s is void: it was given to another parcel before. Take a new one."
        ),
        "fulfilment.courier_not_approved": _(
            "%(courier)s is not an approved courier of this shop. Approved: %(approved)s."
        ),
        "fulfilment.waybill_form": _(
            "“%(number)s” is not a waybill number of %(courier)s. Scan the courier's barcode again."
        ),
        "fulfilment.shipped_with_other_number": _(
            "Parcel %(parcel)s left with number %(known)s; the file says %(number)s."
        ),
    }
)
register_kind(WaybillKind())
register_staging("waybills", _clear)
