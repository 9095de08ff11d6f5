"""The close page: what the next close takes and leaves, and after it the papers and the hand-over."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.fulfilment.models import Batch
from zhanggui.fulfilment.queries import close_outlook
from zhanggui.fulfilment.queries.close import waiting_for_companions
from zhanggui.fulfilment.queries.desk import (
    BlockedOrder,
    blocked_orders,
    held_count,
    newest_batch,
    open_batches,
    ready_by_courier,
)
from zhanggui.fulfilment.services.start_work import start_close
from zhanggui.fulfilment.ui.batch_state import batch_context
from zhanggui.fulfilment.ui.frame import chosen_warehouse, next_close, orders_url, show, warehouse_tabs, warehouse_url
from zhanggui.fulfilment.ui.urgent import urgent_context
from zhanggui.fulfilment.ui.words import STAGES, courier_rows, reason_words, resolve_of
from zhanggui.fulfilment.values import CLOSE_BATCH, VIEW_BATCHES, BatchState, OpenReason
from zhanggui.kernel.clock import now
from zhanggui.kernel.errors import NotFound
from zhanggui.kernel.jobs.models import JobRun, JobState
from zhanggui.kernel.jobs.progress import find_run
from zhanggui.kernel.pages.access import ShopRef, StaffRequest, staff_page
from zhanggui.kernel.pages.one_shop import for_one_shop, shop_of
from zhanggui.kernel.pages.proposals import show_proposal
from zhanggui.shops.queries import settings_of, warehouse_by_id
from zhanggui.shops.values import WarehouseCard

_STAGES = ("collect", "parcels", "outbound_slip", "label", "invoice")
# What stays out of the batch without being held.
_NOT_HELD = (OpenReason.TO_CHECK, OpenReason.COMPANION)
_PRINTED_LABELS = {"76x130": "76×130 mm", "100x150": "100×150 mm"}


@staff_page(VIEW_BATCHES, methods=("GET",))
@for_one_shop
def close(request: StaffRequest) -> HttpResponse:
    """Before the close: countdown, what blocks, what is ready. After it: papers and hand-over (FUL-01, FUL-04).

    `?next=1` shows the close to come while the last batch is still being handed over. A shop with
    several warehouses has a tab for each: `?warehouse=CODE`.
    """
    shop = shop_of(request)
    warehouse = chosen_warehouse(request)
    run = find_run(int(request.GET["run"])) if request.GET.get("run", "").isdigit() else None
    if run is not None and run.shop_id == shop.id and run.state != JobState.DONE:
        return show(request, "fulfilment/close_running.html", run_card(run))
    last = _batch_on_show(request, shop, warehouse)
    close_now_url = warehouse_url("fulfilment:close_now", warehouse)
    frame = {
        "warehouse": warehouse,
        "close_now_url": close_now_url,
        "warehouse_tabs": warehouse_tabs(shop, warehouse, request.actor),
        "last": last,
        "open_tabs": _open_tabs(shop, warehouse, last),
    }
    frame["next_url"] = warehouse_url("fulfilment:close", warehouse, next=1)
    if last is not None and last.state != BatchState.HANDED_OVER and "next" not in request.GET:
        return show(request, "fulfilment/close_after.html", batch_context(request.actor, shop, last.number) | frame)
    return show(
        request,
        "fulfilment/close_before.html",
        _before(request, shop, warehouse) | frame | urgent_context(request.actor, shop),
    )


def _batch_on_show(request: StaffRequest, shop: ShopRef, warehouse: WarehouseCard) -> Batch | None:
    """The batch that `?batch=` names while it is still to be handed over, else the oldest such, else the newest."""
    waiting = open_batches(shop.id, warehouse_id=warehouse.id)
    named = next((batch for batch in waiting if batch.number == request.GET.get("batch")), None)
    return named or next(iter(waiting), None) or newest_batch(shop.id, warehouse_id=warehouse.id)


def _open_tabs(shop: ShopRef, warehouse: WarehouseCard, shown: Batch | None) -> list[dict[str, Any]]:
    """One tab a batch that is not handed over yet, where there are several."""
    waiting = open_batches(shop.id, warehouse_id=warehouse.id)
    if len(waiting) < 2:
        return []
    return [
        {
            "label": batch.number,
            "count": batch.order_count,
            "url": warehouse_url("fulfilment:close", warehouse, batch=batch.number),
            "current": shown is not None and batch.pk == shown.pk,
        }
        for batch in waiting
    ]


def _before(request: StaffRequest, shop: ShopRef, warehouse: WarehouseCard) -> dict[str, Any]:
    _card, closes_at = next_close(shop, warehouse)
    outlook = close_outlook(shop.id, warehouse_id=warehouse.id)
    blocked = [_blocked_row(shop, row, is_open=number == 0) for number, row in enumerate(outlook.blocked)]
    for shown in blocked:
        if shown["row"].reason == OpenReason.COMPANION:
            shown.update(_companion_row(shop, shown["row"].orders, warehouse))
    waiting = sum(row.orders for row in outlook.blocked if row.reason in _NOT_HELD)
    return {
        "closes_at": closes_at,
        "outlook": outlook,
        "waiting": waiting,
        "held": held_count(shop.id),
        "blocked": blocked,
        "orders_url": orders_url(step="to_check"),
        "couriers": courier_rows(ready_by_courier(shop.id, now(), warehouse_id=warehouse.id)),
        "label_size": _PRINTED_LABELS.get(settings_of(shop.id)["label_size"], ""),
        "may_close": request.actor.can(CLOSE_BATCH, shop.id),
        "phases": [
            {"label": _("The close"), "note": _("by itself, or earlier by hand"), "state": "now"},
            {"label": _("Print"), "note": _papers_words(1 + 2 * outlook.ready), "state": "todo"},
            {"label": _("Hand over"), "note": _("order clerk and keeper both count"), "state": "todo"},
            {"label": _("Pack and ship"), "note": _("against the outbound slip"), "state": "todo"},
        ],
    }


def _papers_words(count: int) -> str:
    return ngettext("%(count)d paper", "%(count)d papers", count) % {"count": count}


def _blocked_row(shop: ShopRef, row: Any, *, is_open: bool) -> dict[str, Any]:
    resolve = resolve_of(row.reason)
    is_waiting = row.reason == OpenReason.TO_CHECK
    orders = blocked_orders(shop.id, row.reason) if is_open and not is_waiting else []
    return {
        "reason": reason_words(row.reason),
        "row": row,
        "resolve": resolve,
        "url": orders_url(step="to_check") if is_waiting else orders_url(hold=row.reason),
        "orders": orders,
        "more": row.orders - len(orders) if orders else 0,
    }


def _companion_row(shop: ShopRef, count: int, warehouse: WarehouseCard) -> dict[str, Any]:
    """Which order waits for which: the way out is to release the other, or to let them leave apart."""
    found = waiting_for_companions(shop.id, warehouse_id=warehouse.id)
    orders = [
        BlockedOrder(number, amount, ship_by_at, _("leaves with %(order)s, which is not ready") % {"order": other}, 0)
        for number, amount, ship_by_at, other in found
    ]
    return {"url": orders_url(step="checked"), "orders": orders, "more": count - len(orders)}


@staff_page(CLOSE_BATCH)
@for_one_shop
def close_now(request: StaffRequest) -> HttpResponse:
    """The proposal to close now, and doing it: the work runs in the background."""
    shop = shop_of(request)
    warehouse = chosen_warehouse(request)
    if request.method == "POST":
        run = start_close(actor=request.actor, shop_id=shop.id, warehouse_id=warehouse.id)
        return redirect(warehouse_url("fulfilment:close", warehouse, run=run.pk))
    outlook = close_outlook(shop.id, warehouse_id=warehouse.id)
    blocked = sum(row.orders for row in outlook.blocked if row.reason in _NOT_HELD) + held_count(shop.id)
    context = {
        "title": _("Close the batch of %(warehouse)s now") % {"warehouse": warehouse.name}
        if warehouse_tabs(shop, warehouse, request.actor)
        else _("Close the batch now"),
        "undo_note": _("single orders can be pulled out later"),
        "rows": [
            {"label": _("Ready orders"), "before": outlook.ready, "after": 0, "difference": _("all into the batch")},
            {"label": _("Parcels to pack"), "before": 0, "after": outlook.ready, "difference": f"+{outlook.ready}"},
            {"label": _("Orders that stay out"), "before": blocked, "after": blocked, "difference": _("same")},
        ],
        "reason": _("The scheduled close still comes and takes what is ready by then."),
        "url": warehouse_url("fulfilment:close_now", warehouse),
        "refuse_url": warehouse_url("fulfilment:close", warehouse, next=1),
        "act_label": _("Close now"),
        "ready": outlook.ready,
    }
    return show_proposal(request, {"shop": shop, **context})


@staff_page(VIEW_BATCHES, methods=("GET",))
def close_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """How far a close is; once it is done the page goes on to the papers."""
    run = find_run(run_id)
    if run is None or run.shop_id not in {shop.id for shop in request.scope.available}:
        raise NotFound("jobs.not_found", _("There is no such job."))
    response = render(request, "fulfilment/_run.html", run_card(run))
    if run.state == JobState.DONE:
        response["HX-Redirect"] = _close_url(run)
    return response


def _close_url(run: JobRun) -> str:
    """The close page of the warehouse that the run closes."""
    warehouse = warehouse_by_id(run.shop_id or 0, run.arguments.get("warehouse"))
    return warehouse_url("fulfilment:close", warehouse)


def run_card(run: JobRun) -> dict[str, Any]:
    """A close as the kit's progress card shows it."""
    at = _STAGES.index(run.stage) if run.stage in _STAGES else -1
    stages = [
        {"label": STAGES[stage], "state": "done" if number < at else "now" if number == at else "todo"}
        for number, stage in enumerate(_STAGES)
    ]
    return {
        "job_id": run.pk,
        "title": _("Close and print"),
        "done": run.done,
        "total": run.total,
        "unit": _("parcels"),
        "stage": STAGES.get(run.stage, _("waiting for its turn")),
        "stages": stages,
        "elapsed": "",
        "left": "",
        "running": run.state in (JobState.QUEUED, JobState.RUNNING),
        "poll_url": reverse("fulfilment:close_run", args=[run.pk]),
        "result_url": _close_url(run) if run.state != JobState.QUEUED else "",
        "result_label": _("To the batch"),
        "failure": run.error,
    }
