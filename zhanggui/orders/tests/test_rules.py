"""Conditions as data."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.orders.rules import FIELD_NAMES, OPERATORS, SHIPPED_RULES, OrderFacts, Rule, compile_rules, evaluate
from zhanggui.orders.rules.conditions import BadCondition
from zhanggui.orders.values import HoldReason

CALM = OrderFacts(line_count=1, max_line_quantity=1, address_quality="complete")
SETTINGS = {"unusual_quantity": 5}


def hits(condition: dict[str, object], facts: OrderFacts) -> bool:
    """Whether a rule of this condition holds an order of these facts."""
    rules = compile_rules([Rule("x", "flagged", condition)], SETTINGS)
    return evaluate(rules, facts)[0].verdict == "hold"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"all": [{"fact": "buyer_note", "op": "present"}]}, True),
        ({"all": [{"fact": "buyer_note", "op": "absent"}]}, False),
        ({"all": [{"fact": "flag", "op": "equals", "value": 3}]}, True),
        ({"all": [{"fact": "flag", "op": "in", "value": [1, 2]}]}, False),
        ({"all": [{"fact": "flag", "op": "over", "value": 2}]}, True),
        ({"all": [{"fact": "flag", "op": "under", "value": 3}]}, False),
        ({"all": [{"fact": "max_line_quantity", "op": "over", "setting": "unusual_quantity"}]}, True),
        ({"any": [{"fact": "flag", "op": "absent"}, {"fact": "buyer_note", "op": "present"}]}, True),
        ({"all": [{"fact": "flag", "op": "absent"}, {"fact": "buyer_note", "op": "present"}]}, False),
        ({"any": [{"all": [{"fact": "flag", "op": "present"}]}, {"fact": "is_cod", "op": "present"}]}, True),
    ],
)
def test_each_operator_compares(condition: dict[str, object], expected: bool) -> None:
    facts = replace(CALM, buyer_note="x", flag=3, max_line_quantity=6)

    assert hits(condition, facts) is expected


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"all": []},
        {"all": [{"fact": "flag", "op": "present"}], "any": [{"fact": "flag", "op": "present"}]},
        {"all": [{"fact": "nothing", "op": "present"}]},
        {"all": [{"fact": "flag", "op": "like", "value": 1}]},
        {"all": [{"fact": "flag", "op": "over"}]},
        {"all": [{"fact": "flag", "op": "over", "setting": "unknown"}]},
    ],
)
def test_a_condition_that_is_none_is_refused(condition: dict[str, object]) -> None:
    with pytest.raises(BadCondition):
        compile_rules([Rule("x", "flagged", condition)], SETTINGS)


def test_values_used_name_facts_and_settings() -> None:
    rules = compile_rules([rule for rule in SHIPPED_RULES if rule.code == "unusual_quantity"], SETTINGS)

    assert evaluate(rules, CALM)[0].values == {"max_line_quantity": 1, "unusual_quantity": 5}


def test_a_calm_order_passes_every_shipped_rule() -> None:
    assert {outcome.verdict for outcome in evaluate(compile_rules(SHIPPED_RULES, SETTINGS), CALM)} == {"pass"}


def test_shipped_rules_cover_every_reason_but_the_hand_once() -> None:
    assert sorted(rule.reason for rule in SHIPPED_RULES) == sorted(set(HoldReason.values) - {"manual"})


@given(
    st.builds(
        OrderFacts,
        buyer_note=st.text(max_size=5),
        flag=st.integers(0, 5),
        address_quality=st.sampled_from(["", "complete", "incomplete", "doubtful"]),
        address_reason=st.sampled_from(["", "masked", "street_only"]),
        contact_masked=st.booleans(),
        line_count=st.integers(0, 3),
        max_line_quantity=st.integers(0, 9),
        is_cod=st.booleans(),
        call_count=st.integers(0, 2),
        short_items=st.dictionaries(st.text(max_size=3), st.integers(1, 5), max_size=2),
        refund_open=st.booleans(),
    )
)
def test_the_same_facts_always_give_one_outcome_a_rule(facts: OrderFacts) -> None:
    rules = compile_rules(SHIPPED_RULES, SETTINGS)

    first = evaluate(rules, facts)

    assert first == evaluate(rules, facts)
    assert [outcome.code for outcome in first] == [rule.code for rule in SHIPPED_RULES]


def test_operators_and_facts_are_the_documented_ones() -> None:
    assert sorted(OPERATORS) == ["absent", "equals", "in", "over", "present", "under"]
    assert len(FIELD_NAMES) == 14
