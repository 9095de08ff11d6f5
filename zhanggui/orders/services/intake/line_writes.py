"""The statements that match, compare and write lines."""

from zhanggui.catalog.services import MATCH_KEY_SQL
from zhanggui.orders.services.intake import line_rules as rules
from zhanggui.orders.services.intake.order_rules import names_where, rank
from zhanggui.orders.services.intake.order_writes import SOME_STATE

# Lines of orders that this very merge made need no search: they are new unless they contradict it.
_IS_NEW = "r.is_order_new AND r.order_id IS NOT NULL AND r.repeat = 0 AND r.is_first_file AND r.verdict = ''"
# Found once a statement: per row the look-up costs as much as the row.
_NEXT_LINE = "(SELECT pg_get_serial_sequence('orders_orderline', 'id')::regclass)"
MATCH_ORDERS = f"""
CREATE TEMP TABLE intake_line WITH (fillfactor = 40) ON COMMIT DROP AS
SELECT r.staged_id, r.file_position, r.row_no, r.channel, r.number, r.sub, r.ordinal, r.repeat, r.rank, r.order_id,
       r.is_order_new, r.is_ahead, r.tells_times, r.key, r.code, NULL::bigint AS sku_id, NULL::bigint AS product_id,
       NULL::text[] AS changed, NULL::text[] AS conflicts, false AS by_ordinal, n.is_new,
       CASE WHEN n.is_new THEN 'imported' ELSE r.verdict END AS verdict,
       CASE WHEN n.is_new THEN nextval({_NEXT_LINE}) END AS line_id
FROM (
    SELECT s.id AS staged_id, s.file_position, s.row_no, s.channel, s.number, coalesce(s.sub_number, '') AS sub,
           CASE WHEN s.ordinal > 0 THEN s.ordinal ELSE row_number() OVER (
               PARTITION BY s.file_position, s.number, s.channel ORDER BY s.row_no) END::integer AS ordinal,
           CASE WHEN coalesce(s.sub_number, '') = '' THEN 0 ELSE row_number() OVER (
               PARTITION BY s.file_position, s.number, s.channel, s.sub_number ORDER BY s.row_no) - 1 END AS repeat,
           {rank("s.state")} AS rank, o.id AS order_id,
           o.id IS NULL OR coalesce(o.batch_id = %(batch)s AND o.created_at = %(now)s, false) AS is_order_new,
           coalesce({rank("s.state")} > {rank("o.state")}, false) AS is_ahead,
           coalesce(o.placed_at IS NULL AND s.placed_at IS NOT NULL OR o.paid_at IS NULL AND s.paid_at IS NOT NULL,
               false) AND o.id IS NOT NULL AS tells_times,
           s.file_position = %(first_file)s AS is_first_file,
           coalesce(s.match_key, {MATCH_KEY_SQL}) AS key, btrim(s.sku_code) AS code,
           coalesce({" OR ".join(rules.ORDER_CONFLICTS.values())}, false) AS contradicts,
           CASE WHEN s.quantity <= 0 THEN 'quarantined' ELSE '' END AS verdict
    FROM orders_stagedline s
    LEFT JOIN orders_order o ON o.shop_id = %(shop)s AND o.number = s.number AND o.channel = s.channel
    WHERE s.batch_id = %(batch)s
) r
CROSS JOIN LATERAL (SELECT {_IS_NEW} AND NOT r.contradicts AS is_new) n
"""
FIRST_FILE = "SELECT min(file_position), count(*) FROM orders_stagedline WHERE batch_id = %(batch)s"
# An item file may come before its order file: the order is then made of what its lines know.
_SKELETONS = f"""
SELECT nextval(pg_get_serial_sequence('orders_order', 'id')) AS id, g.*, {SOME_STATE.format("g")} AS some_state
FROM (
    SELECT w.channel, w.number,
           (array_agg(s.state ORDER BY s.state = 'closed', w.rank) FILTER (WHERE s.state IS NOT NULL))[1] AS state,
           coalesce((array_agg(s.status_text ORDER BY s.state = 'closed', w.rank, w.row_no)
               FILTER (WHERE s.status_text <> ''))[1], '') AS status_text,
           min(s.placed_at) AS placed_at,
           coalesce((array_agg(coalesce(s.placed_precision, 's') ORDER BY s.placed_at)
               FILTER (WHERE s.placed_at IS NOT NULL))[1], '') AS placed_precision,
           min(s.paid_at) AS paid_at,
           coalesce((array_agg(coalesce(s.paid_precision, 's') ORDER BY s.paid_at)
               FILTER (WHERE s.paid_at IS NOT NULL))[1], '') AS paid_precision
    FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id
    WHERE w.order_id IS NULL AND w.verdict = ''
    GROUP BY w.channel, w.number
) g
"""
MAKE_SKELETONS = f"""
WITH skeleton AS MATERIALIZED ({_SKELETONS}), made AS (
    INSERT INTO orders_order (id, shop_id, channel, number, state, step, status_text, placed_at, placed_precision,
        paid_at, paid_precision, ship_by_at, sort_at, refund_state, is_deposit, is_part_shipped, is_cod,
        has_buyer_note, is_held, close_reason, ship_method, title, seller_note, flag_label, courier_name, waybill_no,
        payment_no, shop_label, extra, batch_id, last_batch_id, created_at, updated_at)
    SELECT id, %(shop)s, channel, number, coalesce(state, some_state), 'to_check', status_text, placed_at,
        placed_precision, paid_at, paid_precision, paid_at + %(hours)s * interval '1 hour',
        coalesce(placed_at, %(now)s), 'none', false, false, false, false, false, '', '', '', '', '', '', '', '', '',
        '{{}}', %(batch)s, %(batch)s, %(now)s, %(now)s
    FROM skeleton RETURNING id, sort_at
), contacts AS (
    INSERT INTO orders_ordercontact (order_id, shop_id, buyer_nick, receiver_name, mobile, phone, phone_tail, address,
        province, city, district, division_code, postcode, address_quality, address_reason, is_masked, buyer_note,
        invoice_title, extra, sort_at)
    SELECT id, %(shop)s, '', '', '', '', '', '', '', '', '', '', '', '', '', false, '', '', '{{}}', sort_at FROM made
)
UPDATE intake_line w SET order_id = k.id FROM skeleton k WHERE k.number = w.number AND k.channel = w.channel
"""
THIS_ROUND = "w.file_position = %(file)s AND w.repeat = %(repeat)s"
_SEARCHED = f"{THIS_ROUND} AND w.verdict = '' AND w.line_id IS NULL AND (NOT w.is_order_new OR %(deep)s)"
MATCH_BY_SUB = f"""
UPDATE intake_line w SET line_id = l.id FROM orders_orderline l
WHERE {_SEARCHED} AND w.sub <> '' AND l.order_id = w.order_id AND l.sub_number = w.sub
"""
MATCH_BY_ORDINAL = f"""
UPDATE intake_line w SET line_id = l.id, by_ordinal = true FROM orders_orderline l
WHERE {_SEARCHED} AND l.order_id = w.order_id AND l.position = w.ordinal AND (w.sub = '' OR l.sub_number = '')
  AND l.id NOT IN (SELECT u.line_id FROM intake_line u WHERE u.line_id IS NOT NULL
      AND u.file_position = %(file)s AND u.repeat = %(repeat)s)
"""
# A new line that contradicts its order's times is held back; all others get an id now.
MARK_NEW = f"""
UPDATE intake_line w SET conflicts = d.conflicts,
    is_new = d.is_new, verdict = CASE WHEN d.is_new THEN 'imported' ELSE 'conflict' END,
    line_id = CASE WHEN d.is_new THEN nextval({_NEXT_LINE}) END
FROM (
    SELECT v.*, v.conflicts = '{{}}' OR %(forced)s AS is_new FROM (
        SELECT w.staged_id, {names_where(rules.ORDER_CONFLICTS)} AS conflicts
        FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id JOIN orders_order o ON o.id = w.order_id
        WHERE {THIS_ROUND} AND w.verdict = '' AND w.line_id IS NULL
    ) v
) d WHERE d.staged_id = w.staged_id
"""
WANTED_SKUS = f"""
SELECT DISTINCT ON (k.key) k.key, coalesce(k.code, ''), coalesce(btrim(s.item_code), ''), coalesce(btrim(s.title), ''),
       coalesce(btrim(s.attributes), '')
FROM (
    SELECT w.key, w.code, min(w.row_no) AS row_no, (array_agg(w.staged_id ORDER BY w.row_no))[1] AS staged_id
    FROM intake_line w LEFT JOIN orders_orderline l ON l.id = w.line_id
    WHERE {THIS_ROUND} AND w.verdict IN ('', 'imported') AND l.sku_id IS NULL AND w.key IS NOT NULL
    GROUP BY w.key, w.code
) k
JOIN orders_stagedline s ON s.id = k.staged_id
WHERE NOT EXISTS (SELECT 1 FROM catalog_sku u WHERE u.shop_id = %(shop)s AND u.match_key = k.key)
  AND NOT EXISTS (SELECT 1 FROM catalog_sku u WHERE u.shop_id = %(shop)s AND u.code = k.code)
ORDER BY k.key, k.row_no
"""
SET_SKUS = f"""
UPDATE intake_line w SET sku_id = u.id, product_id = u.product_id FROM catalog_sku u
WHERE u.shop_id = %(shop)s AND {{how}} AND {THIS_ROUND} AND w.verdict IN ('', 'imported') AND w.sku_id IS NULL
"""
SKU_HOWS = ("u.match_key = w.key", "u.code = w.code")
# The buyer agreed to another colour or size; the file goes on telling the old one.
_GOODS_OURS = """EXISTS (SELECT 1 FROM orders_agreedchange a
    WHERE a.order_id = l.order_id AND a.undone_at IS NULL AND a.changes ? ('line:' || l.id))"""
COMPARE = f"""
UPDATE intake_line w SET changed = d.changed, conflicts = d.conflicts,
    verdict = CASE WHEN d.conflicts <> '{{}}' AND NOT %(forced)s THEN 'conflict'
                   WHEN d.changed <> '{{}}' THEN 'updated' ELSE 'unchanged' END
FROM (
    SELECT w.staged_id, {names_where(rules.CHANGES)} AS changed, {names_where(rules.CONFLICTS)} AS conflicts
    FROM intake_line w
    JOIN orders_stagedline s ON s.id = w.staged_id
    JOIN orders_order o ON o.id = w.order_id
    JOIN orders_orderline l ON l.id = w.line_id
    CROSS JOIN LATERAL (SELECT coalesce(w.rank < {rank("o.state")}, false) AS older, {_GOODS_OURS} AS goods_are_ours) x
    WHERE {THIS_ROUND} AND NOT w.is_new AND w.verdict = ''
) d WHERE w.staged_id = d.staged_id
"""
UPDATED = f"{THIS_ROUND} AND w.verdict = 'updated'"
_TEXTS = ("sub_number", *rules.TEXTS)
_COLUMNS = {
    "id": "w.line_id",
    "shop_id": "%(shop)s",
    "order_id": "w.order_id",
    # An order that this merge made has no lines before the first round.
    "position": "CASE WHEN w.is_order_new AND NOT %(deep)s THEN 0"
    " ELSE coalesce((SELECT max(l.position) FROM orders_orderline l WHERE l.order_id = w.order_id), 0) END"
    " + row_number() OVER (PARTITION BY w.order_id ORDER BY w.ordinal)",
    **{name: f"coalesce(s.{name}, '')" for name in _TEXTS},
    "sku_id": "w.sku_id",
    "product_id": "w.product_id",
    "quantity": "coalesce(s.quantity, 1)",
    "price": "s.price",
    **{name: f"s.{name}" for name in rules.AMOUNTS},
    "refund_state": "coalesce(s.refund_state, 'none')",
    "extra": "coalesce(s.extra, '{}')",
    "sort_at": "o.sort_at",
    "batch_id": "%(batch)s",
    "last_batch_id": "%(batch)s",
}
INSERT_LINES = f"""
INSERT INTO orders_orderline ({", ".join(_COLUMNS)}) SELECT {", ".join(_COLUMNS.values())}
FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id JOIN orders_order o ON o.id = w.order_id
WHERE {THIS_ROUND} AND w.is_new
"""


def _taken(name: str) -> str:
    return f"{name} = CASE WHEN '{name}' = ANY(w.changed) THEN s.{name} ELSE l.{name} END"


_SET = (
    *(_taken(name) for name in (*_TEXTS, *rules.AMOUNTS, "price", "quantity", "refund_state")),
    "extra = CASE WHEN 'extra' = ANY(w.changed) THEN l.extra || s.extra ELSE l.extra END",
    "sku_id = coalesce(l.sku_id, w.sku_id)",
    "product_id = CASE WHEN l.sku_id IS NULL THEN w.product_id ELSE l.product_id END",
    "last_batch_id = %(batch)s",
)
UPDATE_LINES = f"""
UPDATE orders_orderline l SET {", ".join(_SET)}
FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id WHERE l.id = w.line_id AND {UPDATED}
"""
BEFORE_LINES = (
    f"SELECT l.id, to_jsonb(l) FROM intake_line w JOIN orders_orderline l ON l.id = w.line_id WHERE {UPDATED}"
)
NOTE_CHANGES = f"""
INSERT INTO intake_change (order_id, field)
SELECT w.order_id, CASE WHEN w.is_new THEN 'lines' ELSE 'lines.' || f END
FROM intake_line w LEFT JOIN LATERAL unnest(w.changed) f ON true
WHERE {THIS_ROUND} AND NOT w.is_order_new AND w.verdict IN ('imported', 'updated')
"""
_KEPT = "'{id,batch_id,ordinal,verdict,order_id,line_id}'::text[]"
CONFLICTING = f"""
SELECT w.file_position, w.row_no, w.conflicts[1],
       jsonb_build_object('number', w.number, 'field', w.conflicts[1],
           'stored', v.fields -> w.conflicts[1] ->> 'stored', 'new', v.fields -> w.conflicts[1] ->> 'new',
           'fields', v.fields, 'table', 'line', 'ordinal', w.ordinal, 'row', jsonb_strip_nulls(to_jsonb(s) - {_KEPT})),
       'order', w.order_id
FROM intake_line w
JOIN orders_stagedline s ON s.id = w.staged_id
JOIN orders_order o ON o.id = w.order_id
LEFT JOIN orders_orderline l ON l.id = w.line_id
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(n, jsonb_build_object(
        'stored', CASE WHEN n IN ('placed_at', 'paid_at') THEN to_jsonb(o) ->> n ELSE to_jsonb(l) ->> n END,
        'new', to_jsonb(s) ->> n)) AS fields
    FROM unnest(w.conflicts) n
) v
WHERE w.verdict = 'conflict'
"""
QUARANTINED = """
SELECT w.file_position, w.row_no, 'quantity', jsonb_build_object('value', s.quantity), '', NULL::bigint
FROM intake_line w JOIN orders_stagedline s ON s.id = w.staged_id WHERE w.verdict = 'quarantined'
"""
