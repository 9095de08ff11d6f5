"""Answers remembered by pages that change nothing: for the length of one page, or while their tables stay as they are.

Outside a page (commands, jobs, changes) nothing is remembered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection

_P = ParamSpec("_P")
_T = TypeVar("_T")
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("page_memory", default=None)
_KEPT_AT_MOST = 2_000
_kept: dict[Any, tuple[tuple[UUID, ...], Any]] = {}
_watched: set[str] = set()


@contextmanager
def one_page() -> Iterator[None]:
    """Remember within the block; only for requests that change nothing."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def is_one_page() -> bool:
    """Whether answers are being remembered, so that reading everything at once pays."""
    return _memory.get() is not None


def once_a_page(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """Decorator of a query: asked again with the same values on the same page it gives the same answer.

    The answer is shared, so nobody may change it.
    """

    @wraps(function)
    def remembering(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        memory = _memory.get()
        if memory is None:
            return function(*args, **kwargs)
        key = _key(function, args, kwargs)
        if key not in memory:
            memory[key] = function(*args, **kwargs)
        found: _T = memory[key]
        return found

    return remembering


def while_unchanged(*tables: str) -> Callable[[Callable[_P, _T]], Callable[_P, _T]]:
    """Decorator of a query over nothing but tables that are set rather than worked in, such as shops and positions.

    On a page its answer is the one of an earlier page of this process, unless a change of one of the
    tables was committed since; a migration must have made them watched (`kernel.watching.watch`). The
    answer is shared between pages, so nobody may change it, and it may depend neither on the language
    nor on the hour.
    """
    _watched.update(tables)

    def decorate(function: Callable[_P, _T]) -> Callable[_P, _T]:
        def ask(*args: _P.args, **kwargs: _P.kwargs) -> _T:
            stamps = _stamps(tables)
            key = _key(function, args, kwargs)
            kept = _kept.get(key)
            if stamps is not None and kept is not None and kept[0] == stamps:
                answer: _T = kept[1]
                return answer
            # Stamps were read before the answer: a change in between makes the next page ask again.
            answer = function(*args, **kwargs)
            if stamps is not None:
                if len(_kept) >= _KEPT_AT_MOST:
                    _kept.clear()
                _kept[key] = (stamps, answer)
            return answer

        return once_a_page(wraps(function)(ask))

    return decorate


def watched_tables() -> frozenset[str]:
    """Every table that a remembered answer relies on."""
    return frozenset(_watched)


def _stamps(tables: tuple[str, ...]) -> tuple[UUID, ...] | None:
    """The last change of each table; None outside a page, or where uncommitted changes could be seen."""
    if not is_one_page() or connection.in_atomic_block:
        return None
    stamps = _every_stamp()
    return tuple(stamps[table] for table in tables) if stamps.keys() >= set(tables) else None


@once_a_page
def _every_stamp() -> dict[str, UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, stamp FROM kernel_tablechange")
        return dict(cursor.fetchall())


def _key(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return (function, *map(_frozen, args), *((name, _frozen(value)) for name, value in sorted(kwargs.items())))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) else value
