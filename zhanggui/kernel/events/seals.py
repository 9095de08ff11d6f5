"""Sealing the timeline in batches, and proving that nothing was altered since."""

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction

from zhanggui.kernel.clock import now
from zhanggui.kernel.events.models import Event, PersonalChange, Seal
from zhanggui.kernel.events.record import personal_hash
from zhanggui.kernel.locks import TIMELINE_LOCK

SEAL_SIZE = 10_000
_DIGEST_SQL = """
SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(
    concat_ws('|', id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), shop_id, kind, subject_kind,
              subject_id, actor_id, actor_name, position, origin, reason, data::text, personal_hash, request_id),
    E'\\n' ORDER BY id), ''), 'UTF8')), 'hex')
FROM kernel_event WHERE id BETWEEN %s AND %s
"""


@dataclass(frozen=True, slots=True)
class Verification:
    """What `audit verify` found."""

    events: int
    seals: int
    ok: bool
    first_bad_seal: int | None = None
    changed_personal: tuple[int, ...] = ()


def _digest(first: int, last: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST_SQL, [first, last])
        count, digest = cursor.fetchone()
    return int(count), str(digest)


def _chain(previous: str, digest: str, first: int, last: int, count: int) -> str:
    return hashlib.sha256(f"{previous}|{first}|{last}|{count}|{digest}".encode()).hexdigest()


def _end_of_seal(start: int, newest: int) -> int:
    """The id that a seal from `start` reaches to: a full seal counts events, not ids, for ids have gaps."""
    full = Event.objects.filter(pk__gte=start).order_by("pk").values_list("pk", flat=True)[SEAL_SIZE - 1 : SEAL_SIZE]
    return next(iter(full), newest)


def seal_events(*, wait: bool = False) -> int:
    """Seal all events that are not sealed yet; returns how many. Skips when a writer is under way.

    With `wait`, waits for the writers instead (used by `audit verify` and backups).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TIMELINE_LOCK])
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TIMELINE_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        last_seal = Seal.objects.order_by("-last_event").first()
        start = last_seal.last_event + 1 if last_seal else 1
        previous = last_seal.hash if last_seal else ""
        sealed = 0
        while newest is not None and start <= newest:
            end = _end_of_seal(start, newest)
            count, digest = _digest(start, end)
            previous_hash, previous = previous, _chain(previous, digest, start, end, count)
            Seal.objects.create(
                first_event=start,
                last_event=end,
                event_count=count,
                previous_hash=previous_hash,
                hash=previous,
                sealed_at=now(),
            )
            sealed += count
            start = end + 1
        return sealed


def verify_seals() -> Verification:
    """Recompute every seal and every salted hash that still has its personal values."""
    events, seals, previous, bad = 0, 0, "", None
    expected_first = 1
    for seal in Seal.objects.order_by("last_event").iterator():
        count, digest = _digest(seal.first_event, seal.last_event)
        chained = _chain(previous, digest, seal.first_event, seal.last_event, count)
        intact = (
            seal.first_event == expected_first
            and seal.previous_hash == previous
            and seal.event_count == count
            and seal.hash == chained
        )
        if not intact and bad is None:
            bad = seal.pk
        events, seals, previous, expected_first = events + count, seals + 1, seal.hash, seal.last_event + 1
    changed = tuple(_changed_personal())
    return Verification(events, seals, bad is None and not changed, bad, changed)


def _changed_personal() -> list[int]:
    hashes = dict(Event.objects.exclude(personal_hash="").values_list("pk", "personal_hash"))
    return [
        row.event_id
        for row in PersonalChange.objects.iterator()
        if hashes.get(row.event_id) != personal_hash(row.salt, row.values)
    ]


def erase_personal(subject_kind: str, subject_id: int) -> int:
    """Erase the personal values of a subject; the seals stay valid because events keep only hashes."""
    deleted, _rows = PersonalChange.objects.filter(subject_kind=subject_kind, subject_id=subject_id).delete()
    return deleted
