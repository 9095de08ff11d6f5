"""The worker process: takes jobs from the queue, tells that it lives, and picks up what a crash left."""

import asyncio
import logging
import os
import signal

import django

_log = logging.getLogger("zhanggui.worker")
_PULSE_SECONDS = 5
_STALLED_SECONDS = 30


async def _pulse() -> None:
    from asgiref.sync import sync_to_async  # noqa: PLC0415  reason: Django must be set up first

    from zhanggui.kernel.jobs.queue import beat  # noqa: PLC0415  reason: as above

    while True:
        await sync_to_async(beat)("worker", pid=os.getpid())
        await asyncio.sleep(_PULSE_SECONDS)


async def _rescue() -> None:
    """Jobs of a worker that died are run again; every job is written to bear that."""
    from procrastinate.contrib.django import app  # noqa: PLC0415  reason: Django must be set up first

    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
            _log.warning("running a stalled job again: %s", job.task_name)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(_PULSE_SECONDS)


async def _work() -> None:
    from procrastinate.contrib.django import app  # noqa: PLC0415  reason: Django must be set up first

    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's connector has it
    async with worker_app.open_async():
        helpers = [asyncio.create_task(_pulse()), asyncio.create_task(_rescue())]
        try:
            await worker_app.run_worker_async(
                concurrency=2,
                install_signal_handlers=True,
                shutdown_graceful_timeout=4,
                delete_jobs="successful",
                update_heartbeat_interval=_PULSE_SECONDS,
                stalled_worker_timeout=_STALLED_SECONDS,
                fetch_job_polling_interval=2,
            )
        finally:
            for helper in helpers:
                helper.cancel()


def main() -> None:
    """Run until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
    django.setup()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    asyncio.run(_work())


if __name__ == "__main__":
    main()
