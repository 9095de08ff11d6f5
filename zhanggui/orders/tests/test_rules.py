"""Conditions as data."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhanggui.kernel.errors import InvalidInput
from zhanggui.orders.rules import (
    FACTS,
    FIELD_NAMES,
    OPERATORS,
    SHIPPED_RULES,
    UNKNOWN,
    OrderFacts,
    Rule,
    clean_condition,
    compile_known,
    compile_rules,
    evaluate,
    same_cause,
)
from zhanggui.orders.rules.calls import call_standing
from zhanggui.orders.rules.conditions import BadCondition
from zhanggui.orders.rules.fact_kinds import OPERATORS_OF
from zhanggui.orders.ui.rule_builder import builder_of_condition
from zhanggui.orders.values import HoldReason

CALM = OrderFacts(line_count=1, max_line_quantity=1, address_quality="complete")
SETTINGS = {"unusual_quantity": 5, "price_far_percent": 70, "household_likeness": 80, "promise_risk_hours": 2}


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
    assert sorted(rule.reason for rule in SHIPPED_RULES) == sorted(set(HoldReason.values) - {"manual", "own_rule"})


# The first draw of a process reads the whole source, which takes seconds on a busy machine.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.builds(
        OrderFacts,
        buyer_note=st.sampled_from(["", "x", "请发顺丰"]),
        flag=st.integers(0, 5),
        address_quality=st.sampled_from(["", "complete", "incomplete", "doubtful"]),
        address_reason=st.sampled_from(["", "masked", "street_only"]),
        contact_masked=st.booleans(),
        line_count=st.integers(0, 3),
        max_line_quantity=st.integers(0, 9),
        is_cod=st.booleans(),
        call_standing=st.sampled_from(["none", "tried", "refused"]),
        price_off_percent=st.none() | st.integers(0, 200),
        short_items=st.sampled_from([{}, {"tea": 1}, {"tea": 1, "cup": 2}]),
        refund_open=st.booleans(),
    )
)
def test_the_same_facts_always_give_one_outcome_a_rule(facts: OrderFacts) -> None:
    rules = compile_rules(SHIPPED_RULES, SETTINGS)

    first = evaluate(rules, facts)

    assert first == evaluate(rules, facts)
    assert [outcome.code for outcome in first] == [rule.code for rule in SHIPPED_RULES]


def test_operators_and_facts_are_the_documented_ones() -> None:
    assert sorted(OPERATORS) == ["absent", "contains", "equals", "in", "over", "present", "under"]
    assert set(FIELD_NAMES) == set(FACTS)
    assert {operator for operators in OPERATORS_OF.values() for operator in operators} == set(OPERATORS)


def test_what_nobody_knows_is_neither_over_nor_under() -> None:
    over = {"all": [{"fact": "price_off_percent", "op": "over", "value": 0}]}
    under = {"all": [{"fact": "price_off_percent", "op": "under", "value": 100}]}

    assert [hits(over, CALM), hits(under, CALM)] == [False, False]


def test_what_a_person_released_stays_so_while_only_the_market_moves() -> None:
    before = {"price_off_percent": 82, "price_off_percent_detail": {"price": "9.00"}, "price_far_percent": 70}

    assert same_cause(before, {**before, "price_off_percent": 81, "price_off_percent_detail": {"price": "9.10"}})
    assert not same_cause(before, {**before, "price_far_percent": 60})
    assert not same_cause({"flag": 1}, {"flag": 2})


@pytest.mark.parametrize(
    ("condition", "known", "expected"),
    [
        (
            {"all": [{"fact": "is_cod", "op": "present"}, {"fact": "flag", "op": "over", "value": 0}]},
            {"flag": 0},
            False,
        ),
        ({"all": [{"fact": "is_cod", "op": "present"}, {"fact": "flag", "op": "over", "value": 0}]}, {"flag": 1}, None),
        ({"any": [{"fact": "is_cod", "op": "present"}, {"fact": "flag", "op": "over", "value": 0}]}, {"flag": 1}, True),
        ({"any": [{"fact": "is_cod", "op": "present"}, {"fact": "flag", "op": "over", "value": 0}]}, {"flag": 0}, None),
        ({"all": [{"fact": "flag", "op": "equals", "value": 3}]}, {"flag": 3}, True),
    ],
)
def test_a_condition_over_unknown_facts_says_what_can_be_said(
    condition: dict[str, object], known: dict[str, object], expected: bool | None
) -> None:
    assert compile_known(condition, SETTINGS)({"is_cod": UNKNOWN, **known}) is expected


@pytest.mark.parametrize(
    ("part", "clean"),
    [
        ({"fact": "flag", "op": "equals", "value": "1"}, {"fact": "flag", "op": "equals", "value": 1}),
        ({"fact": "flag", "op": "in", "value": "1，2"}, {"fact": "flag", "op": "in", "value": [1, 2]}),
        (
            {"fact": "buyer_note", "op": "contains", "value": "加急、 急用"},
            {"fact": "buyer_note", "op": "contains", "value": ["加急", "急用"]},
        ),
        ({"fact": "paid_amount", "op": "over", "value": 500}, {"fact": "paid_amount", "op": "over", "value": "500.00"}),
        (
            {"fact": "max_line_quantity", "op": "over", "setting": "unusual_quantity", "value": 9},
            {"fact": "max_line_quantity", "op": "over", "setting": "unusual_quantity"},
        ),
    ],
)
def test_a_written_condition_gets_its_one_form(part: dict[str, object], clean: dict[str, object]) -> None:
    assert clean_condition({"all": [part]}) == {"all": [clean]}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (None, "orders.bad_condition"),
        ({"all": []}, "orders.condition_empty"),
        ({"all": [{"fact": "flag", "op": "contains", "value": "x"}]}, "orders.bad_condition"),
        ({"all": [{"fact": [], "op": "present"}]}, "orders.bad_condition"),
        ({"all": [{"fact": "flag", "op": "equals", "value": "pink"}]}, "orders.bad_condition_value"),
        ({"all": [{"fact": "line_count", "op": "over", "value": "1.5"}]}, "orders.bad_condition_value"),
        ({"all": [{"fact": "paid_amount", "op": "over", "value": "NaN"}]}, "orders.bad_condition_value"),
        ({"all": [{"fact": "line_count", "op": "over", "setting": "price_far_percent"}]}, "orders.bad_condition"),
        ({"any": [{"fact": "is_cod", "op": "present"}] * 21}, "orders.condition_too_long"),
        ({"all": [{"any": [{"all": [{"fact": "is_cod", "op": "present"}]}]}]}, "orders.condition_too_long"),
    ],
)
def test_a_written_condition_that_cannot_be_is_refused_in_words(condition: object, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_condition(condition)

    assert refused.value.code == code


def test_every_shipped_condition_is_in_its_one_form() -> None:
    assert [rule.code for rule in SHIPPED_RULES if clean_condition(rule.condition) != rule.condition] == []


@pytest.mark.parametrize(
    ("tries", "strict", "expected"),
    [
        ([], False, "none"),
        ([("phone", "no_answer")], False, "tried"),
        ([("phone", "no_answer")], True, "unreached"),
        ([("message", "no_answer")], False, "none"),
        ([("message", "reached")], True, "reached"),
        ([("phone", "no_answer")] * 3, False, "exhausted"),
        ([("phone", "refused"), ("phone", "reached")], False, "reached"),
        ([("phone", "reached"), ("phone", "changed")], False, "changed"),
        ([("phone", "wrong_number")] * 3 + [("phone", "ship_anyway")], True, "waived"),
    ],
)
def test_tries_come_to_one_standing(tries: list[tuple[str, str]], strict: bool, expected: str) -> None:
    assert call_standing(tries, most_tries=3, is_strict=strict) == expected


def test_every_shipped_condition_survives_the_builder() -> None:
    for rule in SHIPPED_RULES:
        cleaned = clean_condition(builder_of_condition(rule.condition).condition())

        assert cleaned == {name: part for name, part in rule.condition.items() if name != "can_be_released"}, rule.code


def test_no_choice_has_a_comma_in_its_words() -> None:
    assert [str(label) for fact in FACTS.values() for label in (fact.choices or {}).values() if "," in str(label)] == []
