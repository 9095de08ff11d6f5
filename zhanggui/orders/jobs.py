"""Background work on orders."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhanggui.kernel.errors import ZhangguiError
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.jobs.progress import JobCancelled, Progress
from zhanggui.kernel.jobs.queue import job
from zhanggui.kernel.jobs.schedule import every
from zhanggui.kernel.values import Actor, Origin, system_actor
from zhanggui.orders.models import OrderExport
from zhanggui.orders.queries.keys import OrderKey, keys_by_id, seller_notes
from zhanggui.orders.services import (
    build_export,
    check_orders,
    drop_expired_exports,
    give_up_export,
    hold_orders,
    read_shop_notes,
    set_flag,
    verify_by_ids,
    write_note,
)
from zhanggui.orders.services.checking.prices import count_all_usual_prices
from zhanggui.orders.services.difficult import DUE_JOB, step_is_due
from zhanggui.orders.services.fold_open_work import fold_open_work
from zhanggui.orders.services.instructions import READ_JOB
from zhanggui.orders.services.joint.waiting import TOGETHER_JOB, count_together
from zhanggui.orders.services.plans import count_plans
from zhanggui.orders.services.request_export import BUILD_JOB
from zhanggui.orders.services.rules.backtest import BACKTEST_JOB, run_backtest
from zhanggui.orders.services.shortage.waiting import WAIT_JOB, wait_is_over
from zhanggui.orders.values import CheckSummary
from zhanggui.people.queries import actor_of_user, preferences_of
from zhanggui.shops.services import COUNT_JOB

BULK_JOB = "orders.bulk"
_PART = 500


@job("orders.check_shop", label=_("Check new orders"))
def check_shop(shop_id: int) -> dict[str, object]:
    """Check everything that waits in a shop. Running it twice changes nothing the second time."""
    return check_orders(actor=system_actor(), shop_id=shop_id).as_json()


@job(DUE_JOB, label=_("Date of a difficult order passed"))
def difficult_due(difficulty_id: int, step_id: int) -> dict[str, bool]:
    """Ask for the next step of a difficult order, if it is still the next one."""
    return {"asked": step_is_due(difficulty_id, step_id)}


@job(WAIT_JOB, label=_("Day until which a buyer waits passed"))
def shortage_wait_over(choice_id: int) -> dict[str, bool]:
    """Ask to decide again about short goods that still are not here."""
    return {"asked": wait_is_over(choice_id)}


@job(TOGETHER_JOB, label=_("Count the buyers who could get one parcel"))
def count_groups(shop_ids: list[int]) -> dict[str, int]:
    """Refresh the figure of the home pages. Running it twice changes nothing the second time."""
    return {"groups": count_together(shop_ids)}


@job(READ_JOB, label=_("Read notes by the shop's words"))
def read_notes(shop_id: int) -> dict[str, int]:
    """Read the notes of everything that may still leave. Running it twice changes nothing the second time."""
    return {"instructions": read_shop_notes(shop_id)}


@job(COUNT_JOB, label=_("Count what is done of the plan"))
def count_plan(shop_id: int) -> dict[str, int]:
    """Count the month of one shop's plan. Running it twice changes nothing."""
    return {"plans": count_plans(shop_id)}


@dataclass(frozen=True, slots=True)
class BulkWork:
    """One verb over many orders: pass, verify, hold, note or flag, with its facts."""

    verb: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The form that a job's row keeps."""
        return {"verb": self.verb, "facts": dict(self.facts)}


def work_through(
    actor: Actor, shop_id: int, keys: Sequence[OrderKey], work: BulkWork, progress: Progress | None = None
) -> Any:
    """Do it to orders of one shop; a CheckSummary for pass, else how many orders changed.

    Parts of 500 are whole by themselves: after a stop the rest can be done again.
    """
    return _VERBS[work.verb](actor, shop_id, keys, work.facts, progress or Progress())


def _pass(
    actor: Actor, shop_id: int, keys: Sequence[OrderKey], _facts: Mapping[str, Any], progress: Progress
) -> CheckSummary:
    return check_orders(actor=actor, shop_id=shop_id, order_ids=[key.id for key in keys], progress=progress)


def _parts(keys: Sequence[OrderKey], progress: Progress) -> Iterable[Sequence[OrderKey]]:
    for start in range(0, len(keys), _PART):
        progress.update(done=start, total=len(keys))
        yield keys[start : start + _PART]


def _hold(actor: Actor, shop_id: int, keys: Sequence[OrderKey], facts: Mapping[str, Any], progress: Progress) -> int:
    return sum(
        hold_orders(actor=actor, shop_id=shop_id, numbers=[key.number for key in part], reason=facts["reason"])
        for part in _parts(keys, progress)
    )


def _note(actor: Actor, shop_id: int, keys: Sequence[OrderKey], facts: Mapping[str, Any], progress: Progress) -> int:
    for part in _parts(keys, progress):
        known = seller_notes(key.id for key in part)
        for key in part:
            text = "\n".join(words for words in (known[key.id], facts["text"]) if words)
            write_note(actor=actor, shop_id=shop_id, order_id=key.id, text=text)
    return len(keys)


def _flag(actor: Actor, shop_id: int, keys: Sequence[OrderKey], facts: Mapping[str, Any], progress: Progress) -> int:
    for part in _parts(keys, progress):
        for key in part:
            set_flag(actor=actor, shop_id=shop_id, order_id=key.id, flag=facts["flag"], label=facts["label"])
    return len(keys)


def _verify(
    actor: Actor, shop_id: int, keys: Sequence[OrderKey], _facts: Mapping[str, Any], progress: Progress
) -> CheckSummary:
    parts = [
        verify_by_ids(actor=actor, shop_id=shop_id, order_ids=[key.id for key in part])
        for part in _parts(keys, progress)
    ]
    held: Counter[str] = Counter()
    for part in parts:
        held.update(part.held)
    return CheckSummary(sum(part.checked for part in parts), sum(part.released for part in parts), dict(held))


_VERBS: dict[str, Callable[..., Any]] = {
    "pass": _pass,
    "verify": _verify,
    "hold": _hold,
    "note": _note,
    "flag": _flag,
}


@job(BULK_JOB, label=_("Work on many orders"))
def work_in_bulk(run_id: int) -> None:
    """A bulk verb for a page that watches the run. Orders that moved meanwhile stop it, with their numbers."""
    run = JobRun.objects.get(pk=run_id)
    progress = Progress(run)
    actor = actor_of_user(run.actor_id, Origin.JOB) if run.actor_id else system_actor(Origin.JOB)
    keys = keys_by_id(run.arguments["ids"])
    try:
        done = work_through(actor, run.shop_id or 0, keys, BulkWork(**run.arguments["work"]), progress)
    except JobCancelled as error:
        progress.fail(str(error), cancelled=True)
        return
    except ZhangguiError as error:
        progress.fail(str(error))
        return
    progress.update(done=len(keys), total=len(keys))
    progress.finish(done.as_json() if isinstance(done, CheckSummary) else {"changed": done})


@job(BUILD_JOB, label=_("Orders as a file"))
def write_export(export_id: int, run_id: int) -> None:
    """Write an approved export, for a page that watches the run."""
    found = OrderExport.objects.get(pk=export_id)
    progress = Progress(JobRun.objects.filter(pk=run_id).first())
    actor = actor_of_user(found.actor_id, Origin.JOB) if found.actor_id else system_actor(Origin.JOB)
    language = preferences_of(found.actor_id)["language"] if found.actor_id else settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            count = build_export(actor=actor, export_id=export_id, progress=progress)
    except ZhangguiError as error:
        give_up_export(export_id)
        progress.fail(str(error), cancelled=isinstance(error, JobCancelled))
        return
    progress.update(done=count, total=count)
    progress.finish({"rows": count, "url": "/desk/exports"})


@job(BACKTEST_JOB, label=_("Back-test of a rule"))
def backtest_rule(backtest_id: int, run_id: int) -> None:
    """Try a changed rule on past orders, for a page that watches the run."""
    progress = Progress(JobRun.objects.filter(pk=run_id).first())
    try:
        figures = run_backtest(backtest_id, progress)
    except ZhangguiError as error:
        progress.fail(str(error), cancelled=isinstance(error, JobCancelled))
        return
    progress.finish({"orders": figures["orders"], "url": f"/desk/rules/backtests/{backtest_id}"})


every(timedelta(hours=1), "orders.drop_expired_exports")(drop_expired_exports)
every(timedelta(hours=6), "orders.count_usual_prices")(count_all_usual_prices)
every(timedelta(minutes=15), "orders.count_plans")(count_plans)
every(timedelta(minutes=1), "orders.fold_open_work")(fold_open_work)
