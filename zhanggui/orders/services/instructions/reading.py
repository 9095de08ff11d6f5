"""Notes become instructions: read by the shop's word rules, in sets, as often as anybody likes."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q

from zhanggui.kernel.clock import now, shop_zone
from zhanggui.kernel.events.record import record_set
from zhanggui.kernel.jobs.progress import Progress
from zhanggui.kernel.values import system_actor
from zhanggui.orders.models import Order
from zhanggui.orders.queries.note_rules import (
    OrderNotes,
    note_rules_in_use,
    notes_of_batch,
    notes_of_orders,
)
from zhanggui.orders.rules.note_reader import Chip, CompiledWords, WordRule, compile_words, read_note
from zhanggui.orders.services.moving import locked_orders
from zhanggui.orders.values import InstructionSource, OrderState
from zhanggui.shops.queries import shop_by_id

CHUNK = 10_000
NOTE_CHANGED = "note_changed"
_SAME = "i.order_id = w.order_id AND i.kind = w.kind AND i.source = w.source AND i.courier = w.courier"
_OPEN = "i.ticked_at IS NULL AND i.dismissed_at IS NULL"
_WANTED = """
CREATE TEMP TABLE wanted_instruction ON COMMIT DROP AS
SELECT * FROM jsonb_to_recordset(%s) AS w (order_id bigint, source text, kind text, courier text, text text, words text,
    wanted_on date, start int, length int, rule_code text, rule_version int)
"""
_GONE = f"""
UPDATE orders_orderinstruction i SET dismissed_at = %(at)s, dismissed_by = %(name)s, dismiss_reason = '{NOTE_CHANGED}'
WHERE i.order_id = ANY(%(ids)s) AND i.source <> 'person' AND {_OPEN}
  AND NOT EXISTS (SELECT 1 FROM wanted_instruction w WHERE {_SAME})
"""
_REWORDED = f"""
UPDATE orders_orderinstruction i SET text = w.text, words = w.words, wanted_on = w.wanted_on, start = w.start,
    length = w.length, rule_code = w.rule_code, rule_version = w.rule_version
FROM wanted_instruction w WHERE {_SAME} AND {_OPEN}
  AND (i.text, i.words, i.wanted_on, i.start, i.rule_code, i.rule_version)
      IS DISTINCT FROM (w.text, w.words, w.wanted_on, w.start, w.rule_code, w.rule_version)
"""
# What was ticked or set aside stays so as long as the note says the same words.
_NEW = f"""
INSERT INTO orders_orderinstruction (shop_id, order_id, kind, source, text, words, courier, wanted_on, start, length,
    rule_code, rule_version, created_at, created_by, ticked_by, ticked_how, dismissed_by, dismiss_reason)
SELECT %(shop)s, w.order_id, w.kind, w.source, w.text, w.words, w.courier, w.wanted_on, w.start, w.length,
    w.rule_code, w.rule_version, %(at)s, %(name)s, '', '', '', ''
FROM wanted_instruction w
WHERE NOT EXISTS (SELECT 1 FROM orders_orderinstruction i WHERE {_SAME} AND ({_OPEN} OR i.text = w.text))
ON CONFLICT DO NOTHING RETURNING order_id, kind
"""
_EVENTS = """
SELECT %s::bigint, 'order', e.id, jsonb_build_object('kinds', e.kinds)
FROM jsonb_to_recordset(%s) AS e (id bigint, kinds jsonb)
"""


def read_batch_notes(shop_id: int, batch_id: int) -> int:
    """Read the notes that an import brought; returns how many new instructions they hold."""
    return _read(shop_id, notes_of_batch(shop_id, batch_id))


def read_order_notes(shop_id: int, order_ids: Sequence[int]) -> int:
    """Read the notes of these orders again, after one was written."""
    return _read(shop_id, notes_of_orders(shop_id, order_ids))


def read_shop_notes(shop_id: int, progress: Progress | None = None) -> int:
    """Read all notes of orders that may still leave, after a rule changed. Running it twice changes nothing."""
    ids = list(
        Order.objects.filter(shop_id=shop_id, state__in=[OrderState.UNPAID, OrderState.PAID])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    made = 0
    for start in range(0, len(ids), CHUNK):
        if progress is not None:
            progress.update(done=start, total=len(ids))
        made += read_order_notes(shop_id, ids[start : start + CHUNK])
    return made


def _read(shop_id: int, notes: list[OrderNotes]) -> int:
    """Bring the instructions of orders in line with what their notes say now."""
    if not notes:
        return 0
    rules = _compiled(note_rules_in_use(shop_id))
    zone = shop_zone(shop_by_id(shop_id).timezone)
    wanted = [
        _wanted(order.order_id, source, chip)
        for order in notes
        for source, text in (
            (InstructionSource.BUYER_NOTE, order.buyer_note),
            (InstructionSource.SELLER_NOTE, order.seller_note),
        )
        if text.strip()
        for chip in _chips(text, rules, order.at.astimezone(zone).date())
    ]
    with transaction.atomic():
        ids = [order.id for order in locked_orders(shop_id, Q(pk__in=[order.order_id for order in notes]))]
        return _write(shop_id, ids, wanted)


def _write(shop_id: int, ids: list[int], wanted: list[dict[str, Any]]) -> int:
    actor = system_actor()
    params: dict[str, Any] = {"shop": shop_id, "ids": ids, "at": now(), "name": actor.name}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted_instruction")
        cursor.execute(_WANTED, [json.dumps(wanted, cls=DjangoJSONEncoder, ensure_ascii=False)])
        cursor.execute("ANALYZE wanted_instruction")
        cursor.execute(_GONE, params)
        cursor.execute(_REWORDED, params)
        cursor.execute(_NEW, params)
        made = cursor.fetchall()
        cursor.execute("DROP TABLE pg_temp.wanted_instruction")
    if made:
        kinds: dict[int, list[str]] = {}
        for order_id, kind in made:
            kinds.setdefault(order_id, []).append(kind)
        told = json.dumps([{"id": order_id, "kinds": sorted(found)} for order_id, found in kinds.items()])
        record_set(actor, "order.notes_read", select=_EVENTS, params=[shop_id, told])
    return len(made)


@lru_cache(maxsize=32)
def _compiled(rules: tuple[WordRule, ...]) -> tuple[CompiledWords, ...]:
    return tuple(compile_words(rules))


def _chips(text: str, rules: tuple[CompiledWords, ...], today: date) -> Iterator[Chip]:
    # PostgreSQL's JSON cannot hold this character, and no note needs it.
    yield from read_note(text.replace("\0", " "), rules, today)


def _wanted(order_id: int, source: str, chip: Chip) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "source": source,
        "kind": str(chip.kind),
        "courier": chip.courier,
        "text": chip.text,
        "words": chip.words,
        "wanted_on": chip.wanted_on,
        "start": chip.start,
        "length": chip.length,
        "rule_code": chip.rule_code,
        "rule_version": chip.rule_version,
    }
