"""What each position is there for: duties and routines of appendix A, shipped as data in both languages (ORG-02)."""

import csv
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib import resources

from django.utils.translation import get_language

from zhanggui.people.rules.routines import RoutineRule


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in English and Chinese."""

    en: str
    zh: str

    def __str__(self) -> str:
        """In the language of the reader."""
        return self.zh if (get_language() or "").startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: its words, the capability that carries it, and the figure that measures it."""

    position: str
    code: str
    words: Words
    capability: str
    measure: str
    requirement: str


@dataclass(frozen=True, slots=True)
class Routine:
    """Work that returns: daily, weekly, monthly, quarterly or some days after an event, at a time of the shop's day."""

    position: str
    code: str
    words: Words
    rule: RoutineRule
    requirement: str
    needs_evidence: bool
    checklist: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role of appendix A: its Chinese titles, what it must not touch, what it sees first in the morning."""

    code: str
    titles: tuple[str, ...]
    must_not: Words
    morning: Words
    superior: str = ""


RHYTHMS = ("daily", "weekly", "monthly", "quarterly", "after_event")


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("zhanggui.people").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def duties() -> dict[str, tuple[Duty, ...]]:
    """Duties by position, in the order of the file."""
    found: dict[str, list[Duty]] = {}
    for row in _rows("duties"):
        duty = Duty(
            row["position"],
            row["code"],
            Words(row["en"], row["zh"]),
            row["capability"],
            row["measure"],
            row["requirement"],
        )
        found.setdefault(duty.position, []).append(duty)
    return {position: tuple(each) for position, each in found.items()}


@cache
def routines() -> dict[str, tuple[Routine, ...]]:
    """Routines by position."""
    checklists: dict[tuple[str, str], list[Words]] = {}
    for row in _rows("checklists"):
        checklists.setdefault((row["position"], row["routine"]), []).append(Words(row["en"], row["zh"]))
    found: dict[str, list[Routine]] = {}
    for row in _rows("routines"):
        rule = RoutineRule(
            row["rhythm"],
            time.fromisoformat(row["at"]),
            day=int(row["day"] or 1),
            month=int(row["month"] or 1),
            lead_days=int(row["lead_days"]),
            day_off=row["day_off"],
            event=row["event"],
            days_after=int(row["days_after"] or 0),
        )
        routine = Routine(
            row["position"],
            row["code"],
            Words(row["en"], row["zh"]),
            rule,
            row["requirement"],
            needs_evidence=row["evidence"] == "yes",
            checklist=tuple(checklists.get((row["position"], row["code"]), ())),
        )
        found.setdefault(routine.position, []).append(routine)
    return {position: tuple(each) for position, each in found.items()}


@cache
def roles() -> dict[str, Role]:
    """The roles of appendix A by the code of their position."""
    return {
        row["code"]: Role(
            row["code"],
            tuple(row["titles"].split("/")),
            Words(row["must_not_en"], row["must_not_zh"]),
            Words(row["morning_en"], row["morning_zh"]),
            row["superior"],
        )
        for row in _rows("roles")
    }


def secrecy_text() -> Words:
    """The secrecy note that staff sign, in both languages (SEC-05)."""
    folder = resources.files("zhanggui.people").joinpath("data")
    en, zh = (folder.joinpath(f"secrecy_{each}.txt").read_text(encoding="utf-8").strip() for each in ("en", "zh"))
    return Words(en, zh)
