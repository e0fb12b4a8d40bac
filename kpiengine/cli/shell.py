"""`kpiengine`: calls the command, and turns whatever ends it into a sentence and an exit code.

Exit codes are in `errors.Exit` and docs/reference/exit-codes.md.  A traceback is shown for a defect only, and only
with `-v`.
"""

import atexit
import errno
import gc
import os
import platform
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import rich_click as click
from click.exceptions import Abort, ClickException, NoArgsIsHelpError, UsageError
from click.exceptions import Exit as Ended

from kpiengine import __version__
from kpiengine.cli.commands import LazyGroup, verbosity_options
from kpiengine.cli.stopping import SIGNAL_BASE, Stopped, stoppable
from kpiengine.cli.terminal import Terminal, coloured, prepare_streams
from kpiengine.errors import Exit, KpiError

SELDOM = 1_000_000  # new objects between two searches for cycles; Python's own number is 700
BROKEN_PIPE = SIGNAL_BASE + 13  # SIGPIPE, which not every system has

# What is left when the process ends goes with it: to look through all of it for cycles is work for nothing.
atexit.register(gc.freeze)


@click.group(
    cls=LazyGroup,
    params=verbosity_options(),
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with: kpiengine init my-centre",
)
@click.version_option(__version__, message=f"%(prog)s %(version)s, Python {platform.python_version()}")
def kpiengine() -> None:
    """Scorecards, alerts and bonus eligibility from call records and rule files.

    Example: kpiengine evaluate --project my-centre --period 2026-09
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    prepare_streams()
    terminal = Terminal()
    try:
        with stoppable():
            code = _run(list(sys.argv[1:] if arguments is None else arguments), terminal)
            sys.stdout.flush()
            return code
    except BaseException as error:  # noqa: BLE001 -- the one place where everything ends
        return _ended(error, terminal)


def _run(arguments: list[str], terminal: Terminal) -> int:
    click.rich_click.COLOR_SYSTEM = "auto" if coloured(sys.stdout) else None
    click.rich_click.FORCE_TERMINAL = sys.stdout.isatty()
    terminal.talk(0)
    try:
        with _seldom_collecting(), kpiengine.make_context("kpiengine", arguments, obj=terminal) as context:
            code = kpiengine.invoke(context)
    except Ended as end:
        return end.exit_code
    return int(code or Exit.OK)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """A command makes many objects that live until it ends (modules, records, rows to show) and next to no cycles.

    So to look through all of them for cycles every few hundred objects is work for nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _ended(error: BaseException, terminal: Terminal) -> int:
    """The sentence on stderr and the exit code for what ended the command."""
    try:
        return _explain(error, terminal)
    except OSError:  # stderr is gone too: the code is all that is left to say
        return int(Exit.IO)


def _explain(error: BaseException, terminal: Terminal) -> int:  # noqa: PLR0911 -- one line for each kind of end
    match error:
        case Stopped():
            terminal.error(f"stopped by signal {signal.Signals(error.number).name}")
            return SIGNAL_BASE + error.number
        case KeyboardInterrupt() | Abort():
            terminal.error("stopped")
            return SIGNAL_BASE + signal.SIGINT
        case KpiError():
            terminal.error(error.message)
            return int(error.exit_code)
        case ClickException():
            terminal.error(_usage(error))
            return int(Exit.WRONG)
        case BrokenPipeError():
            _forget_stdout()
            return BROKEN_PIPE
        case OSError():
            return _io_fault(error, terminal)
        case _:
            return _defect(error, terminal)


def _usage(error: ClickException) -> str:
    text = error.format_message()
    if isinstance(error, NoArgsIsHelpError):
        return text
    if isinstance(error, UsageError) and error.ctx is not None:
        path, pieces = error.ctx.command_path, error.ctx.command.collect_usage_pieces(error.ctx)
        return f"{text}\nUsage: {' '.join((path, *pieces))}; `{path} --help` says more"
    return text


def _io_fault(error: OSError, terminal: Terminal) -> int:
    _forget_stdout()
    where = f"{error.filename}: " if error.filename else ""
    remedy = "; nothing was published, make room and run it again" if error.errno == errno.ENOSPC else ""
    terminal.error(f"{where}{error.strerror or error}{remedy}")
    _trace(error, terminal)
    return int(Exit.IO)


def _defect(error: BaseException, terminal: Terminal) -> int:
    text = str(error)
    terminal.error(
        f"this is a defect, not a fault of yours: {type(error).__name__}{f': {text}' if text else ''}\n"
        "please report it with what you typed, the output of `kpiengine --version`, and the same again with -v"
    )
    _trace(error, terminal)
    return int(Exit.DEFECT)


def _trace(error: BaseException, terminal: Terminal) -> None:
    if terminal.verbose:
        terminal.error("".join(traceback.format_exception(error)).rstrip())


def _forget_stdout() -> None:
    """Nobody can read stdout any more; let the last flush of the interpreter go nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return
    os.close(nowhere)
