"""The states of a task that one person gave another (ORG-10), and of one that a routine made (TSK-02)."""

from zhanggui.kernel.lifecycle import Lifecycle, Transition
from zhanggui.people.values import RoutineState, TaskState

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

ROUTINE_TASK = Lifecycle(
    name="routine_task",
    field="state",
    states=tuple(RoutineState.values),
    initial=(RoutineState.OPEN,),
    final=(RoutineState.DONE, RoutineState.MISSED, RoutineState.DROPPED),
    transitions=(
        Transition("finish", (RoutineState.OPEN,), RoutineState.DONE, "routine.done"),
        Transition("miss", (RoutineState.OPEN,), RoutineState.MISSED, "routine.missed"),
        Transition("drop", (RoutineState.OPEN,), RoutineState.DROPPED, "routine.dropped"),
    ),
)
