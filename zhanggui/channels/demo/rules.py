"""What the demo shows of checking: a rule in its second version, a draft that waits, a rule of the shop's own."""

from zhanggui.kernel.approvals.verbs import approve
from zhanggui.kernel.values import Actor
from zhanggui.orders.services.rules import (
    RuleChange,
    ask_switch,
    draft_new_rule,
    draft_rule,
    start_backtest,
    switch_draft,
)
from zhanggui.orders.services.rules.switching import waiting_request


def change_rules(manager: Actor, supervisor: Actor, shop_id: int) -> None:
    """The manager changes three rules; the supervisor has approved one of them."""
    switch_draft(
        actor=manager,
        shop_id=shop_id,
        code="possible_duplicate",
        is_on=True,
        why="上周有 3 个买家手滑下了两单，退货运费都是我们出",
    )
    version = ask_switch(actor=manager, shop_id=shop_id, code="possible_duplicate")
    approve(actor=supervisor, approval_id=waiting_request(shop_id, version.pk), answer="同意，先开一周看看")
    draft_rule(
        actor=manager,
        shop_id=shop_id,
        code="unusual_quantity",
        change=RuleChange({"all": [{"fact": "max_line_quantity", "op": "over", "value": 2}]}),
        why="上周三件的单错发了两次，想三件起都看一眼",
    )
    start_backtest(actor=manager, shop_id=shop_id, code="unusual_quantity", at_once=True)
    made = draft_new_rule(
        actor=manager,
        shop_id=shop_id,
        change=RuleChange(
            {
                "all": [
                    {"fact": "paid_amount", "op": "over", "value": 500},
                    {"any": [{"fact": "buyer_note", "op": "contains", "value": ["送礼", "礼物", "贺卡"]}]},
                ]
            },
            name="大额礼品单",
            name_en="Large gift orders",
        ),
        why="礼品单出错补发不起，发前由店长看一眼",
    )
    start_backtest(actor=manager, shop_id=shop_id, code=made.rule.code, at_once=True)
    ask_switch(actor=manager, shop_id=shop_id, code=made.rule.code)
