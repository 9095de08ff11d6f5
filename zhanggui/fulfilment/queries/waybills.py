"""Sorting the staged rows of a waybill file against the parcels, as a set."""

from dataclasses import dataclass

from django.db import connection

_FIND = (
    """
    UPDATE fulfilment_stagedwaybill w SET parcel_id = p.id FROM fulfilment_parcel p
    WHERE w.import_batch_id = %(batch)s AND p.shop_id = %(shop)s AND p.number = upper(w.key)
    """,
    """
    UPDATE fulfilment_stagedwaybill w SET parcel_id = p.id FROM fulfilment_parcel p
    WHERE w.import_batch_id = %(batch)s AND w.parcel_id IS NULL AND p.shop_id = %(shop)s
      AND p.slip_number = upper(w.key)
    """,
    # An order pulled out and batched again has two parcels: the living one counts.
    """
    UPDATE fulfilment_stagedwaybill w SET parcel_id = p.id
    FROM (SELECT DISTINCT ON (a.order_number) a.order_number, p.id
          FROM (SELECT order_number, id FROM fulfilment_parcel WHERE shop_id = %(shop)s
                UNION ALL SELECT order_number, parcel_id FROM fulfilment_parcelorder WHERE shop_id = %(shop)s) a
          JOIN fulfilment_parcel p ON p.id = a.id
          WHERE a.order_number IN
                (SELECT key FROM fulfilment_stagedwaybill WHERE import_batch_id = %(batch)s AND parcel_id IS NULL)
          ORDER BY a.order_number, (p.state = 'pulled'), p.id DESC) p
    WHERE w.import_batch_id = %(batch)s AND w.parcel_id IS NULL AND p.order_number = w.key
    """,
)
# All orders that leave in the parcel, not only the one that leads it (ORD-17).
_IN_PARCEL = "(SELECT p.order_id UNION ALL SELECT k.order_id FROM fulfilment_parcelorder k WHERE k.parcel_id = p.id)"
_JUDGE = f"""
WITH seen AS (
    SELECT w.id, w.waybill_no, p.state, p.waybill_no AS known_no, b.state AS batch_state,
           first_value(w.waybill_no) OVER by_parcel AS first_no,
           row_number() OVER by_parcel AS nth_of_parcel,
           first_value(w.parcel_id) OVER by_number AS first_parcel,
           w.parcel_id,
           EXISTS (SELECT 1 FROM fulfilment_parcel u WHERE u.shop_id = %(shop)s AND u.waybill_no = w.waybill_no
                   AND u.waybill_no <> '' AND u.id <> w.parcel_id) AS is_used,
           EXISTS (SELECT 1 FROM fulfilment_waybillnumber n WHERE n.shop_id = %(shop)s AND n.number = w.waybill_no
                   AND n.state = 'void') AS is_void,
           (SELECT o.number FROM {_IN_PARCEL} k JOIN orders_orderinstruction i ON i.order_id = k.order_id
                   JOIN orders_order o ON o.id = k.order_id
            WHERE i.ticked_at IS NULL AND i.dismissed_at IS NULL ORDER BY o.id LIMIT 1) AS asking,
           (SELECT o.number FROM {_IN_PARCEL} k JOIN orders_order o ON o.id = k.order_id
            WHERE o.state = 'closed' ORDER BY o.id LIMIT 1) AS gone
    FROM fulfilment_stagedwaybill w
    LEFT JOIN fulfilment_parcel p ON p.id = w.parcel_id
    LEFT JOIN fulfilment_batch b ON b.id = p.batch_id
    WHERE w.import_batch_id = %(batch)s
    WINDOW by_parcel AS (PARTITION BY w.parcel_id ORDER BY w.file_position, w.row_no),
           by_number AS (PARTITION BY w.waybill_no ORDER BY w.file_position, w.row_no)
), judged AS (
    SELECT id, coalesce(gone, asking) AS order_number, CASE
        WHEN parcel_id IS NULL THEN 'fulfilment.unknown_parcel'
        WHEN state = 'pulled' THEN 'fulfilment.pulled'
        WHEN state = 'shipped' AND known_no = waybill_no THEN 'unchanged'
        WHEN state = 'shipped' THEN 'fulfilment.shipped_with_other_number'
        WHEN batch_state <> 'handed_over' THEN 'fulfilment.not_handed_over'
        WHEN state = 'batched' THEN 'fulfilment.not_packed'
        WHEN gone IS NOT NULL THEN 'fulfilment.order_closed'
        WHEN asking IS NOT NULL THEN 'fulfilment.instructions_open'
        WHEN is_used OR first_parcel <> parcel_id THEN 'fulfilment.waybill_used'
        WHEN is_void THEN 'fulfilment.waybill_void'
        WHEN nth_of_parcel > 1 AND first_no = waybill_no THEN 'unchanged'
        WHEN nth_of_parcel > 1 THEN 'fulfilment.shipped_with_other_number'
        ELSE 'imported' END AS code
    FROM seen
)
UPDATE fulfilment_stagedwaybill w
SET order_number = CASE WHEN j.code IN ('fulfilment.order_closed', 'fulfilment.instructions_open')
                        THEN j.order_number ELSE '' END,
    code = CASE WHEN j.code LIKE 'fulfilment.%%' THEN j.code ELSE '' END,
    verdict = CASE WHEN j.code = 'fulfilment.shipped_with_other_number' THEN 'conflict'
                   WHEN j.code LIKE 'fulfilment.%%' THEN 'quarantined' ELSE j.code END
FROM judged j WHERE j.id = w.id
"""
FINDINGS = """
SELECT w.file_position, w.row_no,
       CASE WHEN w.code IN ('fulfilment.waybill_used', 'fulfilment.waybill_void', 'fulfilment.shipped_with_other_number')
            THEN w.number_column ELSE w.key_column END,
       jsonb_build_object('value', w.waybill_no, 'key', w.key, 'parcel', coalesce(p.number, w.key),
           'batch', coalesce(b.number, ''), 'number', w.waybill_no, 'known', coalesce(p.waybill_no, ''),
           'order', coalesce(nullif(w.order_number, ''), p.order_number, '')),
       CASE WHEN p.id IS NULL THEN '' ELSE 'parcel' END, p.id
FROM fulfilment_stagedwaybill w LEFT JOIN fulfilment_parcel p ON p.id = w.parcel_id
LEFT JOIN fulfilment_batch b ON b.id = p.batch_id
WHERE w.import_batch_id = %(batch)s AND w.code = %(code)s
"""
_COUNTS = """
SELECT file_position, verdict, count(*) FROM fulfilment_stagedwaybill WHERE import_batch_id = %s GROUP BY 1, 2
"""
_TO_SHIP = """
SELECT p.id, p.order_id, w.courier, w.courier_name, w.waybill_no
FROM fulfilment_stagedwaybill w JOIN fulfilment_parcel p ON p.id = w.parcel_id
WHERE w.import_batch_id = %s AND w.verdict = 'imported' ORDER BY p.id FOR UPDATE OF p
"""


@dataclass(frozen=True, slots=True)
class StagedParcel:
    """A staged row that may ship its parcel."""

    parcel_id: int
    order_id: int
    courier: str
    courier_name: str
    waybill_no: str


def judge_staged(shop_id: int, import_batch_id: int) -> dict[tuple[int, str], int]:
    """Find the parcel of each staged row and say what becomes of it; counts by file and verdict."""
    facts = {"shop": shop_id, "batch": import_batch_id}
    with connection.cursor() as cursor:
        for statement in (*_FIND, _JUDGE):
            cursor.execute(statement, facts)
        cursor.execute(_COUNTS, [import_batch_id])
        return {(position, verdict): count for position, verdict, count in cursor.fetchall()}


def codes_of_staged(import_batch_id: int) -> list[tuple[str, str]]:
    """The verdicts and codes that need findings."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT verdict, code FROM fulfilment_stagedwaybill WHERE import_batch_id = %s AND code <> ''",
            [import_batch_id],
        )
        return list(cursor.fetchall())


def staged_to_ship(import_batch_id: int) -> list[StagedParcel]:
    """Rows that ship their parcel, the parcels locked in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_SHIP, [import_batch_id])
        return [StagedParcel(*row) for row in cursor.fetchall()]


def order_state(order_id: int) -> str:
    """Where the trade of an order stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM orders_order WHERE id = %s", [order_id])
        row = cursor.fetchone()
    return str(row[0]) if row else ""
