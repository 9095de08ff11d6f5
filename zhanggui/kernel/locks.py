"""Advisory lock numbers: a permanent registry. A number is never used twice for something else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TIMELINE_LOCK = 7_001
MIGRATION_LOCK = 7_002
IMPORT_LOCK = 7_003
BATCH_CLOSE_LOCK = 7_004
STOCK_LOCK = 7_005
CHECK_LOCK = 7_006
BATCH_PRINT_LOCK = 7_007
WORKER_LOCK = 7_008
PREPARE_LOCK = 7_009
SET_UP_LOCK = 7_020
ROUTINE_LOCK = 7_031
DEMO_LOCK = 7_032
CHECK_ALL_LOCK = 7_033


@contextmanager
def one_at_a_time(lock: int, number: int = 0) -> Iterator[None]:
    """Keep a second one waiting for work of several transactions; a killed process's lock goes with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [lock, number])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lock, number])
