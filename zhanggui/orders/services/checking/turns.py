"""Work on thousands after thousands by two connections: while a part is written, the next one is read and judged."""

import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from threading import Barrier, Event
from typing import TypeVar

from django.db import connection

_Part = TypeVar("_Part")
_Answer = TypeVar("_Answer")
# Nobody in the database sees that a part waits for the one before, so after so many seconds it lets go of its rows.
_PATIENCE = 10.0
# A thread whose statement has ended waits so long for the other one; at Python's 5 ms the two lose a sixth of their time.
_SWITCH_AFTER = 0.0005


class Turn:
    """The place of a part in the row: it begins after the one before has read, and ends after that one is committed."""

    def __init__(self, before: "Turn | None" = None) -> None:
        self._before = before
        self._has_read, self._is_over = Event(), Event()
        self._is_undone = False

    def begin(self) -> None:
        """Wait until the part before has its rows."""
        if self._before:
            self._before._has_read.wait()

    def has_read(self) -> None:
        """Say that everything is read, so that the next part may begin."""
        self._has_read.set()

    def wait(self, patience: float = _PATIENCE) -> None:
        """Wait until the part before is committed; whoever waits has read."""
        self.has_read()
        self._wait_for_before(patience)

    def step_back(self) -> None:
        """Wait without rows until the part before is committed; the next one waits until they are read again."""
        self._has_read.clear()
        self._wait_for_before(None)

    def end(self, *, is_undone: bool) -> None:
        """Let the next one go on."""
        self._is_undone = is_undone
        self._has_read.set()
        self._is_over.set()
        self._before = None

    def _wait_for_before(self, patience: float | None) -> None:
        if self._before is None:
            return
        if not self._before._is_over.wait(patience):
            raise _WaitedTooLong
        if self._before._is_undone:
            raise _BeforeUndone


class _WaitedTooLong(Exception):
    """The part before is not committed yet; the rows of this one must be free meanwhile."""


class _BeforeUndone(Exception):
    """The part before failed, so this one may not be written."""


def in_turns(parts: Iterable[_Part], work: Callable[[_Part, Turn], _Answer]) -> Generator[_Answer]:
    """What the work gives for each part, in their order, two parts at a time, on two connections of their own.

    The work is one transaction that calls `turn.has_read()` when it has its rows, and `turn.wait()` before
    what must follow the part before; parts are committed in their order. When one fails, the next one is
    undone too, and its error is raised.
    """
    with _quick_switches(), ThreadPoolExecutor(2) as pool:
        try:
            yield from _results(pool, parts, work)
        finally:
            both = Barrier(2)
            for _connection in range(2):
                pool.submit(_close, both)


def _results(
    pool: ThreadPoolExecutor, parts: Iterable[_Part], work: Callable[[_Part, Turn], _Answer]
) -> Generator[_Answer]:
    at_work: deque[Future[_Answer]] = deque()
    turn = None
    for part in parts:
        turn = Turn(turn)
        at_work.append(pool.submit(copy_context().run, _take_turn, work, part, turn))
        if len(at_work) == 2:
            yield at_work.popleft().result()
    while at_work:
        yield at_work.popleft().result()


def _take_turn(work: Callable[[_Part, Turn], _Answer], part: _Part, turn: Turn) -> _Answer:
    is_undone = True
    try:
        turn.begin()
        try:
            answer = work(part, turn)
        except _WaitedTooLong:
            # Somebody may wait for these rows whom the part before waits for; now both can go on.
            turn.step_back()
            answer = work(part, turn)
        is_undone = False
        return answer
    finally:
        turn.end(is_undone=is_undone)


def _close(both: Barrier) -> None:
    """Close the connection of this thread; the other thread closes the other one."""
    both.wait()
    connection.close()


@contextmanager
def _quick_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_AFTER)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
