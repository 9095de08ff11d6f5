"""What a duty is measured by: a target and the figure of the live system (ORG-17). Modules register theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhanggui.kernel.values import Actor


@dataclass(frozen=True, slots=True)
class Figure:
    """How a target stands now, in words; `is_met` None when there is nothing to measure yet."""

    text: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A target in words and where its figure comes from."""

    code: str
    target: Any
    figure: Callable[[Actor, list[int]], Figure]


_MEASURES: dict[str, Measure] = {}


def register_measures(*measures: Measure) -> None:
    """Make targets known to the page of duties."""
    _MEASURES.update((measure.code, measure) for measure in measures)


def measures() -> dict[str, Measure]:
    """All targets by code."""
    return dict(_MEASURES)


def share_figure(kept: int, total: int, words: str) -> Figure:
    """“kept of total” as a figure; met when all were kept, nothing to say when there were none."""
    return Figure(words % {"kept": kept, "total": total}, kept == total if total else None)
