"""What a shop's work left behind, as a count and a digest of each table without what may lawfully differ."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.served import Served

# Keys that the database gives out, and moments of the clock.
_PASSING = (
    *("id", "shop_id", "order_id", "sku_id", "product_id", "batch_id", "last_batch_id", "parcel_id", "line_id"),
    *("subject_id", "document_id", "actor_id", "event_id", "row_id", "warehouse_id", "import_batch_id"),
    *("created_at", "updated_at", "checked_at", "verified_at", "released_at", "finished_at", "started_at", "at"),
    *("closed_at", "closed_by", "printed_at", "posted_back_at", "search", "sha256", "request_id", "personal_hash"),
    *("salt", "period", "arguments", "actor_name", "placed_by", "released_by", "verified_by"),
)
_ORDER = "JOIN orders_order o ON o.id = t.order_id WHERE t.shop_id = %(shop)s"
_SKU = "LEFT JOIN catalog_sku s ON s.id = t.sku_id"
_BATCH = "JOIN kernel_importbatch b ON b.id = t.batch_id WHERE b.shop_id = %(shop)s"
_SHOP = "WHERE t.shop_id = %(shop)s"
# Routines fall due by the calendar, in whichever shop is there at that moment.
_BY_THE_CALENDAR = "subject_kind = 'routine_task'"
_NUMBER = "jsonb_build_object('order', o.number)"
_CODE = "jsonb_build_object('sku', s.code)"
_IMPORT = "jsonb_build_object('import', b.number)"

# The mark of a verified order is taken over its id, which a crash may shift.
# Table: what is added to its row, how it is joined, columns left out besides the passing ones.
_TABLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "orders_order": ("'{}'::jsonb", _SHOP, ()),
    "orders_ordercontact": (_NUMBER, _ORDER, ()),
    "orders_orderline": (f"{_NUMBER} || {_CODE}", f"{_SKU} {_ORDER}", ()),
    "orders_orderhold": (_NUMBER, _ORDER, ("placed_at",)),
    "orders_checkresult": (_NUMBER, _ORDER, ("verified_mark", "rule_set_id")),
    "catalog_product": ("'{}'::jsonb", _SHOP, ()),
    "catalog_sku": ("'{}'::jsonb", _SHOP, ()),
    "inventory_stockbalance": (_CODE, f"{_SKU} {_SHOP}", ()),
    "inventory_stockmovement": (_CODE, f"{_SKU} {_SHOP}", ()),
    "inventory_reservation": (f"{_NUMBER} || {_CODE}", f"{_SKU} {_ORDER}", ()),
    "fulfilment_batch": ("'{}'::jsonb", _SHOP, ()),
    "fulfilment_parcel": ("'{}'::jsonb", _SHOP, ()),
    "fulfilment_parcelline": (
        f"jsonb_build_object('parcel', p.number) || {_CODE}",
        f"{_SKU} JOIN fulfilment_parcel p ON p.id = t.parcel_id {_SHOP}",
        (),
    ),
    "fulfilment_dailyreport": ("'{}'::jsonb", _SHOP, ()),
    "kernel_importbatch": ("'{}'::jsonb", _SHOP, ()),
    "kernel_importfile": (_IMPORT, _BATCH, ()),
    "kernel_importfinding": (_IMPORT, _BATCH, ()),
    "kernel_undorecord": (_IMPORT, _BATCH, ("before",)),
    "kernel_event": ("'{}'::jsonb", f"{_SHOP} AND NOT t.{_BY_THE_CALENDAR}", ("data", "reason")),
    "kernel_personalchange": ("'{}'::jsonb", _SHOP, ("values",)),
    "kernel_task": ("'{}'::jsonb", f"{_SHOP} AND NOT t.{_BY_THE_CALENDAR}", ("due_at", "data")),
    "kernel_jobrun": ("'{}'::jsonb", _SHOP, ("label", "done", "total", "stage")),
    "kernel_document": ("'{}'::jsonb", _SHOP, ()),
    "kernel_printing": (
        "jsonb_build_object('paper', d.kind, 'part', d.part)",
        "JOIN kernel_document d ON d.id = t.document_id WHERE d.shop_id = %(shop)s",
        (),
    ),
}
_STAGED = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE '%%\\_staged%%'"


def end_state(served: Served, shop: str) -> dict[str, Any]:
    """A number of rows and a digest for each table of the shop, with the figures that must be plain."""
    shop_id, today = served.rows(
        "SELECT id, (now() AT TIME ZONE timezone)::date FROM shops_shop WHERE code = %(code)s", {"code": shop}
    )[0]
    days = [today + timedelta(days=step) for step in (-1, 0, 1)]
    forms = "|".join(format(day, form) for day in days for form in ("%Y-%m-%d", "%Y%m%d", "%y%m%d"))
    values = {"shop": shop_id, "days": forms, "path": f"(imports|batches)/{shop_id}/"}
    found: dict[str, Any] = {}
    for table, (added, joined, dropped) in _TABLES.items():
        query = f"""
            SELECT count(*), coalesce(sum(hashtextextended(
                regexp_replace(regexp_replace(((to_jsonb(t) - %(drop)s::text[]) || {added})::text,
                                              %(path)s, '\\1/', 'g'), %(days)s, 'DAY', 'g'), 0)::numeric), 0)::text
            FROM {table} t {joined}
        """
        found[table] = served.rows(query, {**values, "drop": [*_PASSING, *dropped]})[0]
    found["events"] = dict(
        served.rows(
            f"SELECT kind, count(*) FROM kernel_event WHERE shop_id = %(shop)s AND NOT {_BY_THE_CALENDAR}"
            " GROUP BY 1 ORDER BY 1",
            values,
        )
    )
    found["left in staging"] = sum(
        served.rows(f"SELECT count(*) FROM {table}")[0][0] for (table,) in served.rows(_STAGED)
    )
    found["jobs left"] = served.rows("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1")
    found["papers that are not what was archived"] = _bad_papers(served, shop_id)
    found["timeline is whole"] = served.zhanggui("audit", "verify")["ok"]
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What is not the same in two end states, one line each."""
    return [f"{name}: {one[name]} against {other[name]}" for name in one if one[name] != other[name]]


def _bad_papers(served: Served, shop_id: int) -> list[str]:
    """Papers whose file is gone or has another content than its row says."""
    rows = served.rows("SELECT path, sha256 FROM kernel_document WHERE shop_id = %(shop)s", {"shop": shop_id})
    return [path for path, known in rows if _sha256(served.home.path / "files" / path) != known]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
