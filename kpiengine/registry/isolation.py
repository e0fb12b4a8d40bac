"""One call, one fate: what a plugin raises, prints or asks the interpreter to do concerns that plugin only.

`SystemExit` and other `BaseException`s are caught as well, but never the user's own Ctrl-C, nor a signal to stop.
A plugin that ends the process by `os._exit`, or never comes back, cannot be stopped from inside the process.
"""

import io
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from types import FrameType
from typing import IO, Any, TypeVar

from attrs import define, frozen

T = TypeVar("T")
LONGEST = 400
MOST_PRINTED = 2000
STOPPING = tuple(
    number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None
)


@frozen
class Fault:
    """Why a call into a plugin failed: one harmless line."""

    text: str


@define
class Printed:
    """What was written to stdout and stderr meanwhile."""

    text: str = ""


def attempt(call: Callable[[], T]) -> T | Fault:
    """The result of the call, or the fault that it ended in."""
    with _signals_told_apart() as arrived:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 -- a plugin may raise anything
            return Fault(cause(error))
        except BaseException as error:
            if arrived:  # it was the user, or the system, and not the plugin
                raise
            return Fault(cause(error))


def cause(error: BaseException) -> str:
    """The error in one line: its type, its message, and the place in the plugin where it arose."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 -- an exception's own text may be broken too
        message = "(its message cannot be read)"
    text = f"{type(error).__name__}: {message}" if message else type(error).__name__
    frames = traceback.extract_tb(error.__traceback__)
    ours = os.path.dirname(__file__)  # noqa: PTH120 -- compared as text with what the traceback says
    theirs = [f for f in frames if not f.filename.startswith((ours, "<frozen"))]
    where = f" ({os.path.basename(theirs[-1].filename)}:{theirs[-1].lineno})" if theirs else ""  # noqa: PTH119 -- a name, no file
    return escaped(text, LONGEST) + where


def escaped(text: object, longest: int = LONGEST) -> str:
    """One line without control characters, cut to a length that a terminal can take."""
    line = str(text)
    line = line if len(line) <= longest else line[: longest - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in line)


@contextmanager
def quiet() -> Iterator[Printed]:
    """Keeps what is printed meanwhile away from the terminal, so that `--format json` stays JSON.

    Both Python's streams and the file descriptors beneath are taken aside, for programs that the plugin starts.
    """
    printed, python_text = Printed(), io.StringIO()
    with tempfile.TemporaryFile() as beneath:
        try:
            with _descriptors_to(beneath), redirect_stdout(python_text), redirect_stderr(python_text):
                yield printed
        finally:
            beneath.seek(0)
            below = beneath.read(MOST_PRINTED).decode("utf-8", "replace")
            printed.text = escaped((python_text.getvalue() + below).strip(), MOST_PRINTED)


@contextmanager
def _descriptors_to(file: IO[bytes]) -> Iterator[None]:
    """Descriptors 1 and 2 write to the file meanwhile; a descriptor that is closed stays closed."""
    kept: list[tuple[int, int]] = []
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    try:
        for number in (1, 2):
            with suppress(OSError):
                kept.append((number, os.dup(number)))
                os.dup2(file.fileno(), number)
        yield
    finally:
        for number, copy in kept:
            os.dup2(copy, number)
            os.close(copy)


@contextmanager
def _signals_told_apart() -> Iterator[list[int]]:
    """The numbers of signals to stop that really arrived meanwhile; what handles them is still called."""
    arrived: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield arrived  # signals only ever arrive in the main thread
        return
    before = {number: signal.getsignal(number) for number in STOPPING}

    def noted(handler: Callable[[int, FrameType | None], Any]) -> Callable[[int, FrameType | None], Any]:
        def handle(number: int, frame: FrameType | None) -> None:
            arrived.append(number)
            handler(number, frame)

        return handle

    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, noted(handler))
    try:
        yield arrived
    finally:
        # Also undoes what a plugin may have set.
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)
