"""All tables of the kernel's machines, for Django."""

from zhanggui.kernel.api_keys import IdempotencyKey
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.documents.models import Document, Printing
from zhanggui.kernel.events.models import Event, PersonalChange, Seal
from zhanggui.kernel.imports.models import ImportBatch, ImportFile, ImportFinding, UndoRecord
from zhanggui.kernel.jobs.models import Heartbeat, JobRun
from zhanggui.kernel.jobs.schedule import ScheduleMark
from zhanggui.kernel.numbering import NumberSeries
from zhanggui.kernel.tasks.models import Task

__all__ = [
    "Deadline",
    "Document",
    "Event",
    "Heartbeat",
    "IdempotencyKey",
    "ImportBatch",
    "ImportFile",
    "ImportFinding",
    "JobRun",
    "NumberSeries",
    "PersonalChange",
    "Printing",
    "ScheduleMark",
    "Seal",
    "Task",
    "UndoRecord",
]
