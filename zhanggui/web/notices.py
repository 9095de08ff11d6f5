"""The bell: one's notices, newest first, opened or marked as read (TSK-12)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.kernel.notices.read import notice_of, notices_of, unread_count
from zhanggui.kernel.notices.verbs import read_all_notices, read_notice
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of
from zhanggui.people.queries import digest_of

_PAGE = 50


@staff_page(None, methods=("GET",))
def notices(request: StaffRequest) -> HttpResponse:
    """New ones, or all; who sent each, when, and whether it went out by e-mail too."""
    user_id = request.actor.user_id or 0
    view = "all" if request.GET.get("view") == "all" else "new"
    after = request.GET.get("after", "")
    before = id_of(after)
    rows = notices_of(user_id, is_unread=view == "new", before=before, limit=_PAGE + 1)
    names = {shop.id: shop.name for shop in request.scope.available}
    unread = unread_count(user_id)
    labels = {"new": _("Not read"), "all": _("All")}
    context: dict[str, Any] = {
        "rows": [
            {"row": row, "shop": names.get(row.shop_id or 0, "") if len(names) > 1 else ""} for row in rows[:_PAGE]
        ],
        "tabs": [
            {
                "label": label,
                "url": f"{reverse('notices')}?view={each}",
                "current": each == view,
                "count": unread if each == "new" else None,
            }
            for each, label in labels.items()
        ],
        "view": view,
        "unread": unread,
        "next_url": f"?view={view}&after={rows[_PAGE - 1].id}" if len(rows) > _PAGE else "",
        "digest": digest_of(user_id),
    }
    return render(request, "web/notices.html", context)


@staff_page(None, methods=("POST",))
def open_notice(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Read one and go where it leads; `keep` stays on the list."""
    user_id = request.actor.user_id or 0
    found = notice_of(user_id, notice_id)
    read_notice(user_id=user_id, notice_id=found.id)
    return redirect("notices" if request.POST.get("keep") else found.url)


@staff_page(None, methods=("POST",))
def read_all(request: StaffRequest) -> HttpResponse:
    """Mark everything as read."""
    count = read_all_notices(user_id=request.actor.user_id or 0)
    text = ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count)
    messages.success(request, text % {"count": count})
    return redirect("notices")
