"""Imports in the background: check or apply a batch, report progress, go on after a crash."""

from datetime import timedelta
from importlib import import_module

from django.utils.translation import gettext_lazy as _

from zhanggui.channels.services.watch import watch_imports
from zhanggui.kernel.errors import Unavailable, ZhangguiError
from zhanggui.kernel.imports.machine import RUN_JOB, resume_import
from zhanggui.kernel.imports.models import ImportBatch
from zhanggui.kernel.imports.ports import ShopFacts, register_shop_facts
from zhanggui.kernel.imports.report import import_report
from zhanggui.kernel.jobs.models import JobRun
from zhanggui.kernel.jobs.progress import JobCancelled, Progress, find_run
from zhanggui.kernel.jobs.queue import job
from zhanggui.kernel.jobs.schedule import every
from zhanggui.kernel.values import Actor, Origin, system_actor
from zhanggui.people.queries import actor_of_user
from zhanggui.shops.queries import shop_by_id

_TOLD = ("batch", "kind", "rows", "imported", "updated", "unchanged", "skipped", "conflict", "quarantined")


def find_shop_facts(shop_id: int) -> ShopFacts:
    """Time zone and currency of a shop, for the import machine."""
    shop = shop_by_id(shop_id)
    return ShopFacts(shop.timezone, shop.currency)


register_shop_facts(find_shop_facts)
every(timedelta(minutes=1), "channels.watch_imports")(watch_imports)


@job(RUN_JOB, label=_("Import files"))
def run_import(batch_id: int, run_id: int) -> None:
    """Check or apply the batch, whichever it was asked for. Safe to run again at any moment."""
    progress = Progress(JobRun.objects.filter(pk=run_id).first())
    batch = ImportBatch.objects.get(pk=batch_id)
    try:
        done = resume_import(batch_id, actor=_actor(batch), progress=progress)
    except Unavailable:
        raise
    except JobCancelled as stopped:
        progress.fail(str(stopped), cancelled=True)
    except ZhangguiError as wrong:
        progress.fail(str(wrong))
    else:
        report = import_report(done)
        progress.finish({name: report[name] for name in _TOLD})


def _actor(batch: ImportBatch) -> Actor:
    return actor_of_user(batch.actor_id, Origin.JOB) if batch.actor_id else system_actor()


@job("demo.load", label=_("Load the demo shop"))
def load_demo(run_id: int | None = None) -> None:
    """Load the demo shop for the first visit's page; a half-loaded one is begun again."""
    progress = Progress(find_run(run_id) if run_id else None)
    # The demo room lies above this one, so that it is found by name.
    result = import_module("zhanggui.channels.demo").load_demo(actor=system_actor(), progress=progress)
    progress.finish(result)
