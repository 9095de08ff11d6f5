"""The scheduler process: acts on deadlines that pass and calls what is due by the clock."""

import logging
import os
import signal
import threading
from importlib import import_module

import django
from django.db import DatabaseError, close_old_connections

_log = logging.getLogger("zhanggui.scheduler")
_TICK_SECONDS = 2


def main() -> None:
    """Run until SIGTERM. A database that is away is waited for, not died of."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhanggui.config.settings")
    django.setup()
    tick = import_module("zhanggui.config.rounds").tick
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_arguments: stopped.set())
    signal.signal(signal.SIGINT, lambda *_arguments: stopped.set())
    while not stopped.is_set():
        try:
            tick()
        except DatabaseError:
            _log.warning("the database did not answer; trying again")
        close_old_connections()
        stopped.wait(_TICK_SECONDS)


if __name__ == "__main__":
    main()
