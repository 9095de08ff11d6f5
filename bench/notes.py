"""How well the shipped words read notes: precision and recall by kind, on the demo's notes and on a sample written by hand.

`python -m bench.notes [--misses]`. The words were tuned on the odd notes of the sample only, so the figures of the
even ones tell what to expect of notes that nobody has seen. A chip counts as right when kind and courier are right.
"""

import sys
import timeit
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhanggui.orders.rules.note_reader import compile_words, read_note
from zhanggui.orders.rules.note_words import SHIPPED_WORDS

SAMPLE = Path(__file__).parent / "data" / "notes.txt"
WRITTEN_ON = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One note with what it asks for: kinds, or kind:COURIER."""

    source: str
    wanted: frozenset[str]
    text: str


def read_sample(path: Path = SAMPLE) -> list[Labelled]:
    """The labelled notes: source, labels and text with tabs between."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        source, labels, text = line.split("\t")
        found.append(Labelled(source, frozenset(labels.split(",")) - {"-"}, text.replace("\\n", "\n")))
    return found


def judge(notes: Iterable[Labelled]) -> tuple[dict[str, Counter[str]], list[str]]:
    """Right, wrong and missed chips by kind, and the notes that were not read right."""
    rules = compile_words(SHIPPED_WORDS)
    kinds: dict[str, Counter[str]] = {}
    misses = []
    for note in notes:
        chips = read_note(note.text, rules, WRITTEN_ON)
        found = {f"{chip.kind}:{chip.courier}" if chip.courier else str(chip.kind) for chip in chips}
        for outcome, names in (
            ("right", found & note.wanted),
            ("wrong", found - note.wanted),
            ("missed", note.wanted - found),
        ):
            for name in names:
                kinds.setdefault(name.partition(":")[0], Counter())[outcome] += 1
        if found != note.wanted:
            wrong = ", ".join(sorted(found - note.wanted)) or "-"
            misses.append(f"{note.text!r}  too much: {wrong}  missed: {', '.join(sorted(note.wanted - found)) or '-'}")
    return kinds, misses


def shares(counts: Counter[str]) -> tuple[float, float]:
    """Precision and recall."""
    found, wanted = counts["right"] + counts["wrong"], counts["right"] + counts["missed"]
    return (counts["right"] / found if found else 1.0, counts["right"] / wanted if wanted else 1.0)


def show(title: str, notes: Sequence[Labelled]) -> list[str]:
    """Print one table; returns the notes that were not read right."""
    kinds, misses = judge(notes)
    print(f"{title}: {len(notes)} notes, {len(notes) - len(misses)} read without a fault")
    total: Counter[str] = Counter()
    for kind, counts in sorted(kinds.items()):
        total.update(counts)
        print(_line(kind, counts))
    print(_line("all", total))
    return misses


def _line(kind: str, counts: Counter[str]) -> str:
    precision, recall = shares(counts)
    wanted = counts["right"] + counts["missed"]
    return f"  {kind:16} wanted {wanted:4}  precision {precision:5.2f}  recall {recall:5.2f}"


def main() -> None:
    """Both halves of the sample, the demo's notes, and how long a note takes."""
    notes = read_sample()
    sample = [note for note in notes if not note.source.startswith("demo")]
    demo = [note for note in notes if note.source.startswith("demo")]
    misses = show("odd notes, the words were tuned on them", sample[::2])
    # Their misses are never printed, so that they stay unseen.
    show("even notes, never looked at", sample[1::2])
    if demo:
        misses += show("notes of the demo shop", demo)
    seconds = timeit.timeit(lambda: judge(sample), number=3) / 3 / len(sample)
    print(f"{1 / seconds:,.0f} notes a second")
    if "--misses" in sys.argv:
        print("\n".join(misses))


if __name__ == "__main__":
    main()
