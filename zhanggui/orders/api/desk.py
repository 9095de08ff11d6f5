"""Endpoints of the desk itself: saved filters, exports with approval."""

from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema

from zhanggui.kernel.approvals.verbs import approve, refuse
from zhanggui.kernel.pages.api import acting, endpoint, shop_for
from zhanggui.kernel.permissions import require
from zhanggui.orders import queries, services
from zhanggui.orders.api.orders import ManyOrders, filters_of
from zhanggui.orders.queries.desk_json import export_json, saved_json
from zhanggui.orders.services.export_orders import read_export_columns
from zhanggui.orders.services.request_export import ExportNotFound
from zhanggui.orders.values import APPROVE_EXPORT, VIEW_ORDERS

router = Router()


class FilterIn(Schema):
    """A filter to save: the address's query string (`view=held&channel=tmall`); shared or the person's own."""

    name: str
    query: str
    is_shared: bool = False


class NameIn(Schema):
    """A new name."""

    name: str


class ExportIn(ManyOrders):
    """Conditions of the list to export, and how; `columns` names those of the file: `number,phone,goods`."""

    format: Literal["xlsx", "csv"] = "xlsx"
    is_clear: bool = False
    reason: str = ""


class AnswerIn(Schema):
    """What the approver says; needed to refuse."""

    answer: str = ""


@router.get("/shops/{shop}/filters", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def list_filters(request: HttpRequest, shop: str) -> list[dict[str, Any]]:
    """Saved filters: one's own, and those shared in this shop."""
    found = shop_for(request, shop, VIEW_ORDERS)
    return [saved_json(row) for row in queries.saved_filters(acting(request), [found.id])]


@router.post("/shops/{shop}/filters", **endpoint(dict[str, Any], VIEW_ORDERS))
def save_filter(request: HttpRequest, shop: str, body: FilterIn) -> dict[str, Any]:
    """Keep conditions under a name."""
    found = shop_for(request, shop, VIEW_ORDERS)
    shop_id = found.id if body.is_shared else None
    made = services.save_filter(actor=acting(request), name=body.name, query=body.query, shop_id=shop_id)
    return {"id": made, "name": body.name}


@router.post("/shops/{shop}/filters/{filter_id}/rename", **endpoint(dict[str, Any], VIEW_ORDERS))
def rename_filter(request: HttpRequest, shop: str, filter_id: int, body: NameIn) -> dict[str, Any]:
    """Give a saved filter another name."""
    shop_for(request, shop, VIEW_ORDERS)
    services.rename_filter(actor=acting(request), filter_id=filter_id, name=body.name)
    return {"id": filter_id, "name": body.name}


@router.delete("/shops/{shop}/filters/{filter_id}", **endpoint(dict[str, Any], VIEW_ORDERS))
def delete_filter(request: HttpRequest, shop: str, filter_id: int) -> dict[str, Any]:
    """Forget a saved filter."""
    shop_for(request, shop, VIEW_ORDERS)
    services.delete_filter(actor=acting(request), filter_id=filter_id)
    return {"id": filter_id}


@router.post("/shops/{shop}/exports", **endpoint(dict[str, Any], VIEW_ORDERS))
def ask_export(request: HttpRequest, shop: str, body: ExportIn) -> dict[str, Any]:
    """Ask a second person for a file of these orders; the answer says how far it is."""
    found = shop_for(request, shop, VIEW_ORDERS)
    made = services.request_export(
        actor=acting(request),
        shop_id=found.id,
        filters=filters_of(body, found),
        file_format=body.format,
        is_clear=body.is_clear,
        reason=body.reason,
        columns=read_export_columns(body.columns or ""),
    )
    return _export(request, made.pk)


@router.post("/shops/{shop}/exports/{export_id}/approve", **endpoint(dict[str, Any], APPROVE_EXPORT))
def approve_export(request: HttpRequest, shop: str, export_id: int, body: AnswerIn) -> dict[str, Any]:
    """Allow somebody else's export; the file is written at once."""
    found = shop_for(request, shop, APPROVE_EXPORT)
    approval = services.waiting_approval(shop_id=found.id, export_id=export_id)
    return {"state": approve(actor=acting(request), approval_id=approval, answer=body.answer).state}


@router.post("/shops/{shop}/exports/{export_id}/refuse", **endpoint(dict[str, Any], APPROVE_EXPORT))
def refuse_export(request: HttpRequest, shop: str, export_id: int, body: AnswerIn) -> dict[str, Any]:
    """Refuse somebody else's export, with the reason."""
    found = shop_for(request, shop, APPROVE_EXPORT)
    approval = services.waiting_approval(shop_id=found.id, export_id=export_id)
    return {"state": refuse(actor=acting(request), approval_id=approval, answer=body.answer).state}


@router.get("/exports", **endpoint(list[dict[str, Any]], VIEW_ORDERS))
def list_exports(request: HttpRequest) -> list[dict[str, Any]]:
    """One's own exports, newest first."""
    require(acting(request), VIEW_ORDERS)
    return [export_json(row) for row in queries.exports_of(acting(request))]


@router.get("/exports/{export_id}/file", **endpoint(None, VIEW_ORDERS))
def export_file(request: HttpRequest, export_id: int) -> Any:
    """The written file of one's own export, until it expires."""
    require(acting(request), VIEW_ORDERS)
    path, name = services.fetch_export(actor=acting(request), export_id=export_id)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def _export(request: HttpRequest, export_id: int) -> dict[str, Any]:
    row = queries.export_row(acting(request), export_id)
    if row is None:
        raise ExportNotFound
    return export_json(row)
