"""Counting running clocks of several kinds and shops in one statement."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from zhanggui.kernel.arrays import id_array
from zhanggui.kernel.clocks.registry import ClockAsk, ClockSource, ClockTally

# Clocks with a due time of their own are at risk from a share of their time on, those with set hours by their start.
_BETWEEN = """
SELECT %s::text, count(*) FILTER (WHERE due <= %s),
       count(*) FILTER (WHERE due > %s AND start + (due - start) * %s <= %s), count(*) FROM ({running}) r (start, due)
"""
_SINCE = """
SELECT %s::text, count(*) FILTER (WHERE start <= %s), count(*) FILTER (WHERE start > %s AND start <= %s), count(*)
FROM ({running}) r (start, due)
"""


def tally_together(asked: Sequence[tuple[ClockSource, ClockAsk]]) -> list[tuple[str, ClockTally]]:
    """The tallies of sources that say what runs in SQL, by the code of their kind. One statement."""
    if not asked:
        return []
    arms, params = [], []
    for source, ask in asked:
        arms.append((_BETWEEN if ask.span is None else _SINCE).format(running=source.running))
        params += [source.kind.code, *_bounds(ask), id_array(ask.shops)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(arms), params)
        return [(code, ClockTally(every - late - risk, risk, late)) for code, late, risk, every in cursor.fetchall()]


def _bounds(ask: ClockAsk) -> list[Any]:
    if ask.span is None:
        return [ask.at, ask.at, ask.percent / 100, ask.at]
    return [ask.late_before, ask.late_before, ask.risk_before]
