"""What moves by rule: the trade's state and our own step of an order, and a version of a checking rule."""

from zhanggui.kernel.lifecycle import Lifecycle, Transition
from zhanggui.orders.values import DifficultState, OrderState, OrderStep, RuleVersionState, ShortageState

_OPEN = (OrderState.UNPAID, OrderState.PAID, OrderState.SHIPPED)

ORDER_STATE = Lifecycle(
    name="order_state",
    field="state",
    states=tuple(OrderState.values),
    initial=tuple(OrderState.values),
    final=(OrderState.COMPLETED, OrderState.CLOSED),
    transitions=(
        Transition("pay", (OrderState.UNPAID,), OrderState.PAID, "order.paid"),
        Transition("ship", (OrderState.PAID,), OrderState.SHIPPED, "order.shipped"),
        Transition("unship", (OrderState.SHIPPED,), OrderState.PAID, "order.unshipped"),
        Transition("complete", (OrderState.PAID, OrderState.SHIPPED), OrderState.COMPLETED, "order.completed"),
        Transition("close", _OPEN, OrderState.CLOSED, "order.closed"),
    ),
)

ORDER_STEP = Lifecycle(
    name="order_step",
    field="step",
    states=tuple(OrderStep.values),
    initial=(OrderStep.TO_CHECK,),
    final=(),
    transitions=(
        Transition("check", (OrderStep.TO_CHECK,), OrderStep.CHECKED, "order.checked"),
        Transition("recheck", (OrderStep.CHECKED,), OrderStep.TO_CHECK, "order.sent_back"),
        Transition("batch", (OrderStep.CHECKED,), OrderStep.BATCHED, "order.batched"),
        Transition("unbatch", (OrderStep.BATCHED,), OrderStep.CHECKED, "order.unbatched"),
        Transition("pack", (OrderStep.BATCHED,), OrderStep.PACKED, "order.packed"),
        Transition("rest", (OrderStep.PACKED,), OrderStep.TO_CHECK, "order.rest_waits"),
        Transition("come_back", (OrderStep.TO_CHECK, OrderStep.CHECKED), OrderStep.PACKED, "order.part_came_back"),
        Transition("unpack", (OrderStep.PACKED,), OrderStep.BATCHED, "order.unpacked"),
    ),
)

# Only paid orders enter a batch, and no import makes an order unpaid again; undoing one is refused from then on.
NEVER_TOGETHER = frozenset({(OrderState.UNPAID, OrderStep.BATCHED), (OrderState.UNPAID, OrderStep.PACKED)})

_OPEN_VERSION = (RuleVersionState.DRAFT, RuleVersionState.WAITING)

RULE_VERSION = Lifecycle(
    name="rule_version",
    field="state",
    states=tuple(RuleVersionState.values),
    initial=(RuleVersionState.DRAFT, RuleVersionState.USED),
    final=(RuleVersionState.REPLACED, RuleVersionState.DROPPED),
    transitions=(
        Transition("ask", (RuleVersionState.DRAFT,), RuleVersionState.WAITING, "check_rule.asked"),
        Transition("give_back", (RuleVersionState.WAITING,), RuleVersionState.DRAFT, "check_rule.given_back"),
        Transition("use", _OPEN_VERSION, RuleVersionState.USED, "check_rule.switched"),
        Transition("replace", (RuleVersionState.USED,), RuleVersionState.REPLACED, "check_rule.replaced"),
        Transition("drop", (RuleVersionState.DRAFT,), RuleVersionState.DROPPED, "check_rule.dropped"),
    ),
)

DIFFICULTY = Lifecycle(
    name="difficulty",
    field="state",
    states=tuple(DifficultState.values),
    initial=(DifficultState.OPEN,),
    final=(DifficultState.CLOSED,),
    transitions=(Transition("close", (DifficultState.OPEN,), DifficultState.CLOSED, "order.difficulty_closed"),),
)

_OPEN_SHORTAGE = (ShortageState.ASKED, ShortageState.AGREED)

SHORTAGE = Lifecycle(
    name="shortage",
    field="state",
    states=tuple(ShortageState.values),
    initial=_OPEN_SHORTAGE,
    final=(ShortageState.DECLINED, ShortageState.UNDONE),
    transitions=(
        Transition("agree", (ShortageState.ASKED,), ShortageState.AGREED, "order.shortage_agreed"),
        Transition("decline", (ShortageState.ASKED,), ShortageState.DECLINED, "order.shortage_declined"),
        Transition("end", _OPEN_SHORTAGE, ShortageState.ENDED, "order.shortage_ended"),
        Transition("undo", _OPEN_SHORTAGE, ShortageState.UNDONE, "order.shortage_undone"),
        Transition("undo_swap", (ShortageState.ENDED,), ShortageState.UNDONE, "order.shortage_undone"),
    ),
)
