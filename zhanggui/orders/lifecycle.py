"""The two facts of an order that move by rule: the trade's state and our own step."""

from zhanggui.kernel.lifecycle import Lifecycle, Transition
from zhanggui.orders.values import OrderState, OrderStep

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
        Transition("unpack", (OrderStep.PACKED,), OrderStep.BATCHED, "order.unpacked"),
    ),
)
