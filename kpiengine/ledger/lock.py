"""One writer at a time: a lock on a file that is never deleted.

The system gives the lock back when its process ends, however it ends.  A deleted lock file could be held by two at
once, so nobody deletes it, and the attempts in the ledger are a second fence (`ledger.attempts`).  A server has
a lock of its own, which ends with the connection.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpiengine.errors import OutputError
from kpiengine.ledger import messages

AGAIN_S = 0.05


@contextmanager
def locked(file: Path, place: object, wait_s: float = 0.0) -> Iterator[None]:
    """Holds the lock for the length of the block; waits at most `wait_s` seconds.

    Raises KpiError (75) while another process holds it.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise OutputError(f"cannot open the lock {file}: {error.strerror or error}; nothing was done") from error
    try:
        end = time.monotonic() + wait_s
        while not _take(descriptor):
            if time.monotonic() >= end:
                raise messages.locked(place, _holder(descriptor))
            time.sleep(AGAIN_S)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)  # gives the lock back


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> str:
    return os.pread(descriptor, 80, 0).decode(errors="replace").strip() or "it has just begun"
