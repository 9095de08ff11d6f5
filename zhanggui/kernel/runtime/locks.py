"""Advisory file locks (`flock`) that end with the process that holds them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """One open lock file; the kernel frees the lock when the process dies."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        own_like_folder(self._fd, path.parent)

    def share(self) -> None:
        """Hold the lock together with other sharers; waits for an exclusive holder."""
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def wait_exclusive(self) -> None:
        """Hold the lock alone; waits for everybody else."""
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def try_exclusive(self) -> bool:
        """Hold the lock alone if nobody else has it, also from a shared hold."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold `path` alone for the block, waiting for other processes."""
    lock = FileLock(path)
    try:
        lock.wait_exclusive()
        yield
    finally:
        lock.close()


def own_like_folder(descriptor: int, folder: Path) -> None:
    """As root: give a new file to the folder's owner, who must be able to use it later."""
    if os.geteuid() == 0:
        status = folder.stat()
        os.fchown(descriptor, status.st_uid, status.st_gid)
