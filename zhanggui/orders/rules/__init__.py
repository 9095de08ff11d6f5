"""Checking rules as data, and what they say about the facts of an order. No database here."""

from zhanggui.orders.rules.attributes import Variant, differs, variant_of
from zhanggui.orders.rules.cleaning import clean_condition
from zhanggui.orders.rules.compact import RuleSet, rule_set_of
from zhanggui.orders.rules.conditions import (
    FIELD_NAMES,
    OPERATORS,
    UNKNOWN,
    KnownTest,
    compile_condition,
    compile_known,
    condition_facts,
    condition_limits,
)
from zhanggui.orders.rules.evaluation import CompiledRule, Rule, RuleOutcome, compile_rules, evaluate, same_cause
from zhanggui.orders.rules.fact_kinds import FACTS, SETTINGS
from zhanggui.orders.rules.facts import OrderFacts
from zhanggui.orders.rules.likeness import Likeness, Receiver, likeness
from zhanggui.orders.rules.sentences import condition_words
from zhanggui.orders.rules.shipped import SHIPPED_RULES

__all__ = [
    "FACTS",
    "FIELD_NAMES",
    "OPERATORS",
    "SETTINGS",
    "SHIPPED_RULES",
    "UNKNOWN",
    "CompiledRule",
    "KnownTest",
    "Likeness",
    "OrderFacts",
    "Receiver",
    "Rule",
    "RuleOutcome",
    "RuleSet",
    "Variant",
    "clean_condition",
    "compile_condition",
    "compile_known",
    "compile_rules",
    "condition_facts",
    "condition_limits",
    "condition_words",
    "differs",
    "evaluate",
    "likeness",
    "rule_set_of",
    "same_cause",
    "variant_of",
]
