"""The worker process: takes jobs from the queue, tells that it lives, and runs again what a crash left.

A worker that loses its database ends at once, as if it had been killed. That leaves one way to recover instead of
two: the supervisor starts the next one, which waits for the database and runs what was under way again.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import django
import psycopg
from django.db import DatabaseError, close_old_connections

_log = logging.getLogger("zhanggui.worker")
_PULSE_SECONDS = 5
_STALLED_SECONDS = 30
_TRIES, _TRY_SECONDS = 20, 0.25


def _beat() -> None:
    from zhanggui.kernel.jobs.queue import beat  # noqa: PLC0415  reason: Django must be set up first

    close_old_connections()
    beat("worker", pid=os.getpid())


async def _again_and_again(call: Callable[[], Awaitable[object]]) -> None:
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415  reason: as above

    while True:
        try:
            await call()
        except (DatabaseError, ConnectorException):
            _log.warning("the database did not answer; trying again")
        await asyncio.sleep(_PULSE_SECONDS)


async def _lifeline() -> psycopg.AsyncConnection:
    """A connection that only shows whether the database is there; waits until it is."""
    while True:
        try:
            return await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True)
        except psycopg.OperationalError:
            await asyncio.sleep(_TRY_SECONDS)


async def _end_with(line: psycopg.AsyncConnection) -> None:
    """End this process when the connection breaks."""
    with suppress(psycopg.Error):
        async for _notification in line.notifies():
            pass
    _log.warning("the database is gone; the worker ends and will be started again")
    # No orderly end: threads may wait for the database, and none of their work can be kept.
    os._exit(1)


async def _run_again(jobs: Any, *, only_stalled: bool) -> None:
    """Put the jobs of dead workers on the queue again; every job is written to bear that."""
    if only_stalled:
        left = await jobs.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS)
    else:
        left = await jobs.list_jobs_async(status="doing")
    for job in left:
        _log.warning("running a job again that a crash left: %s", job.task_name)
        await jobs.retry_job(job)


async def _succeed(line: psycopg.AsyncConnection, jobs: Any) -> None:
    """Take over from a worker that died: at once when no other lives, else its pulse tells.

    Every worker holds the lock shared for its life, so whoever gets it alone is the only one.
    """
    from zhanggui.kernel.locks import WORKER_LOCK  # noqa: PLC0415  reason: Django must be set up first

    for _attempt in range(_TRIES):
        row = await (await line.execute("SELECT pg_try_advisory_lock(%s, 0)", [WORKER_LOCK])).fetchone()
        if row is not None and row[0]:
            await _run_again(jobs, only_stalled=False)
            await line.execute("SELECT pg_advisory_lock_shared(%s, 0), pg_advisory_unlock(%s, 0)", [WORKER_LOCK] * 2)
            return
        await asyncio.sleep(_TRY_SECONDS)
    await line.execute("SELECT pg_advisory_lock_shared(%s, 0)", [WORKER_LOCK])


async def _work() -> None:
    from asgiref.sync import sync_to_async  # noqa: PLC0415  reason: Django must be set up first
    from procrastinate.contrib.django import app  # noqa: PLC0415  reason: as above

    line = await _lifeline()
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's connector has it
    async with line, worker_app.open_async():
        jobs = worker_app.job_manager
        await _succeed(line, jobs)
        helpers = [
            asyncio.create_task(_end_with(line)),
            asyncio.create_task(_again_and_again(sync_to_async(_beat))),
            asyncio.create_task(_again_and_again(lambda: _run_again(jobs, only_stalled=True))),
        ]
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
