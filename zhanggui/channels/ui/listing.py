"""The list of imports: what came in when, and what of it still needs a person."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhanggui.channels.queries.pages import batch_counts, batches_page, channel_times, open_conflict_counts
from zhanggui.channels.ui.rows import batch_rows
from zhanggui.channels.ui.words import kind_label
from zhanggui.channels.values import RUN_IMPORTS, VIEW_IMPORTS
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.addresses import id_of

PAGE_ROWS = 50


@staff_page(VIEW_IMPORTS, methods=("GET",))
def imports(request: StaffRequest) -> HttpResponse:
    """Imports of the shops, newest first, in three views."""
    shop_ids = request.scope.ids
    counts = batch_counts(shop_ids)
    view = request.GET.get("view", "")
    view = view if view in counts else ""
    before = request.GET.get("before", "")
    found = batches_page(
        shop_ids,
        view=view,
        before=id_of(before),
        limit=PAGE_ROWS + 1,
    )
    shown = found[:PAGE_ROWS]
    shops = {shop.id: shop for shop in request.scope.available}
    shows_shop = len(shop_ids) > 1
    context = {
        "rows": batch_rows(shown, shops, open_conflict_counts([batch.pk for batch in shown])),
        "columns": _columns(shows_shop=shows_shop),
        "shows_shop": shows_shop,
        "tabs": _tabs(view, counts),
        "total": counts[view],
        "next_url": f"?{urlencode({'view': view, 'before': shown[-1].pk})}" if len(found) > PAGE_ROWS else "",
        "ages": sorted((at, kind_label(kind)) for kind, at in channel_times(shop_ids).items() if at)[::-1],
        "may_import": request.actor.can(RUN_IMPORTS),
    }
    return render(request, "channels/list.html", context)


def _tabs(view: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    labels = {"": _("All"), "open": _("To decide"), "failed": _("Failed")}
    return [
        {"label": label, "url": f"?view={code}" if code else "?", "count": counts[code], "current": code == view}
        for code, label in labels.items()
    ]


def _columns(*, shows_shop: bool) -> list[dict[str, Any]]:
    shop = [{"label": _("Shop"), "width": 120, "is_fold": True}] if shows_shop else []
    return [
        {"label": _("When"), "width": 116},
        {"label": _("Number"), "width": 136},
        *shop,
        {"label": _("State"), "width": 104},
        {"label": _("Files")},
        {"label": _("Kind"), "width": 190, "is_fold": True},
        {"label": _("Read"), "width": 84, "css": "zg-num"},
        {"label": _("New rows"), "width": 84, "css": "zg-num"},
        {"label": _("Updated"), "width": 84, "css": "zg-num", "is_fold": True},
        {"label": _("Errors"), "width": 72, "css": "zg-num"},
        {"label": _("By"), "width": 90, "is_fold": True},
        {"label": _("Action"), "width": 150},
    ]
