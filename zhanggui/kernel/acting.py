"""In which position a person acts: the one that carries the capability that was last asked for (ORG-03)."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from zhanggui.kernel.clock import current_request_id
from zhanggui.kernel.values import Actor

_noted: ContextVar[tuple[str, int | None, str]] = ContextVar("acting_position", default=("", None, ""))
_words: list[Callable[[str], Any]] = []


def note_acting(actor: Actor, capability: str, shop_id: int | None) -> None:
    """Remember, for the rest of this request, the position that lets the person do it."""
    position = actor.position_for(capability, shop_id)
    if position:
        _noted.set((current_request_id(), actor.user_id, position))


def position_of(actor: Actor) -> str:
    """The position for the timeline: the noted one of this person and request, else the first that is held."""
    request_id, user_id, position = _noted.get()
    if position and actor.user_id is not None and (request_id, user_id) == (current_request_id(), actor.user_id):
        return position
    return actor.position.split(",", 1)[0]


def register_position_words(words: Callable[[str], Any]) -> None:
    """Called once by the people module, which knows what positions are called."""
    _words[:] = [words]


def position_words(code: str) -> str:
    """What people call a position; the code itself while nobody knows it."""
    return str(_words[0](code)) if _words and code else code
