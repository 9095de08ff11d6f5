"""Files that go with a task: checked, kept once by content, named as the person named them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.clock import now
from zhanggui.kernel.documents.archive import files_folder
from zhanggui.kernel.errors import InvalidInput
from zhanggui.kernel.values import Actor
from zhanggui.people.models import GivenTask, RoutineFile, RoutineTask, TaskFile

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a task."""

    name: str
    data: bytes


def check_files(files: Sequence[Attachment], known: int) -> None:
    """Raise InvalidInput when there are more than ten files or one is larger than 10 MB."""
    if known + len(files) > MOST_FILES:
        raise InvalidInput("tasks.too_many_files", _("A task has at most %(most)d attachments."), most=MOST_FILES)
    for file in files:
        if len(file.data) > MOST_BYTES:
            raise InvalidInput(
                "tasks.file_too_large", _("“%(name)s” is larger than 10 MB. Send it smaller."), name=file.name
            )


def keep_files(actor: Actor, task: GivenTask | RoutineTask, files: Sequence[Attachment]) -> None:
    """Write the files into the home and note each with the task."""
    is_given = isinstance(task, GivenTask)
    model: type[TaskFile | RoutineFile] = TaskFile if is_given else RoutineFile
    for file in files:
        digest = hashlib.sha256(file.data).hexdigest()
        path = files_folder("tasks" if is_given else "routines", str(task.pk)) / digest
        path.write_bytes(file.data)
        model.objects.create(
            task_id=task.pk,
            name=PurePath(file.name.replace("\\", "/")).name.replace("\0", "")[:200] or digest[:12],
            path=str(path.relative_to(settings.MEDIA_ROOT)),
            size=len(file.data),
            sha256=digest,
            added_by=actor.name,
            added_at=now(),
        )
