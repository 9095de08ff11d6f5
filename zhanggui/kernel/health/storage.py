"""How much room there is and what takes it."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.core.cache import cache
from django.db import connection

_KEPT_SECONDS = 300
_CACHE = "kernel.file-sizes"


@dataclass(frozen=True, slots=True)
class Storage:
    """Room of the home's disk and what the installation keeps there, in bytes."""

    free: int
    total: int
    database: int
    files: int
    backups: int


def storage_of(home: Path) -> Storage:
    """Free room, size of the database and of the home's files and backups; sizes of folders are kept 5 minutes."""
    room = shutil.disk_usage(home)
    key = f"{_CACHE}.{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}"
    sizes: tuple[int, int] | None = cache.get(key)
    if sizes is None:
        sizes = (folder_size(home / "files"), folder_size(home / "backups"))
        cache.set(key, sizes, _KEPT_SECONDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        database = int(cursor.fetchone()[0])
    return Storage(room.free, room.total, database, *sizes)


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder; what goes away meanwhile counts nothing."""
    total = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total


def size_words(size: int) -> str:
    """`1.4 GB`, `320 MB`, `12 kB`: decimal units, as disks are sold."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if size >= factor:
            value = size / factor
            return f"{value:.1f} {unit}" if value < 10 else f"{value:,.0f} {unit}"
    return f"{max(1, round(size / 1000)) if size else 0} kB"
