"""The reference pages say what the code does, and the lifecycles are sound."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from zhanggui.kernel.lifecycle import Lifecycle
from zhanggui.orders.lifecycle import ORDER_STATE, ORDER_STEP
from zhanggui.orders.rules import OPERATORS, SHIPPED_RULES
from zhanggui.orders.values import HoldReason

PAGES = Path(__file__).parents[3] / "docs" / "reference"


def table_rows(page: str) -> list[list[str]]:
    """Rows of every table of a page that begin with a code, cells stripped."""
    lines = (PAGES / page).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]


def codes(cell: str) -> tuple[str, ...]:
    """The codes that a cell names."""
    return tuple(re.findall(r"`([^`]+)`", cell))


def test_every_hold_reason_stands_with_words_rule_and_remedy() -> None:
    rules = {rule.reason: rule.code for rule in SHIPPED_RULES}
    with translation.override("en"):
        expected = [(reason.value, str(reason.label), rules.get(reason.value, "")) for reason in HoldReason]

    rows = [row for row in table_rows("hold-reasons.md") if len(row) == 4]

    assert [(codes(code)[0], words, rule.strip("`")) for code, words, rule, _remedy in rows] == expected
    assert min(len(row[3]) for row in rows) > 5


def test_every_operator_is_named() -> None:
    text = (PAGES / "hold-reasons.md").read_text(encoding="utf-8")

    assert [name for name in OPERATORS if f"`{name}`" not in text] == []


def test_every_transition_stands_in_the_page() -> None:
    expected = [
        (item.verb, item.sources, item.target, item.event)
        for item in (*ORDER_STATE.transitions, *ORDER_STEP.transitions)
    ]

    rows = [row for row in table_rows("order-states.md") if len(row) == 4]

    assert [(codes(verb)[0], codes(old), codes(new)[0], codes(event)[0]) for verb, old, new, event in rows] == [
        (verb, tuple(map(str, old)), str(new), event) for verb, old, new, event in expected
    ]


@pytest.mark.parametrize("lifecycle", [ORDER_STATE, ORDER_STEP], ids=lambda lifecycle: lifecycle.name)
def test_every_state_is_reachable_and_final_states_have_no_exit(lifecycle: Lifecycle) -> None:
    start = "unpaid" if lifecycle is ORDER_STATE else "to_check"
    reached = {start}
    for _round in lifecycle.states:
        reached |= {item.target for item in lifecycle.transitions if reached & set(item.sources)}

    assert reached == set(lifecycle.states)
    with_exit = {source for item in lifecycle.transitions for source in item.sources}
    assert set(lifecycle.states) - with_exit == set(lifecycle.final)
    assert len({item.event for item in lifecycle.transitions}) == len(lifecycle.transitions)
