"""Changing checking rules: drafts, switching on with a second person, order, and trying on past orders."""

from zhanggui.orders.rules.refusals import NoDraft
from zhanggui.orders.services.rules.backtest import BacktestNotFound, run_backtest, start_backtest
from zhanggui.orders.services.rules.drafting import (
    RuleChange,
    draft_new_rule,
    draft_rule,
    drop_draft,
    return_to_version,
    switch_draft,
)
from zhanggui.orders.services.rules.moving import move_rule
from zhanggui.orders.services.rules.switching import APPROVAL_KIND, ask_switch, settle_rule, withdraw_switch

__all__ = [
    "APPROVAL_KIND",
    "BacktestNotFound",
    "NoDraft",
    "RuleChange",
    "ask_switch",
    "draft_new_rule",
    "draft_rule",
    "drop_draft",
    "move_rule",
    "return_to_version",
    "run_backtest",
    "settle_rule",
    "start_backtest",
    "switch_draft",
    "withdraw_switch",
]
