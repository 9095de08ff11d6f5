"""The states of a task that one person gave another (ORG-10)."""

from zhanggui.kernel.lifecycle import Lifecycle, Transition
from zhanggui.people.values import TaskState

_OPEN = (TaskState.GIVEN, TaskState.RETURNED)

GIVEN_TASK = Lifecycle(
    name="given_task",
    field="state",
    states=tuple(TaskState.values),
    initial=(TaskState.GIVEN,),
    final=(TaskState.ACCEPTED, TaskState.CANCELLED),
    transitions=(
        Transition("report", _OPEN, TaskState.REPORTED, "task.reported"),
        Transition("accept", (TaskState.REPORTED,), TaskState.ACCEPTED, "task.accepted"),
        Transition("return", (TaskState.REPORTED,), TaskState.RETURNED, "task.returned"),
        Transition("cancel", (*_OPEN, TaskState.REPORTED), TaskState.CANCELLED, "task.cancelled"),
    ),
)
