"""Pages of tasks that people give each other: lists, a new one, one task with its words and files (ORG-10)."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.acting import position_words
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.kernel.pages.forms import StaffForm
from zhanggui.kernel.pages.registry import HomeRow
from zhanggui.kernel.values import Actor
from zhanggui.people.models import GivenTask
from zhanggui.people.queries.given_tasks import (
    VIEWS,
    given_counts,
    given_task,
    given_tasks,
    staff_of,
    task_file,
    tasks_to_do,
)
from zhanggui.people.services.attachments import Attachment
from zhanggui.people.services.given_tasks import (
    accept_task,
    give_task,
    report_task,
    return_task,
    take_task_back,
)
from zhanggui.people.values import DO_TASKS, GIVE_TASKS, TaskPriority, TaskState

_PAGE = 50
_TONES = {"given": "", "reported": "is-risk", "returned": "is-late", "accepted": "is-good", "cancelled": ""}
_VERBS: dict[str, Any] = {
    "give": gettext_lazy("Given to do"),
    "report": gettext_lazy("Reported as done"),
    "accept": gettext_lazy("Accepted"),
    "return": gettext_lazy("Returned"),
    "cancel": gettext_lazy("Taken back"),
    "hand_over": gettext_lazy("Handed to another person"),
}
_LABELS: dict[str, Any] = {
    "mine": gettext_lazy("Mine"),
    "given": gettext_lazy("Given by me"),
    "all": gettext_lazy("Everybody's"),
    "closed": gettext_lazy("Closed"),
}


class ManyFiles(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; each is checked by the service."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Called by the form with what the field was sent."""
        found = [each for each in data or [] if each]
        return [super(ManyFilesField, self).clean(each, initial) for each in found]


class GiveForm(StaffForm):
    """A new task."""

    places: ClassVar[dict[str, str]] = {
        "people.user_not_found": "to",
        "tasks.no_title": "title",
        "tasks.past": "due_at",
        "tasks.file_too_large": "attachments",
        "tasks.too_many_files": "attachments",
    }
    title = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    shop = forms.ChoiceField(label=gettext_lazy("Shop"))
    to = forms.ChoiceField(label=gettext_lazy("Given to"))
    due_at = forms.DateTimeField(
        label=gettext_lazy("Due"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=TaskPriority, coerce=int, initial=TaskPriority.NORMAL
    )
    expected = forms.CharField(
        label=gettext_lazy("Expected result"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    attachments = ManyFilesField(
        label=gettext_lazy("Attachments"),
        required=False,
        help_text=gettext_lazy("Up to ten files of 10 MB."),
    )

    def __init__(self, *args: Any, shops: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("shop", shops)
        self.offer("to", people)
        if len(shops) == 1:
            self.fields["shop"].widget = forms.HiddenInput()
            self.fields["shop"].initial = shops[0][0]


def _files(request: StaffRequest) -> list[Attachment]:
    found: list[UploadedFile] = request.FILES.getlist("attachments")
    return [Attachment(file.name or "", file.read()) for file in found]


@staff_page(DO_TASKS, methods=("GET",))
def tasks(request: StaffRequest) -> HttpResponse:
    """Tasks given by hand: mine, given by me, everybody's for who gives tasks, and closed ones."""
    shops = {shop.id: shop.name for shop in request.scope.available}
    may_give = request.actor.can(GIVE_TASKS)
    views = [view for view in VIEWS if view != "all" or may_give]
    view = request.GET.get("view", "mine")
    view = view if view in views else "mine"
    after = request.GET.get("after", "")
    before = id_of(after)
    rows = given_tasks(request.actor, list(shops), view, before=before, limit=_PAGE + 1)
    counts = given_counts(request.actor, list(shops))
    context = {
        "rows": [_line(row, shops if len(shops) > 1 else {}) for row in rows[:_PAGE]],
        "tabs": [
            {
                "label": _LABELS[each],
                "url": f"{reverse('people:tasks')}?view={each}",
                "current": each == view,
                "count": counts.get(each),
            }
            for each in views
        ],
        "next_url": f"?view={view}&after={rows[_PAGE - 1].pk}" if len(rows) > _PAGE and view != "mine" else "",
        "may_give": may_give,
        "view": view,
    }
    return render(request, "people/tasks.html", context)


def _line(task: GivenTask, shops: dict[int, str]) -> dict[str, Any]:
    return {
        "task": task,
        "state": TaskState(task.state).label,
        "tone": _TONES[task.state],
        "priority": TaskPriority(task.priority).label,
        "is_urgent": task.priority == TaskPriority.URGENT,
        "shop": shops.get(task.shop_id, ""),
        "url": reverse("people:task", args=[task.pk]),
    }


@staff_page(GIVE_TASKS)
def give(request: StaffRequest) -> HttpResponse:
    """Give somebody a task."""
    shops = [(str(shop.id), shop.name) for shop in request.scope.shops]
    people = staff_of([shop.id for shop in request.scope.shops])
    data = request.POST if request.method == "POST" else None
    wanted = request.GET.get("to", "")
    form = GiveForm(
        data, request.FILES or None, shops=shops, people=people, initial={"to": wanted, "due_at": _tomorrow()}
    )
    if request.method == "POST" and form.attempt(lambda: _give(request, dict(form.cleaned_data))):
        messages.success(request, _("%(name)s has the task.") % {"name": form.result.owner_name})
        return redirect("people:task", task_id=form.result.pk)
    return render(request, "people/task_new.html", {"form": form}, status=422 if form.errors else 200)


def _tomorrow() -> datetime:
    """Tomorrow at the end of the working day: what most tasks mean."""
    tomorrow = timezone.localtime(now()) + timedelta(days=1)
    return tomorrow.replace(hour=17, minute=0, second=0, microsecond=0)


def _give(request: StaffRequest, values: dict[str, Any]) -> GivenTask:
    values.pop("attachments")
    shop_id = int(values.pop("shop"))
    return give_task(actor=request.actor, shop_id=shop_id, files=_files(request), **values)


@staff_page(DO_TASKS)
def task(request: StaffRequest, task_id: int) -> HttpResponse:
    """One task: what is expected, what was said, and the next step of who looks at it."""
    found = given_task(request.actor, task_id)
    if request.method != "POST":
        return _task_page(request, found)
    verb, text = request.POST.get("verb", ""), request.POST.get("text", "")
    try:
        _step(request, found.pk, verb, text)
    except (Conflict, InvalidInput) as error:
        return _task_page(request, given_task(request.actor, task_id), error=str(error), text=text)
    messages.success(request, _("Said. The other person sees it on the workbench."))
    return redirect("people:task", task_id=found.pk)


def _step(request: StaffRequest, task_id: int, verb: str, text: str) -> None:
    if verb == "report":
        report_task(actor=request.actor, task_id=task_id, text=text, files=_files(request))
    elif verb == "accept":
        accept_task(actor=request.actor, task_id=task_id, text=text)
    elif verb == "return":
        return_task(actor=request.actor, task_id=task_id, text=text)
    elif verb == "cancel":
        take_task_back(actor=request.actor, task_id=task_id, text=text)
    else:
        raise InvalidInput("tasks.no_verb", _("The form could not be read. Load the page again."))


def _task_page(request: StaffRequest, found: GivenTask, *, error: str = "", text: str = "") -> HttpResponse:
    actor = request.actor
    is_leader = actor.can(GIVE_TASKS, found.shop_id) and actor.user_id != found.owner_id
    judges = actor.user_id == found.giver_id or is_leader
    is_open = found.state in {TaskState.GIVEN, TaskState.RETURNED}
    entries = [
        {
            "kind": "person",
            "text": _VERBS[word.verb],
            "change": word.text,
            "actor": word.actor_name,
            "position": position_words(word.position),
            "at": word.at,
        }
        for word in found.words.order_by("-pk")
    ]
    names = {shop.id: shop.name for shop in request.scope.available}
    context = {
        **_line(found, names),
        "entries": entries,
        "files": list(found.files.order_by("pk")),
        "may_report": is_open and actor.user_id == found.owner_id,
        "may_judge": found.state == TaskState.REPORTED and judges,
        "may_cancel": found.closed_at is None and judges,
        "error": error,
        "text": text,
    }
    return render(request, "people/task.html", context, status=422 if error else 200)


@staff_page(DO_TASKS, methods=("GET",))
def attachment(request: StaffRequest, task_id: int, file_id: int) -> Any:
    """A file of a task, always to be saved and never shown by the browser."""
    file, path = task_file(given_task(request.actor, task_id), file_id)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream"
    )


def home_rows(actor: Actor, shop_ids: list[int]) -> list[HomeRow]:
    """Tasks that wait for this person: to be done, and reported ones to be accepted."""
    return [_home_row(task, actor) for task in tasks_to_do(actor, shop_ids)]


def _home_row(task: GivenTask, actor: Actor) -> HomeRow:
    url = reverse("people:task", args=[task.pk])
    if task.state == TaskState.REPORTED and actor.user_id == task.giver_id:
        detail = _("reported by %(name)s") % {"name": task.owner_name}
        return HomeRow("check", task.title, detail, _("Accept or return"), url, group="today")
    detail = _("from %(name)s") % {"name": task.giver_name}
    if task.state == TaskState.RETURNED:
        detail = _("returned by %(name)s") % {"name": task.giver_name}
    group = "late" if task.due_at < now() else "today" if task.due_at < _end_of_day() else "new"
    return HomeRow("hand", task.title, detail, _("Do it"), url, due_at=task.due_at, group=group)


def _end_of_day() -> datetime:
    return timezone.localtime(now()).replace(hour=23, minute=59, second=59)
