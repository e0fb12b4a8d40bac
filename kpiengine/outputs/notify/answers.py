"""How much and how long a receiver may answer, whatever library asks it: 64 kB and some seconds, headers included.

Python's sockets are read through one class whenever an answer is read like a file, and both http.client (under our
webhooks and under requests, which Apprise uses) and smtplib do so.  While a limit stands, that class counts bytes and
looks at the clock.  Whoever sends a byte now and then, and so never runs into the timeout of a single read, is cut off.

Other threads are left alone.  What a library unpacks (gzip) is not counted twice: 64 kB is what comes over the line.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from attrs import Factory, define

MOST_BYTES = 65_536
TOO_LONG = "its answer is too long"


@define
class Answers:
    """What was read of each answer, and until when it may last; `faults` are the limits that were reached."""

    seconds: float
    faults: list[str] = Factory(list)
    read: WeakKeyDictionary[socket.SocketIO, int] = Factory(WeakKeyDictionary)
    until: WeakKeyDictionary[socket.SocketIO, float] = Factory(WeakKeyDictionary)

    def left_s(self, source: socket.SocketIO) -> float:
        """Seconds that this answer still has; raises TimeoutError where there are none."""
        left = self.until.setdefault(source, time.monotonic() + self.seconds) - time.monotonic()
        if left <= 0:
            self.faults.append(f"no answer in {self.seconds:g} seconds")
            raise TimeoutError(self.faults[-1])
        return left

    def left_bytes(self, source: socket.SocketIO) -> int:
        """Bytes that this answer may still have; raises OSError where there are none."""
        left = MOST_BYTES - self.read.get(source, 0)
        if left <= 0:
            self.faults.append(TOO_LONG)
            raise OSError(TOO_LONG)
        return left


@contextmanager
def limited(seconds: float) -> Iterator[Answers]:
    """Every answer that this thread reads meanwhile has 64 kB and so many seconds from its first byte on."""
    plain, mine, answers = socket.SocketIO.readinto, threading.get_ident(), Answers(seconds)

    def readinto(source: socket.SocketIO, buffer: Any) -> int | None:  # noqa: ANN401 -- whatever holds bytes
        if threading.get_ident() != mine:
            return plain(source, buffer)
        wanted = memoryview(buffer)[: answers.left_bytes(source)]
        opened: socket.socket = source._sock  # type: ignore[attr-defined] # noqa: SLF001 -- SocketIO has no other way to it
        usual = opened.gettimeout()
        left = answers.left_s(source)
        most = left if usual is None else min(usual, left)
        opened.settimeout(most)
        try:
            count = plain(source, wanted)
        except TimeoutError:
            answers.faults.append(f"no answer in {seconds if most == left else most:g} seconds")
            raise
        finally:
            opened.settimeout(usual)
        answers.read[source] = answers.read.get(source, 0) + (count or 0)
        return count

    setattr(socket.SocketIO, "readinto", readinto)  # noqa: B010 -- a method of the standard library, for a while
    try:
        yield answers
    finally:
        setattr(socket.SocketIO, "readinto", plain)  # noqa: B010 -- as above
