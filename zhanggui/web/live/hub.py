"""One connection that listens to the database, and the open pages that it tells."""

import asyncio
import json
import logging
import os

import psycopg
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from zhanggui.kernel.jobs.queue import beat
from zhanggui.kernel.news import CHANNEL

_log = logging.getLogger("zhanggui.live")
_QUEUE_SIZE = 200
_PULSE_SECONDS = 5


class Hub:
    """Passes each notification to the pages that may see its shop."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Queue[str], frozenset[int]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen and to tell that we live."""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(_pulse())]

    async def stop(self) -> None:
        """End the background tasks."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def join(self, shops: frozenset[int]) -> asyncio.Queue[str]:
        """Add a page that sees these shops."""
        queue: asyncio.Queue[str] = asyncio.Queue(_QUEUE_SIZE)
        self._pages[queue] = shops
        return queue

    def leave(self, queue: asyncio.Queue[str]) -> None:
        """Forget a page."""
        self._pages.pop(queue, None)

    def tell(self, payload: str) -> None:
        """Pass a notification on; a page that does not read fast enough loses its oldest one."""
        shop = json.loads(payload).get("shop")
        for queue, shops in list(self._pages.items()):
            if shop is not None and shop not in shops:
                continue
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(payload)

    async def _listen(self) -> None:
        while True:
            try:
                url = os.environ["DATABASE_URL"]
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for notification in connection.notifies():
                        self.tell(notification.payload)
            except psycopg.Error:
                _log.warning("the database did not answer; listening again soon")
            await asyncio.sleep(1)


async def _pulse() -> None:
    while True:
        try:
            await sync_to_async(_beat)()
        except DatabaseError:
            _log.warning("the database did not answer; the pulse is missing")
        await asyncio.sleep(_PULSE_SECONDS)


def _beat() -> None:
    close_old_connections()
    beat("live", pid=os.getpid())
