"""The import page: files are stored, looked at, and handed to a worker; empty files to fill in."""

import csv
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from zhanggui.channels.queries.pages import batches_page, look_at_files, open_conflict_counts
from zhanggui.channels.services import stored_uploads, warehouse_said
from zhanggui.channels.ui.forms import UploadForm
from zhanggui.channels.ui.mapping_choices import mapping_choices
from zhanggui.channels.ui.rows import batch_rows
from zhanggui.channels.ui.uploads import is_quick
from zhanggui.channels.ui.words import kind_label
from zhanggui.channels.values import MANAGE_MAPPINGS, RUN_IMPORTS
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.imports.machine import queue_import, receive_files
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.ports import import_kinds
from zhanggui.kernel.imports.recognise import MAPPED_KIND, kind_by_code
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.shops.errors import WarehouseNotFound
from zhanggui.shops.queries import warehouses_of

DIRECT_COOKIE = "zg_import_direct"
_YEAR = 365 * 24 * 3600
_RECENT = 5
_OF_SHOP = ":"
_BYTE_ORDER_MARK = "\ufeff"


@staff_page(RUN_IMPORTS)
def import_files(request: StaffRequest) -> HttpResponse:
    """Choose or drop files; they are tried first unless the person switched that off (MPI-01)."""
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request, request.POST, request.FILES)
    try:
        accepted = form.attempt(lambda: _receive(request, form.cleaned_data))
    except NotFound as wrong:
        form.add_error(None, str(wrong))
        accepted = False
    if not accepted:
        return _page(request, form)
    shop, batch, is_dry = form.result
    response = redirect("channels:batch", shop=shop.code, number=batch.number)
    response.set_cookie(DIRECT_COOKIE, "" if is_dry else "1", max_age=_YEAR, samesite="Lax", httponly=True)
    return response


def _form(request: StaffRequest, *data: Any) -> UploadForm:
    one = request.scope.one
    return UploadForm(
        *data,
        shops=[(shop.code, shop.name) for shop in request.scope.available],
        kinds=_kinds(),
        mappings=mapping_choices([shop.id for shop in request.scope.available]),
        warehouses=_warehouses(request.scope.available),
        initial={
            "shop": one.code if one else None,
            "mapping": request.GET.get("mapping", ""),
            "is_dry_run": not request.COOKIES.get(DIRECT_COOKIE),
        },
    )


def _kinds() -> list[tuple[str, Any]]:
    """Kinds that can be chosen by hand; the mapped one is chosen by its mapping."""
    return [(code, kind.label) for code, kind in import_kinds().items() if code != MAPPED_KIND]


def _warehouses(shops: Sequence[ShopRef]) -> list[tuple[str, str]]:
    """Warehouses of the shops that have several, each under its shop's code and its own; none asks nobody."""
    found = {shop: cards for shop in shops if len(cards := warehouses_of(shop.id)) > 1}
    names = {shop.code: f"{shop.name} · " if len(shops) > 1 else "" for shop in shops}
    return [
        (f"{shop.code}{_OF_SHOP}{card.code}", f"{names[shop.code]}{card.name}")
        for shop, cards in found.items()
        for card in cards
    ]


def _chosen_warehouse(shop: ShopRef, value: str) -> dict[str, str]:
    """The warehouse that was chosen; one of another shop is refused in words."""
    owner, _sign, code = value.partition(_OF_SHOP)
    if value and owner != shop.code:
        raise WarehouseNotFound(code)
    return warehouse_said(shop.id, code)


def _receive(request: StaffRequest, values: dict[str, Any]) -> tuple[ShopRef, ImportBatch, bool]:
    """Take the files in; InvalidInput, and nothing kept, when one of them is no use."""
    shop = next(shop for shop in request.scope.available if shop.code == values["shop"])
    files, mapping = values["upload"], values.get("mapping") or None
    kind = values["kind"] or None
    said = _chosen_warehouse(shop, values.get("warehouse", ""))
    with stored_uploads(files) as on_disk:
        if is_quick(files):
            look_at_files(on_disk, as_kind=kind, is_mapped=mapping is not None)
        # One transaction: a process killed in between must not leave a batch that nobody works on.
        with transaction.atomic():
            batch = receive_files(
                actor=request.actor, shop_id=shop.id, files=on_disk, as_kind=kind, mapping=mapping, said=said
            )
            queue_import(batch, actor=request.actor, dry_run=values["is_dry_run"])
    return shop, batch, values["is_dry_run"]


def _page(request: StaffRequest, form: UploadForm) -> HttpResponse:
    shops = {shop.id: shop for shop in request.scope.available}
    recent = batches_page(request.scope.ids, limit=_RECENT)
    context = {
        "form": form,
        "recent": batch_rows(recent, shops, open_conflict_counts([batch.pk for batch in recent])),
        "shows_shop": len(request.scope.ids) > 1,
        "kinds": [{"code": code, "label": label} for code, label in _kinds()],
        "may_map": request.actor.can(MANAGE_MAPPINGS),
    }
    return render(request, "channels/import.html", context, status=422 if form.errors else 200)


@staff_page(RUN_IMPORTS, methods=("GET",))
def template_file(_request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file of a kind: the header that is understood, ready to be filled in Excel."""
    header = kind_by_code(kind).template_header()
    if not header:
        raise InvalidInput("imports.no_template", _("This kind of file has no fixed columns."))
    response = HttpResponse(_BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    csv.writer(response).writerow(header)
    name = f"{kind_label(kind)}-{kind}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
