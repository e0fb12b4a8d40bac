"""Which commands there are, and a group that loads the one that is asked for.

A command whose module is not installed is not listed and does not disturb the others.
"""

import importlib
import importlib.util
from collections.abc import Sequence
from typing import NamedTuple, cast

import rich_click as click

from kpiengine.cli.terminal import Terminal


class Entry(NamedTuple):
    """Where a command is (module:attribute), and what `kpiengine --help` says of it."""

    target: str
    summary: str

    @property
    def module(self) -> str:
        """The module that has it."""
        return self.target.partition(":")[0]

    def load(self) -> click.Command:
        """The command itself; imports its module."""
        return cast("click.Command", getattr(importlib.import_module(self.module), self.target.partition(":")[2]))


# in the order in which `--help` shows them
COMMANDS = {
    "init": Entry("kpiengine.cli.init:command", "Write a small project that evaluates as it is."),
    "check": Entry("kpiengine.cli.check:command", "Look for every fault in the project file and the rules."),
    "test": Entry("kpiengine.cli.test:command", "Run the tests of the rules, and say what they have not tried."),
    "evaluate": Entry("kpiengine.cli.evaluate:command", "Make scorecards, alerts and bonus eligibility."),
    "approve": Entry("kpiengine.cli.approve:command", "Agree to the rules of a plan as they are."),
    "close": Entry("kpiengine.cli.close:command", "Make the result of a period final."),
    "pay": Entry("kpiengine.cli.pay:command", "Write the payroll file of a closed period, or confirm it."),
    "amend": Entry("kpiengine.cli.amend:command", "Judge a closed period by other rules, with a reason."),
    "adjust": Entry("kpiengine.cli.adjust:command", "Correct a result by hand, in two steps by two people."),
    "release": Entry("kpiengine.cli.release:command", "Let a run go that is held over a limit."),
    "runs": Entry("kpiengine.cli.runs:command", "List recorded runs, and commands that died."),
    "watch": Entry("kpiengine.cli.watch:command", "Judge alerts that have a rhythm of their own; for cron."),
    "alerts": Entry("kpiengine.cli.alerts:command", "Show, acknowledge and silence alerts; see who hears of them."),
    "deliver": Entry("kpiengine.cli.deliver:command", "Send the messages of earlier runs that are unsent."),
    "verify": Entry("kpiengine.cli.verify:command", "Compute a run again, or look through the whole ledger."),
    "explain": Entry("kpiengine.cli.explain:command", "Say why a result is what it is, or what a code means."),
    "metrics": Entry("kpiengine.cli.metrics:command", "List the metrics, or show one with its worked example."),
    "plugins": Entry("kpiengine.cli.plugins:command", "List the plugins, and why a broken one is broken."),
    "plugin": Entry("kpiengine.cli.plugin:command", "Check a plugin that you write against the contract."),
    "rules": Entry("kpiengine.cli.rules:command", "Begin rule files, read them aloud, tidy them."),
}


class LazyGroup(click.RichGroup):
    """The group `kpiengine`: lists commands without importing them, and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands whose module is there, in the order of the table."""
        del ctx
        return [name for name, entry in COMMANDS.items() if importlib.util.find_spec(entry.module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command's name and summary, for lists; `resolve_command` gives the command itself."""
        if cmd_name not in self.list_commands(ctx):
            return None
        return click.RichCommand(name=cmd_name, help=COMMANDS[cmd_name].summary)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, loaded and with `-q` and `-v`; an unknown one is refused with the one that was meant."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            raise click.UsageError(no_command(args[0], known), ctx)
        return args[0], with_verbosity(COMMANDS[args[0]].load()), args[1:]


def no_command(typed: str, known: Sequence[str]) -> str:
    """The sentence about a command that does not exist."""
    import difflib  # noqa: PLC0415 -- for a slip only

    close = difflib.get_close_matches(typed.casefold(), known, n=1)
    remedy = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(known)}"
    return f'there is no command "{typed}"; {remedy}'


def _more(ctx: click.Context, param: click.Parameter, value: int) -> None:
    del param
    if value:
        ctx.ensure_object(Terminal).talk(value)


def _less(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- as click calls it
    del param
    if value:
        ctx.ensure_object(Terminal).talk(-1)


def _log_format(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    del param
    if value is not None:
        terminal = ctx.ensure_object(Terminal)
        terminal.as_json = value == "json"
        terminal.talk(terminal.verbosity)


def verbosity_options() -> list[click.Option]:
    """`-q`, `-v` and `--log-format`, which every command takes before and after its name."""
    return [
        click.Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_less, help="Show errors only."),
        click.Option(
            ["-v", "--verbose"],
            count=True,
            metavar="",
            expose_value=False,
            callback=_more,
            help="Show what is being done; twice for more.",
        ),
        click.Option(
            ["--log-format"],
            type=click.Choice(["text", "json"]),
            expose_value=False,
            is_eager=True,
            callback=_log_format,
            help="Of what goes to stderr; json is one object a line.",
        ),
    ]


def with_verbosity(command: click.Command) -> click.Command:
    """Give the command, and those below it, `-q` and `-v` unless it has them."""
    taken = {text for param in command.params for text in param.opts}
    command.params += [option for option in verbosity_options() if not taken & set(option.opts)]
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        with_verbosity(below)
    return command
