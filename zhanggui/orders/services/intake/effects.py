"""What item rows tell about their orders, and what the timeline tells about the whole merge."""

from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.imports.undo import keep_rows
from zhanggui.orders.services.intake.order_rules import RANKS, rank
from zhanggui.orders.services.intake.work import Work

# Only when every line of the order stands in the files may they move the order on.
_PROGRESS = f"""
SELECT t.order_id, ({RANKS})[t.reached] AS state, t.status_text
FROM (
    SELECT w.order_id, coalesce(min(w.rank) FILTER (WHERE s.state <> 'closed'), min(w.rank)) AS reached,
           coalesce((array_agg(s.status_text ORDER BY s.state = 'closed', w.rank, w.row_no)
               FILTER (WHERE s.status_text <> ''))[1], '') AS status_text,
           count(DISTINCT w.line_id) AS lines
    FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id
    WHERE w.order_id IN (SELECT order_id FROM intake_line WHERE is_ahead) AND w.rank IS NOT NULL AND w.line_id IS NOT NULL AND w.verdict IN ('imported', 'updated', 'unchanged')
    GROUP BY w.order_id
) t
JOIN orders_order o ON o.id = t.order_id
WHERE t.reached > {rank("o.state")} AND o.state <> 'completed'
  AND t.lines = (SELECT count(*) FROM orders_orderline l WHERE l.order_id = o.id)
"""
_TIMES = """
SELECT t.order_id, CASE WHEN o.placed_at IS NULL THEN t.placed_at END AS placed_at, t.placed_precision,
       CASE WHEN o.paid_at IS NULL THEN t.paid_at END AS paid_at, t.paid_precision
FROM (
    SELECT w.order_id, min(s.placed_at) AS placed_at, min(s.paid_at) AS paid_at,
           (array_agg(coalesce(s.placed_precision, 's') ORDER BY s.placed_at))[1] AS placed_precision,
           (array_agg(coalesce(s.paid_precision, 's') ORDER BY s.paid_at))[1] AS paid_precision
    FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id
    WHERE w.tells_times AND w.verdict IN ('imported', 'updated', 'unchanged')
    GROUP BY w.order_id
) t
JOIN orders_order o ON o.id = t.order_id
WHERE o.placed_at IS NULL AND t.placed_at IS NOT NULL OR o.paid_at IS NULL AND t.paid_at IS NOT NULL
"""
_REFUNDS = """
SELECT t.order_id, (ARRAY['asked','returning','refunded','refused','closed'])[t.weight] AS refund_state
FROM (
    SELECT l.order_id,
           min(array_position(ARRAY['asked','returning','refunded','refused','closed']::text[], l.refund_state::text))
               AS weight
    FROM orders_orderline l WHERE l.refund_state <> 'none' AND l.order_id IN (
        SELECT w.order_id FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id
        WHERE s.refund_state <> 'none' OR w.changed @> '{refund_state}')
    GROUP BY l.order_id
) t
JOIN orders_order o ON o.id = t.order_id WHERE t.weight IS NOT NULL
  AND (ARRAY['asked','returning','refunded','refused','closed'])[t.weight] <> o.refund_state
"""
_SET_STATE = """
state = d.state, status_text = coalesce(nullif(d.status_text, ''), o.status_text),
is_deposit = o.is_deposit AND d.state = 'unpaid', is_part_shipped = o.is_part_shipped AND d.state IN ('unpaid', 'paid')
"""
_SET_TIMES = """
placed_at = coalesce(o.placed_at, d.placed_at), paid_at = coalesce(o.paid_at, d.paid_at),
placed_precision = CASE WHEN d.placed_at IS NULL THEN o.placed_precision ELSE d.placed_precision END,
paid_precision = CASE WHEN d.paid_at IS NULL THEN o.paid_precision ELSE d.paid_precision END,
sort_at = coalesce(o.placed_at, d.placed_at, o.sort_at),
ship_by_at = coalesce(o.ship_by_at, d.paid_at + %(hours)s * interval '1 hour')
"""
_EFFECTS: tuple[tuple[str, str, str], ...] = (
    (_PROGRESS, "state", _SET_STATE),
    (_TIMES, "placed_at", _SET_TIMES),
    (_REFUNDS, "refund_state", "refund_state = d.refund_state"),
)
_IMPORTED = """
SELECT o.shop_id, 'order', o.id, jsonb_build_object('batch', %s::text, 'state', o.state, 'channel', o.channel)
FROM orders_order o WHERE o.id IN (SELECT order_id FROM intake_touched WHERE is_new)
"""
_UPDATED = """
SELECT %s::bigint, 'order', t.order_id, jsonb_build_object('batch', %s::text, 'changed', t.fields)
    || CASE WHEN t.state_before IS NULL THEN '{}'
       ELSE jsonb_build_object('before', t.state_before, 'after', (SELECT o.state FROM orders_order o WHERE o.id = t.order_id))
       END
FROM (
    SELECT c.order_id, jsonb_agg(DISTINCT c.field) AS fields,
           (array_agg(c.before ORDER BY c.seq) FILTER (WHERE c.field = 'state'))[1] AS state_before
    FROM intake_change c WHERE c.order_id NOT IN (SELECT order_id FROM intake_touched WHERE is_new)
    GROUP BY c.order_id
) t
"""
_COUNTS = """
SELECT r.file_position, count(*),
       count(*) FILTER (WHERE r.weight = 5), count(*) FILTER (WHERE r.weight = 4), count(*) FILTER (WHERE r.weight = 3),
       count(*) FILTER (WHERE r.weight = 2), count(*) FILTER (WHERE r.weight = 1)
FROM (
    SELECT file_position, row_no, min(array_position(
        ARRAY['conflict','quarantined','imported','updated','unchanged']::text[], verdict)) AS weight
    FROM ({tables}) v GROUP BY file_position, row_no
) r GROUP BY r.file_position
"""


def move_orders_on(work: Work) -> None:
    """Let item rows fill and move on their orders: state, times, refund; and the lines follow."""
    for found, name, changes in _EFFECTS:
        work.run(f"CREATE TEMP TABLE intake_effect ON COMMIT DROP AS {found}")
        if work.rows("SELECT 1 FROM intake_effect LIMIT 1"):
            _apply(work, name, changes)
        work.run("DROP TABLE intake_effect")


def _apply(work: Work, name: str, changes: str) -> None:
    keep_rows(
        work.context.batch.pk,
        "orders_order",
        select="SELECT o.id, to_jsonb(o) FROM intake_effect d JOIN orders_order o ON o.id = d.order_id",
        params={},
    )
    work.run(
        "INSERT INTO intake_change (order_id, field, before) SELECT o.id, %(name)s,"
        " CASE WHEN %(name)s = 'state' THEN o.state END FROM intake_effect d JOIN orders_order o ON o.id = d.order_id",
        name=name,
    )
    work.run(f"UPDATE orders_order o SET {changes} FROM intake_effect d WHERE o.id = d.order_id")
    if name == "placed_at":
        for table in ("orders_ordercontact", "orders_orderline"):
            work.run(
                f"UPDATE {table} t SET sort_at = o.sort_at FROM intake_effect d JOIN orders_order o ON o.id = d.order_id"
                " WHERE t.order_id = o.id"
            )


def tell_timeline(work: Work) -> tuple[int, int]:
    """Stamp changed orders and write one event an order; returns how many are new and updated."""
    work.run(
        "CREATE TEMP TABLE intake_touched ON COMMIT DROP AS SELECT id AS order_id, true AS is_new FROM orders_order"
        " WHERE last_batch_id = %(batch)s AND batch_id = %(batch)s AND created_at = %(now)s"
    )
    work.run("ANALYZE intake_touched")
    number = str(work.context.batch.number)
    new = record_set(work.context.actor, "order.imported", select=_IMPORTED, params=[number])
    updated = 0
    if work.rows("SELECT 1 FROM intake_change LIMIT 1"):
        work.run(
            "UPDATE orders_order o SET last_batch_id = %(batch)s, updated_at = %(now)s"
            " WHERE o.id IN (SELECT order_id FROM intake_change) AND o.updated_at <> %(now)s"
        )
        updated = record_set(
            work.context.actor, "order.updated", select=_UPDATED, params=[work.context.shop_id, number]
        )
    return new, updated


def count_rows(work: Work, *, has_lines: bool) -> dict[int, tuple[int, ...]]:
    """Rows of each file: total, unchanged, updated, imported, quarantined, conflict.

    A row that is both order and line counts once, by the worse.
    """
    tables = "SELECT file_position, row_no, verdict FROM intake_order"
    if has_lines:
        tables += " UNION ALL SELECT file_position, row_no, verdict FROM intake_line"
    return {int(row[0]): tuple(map(int, row[1:])) for row in work.rows(_COUNTS.replace("{tables}", tables))}
