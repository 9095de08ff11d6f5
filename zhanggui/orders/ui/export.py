"""Orders as a file: at once, or asked of a second person and fetched when it is written (ORD-16)."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhanggui.kernel.approvals.verbs import withdraw
from zhanggui.kernel.clock import now
from zhanggui.kernel.pages.access import StaffRequest, staff_page
from zhanggui.kernel.pages.asking import ask, back_with_toast, came_from
from zhanggui.orders.queries import ExportRow, OrderFilters, exports_of
from zhanggui.orders.queries.address import ListAddress, read_address
from zhanggui.orders.queries.columns import export_columns
from zhanggui.orders.queries.keys import count_orders
from zhanggui.orders.services import export_obstacles, export_orders, fetch_export, request_exports
from zhanggui.orders.services.export_orders import XLSX_ROWS
from zhanggui.orders.ui.cells import shown_columns
from zhanggui.orders.ui.forms import ExportForm
from zhanggui.orders.ui.narrowing import narrowed
from zhanggui.orders.ui.selection import read_selection
from zhanggui.orders.values import REVEAL_CONTACT, VIEW_ORDERS, ExportState

_IN_MEMORY = 4_000_000
OBSTACLE_WORDS: dict[str, Any] = {
    "right": gettext_lazy("your positions do not export by themselves"),
    "clear": gettext_lazy("contact data in the clear"),
    "rows": gettext_lazy("more rows than this shop exports without approval"),
}


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is to be exported, and the form fields that say it again."""

    filters: OrderFilters
    shops: list[int]
    fields: list[dict[str, str]]
    back: str
    columns: tuple[str, ...]


@staff_page(VIEW_ORDERS)
def export(request: StaffRequest) -> HttpResponse | FileResponse:
    """Ask how, then give the file at once, or ask a second person where that is needed."""
    chosen = _chosen(request)
    count = count_orders(chosen.filters, chosen.shops, most=XLSX_ROWS)
    can_reveal = all(request.actor.can(REVEAL_CONTACT, shop_id) for shop_id in chosen.shops)
    is_sent = request.method == "POST" and "file_format" in request.POST
    form = ExportForm(request.POST if is_sent else None, can_reveal=can_reveal, has_columns=bool(chosen.columns))
    is_clear = bool(is_sent and can_reveal and request.POST.get("is_clear"))
    obstacles = export_obstacles(request.actor, chosen.shops, count=count, is_clear=is_clear)
    if request.method == "POST" and not is_sent and not obstacles:
        return _file(request, chosen, "xlsx", chosen.columns)
    if is_sent and form.is_valid():
        columns = chosen.columns if form.cleaned_data.get("columns") == "list" else ()
        if not obstacles:
            return _file(request, chosen, form.cleaned_data["file_format"], columns)
        if form.attempt(
            lambda: request_exports(
                actor=request.actor,
                shop_ids=chosen.shops,
                filters=chosen.filters,
                file_format=form.cleaned_data["file_format"],
                is_clear=is_clear,
                reason=form.cleaned_data["reason"],
                columns=columns,
            )
        ):
            return back_with_toast(request, _asked_words(len(form.result)), back=reverse("orders:exports"))
    return _form(request, chosen, form, count, obstacles)


def _asked_words(count: int) -> str:
    if count == 1:
        return _("Asked. The file is written as soon as somebody approves it.")
    text = _("Asked %(count)d times, once a shop. Each file is written as soon as somebody of that shop approves it.")
    return text % {"count": count}


def _form(request: StaffRequest, chosen: _Chosen, form: ExportForm, count: int, obstacles: list[str]) -> HttpResponse:
    return ask(
        request,
        form,
        template="orders/export.html",
        url=reverse("orders:export"),
        fields=chosen.fields,
        count=count,
        obstacles=_why(obstacles),
        back=chosen.back,
    )


def _why(obstacles: list[str]) -> str:
    """Why a second person must approve, as one sentence; empty when nobody must."""
    if not obstacles:
        return ""
    words = _("; ").join(str(OBSTACLE_WORDS[code]) for code in obstacles)
    return _("A second person must approve this: %(why)s. You get the file when it is approved.") % {"why": words}


def _file(request: StaffRequest, chosen: _Chosen, file_format: str, columns: Sequence[str]) -> FileResponse:
    """The file at once; without columns it has the usual ones."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  reason: the response closes it
    export_orders(
        actor=request.actor,
        filters=chosen.filters,
        shops=chosen.shops,
        out=out,
        file_format=file_format,
        columns=columns,
    )
    out.seek(0)
    stamp = timezone.localtime(now()).strftime("%Y%m%d-%H%M")
    return FileResponse(out, as_attachment=True, filename=f"orders-{stamp}.{file_format}")


def _chosen(request: StaffRequest) -> _Chosen:
    if request.method == "POST" and request.POST.get("everything") != "1" and request.POST.getlist("ids"):
        selection = read_selection(request)
        filters = OrderFilters(order_ids=tuple(key.id for key in selection.keys))
        shops = sorted({key.shop_id for key in selection.keys})
        back = came_from(request, reverse("orders:list"))
        address = read_address(QueryDict(urlsplit(back).query))
        return _Chosen(filters, shops, list(selection.fields), back, _columns(request, address, shops))
    query = QueryDict(request.POST.get("query", "")) if request.method == "POST" else request.GET
    address = read_address(query)
    found = narrowed(request.actor, request.scope, address)
    text = address.query()
    fields = [{"name": "everything", "value": "1"}, {"name": "query", "value": text}]
    back = f"{reverse('orders:list')}?{text}"
    return _Chosen(found.filters, found.shops, fields, back, _columns(request, address, found.shops))


def _columns(request: StaffRequest, address: ListAddress, shops: Sequence[int]) -> tuple[str, ...]:
    """What the list shows, as columns of a file; empty while it shows the shipped ones."""
    shown = shown_columns(request, address, has_shops=len(shops) > 1)
    return export_columns(shown.codes) if shown.is_own else ()


@staff_page(VIEW_ORDERS, methods=("GET",))
def exports(request: StaffRequest) -> HttpResponse:
    """The person's own exports: waiting, being written, ready, over."""
    names = {shop.id: shop.name for shop in request.scope.available}
    rows = [_row(row, names) for row in exports_of(request.actor) if row.shop_id in names]
    is_moving = any(row["is_moving"] for row in rows)
    return render(request, "orders/exports.html", {"rows": rows, "is_moving": is_moving})


def _row(row: ExportRow, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "shop": names[row.shop_id],
        "count": row.row_count,
        "format": row.file_format,
        "is_clear": row.is_clear,
        "state": ExportState(row.state).label,
        "tone": {"ready": "is-good", "refused": "is-late", "failed": "is-late", "waiting": "is-risk"}.get(
            row.state, ""
        ),
        "at": row.created_at,
        "expires_at": row.expires_at if row.state == ExportState.READY else None,
        "answer": row.answer,
        "file_url": reverse("orders:export_file", args=[row.id]) if row.state == ExportState.READY else "",
        "withdraw_url": reverse("orders:export_withdraw", args=[row.approval_id])
        if row.state == ExportState.WAITING and row.approval_id
        else "",
        "is_moving": row.state in {ExportState.WAITING, ExportState.BUILDING},
    }


@staff_page(VIEW_ORDERS, methods=("GET",))
def export_file(request: StaffRequest, export_id: int) -> FileResponse:
    """The written file, for who asked for it, until it expires."""
    path, name = fetch_export(actor=request.actor, export_id=export_id)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response


@staff_page(VIEW_ORDERS, methods=("POST",))
def export_withdraw(request: StaffRequest, approval_id: int) -> HttpResponse:
    """Take one's own request back."""
    withdraw(actor=request.actor, approval_id=approval_id)
    return back_with_toast(request, _("Request withdrawn"), back=reverse("orders:exports"))
