"""Checking rules as data, and what they say about the facts of an order. No database here."""

from zhanggui.orders.rules.attributes import Variant, differs, variant_of
from zhanggui.orders.rules.conditions import FIELD_NAMES, OPERATORS, compile_condition
from zhanggui.orders.rules.evaluation import CompiledRule, Rule, RuleOutcome, compile_rules, evaluate
from zhanggui.orders.rules.facts import OrderFacts
from zhanggui.orders.rules.shipped import SHIPPED_RULES

__all__ = [
    "FIELD_NAMES",
    "OPERATORS",
    "SHIPPED_RULES",
    "CompiledRule",
    "OrderFacts",
    "Rule",
    "RuleOutcome",
    "Variant",
    "compile_condition",
    "compile_rules",
    "differs",
    "evaluate",
    "variant_of",
]
