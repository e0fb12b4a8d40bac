"""What commands write to: results to stdout, everything else to stderr, plain where nobody watches.

Colour and moving bars are for terminals only; NO_COLOR turns colour off there too.  Text from files and data goes
through `inert` before it is printed.  `-q` leaves errors only, `-v` adds what is being done.
"""

import io
import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from attrs import define

from kpiengine.outputs.inert import inert, inert_lines

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 140  # of tables in files and pipes, which no window cuts
_LEVELS = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO, 2: logging.DEBUG}


@define
class Terminal:
    """The streams of one command; `verbosity` is -1 (quiet), 0, 1 or 2; `as_json`: each remark is a line of JSON."""

    verbosity: int = 0
    as_json: bool = False

    @property
    def quiet(self) -> bool:
        """Whether only errors are wanted beside the results."""
        return self.verbosity < 0

    @property
    def verbose(self) -> bool:
        """Whether the user wants to see what is being done."""
        return self.verbosity > 0

    def result(self, text: str) -> None:
        """A result, ready made, to stdout; line breaks stay."""
        sys.stdout.write(inert_lines(text) + "\n")

    def note(self, text: str) -> None:
        """A remark to stderr, unless quiet."""
        if not self.quiet:
            self._say("info", text)

    def error(self, text: str) -> None:
        """A fault to stderr, always."""
        self._say("error", text)

    def _say(self, level: str, text: str) -> None:
        sys.stderr.write((log_line(level, text) if self.as_json else inert_lines(text)) + "\n")

    def results(self) -> "Console":
        """A console for tables on stdout."""
        return _console(sys.stdout)

    def notes(self) -> "Console":
        """A console for progress on stderr; it shows nothing when quiet."""
        return _console(sys.stderr, quiet=self.quiet)

    def talk(self, verbosity: int) -> None:
        """Say as much as this from now on; the log of all stages goes to stderr."""
        self.verbosity = verbosity
        handler = logging.StreamHandler(sys.stderr)
        plain = _InertFormatter("%(levelname)s %(name)s: %(message)s")
        handler.setFormatter(_JsonFormatter() if self.as_json else plain)
        log = logging.getLogger("kpiengine")
        log.handlers[:] = [handler]
        log.setLevel(_LEVELS[max(-1, min(verbosity, 2))])


def log_line(level: str, text: str) -> str:
    """A remark as one line of JSON: time (UTC), level, message."""
    time = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"time": time, "level": level, "message": text.strip()}, ensure_ascii=False)


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return log_line(record.levelname.lower(), f"{record.name}: {record.getMessage()}")


class _InertFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return inert(super().format(record))


def coloured(stream: TextIO) -> bool:
    """Whether colour may be written: to a terminal, and NO_COLOR is not set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _console(stream: TextIO, *, quiet: bool = False) -> "Console":
    from rich.console import Console  # noqa: PLC0415 -- a tenth of the start of a command that prints plain text

    class Quietly(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # the shell ends it with its code; Console would end it as a defect

    colour = coloured(stream)
    return Quietly(
        file=stream,
        width=None if stream.isatty() or "COLUMNS" in os.environ else PLAIN_WIDTH,
        force_terminal=stream.isatty(),
        color_system="auto" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        quiet=quiet,
    )


def prepare_streams() -> None:
    """UTF-8 whatever the locale says, and an escape for what cannot be written at all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
