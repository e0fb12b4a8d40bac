"""Signals that end a command: as an exception, so that everything is cleared away; at the latest after some seconds.

Python hears of a signal between two of its own steps.  A data engine that works on a large table takes none for as long
as it takes, so a thread that waits beside it ends the process then.  What is half done is left as by a power cut: the
next command finds all of it or nothing.
"""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SIGNAL_BASE = 128
PATIENCE_S = 3.0  # until a command that cannot clear away is ended without
_STOPPING = tuple(s for s in (getattr(signal, "SIGTERM", None), getattr(signal, "SIGHUP", None)) if s is not None)
_OVER = 0  # no signal has this number


class Stopped(BaseException):
    """A signal asked for the end; nothing below may take it for an error to carry on from."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def stoppable() -> Iterator[None]:
    """Let TERM and HUP end the command as `Stopped`, INT as KeyboardInterrupt, and all three within seconds."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        del frame
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in _STOPPING}
    read, write = os.pipe()
    os.set_blocking(write, False)
    woken = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    over = threading.Event()
    watchman = threading.Thread(target=_watch, args=(read, over), daemon=True, name="kpiengine-signals")
    watchman.start()
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(woken)
        os.write(write, bytes([_OVER]))
        watchman.join()
        os.close(read)
        os.close(write)
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch(read: int, over: threading.Event) -> None:
    """Waits for a signal, and then for the end of the command, which it does not wait for long."""
    while not over.is_set():
        number = os.read(read, 1)[0]
        if number in {*_STOPPING, signal.SIGINT} and not over.wait(PATIENCE_S):
            os._exit(SIGNAL_BASE + number)
