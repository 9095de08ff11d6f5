"""All tables of the kernel's machines, for Django."""

from zhanggui.kernel.api_keys import IdempotencyKey
from zhanggui.kernel.approvals.models import Approval
from zhanggui.kernel.deadlines.models import Deadline
from zhanggui.kernel.documents.models import Document, Printing
from zhanggui.kernel.events.models import Event, PersonalChange, Seal
from zhanggui.kernel.health.models import BackupRun, Installation
from zhanggui.kernel.imports.models import ImportBatch, ImportFile, ImportFinding, UndoRecord
from zhanggui.kernel.jobs.models import Heartbeat, JobFailure, JobRun
from zhanggui.kernel.jobs.schedule import ScheduleMark
from zhanggui.kernel.notices.models import Notice
from zhanggui.kernel.numbering import NumberSeries
from zhanggui.kernel.rulebook.models import RuleValue
from zhanggui.kernel.tasks.models import Task
from zhanggui.kernel.watching import TableChange

__all__ = [
    "Approval",
    "BackupRun",
    "Deadline",
    "Document",
    "Event",
    "Heartbeat",
    "IdempotencyKey",
    "ImportBatch",
    "ImportFile",
    "ImportFinding",
    "Installation",
    "JobFailure",
    "JobRun",
    "Notice",
    "NumberSeries",
    "PersonalChange",
    "Printing",
    "RuleValue",
    "ScheduleMark",
    "Seal",
    "TableChange",
    "Task",
    "UndoRecord",
]
