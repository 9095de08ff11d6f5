"""The five parts of an order's way with their times: payment, checking, batch, packing, shipping."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.orders.queries import OrderDetail
from zhanggui.orders.ui.rows import NextClose
from zhanggui.orders.values import OrderState, OrderStep

_STEPS = [OrderStep.TO_CHECK, OrderStep.CHECKED, OrderStep.BATCHED, OrderStep.PACKED]


def _when(moment: datetime | None) -> str:
    # Translators: day and time as Django writes date formats, in Chinese "m-d H:i".
    return date_format(timezone.localtime(moment), _("j M H:i")) if moment else ""


def _last(detail: OrderDetail, kind: str) -> tuple[str, str]:
    """When something happened last, and who did it."""
    for event in detail.timeline:
        if event["kind"] == kind:
            return _when(event["at"]), "" if event["position"] == "system" else event["actor"]
    return "", ""


def _note(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def flow_steps(detail: OrderDetail, close: NextClose) -> list[dict[str, Any]]:
    """Steps for the kit's flow bar."""
    order = detail.order
    is_left = order.state in {OrderState.SHIPPED, OrderState.COMPLETED}
    reached = len(_STEPS) if is_left else _STEPS.index(OrderStep(order.step)) if order.state == OrderState.PAID else -1
    return [
        _payment(detail),
        _checking(detail, reached),
        _batch(detail, reached, close),
        _step(_("Packing"), _note(*_last(detail, "order.packed")), reached, 3),
        _shipping(detail, is_left=is_left),
    ]


def _step(label: str, note: str, reached: int, place: int) -> dict[str, Any]:
    state = "on" if reached >= place else "now" if reached == place - 1 else "todo"
    return {"label": label, "note": note, "state": state}


def _payment(detail: OrderDetail) -> dict[str, Any]:
    order = detail.order
    if order.state == OrderState.CLOSED:
        return {"label": _("Closed"), "note": order.close_reason or order.status_text, "state": "todo"}
    if order.paid_at is None and order.state == OrderState.UNPAID:
        return {"label": _("Not paid"), "note": _("placed %(at)s") % {"at": _when(order.placed_at)}, "state": "now"}
    return {"label": _("Payment received"), "note": _when(order.paid_at), "state": "on"}


def _checking(detail: OrderDetail, reached: int) -> dict[str, Any]:
    count = len(detail.order.holds)
    if reached == 0 and count:
        words = ngettext("Checking: %(count)d hold", "Checking: %(count)d holds", count) % {"count": count}
        return {"label": words, "note": _when(detail.checked_at), "state": "held"}
    return _step(_("Check"), _note(*_last(detail, "order.checked")), reached, 1)


def _batch(detail: OrderDetail, reached: int, close: NextClose) -> dict[str, Any]:
    step = _step(_("Batch"), _note(*_last(detail, "order.batched")), reached, 2)
    if step["state"] != "on" and detail.order.state == OrderState.PAID:
        order = detail.order
        is_late = order.ship_by_at is not None and order.ship_by_at < close.at
        words = _("%(time)s is too late") if is_late else _("the %(time)s close")
        step["note"] = words % {"time": close.words}
    return step


def _shipping(detail: OrderDetail, *, is_left: bool) -> dict[str, Any]:
    order = detail.order
    if is_left:
        return {
            "label": _("Shipped"),
            "note": _note(_when(order.shipped_at), order.courier_name),
            "state": "on",
        }
    step: dict[str, Any] = {"label": _("Shipping"), "note": "", "state": "todo"}
    if order.state == OrderState.PAID and order.ship_by_at:
        promised = _("promised by %(at)s") % {"at": _when(order.ship_by_at)}
        step |= {"due": order.ship_by_at, "since": order.paid_at, "note": promised}
    return step
