"""How far a batch is, as the close page and the batch page show it: phases, papers, counts."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhanggui.fulfilment.models import Batch, Handover
from zhanggui.fulfilment.queries import BatchDetail, batch_by_number, batch_detail
from zhanggui.fulfilment.queries.desk import batch_by_courier, run_of
from zhanggui.fulfilment.ui.forms import CountsForm
from zhanggui.fulfilment.ui.words import PAPER_ICONS, STAGES, courier_rows, running_number, warehouse_names
from zhanggui.fulfilment.values import (
    GIVE_BATCH,
    PACK_PARCELS,
    PRINT_BATCH,
    PRINTED_PAPERS,
    PULL_ORDERS,
    TAKE_BATCH,
    VIEW_BATCHES,
    BatchState,
    PaperKind,
)
from zhanggui.kernel.documents.archive import documents_of
from zhanggui.kernel.documents.models import Document
from zhanggui.kernel.jobs.models import JobRun, JobState
from zhanggui.kernel.pages.access import ShopRef
from zhanggui.kernel.pages.counts import lines_text, orders_text, parcels_text
from zhanggui.kernel.permissions import require
from zhanggui.kernel.values import Actor, Subject

_UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One kind of paper: how much is printed of how much, and its files."""

    kind: PaperKind
    icon: str
    done: int
    total: int
    pages: int
    state: str
    parts: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One kind of paper at the hand-over: printed, given, taken, and what the numbers say."""

    kind: PaperKind
    printed: int
    given: int | None
    taken: int | None
    field: Any
    words: str
    tone: str


def batch_context(actor: Actor, shop: ShopRef, number: str, *, counts_form: CountsForm | None = None) -> dict[str, Any]:
    """Everything that the papers, the hand-over and the phases of a batch need."""
    detail = batch_detail(shop.id, number)
    batch = batch_by_number(shop.id, number)
    require(actor, VIEW_BATCHES, shop.id, batch.warehouse_id)
    run = run_of(batch)
    step = _hand_over_step(detail, actor, shop)
    form = counts_form or CountsForm(initial=detail.expected if step == "give" else None)
    rows = count_rows(detail, form)
    return {
        "detail": detail,
        "batch": detail.card,
        "orders_text": orders_text(detail.card.orders),
        "lines_text": lines_text(detail.card.lines),
        "parcels_text": parcels_text(detail.card.parcels),
        "state_label": BatchState(detail.card.state).label,
        "running": running_number(number),
        "warehouse_name": warehouse_names([shop.id]).get(batch.warehouse_id, ""),
        "phases": _phases(detail, run),
        **papers_context(actor, shop, batch, detail, run),
        "handover": detail.handover,
        "hand_over_step": step,
        "counts_form": form,
        "counts": rows,
        "has_difference": any(row.tone == "late" for row in rows),
        "couriers": courier_rows(batch_by_courier(batch.pk)),
        "may_pull": actor.can(PULL_ORDERS, shop.id) and detail.card.packed + detail.card.shipped < detail.card.parcels,
        "may_pack": actor.can(PACK_PARCELS, shop.id) and detail.card.state == BatchState.HANDED_OVER,
        "left": detail.card.parcels - detail.card.pulled,
    }


def papers_context(
    actor: Actor, shop: ShopRef, batch: Batch, detail: BatchDetail, run: JobRun | None
) -> dict[str, Any]:
    """The panel of papers alone: it is fetched again while the printing runs."""
    is_running = run is not None and run.state in _UNDER_WAY
    kinds = [*PRINTED_PAPERS, *([PaperKind.INVOICE] if detail.expected.get(PaperKind.INVOICE) else [])]
    rows = [_paper_row(kind, detail, run if is_running else None) for kind in kinds]
    return {
        "batch": detail.card,
        "papers": rows,
        "papers_done": sum(row.done for row in rows),
        "papers_total": sum(row.total for row in rows),
        "copies": documents_of(Subject("batch_copy", batch.pk)),
        "run": run,
        "is_running": is_running,
        "failure": run.error if run and run.state in (JobState.FAILED, JobState.CANCELLED) else "",
        "may_print": actor.can(PRINT_BATCH, shop.id),
        "is_printed": batch.state != BatchState.CLOSED,
    }


def _paper_row(kind: PaperKind, detail: BatchDetail, run: JobRun | None) -> PaperRow:
    parts = tuple(paper for paper in detail.documents if paper.kind == kind)
    total = detail.expected.get(kind, 0)
    is_whole = detail.card.state != BatchState.CLOSED
    done = sum(paper.items for paper in parts)
    state = "done" if is_whole or (parts and done >= total) else "todo"
    if run is not None and state != "done" and run.stage == kind:
        state, done = "now", run.done
    return PaperRow(kind, PAPER_ICONS[kind], done, total, sum(paper.pages for paper in parts), state, parts)


def _hand_over_step(detail: BatchDetail, actor: Actor, shop: ShopRef) -> str:
    """What this person may do at the hand-over now: give, take, or nothing."""
    if detail.card.state != BatchState.PRINTED:
        return ""
    given = detail.handover is not None and detail.handover.given_at is not None
    is_giver = detail.handover is not None and detail.handover.given_by_id == actor.user_id
    if given and actor.can(TAKE_BATCH, shop.id) and not is_giver:
        return "take"
    return "give" if actor.can(GIVE_BATCH, shop.id) and (not given or is_giver) else ""


def count_rows(detail: BatchDetail, form: CountsForm) -> list[CountRow]:
    """The table of the hand-over; while a form is filled in, its numbers are compared."""
    rows = []
    hand = detail.handover
    for kind in PaperKind:
        printed = detail.expected.get(kind, 0)
        given = hand.given_counts.get(kind) if hand and hand.given_at else None
        taken = _taken(hand, form, kind)
        words, tone = _difference(printed, given, taken)
        rows.append(CountRow(kind, printed, given, taken, form[kind.value], words, tone))
    return rows


def _taken(hand: Handover | None, form: CountsForm, kind: PaperKind) -> int | None:
    if hand is None:
        return None
    if hand.taken_at:
        return int(hand.taken_counts.get(kind, 0))
    if form.is_bound:
        return getattr(form, "cleaned_data", {}).get(kind.value)
    return None


def _difference(printed: int, given: int | None, taken: int | None) -> tuple[str, str]:
    counted = taken if taken is not None else given
    if counted is None:
        return "", ""
    missing = (given if taken is not None and given is not None else printed) - counted or printed - counted
    if not missing:
        return _("agrees"), "good"
    if missing > 0:
        return ngettext("%(count)d sheet short", "%(count)d sheets short", missing) % {"count": missing}, "late"
    return ngettext("%(count)d sheet over", "%(count)d sheets over", -missing) % {"count": -missing}, "late"


def _phases(detail: BatchDetail, run: JobRun | None) -> list[dict[str, Any]]:
    card = detail.card
    is_printed, is_taken = card.state != BatchState.CLOSED, card.state == BatchState.HANDED_OVER
    left = card.parcels - card.pulled
    is_gone = is_taken and card.shipped >= left
    return [
        {
            "label": _("The close"),
            "note": _("%(time)s, %(orders)s")
            % {"time": date_format(localtime(card.closed_at), "H:i:s"), "orders": orders_text(card.orders)},
            "state": "done",
        },
        {"label": _("Print"), "note": _print_note(run, is_printed=is_printed), "state": _state(done=is_printed)},
        {
            "label": _("Hand over"),
            "note": _hand_over_note(detail),
            "state": _state(done=is_taken, now=is_printed),
        },
        {
            "label": _("Pack and ship"),
            "note": _("%(done)s / %(total)s shipped") % {"done": card.shipped, "total": left},
            "state": _state(done=is_gone, now=is_taken),
        },
    ]


def _state(*, done: bool, now: bool = True) -> str:
    return "done" if done else "now" if now else "todo"


def _print_note(run: JobRun | None, *, is_printed: bool) -> str:
    if is_printed:
        return _("all papers are there")
    if run is not None and run.state in _UNDER_WAY:
        stage = STAGES.get(run.stage, "")
        return _("%(stage)s %(done)s / %(total)s") % {"stage": stage, "done": run.done, "total": run.total}
    return _("not printed yet")


def _hand_over_note(detail: BatchDetail) -> str:
    hand = detail.handover
    if hand is None or not hand.given_at:
        return _("two people count")
    if hand.taken_at:
        return _("%(give)s to %(take)s") % {"give": hand.given_by, "take": hand.taken_by}
    return _("%(name)s has counted") % {"name": hand.given_by}
