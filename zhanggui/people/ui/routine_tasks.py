"""The page where routine work is ticked, proved and finished (TSK-02)."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhanggui.kernel.errors import Conflict, InvalidInput
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.people.models import RoutineTask
from zhanggui.people.queries.routines import may_do, routine_file, routine_task
from zhanggui.people.rules.duties import Words
from zhanggui.people.services import Attachment, finish_routine_task, tick_routine_task
from zhanggui.people.ui.routines import task_line
from zhanggui.people.values import DO_TASKS, RoutineState


@staff_page(DO_TASKS)
def task(request: StaffRequest, task_id: int) -> HttpResponse:
    """One routine task: its points, words, evidence; saved on the way or finished."""
    found = routine_task(request.actor, task_id)
    if request.method != "POST":
        return _page(request, found)
    ticks = {int(each) for each in request.POST.getlist("point") if each.isascii() and each.isdecimal()}
    work: dict[str, Any] = {
        "actor": request.actor,
        "task_id": found.pk,
        "ticks": ticks,
        "text": request.POST.get("text", ""),
        "files": [Attachment(each.name or "", each.read()) for each in request.FILES.getlist("attachments")],
    }
    try:
        if request.POST.get("verb") == "finish":
            finish_routine_task(**work)
        else:
            tick_routine_task(**work)
    except (Conflict, InvalidInput) as error:
        return _page(request, routine_task(request.actor, task_id), error=str(error), ticks=ticks)
    if request.POST.get("verb") == "finish":
        messages.success(request, _("Done. It comes back when it is due again."))
        return redirect("people:routines")
    messages.success(request, _("Kept. The task stays open."))
    return redirect("people:routine_task", task_id=found.pk)


def _page(request: StaffRequest, found: RoutineTask, *, error: str = "", ticks: set[int] | None = None) -> HttpResponse:
    names = {shop.id: shop.name for shop in request.scope.available}
    points: list[dict[str, Any]] = [
        {
            "place": place,
            "text": Words(point["en"], point["zh"]),
            "is_done": point["is_done"] if ticks is None else place in ticks,
        }
        for place, point in enumerate(found.checklist)
    ]
    context = {
        **task_line(found, names),
        "points_list": points,
        "files": list(found.files.order_by("pk")),
        "may_do": found.state == RoutineState.OPEN and may_do(request.actor, found),
        "text": request.POST.get("text", found.words),
        "error": error,
    }
    return render(request, "people/routine_task.html", context, status=422 if error else 200)


@staff_page(DO_TASKS, methods=("GET",))
def evidence(request: StaffRequest, task_id: int, file_id: int) -> Any:
    """A file of a routine task, always to be saved and never shown by the browser."""
    file, path = routine_file(routine_task(request.actor, task_id), file_id)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream"
    )
