"""Progress of a run on stderr: a bar per stage on a terminal, nothing where nobody watches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import Console


STAGES = ("recall", "plan", "load", "measure", "score", "decide", "alert", "settle", "publish", "shadow", "notify")


class Progress(Protocol):
    """What the pipeline tells while it works."""

    def stage(self, name: str, detail: str = "") -> None:
        """A stage of the pipeline begins; the one before it is done."""


class Quiet:
    """Says nothing."""

    def stage(self, name: str, detail: str = "") -> None:
        """Nothing to show."""


class Terminal:
    """A spinner with the running stage, its detail and the time so far."""

    def __init__(self, console: "Console", stages: Sequence[str]) -> None:
        # Imported here: a run that nobody watches does not pay for it.
        from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 -- for terminals
        from rich.progress import Progress as Bar  # noqa: PLC0415 -- as above

        self.bar = Bar(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self.stages = list(stages)
        self.task = self.bar.add_task("", total=len(self.stages))

    def stage(self, name: str, detail: str = "") -> None:
        """Moves the bar to the stage."""
        self.bar.update(self.task, completed=self.stages.index(name), description=f"{name:8} {detail}")


@contextmanager
def watched(console: "Console", stages: Sequence[str] = STAGES) -> Iterator[Progress]:
    """A progress bar if the console is a terminal and nobody asked for quiet; `stages` are all that will come."""
    if console.quiet or not console.is_terminal:
        yield Quiet()
        return
    terminal = Terminal(console, stages)
    with terminal.bar:
        yield terminal
