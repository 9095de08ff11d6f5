"""Order rows into orders: new ones go in, known ones are compared, and only what is news is written."""

from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.imports.findings import save_findings
from zhanggui.kernel.imports.messages import message_of
from zhanggui.kernel.imports.models import Finding
from zhanggui.kernel.imports.undo import keep_rows
from zhanggui.orders.services.intake import order_rules as rules
from zhanggui.orders.services.intake.order_writes import INSERT_CONTACTS, INSERT_ORDERS, UPDATE_CONTACTS, UPDATE_ORDERS
from zhanggui.orders.services.intake.work import Work

MOST_REPEATS = 200

_MATCH = """
CREATE TEMP TABLE intake_order WITH (fillfactor = 40) ON COMMIT DROP AS
SELECT r.*,
       coalesce(o.id, CASE WHEN r.repeat = 0 THEN
           -- A sub-query, so that the sequence's name is looked up once and not a row.
           nextval((SELECT pg_get_serial_sequence('orders_order', 'id')::regclass)) END) AS order_id,
       o.id IS NULL AND r.repeat = 0 AS is_new,
       CASE WHEN o.id IS NULL AND r.repeat = 0 THEN 'imported' ELSE '' END AS verdict,
       false AS older, NULL::text[] AS changed, NULL::text[] AS conflicts
FROM (
    SELECT s.id AS staged_id, s.file_position, s.row_no, s.channel, s.number,
           row_number() OVER (PARTITION BY s.number, s.channel ORDER BY s.file_position, s.row_no) - 1 AS repeat
    FROM orders_stagedorder s WHERE s.batch_id = %(batch)s
) r
LEFT JOIN orders_order o ON o.shop_id = %(shop)s AND o.number = r.number AND o.channel = r.channel
"""
_ADOPT = """
UPDATE intake_order w SET order_id = f.order_id
FROM intake_order f WHERE w.repeat > 0 AND w.order_id IS NULL
  AND f.repeat = 0 AND f.number = w.number AND f.channel = w.channel
"""
_OURS = (
    """EXISTS (SELECT 1 FROM kernel_event e WHERE e.subject_kind = 'order' AND e.subject_id = o.id AND e.kind = '{}')"""
)
# A change that was undone is nobody's any more.
_CONTACT_OURS = """EXISTS (SELECT 1 FROM kernel_event e WHERE e.subject_kind = 'order' AND e.subject_id = o.id
    AND e.kind = 'order.contact_changed' AND NOT EXISTS (SELECT 1 FROM orders_agreedchange a
        WHERE a.order_id = o.id AND a.id = (e.data->>'change')::bigint AND a.undone_at IS NOT NULL))"""
_COMPARE = f"""
UPDATE intake_order w SET older = d.older, changed = d.changed, conflicts = d.conflicts,
    verdict = CASE WHEN d.conflicts <> '{{}}' AND NOT %(forced)s THEN 'conflict'
                   WHEN d.changed <> '{{}}' THEN 'updated' ELSE 'unchanged' END
FROM (
    SELECT w.staged_id, x.older,
           {rules.names_where(rules.CHANGES | rules.CONTACT_CHANGES)} AS changed,
           {rules.names_where(rules.CONFLICTS | rules.CONTACT_CONFLICTS)} AS conflicts
    FROM intake_order w
    JOIN orders_stagedorder s ON s.id = w.staged_id
    JOIN orders_order o ON o.id = w.order_id
    JOIN orders_ordercontact c ON c.order_id = w.order_id
    CROSS JOIN LATERAL (
        SELECT coalesce({rules.rank("s.state")} < {rules.rank("o.state")}, false) AS older,
               {_CONTACT_OURS} AS contact_is_ours,
               {_OURS.format("order.noted")} AS note_is_ours,
               {_OURS.format("order.flagged")} AS flag_is_ours
    ) x
    WHERE w.repeat = %(repeat)s AND NOT w.is_new
) d
WHERE w.staged_id = d.staged_id
"""
_TAKE_CONFLICTS = "UPDATE intake_order SET changed = changed || conflicts WHERE conflicts <> '{}'"
_CONTACT_NAMES = "'{" + ",".join((*rules.CONTACT_CHANGES, *rules.CONTACT_CONFLICTS)) + "}'::text[]"
_UPDATED = "w.repeat = %(repeat)s AND w.verdict = 'updated'"
_BEFORE_ORDERS = (
    f"SELECT o.id, to_jsonb(o) FROM intake_order w JOIN orders_order o ON o.id = w.order_id WHERE {_UPDATED}"
)
_BEFORE_CONTACTS = f"""
SELECT c.order_id, to_jsonb(c) FROM intake_order w JOIN orders_ordercontact c ON c.order_id = w.order_id
WHERE {_UPDATED} AND w.changed && {_CONTACT_NAMES}
"""
_NOTE_CHANGES = f"""
INSERT INTO intake_change (order_id, field, before)
SELECT w.order_id, f, CASE WHEN f = 'state' THEN o.state END
FROM intake_order w JOIN orders_order o ON o.id = w.order_id, unnest(w.changed) f WHERE {_UPDATED}
"""
_MOVE_SORT = f"""
UPDATE {{table}} t SET sort_at = o.sort_at FROM intake_order w JOIN orders_order o ON o.id = w.order_id
WHERE {_UPDATED} AND 'placed_at' = ANY(w.changed) AND t.order_id = o.id
"""
_MASKABLE = "'{" + ",".join(rules.MASKABLE) + "}'::text[]"
_SHOWN_STORED = f"CASE WHEN n = ANY({_MASKABLE}) THEN left(to_jsonb(c) ->> n, 1) || '***' ELSE to_jsonb(o) ->> n END"
_PERSONAL = "'{" + ",".join((*rules.PERSONAL, "id", "batch_id", "repeat", "verdict", "order_id")) + "}'::text[]"
_CONFLICTS = f"""
SELECT w.file_position, w.row_no, w.conflicts[1],
       jsonb_build_object('number', w.number, 'field', w.conflicts[1],
           'stored', v.fields -> w.conflicts[1] ->> 'stored', 'new', v.fields -> w.conflicts[1] ->> 'new',
           'fields', v.fields, 'table', 'order', 'row', jsonb_strip_nulls(to_jsonb(s) - {_PERSONAL}) || v.masked),
       'order', w.order_id
FROM intake_order w
JOIN orders_stagedorder s ON s.id = w.staged_id
JOIN orders_order o ON o.id = w.order_id
JOIN orders_ordercontact c ON c.order_id = w.order_id
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(n, jsonb_build_object('stored', {_SHOWN_STORED}, 'new', to_jsonb(s) ->> n)) AS fields,
           coalesce(jsonb_object_agg(n, to_jsonb(s) ->> n) FILTER (WHERE n = ANY({_MASKABLE})), '{{}}') AS masked
    FROM unnest(w.conflicts) n
) v
WHERE w.verdict = 'conflict'
"""


def merge_orders(work: Work) -> int:
    """Merge the staged order rows of the batch; returns how many orders are new.

    A number that stands in the files several times is merged as often, in file order.
    """
    row_count = work.rows("SELECT count(*) FROM orders_stagedorder WHERE batch_id = %(batch)s")[0][0]
    with work.looking_up(row_count):
        work.run(_MATCH)
    most = int(work.rows("SELECT coalesce(max(repeat), 0) FROM intake_order")[0][0])
    if most:
        _refuse_endless(most)
        work.run(_ADOPT)
    work.index("intake_order", "staged_id, order_id, repeat, is_new, verdict")
    made = work.run(INSERT_ORDERS)
    work.run(INSERT_CONTACTS)
    for repeat in range(most + 1):
        _merge_known(work, repeat)
    # Asked first: on figures of a table that has just grown, the planner may loop over all of it.
    if work.rows("SELECT 1 FROM intake_order WHERE verdict = 'conflict' LIMIT 1"):
        save_findings(
            work.context.batch.pk,
            finding=Finding.CONFLICT,
            code="orders.conflict",
            select=_CONFLICTS,
            params=work.params,
        )
    return made


def _merge_known(work: Work, repeat: int) -> None:
    if not work.run(_COMPARE, repeat=repeat):
        return
    if work.is_forced:
        work.run(_TAKE_CONFLICTS)
        work.run("UPDATE intake_order SET verdict = 'updated' WHERE changed <> '{}'")
    if not work.rows("SELECT 1 FROM intake_order w WHERE " + _UPDATED + " LIMIT 1", repeat=repeat):
        return
    params = {**work.params, "repeat": repeat}
    keep_rows(work.context.batch.pk, "orders_order", select=_BEFORE_ORDERS, params=params)
    keep_rows(work.context.batch.pk, "orders_ordercontact", select=_BEFORE_CONTACTS, params=params)
    work.run(_NOTE_CHANGES, repeat=repeat)
    work.run(UPDATE_ORDERS, repeat=repeat)
    work.run(UPDATE_CONTACTS, repeat=repeat, names=[*rules.CONTACT_CHANGES, *rules.CONTACT_CONFLICTS])
    for table in ("orders_ordercontact", "orders_orderline"):
        work.run(_MOVE_SORT.format(table=table), repeat=repeat)


def _refuse_endless(most: int) -> None:
    if most > MOST_REPEATS:
        params = {"limit": MOST_REPEATS}
        raise InvalidInput("orders.too_many_repeats", message_of("orders.too_many_repeats", params), **params)
