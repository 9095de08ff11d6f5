"""What a reader of facts must know before it reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhanggui.kernel.clock import now
from zhanggui.orders.rules import CompiledRule
from zhanggui.orders.services.checking.closing import ClosingTimes, closing_times


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of facts must know: the shop, its settings, which facts the rules ask for, and when.

    Facts that other orders tell are dear and read only when asked for. `is_past`: the orders are
    judged as when they were paid, and later ones are not looked at.
    """

    shop_id: int
    names: frozenset[str]
    settings: Mapping[str, Any]
    closes: ClosingTimes
    at: datetime
    is_past: bool = False

    def asks(self, *names: str) -> bool:
        """Whether a rule asks for any of these facts."""
        return not self.names.isdisjoint(names)


def asked_of(
    shop_id: int, rules: Iterable[CompiledRule], settings: Mapping[str, Any], *, is_past: bool = False
) -> Asked:
    """What these rules need to know."""
    names = frozenset(name for rule in rules for name in rule.fact_names)
    return Asked(shop_id, names, settings, closing_times(shop_id), now(), is_past)
