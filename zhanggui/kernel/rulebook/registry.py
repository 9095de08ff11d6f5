"""Which values there are: modules declare each with its source; the page and the commands read them from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zhanggui.kernel.values import Actor

Read = Callable[[int], int]
Write = Callable[[Actor, int, int], None]


@dataclass(frozen=True, slots=True)
class ValueKind:
    """One value: words, unit, what is shipped, between what it may be set, and where it comes from (CMP-01).

    `source` names the law, platform rule or requirement, `dated` the day of that text (or "" for house
    rules), `used_by` what changes with it. `minimum` and `maximum` are what the source allows. Per
    shop unless `is_everywhere`. A value that lives in a setting of its own brings `read` and `write`.
    """

    code: str
    area: str
    label: Any
    default: int
    unit: Any
    minimum: int
    maximum: int
    source: Any
    dated: str = ""
    used_by: Any = ""
    is_everywhere: bool = False
    read: Read | None = None
    write: Write | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The label as it is read."""
        return str(self.label) % {name: str(value) for name, value in self.parameters.items()}


_KINDS: dict[str, ValueKind] = {}


def declare_value(kind: ValueKind) -> str:
    """Make a value known; returns its code for use as a constant."""
    _KINDS[kind.code] = kind
    return kind.code


def value_kinds() -> dict[str, ValueKind]:
    """All values by code, in the order they were declared."""
    return dict(_KINDS)
