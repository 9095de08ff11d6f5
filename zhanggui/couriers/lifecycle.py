"""How a courier comes into use and goes out of it."""

from zhanggui.couriers.values import CourierState
from zhanggui.kernel.lifecycle import Lifecycle, Transition

COURIER = Lifecycle(
    name="courier",
    field="state",
    states=tuple(CourierState.values),
    initial=(CourierState.PROPOSED,),
    final=(),
    transitions=(
        Transition("approve", (CourierState.PROPOSED, CourierState.RETIRED), CourierState.APPROVED, "courier.approved"),
        Transition("retire", (CourierState.PROPOSED, CourierState.APPROVED), CourierState.RETIRED, "courier.retired"),
    ),
)
