"""Somebody who looks at the desk with the eyes of another role: sees the less of both, and changes nothing."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from zhanggui.kernel.clock import current_request_id
from zhanggui.kernel.values import EVERY_SHOP, Actor

_missed: ContextVar[tuple[str, frozenset[str]]] = ContextVar("missing_rights_met", default=("", frozenset()))
Grants = Mapping[str, frozenset[int]]
_T = TypeVar("_T", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Onlooker(Actor):
    """The role as an actor, narrowed to what the real person may do.

    `seen_code` is the position, empty for a person; `role_rights` is what the role includes, also where
    the real person lacks it.

    Rights that a page asks for and that are not there are noted, so that the page can say what it left out.
    """

    real: Actor
    role_rights: frozenset[str]
    seen_code: str = ""

    @property
    def rights_not_mine(self) -> list[str]:
        """What the role may do and the real person may not: it stays left out."""
        return sorted(right for right in self.role_rights if not self.real.can(right))

    def can(
        self,
        capability: str,
        shop_id: int | None = None,
        warehouse_id: int | None = None,
        brand: str | None = None,
    ) -> bool:
        """As for every actor; a refusal is noted."""
        is_allowed = Actor.can(self, capability, shop_id, warehouse_id, brand)
        if not is_allowed:
            _note(capability)
        return is_allowed


def common_grants(mine: Grants, theirs: Grants) -> dict[str, frozenset[int]]:
    """What both may do, by shop: looking as somebody never widens what one sees."""
    both = {code: _common_places(mine[code], theirs[code]) for code in theirs if code in mine}
    return {code: places for code, places in both.items() if places}


def common_limits(
    mine: Mapping[tuple[str, int], frozenset[_T]], theirs: Mapping[tuple[str, int], frozenset[_T]]
) -> dict[tuple[str, int], frozenset[_T]]:
    """The warehouses, or the brands, of both where either is held to some of them."""
    return {
        key: mine[key] & theirs[key] if key in mine and key in theirs else mine.get(key, theirs.get(key, frozenset()))
        for key in {*mine, *theirs}
    }


def missed_here() -> frozenset[str]:
    """The rights that this request asked for in vain."""
    request_id, met = _missed.get()
    return met if request_id == current_request_id() else frozenset()


def _common_places(mine: frozenset[int], theirs: frozenset[int]) -> frozenset[int]:
    if EVERY_SHOP in mine:
        return theirs
    return mine if EVERY_SHOP in theirs else mine & theirs


def _note(capability: str) -> None:
    _missed.set((current_request_id(), missed_here() | {capability}))
