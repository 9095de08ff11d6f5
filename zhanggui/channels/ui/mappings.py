"""Pages of column mappings: list, one mapping, installing one, making one from a sample file."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from zhanggui.channels.queries import list_mappings, mapping_source
from zhanggui.channels.queries.samples import SampleColumn, sample_of
from zhanggui.channels.services import install_mapping, stored_uploads
from zhanggui.channels.ui.editor import EditorForm, mapping_text
from zhanggui.channels.ui.forms import MappingFileForm, SampleForm
from zhanggui.channels.values import MANAGE_MAPPINGS, VIEW_IMPORTS
from zhanggui.kernel.errors import InvalidInput, NotFound
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.orders.values import Channel

_SALT = "channels.mapping.sample"
_LONGEST = 300_000


@staff_page(VIEW_IMPORTS, methods=("GET",))
def mappings(request: StaffRequest) -> HttpResponse:
    """Every mapping that the shops can use; shipped ones too."""
    rows: dict[tuple[str, int | None], dict[str, Any]] = {}
    for shop in request.scope.shops:
        for card in list_mappings(shop.id):
            rows.setdefault((card.name, card.shop_id), _row(card, shop))
    context = {
        "rows": [rows[key] for key in sorted(rows, key=lambda key: (key[0], key[1] or 0))],
        "may_manage": request.actor.can(MANAGE_MAPPINGS),
    }
    return render(request, "channels/mappings.html", context)


def _row(card: Any, shop: ShopRef) -> dict[str, Any]:
    where = _("comes with the program") if card.is_shipped else shop.name if card.shop_id else _("all shops")
    return {"card": card, "shop": shop, "where": where, "channel": Channel(card.channel).label}


@staff_page(VIEW_IMPORTS, methods=("GET",))
def mapping(request: StaffRequest, name: str) -> HttpResponse:
    """One mapping as it is written."""
    shop = request.scope.shops[0]
    card = next((card for card in list_mappings(shop.id) if card.name == name), None)
    if card is None:
        mapping_source(shop.id, name)
        raise NotFound("mappings.not_found", _("There is no mapping %(name)s."), name=name)
    context = {
        "shop": shop,
        **_row(card, shop),
        "source": mapping_source(shop.id, name),
        "may_manage": request.actor.can(MANAGE_MAPPINGS, shop.id),
    }
    return render(request, "channels/mapping.html", context)


@staff_page(VIEW_IMPORTS, methods=("GET",))
def export_mapping(request: StaffRequest, name: str) -> HttpResponse:
    """The mapping as a YAML file, to keep or to give away."""
    source = mapping_source(request.scope.shops[0].id, name)
    response = HttpResponse(source, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.yaml")
    return response


@staff_page(MANAGE_MAPPINGS)
def install(request: StaffRequest) -> HttpResponse:
    """Install a mapping from a YAML file or a text; what is wrong is told with its place."""
    shops = request.scope.available
    form = MappingFileForm(*_posted(request), initial=_start(request), shops=_shops(shops))
    if request.method == "POST" and form.attempt(lambda: _install(request, form.cleaned_data)):
        shop, card = form.result
        messages.success(request, _("The mapping %(name)s is installed.") % {"name": card.name})
        return redirect("channels:mapping", shop=shop.code, name=card.name)
    context = {"form": form}
    return render(request, "channels/mapping_install.html", context, status=422 if form.errors else 200)


def _posted(request: StaffRequest) -> tuple[Any, ...]:
    """What the form was sent with; nothing while it is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _start(request: StaffRequest) -> dict[str, Any]:
    """The chosen shop, and the text of a mapping that is to be changed."""
    shop = request.scope.shops[0]
    name = request.GET.get("from", "")
    known = {card.name for card in list_mappings(shop.id)}
    return {"shop": shop.code, "text": mapping_source(shop.id, name) if name in known else ""}


def _shops(shops: tuple[ShopRef, ...]) -> list[tuple[str, str]]:
    return [(shop.code, shop.name) for shop in shops]


def _install(request: StaffRequest, values: dict[str, Any]) -> tuple[ShopRef, Any]:
    text = values["text"]
    if values["file"]:
        if values["file"].size > _LONGEST:
            raise InvalidInput("mappings.too_long", _("A mapping is shorter than this file. Is it the right one?"))
        try:
            text = values["file"].read().decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise InvalidInput("mappings.encoding", _("The file is not written in UTF-8.")) from wrong
    if not text.strip():
        raise InvalidInput("mappings.empty", _("Choose a YAML file, or write the mapping as text."))
    return _save(request, values["shop"], text)


def _save(request: StaffRequest, code: str, text: str) -> tuple[ShopRef, Any]:
    shop = next(shop for shop in request.scope.available if shop.code == code)
    return shop, install_mapping(actor=request.actor, source=text, shop_id=shop.id)


@staff_page(MANAGE_MAPPINGS)
def new_mapping(request: StaffRequest) -> HttpResponse:
    """First a sample file, then its columns one by one; saved as YAML (MPI-07)."""
    if request.method == "POST" and "columns" in request.POST:
        return _edit(request)
    form = SampleForm(*_posted(request))
    if request.method == "POST" and form.attempt(lambda: _sample(form.cleaned_data["file"])):
        return _editor(request, _editor_form(request, form.result), form.result)
    return render(request, "channels/mapping_new.html", {"form": form}, status=422 if form.errors else 200)


def _sample(file: Any) -> list[SampleColumn]:
    with stored_uploads([file]) as files:
        return sample_of(files[0].path, files[0].name)


def _editor_form(
    request: StaffRequest, columns: list[SampleColumn], *data: Any, given: Mapping[str, str] | None = None
) -> EditorForm:
    shop = request.scope.shops[0]
    initial = {"shop": shop.code, "currency": shop.currency, "timezone": shop.timezone, **(given or {})}
    return EditorForm(*data, columns=columns, shops=_shops(request.scope.available), initial=initial)


def _edit(request: StaffRequest) -> HttpResponse:
    try:
        plain = signing.loads(request.POST["columns"], salt=_SALT)
    except signing.BadSignature as wrong:
        raise InvalidInput("mappings.sample_lost", _("The sample was lost on the way. Upload it again.")) from wrong
    columns = [SampleColumn(row["name"], tuple(row["samples"]), tuple(row["values"])) for row in plain]
    if "look" in request.POST:
        given = {name: str(value) for name, value in request.POST.items() if not name.startswith("state_")}
        return _editor(request, _editor_form(request, columns, given=given), columns)
    form = _editor_form(request, columns, request.POST)
    if form.attempt(lambda: _save(request, form.cleaned_data["shop"], mapping_text(form.cleaned_data, form.statuses))):
        shop, card = form.result
        messages.success(request, _("The mapping %(name)s is installed.") % {"name": card.name})
        return redirect("channels:mapping", shop=shop.code, name=card.name)
    return _editor(request, form, columns)


def _editor(request: StaffRequest, form: EditorForm, columns: list[SampleColumn]) -> HttpResponse:
    context = {
        "form": form,
        "columns": columns,
        "signed": signing.dumps([column.as_dict() for column in columns], salt=_SALT, compress=True),
        "order_fields": form.fields_of("order"),
        "line_fields": form.fields_of("line"),
        "state_fields": form.state_fields(),
        "status_column": form["order_status_text"].value(),
    }
    return render(request, "channels/mapping_editor.html", context, status=422 if form.errors else 200)
