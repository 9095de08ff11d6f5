"""Answers remembered for the length of one page, so that the shell, rows and panels ask the database once.

Outside a page (commands, jobs, changes) nothing is remembered.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("page_memory", default=None)


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
        key = (function, *map(_frozen, args), *((name, _frozen(value)) for name, value in sorted(kwargs.items())))
        if key not in memory:
            memory[key] = function(*args, **kwargs)
        found: _T = memory[key]
        return found

    return remembering


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) else value
