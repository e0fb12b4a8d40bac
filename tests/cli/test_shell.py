"""What every command has in common: help, exit codes, streams, and the sentence for whatever ends it."""

import errno
import json
import logging
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import rich_click as click

from kpiengine.cli import commands, main
from kpiengine.cli.commands import COMMANDS, Entry
from kpiengine.codes import CODES
from kpiengine.errors import DataError, Exit, KpiError

PRESENT = commands.LazyGroup("kpiengine").list_commands(click.Context(click.Command("kpiengine")))


@pytest.fixture
def ends_with(monkeypatch):
    """A command `try` that does what it is told, and main() called on it."""

    def ends_with(action, *arguments: str) -> int:
        @click.command("try")
        def command() -> int | None:
            """Example: kpiengine try"""
            return action()

        module = type(sys)("kpiengine_try")
        module.command = command
        monkeypatch.setitem(sys.modules, "kpiengine_try", module)
        module.__spec__ = type(commands.__spec__)("kpiengine_try", None)
        monkeypatch.setitem(COMMANDS, "try", Entry("kpiengine_try:command", "Try."))
        return main(["try", *arguments])

    return ends_with


def raising(error: BaseException):
    def action() -> None:
        raise error

    return action


def run(*arguments: str, **options) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "kpiengine", *arguments], capture_output=True, check=False, **options
    )


@pytest.mark.parametrize("name", PRESENT)
def test_every_command_has_help_with_an_example(name, capsys):
    assert main([name, "--help"]) == 0

    shown = capsys.readouterr().out
    assert f"Example: kpiengine {name}" in shown or f"Example: kpiengine {name}" in " ".join(shown.split())
    assert "--verbose" in shown
    assert "--quiet" in shown


def test_help_lists_the_commands_that_are_there(capsys, monkeypatch):
    monkeypatch.setitem(COMMANDS, "later", Entry("kpiengine.cli.not_written_yet:command", "Later."))

    assert main(["--help"]) == 0

    shown = capsys.readouterr().out
    assert all(name in shown for name in PRESENT)
    assert {"init", "explain"} <= set(PRESENT)
    assert "later" not in shown


def test_help_loads_no_data_engine():
    code = (
        "import sys; from kpiengine.cli import main; code = main(['--help']); "
        "sys.exit(code or sorted({'polars', 'duckdb', 'pyarrow', 'narwhals', 'sqlite3'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)  # noqa: S603 -- our own module

    assert (done.returncode, done.stderr) == (0, b"")


def test_the_version_names_the_program(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("kpiengine 0.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explan"], 'there is no command "explan"; did you mean "explain"?'),
        (["xyz"], 'there is no command "xyz"; there are init,'),
        (["explain"], "Missing argument 'WHAT'"),
        (["--nope"], "No such option '--nope'"),
        (["explain", "KPI602", "--format", "yaml"], "'yaml' is not one of 'text', 'json'"),
        ([], "Commands"),
    ],
)
def test_a_slip_on_the_command_line_ends_with_2(arguments, words, capsys):
    assert main(arguments) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert words in " ".join(err.split())


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KpiError("the plan has no rule set"), 2, "the plan has no rule set"),
        (DataError("no rows"), 3, "no rows"),
        (KeyboardInterrupt(), 130, "stopped"),
        (click.Abort(), 130, "stopped"),
        (OSError(errno.ENOSPC, "No space left on device", "out/x.csv"), 74, "out/x.csv: No space left on device"),
        (PermissionError(errno.EACCES, "Permission denied", "out"), 74, "out: Permission denied"),
        (ValueError("odd"), 70, "this is a defect, not a fault of yours: ValueError: odd"),
        (SystemExit(0), 70, "this is a defect"),
        (GeneratorExit(), 70, "this is a defect"),
    ],
)
def test_what_ends_a_command_is_a_sentence_and_a_code(ends_with, error, code, words, capsys):
    assert ends_with(raising(error)) == code

    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "Traceback" not in err


def test_a_command_may_give_a_code_of_its_own(ends_with):
    assert ends_with(lambda: 1) == 1
    assert ends_with(lambda: None) == 0


def test_the_traceback_of_a_defect_is_for_those_who_ask(ends_with, capsys):
    assert ends_with(raising(ValueError("odd")), "-v") == 70
    assert "Traceback" in capsys.readouterr().err


def test_messages_cannot_act_on_the_terminal(ends_with, capsys):
    ends_with(raising(KpiError("agent \x1b]0;x\x07 \u202e")))

    assert capsys.readouterr().err == "agent \\x1b]0;x\\x07 \\u202e\n"


def test_a_pipe_that_closes_early_is_no_fault():
    with subprocess.Popen(
        [sys.executable, "-m", "kpiengine", "explain", "KPI602"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.wait(timeout=30) == 141
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_ends_with_74():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kpiengine", "explain", "KPI602"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 74
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_the_command_with_its_code(number, code):
    script = (
        "import sys, time, rich_click as click\n"
        "from kpiengine.cli import commands, main\n"
        "@click.command('wait')\n"
        "def command():\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(30)\n"
        "commands.COMMANDS['wait'] = commands.Entry('__main__:command', 'Wait.')\n"
        "commands.LazyGroup.list_commands = lambda self, ctx: ['wait']\n"
        "sys.exit(main(['wait']))\n"
    )
    with subprocess.Popen(  # noqa: S603 -- our own module
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        before = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=30) == code
        assert time.monotonic() - before < 5
        assert process.stderr.read().startswith(b"stopped")


def test_output_is_plain_utf8_where_nobody_watches():
    environment = {**os.environ, "LC_ALL": "C", "FORCE_COLOR": "1", "GITHUB_ACTIONS": "true", "PYTHONUTF8": "0"}

    shown = run("--help", env=environment).stdout

    assert b"\x1b" not in shown
    assert "╭".encode() in shown


@pytest.mark.parametrize(("extra", "colour"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_is_for_terminals_that_want_it(extra, colour):
    environment = {**os.environ, "TERM": "xterm-256color", **extra}
    if "NO_COLOR" not in extra:
        environment.pop("NO_COLOR", None)
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kpiengine", "--version"], stdout=follower, stderr=follower, env=environment
    ) as process:
        process.wait(timeout=30)
    with subprocess.Popen(
        [sys.executable, "-m", "kpiengine", "explain", "--help"], stdout=follower, stderr=follower, env=environment
    ) as process:
        process.wait(timeout=30)
    shown = os.read(leader, 100_000)
    os.close(leader)
    os.close(follower)

    assert shown.startswith(b"kpiengine 0.")
    assert (re.search(rb"\x1b\[[0-9;]*3[0-9]m", shown) is not None) is colour


def test_quiet_and_verbose_stand_before_or_after_the_command(ends_with, capsys):
    def action() -> None:
        terminal = click.get_current_context().obj
        terminal.note("a note")
        logging.getLogger("kpiengine.facts").info("a step \x1b[1m")
        logging.getLogger("kpiengine.facts").error("a fault")

    fault = "ERROR kpiengine.facts: a fault\n"
    for arguments, shown in (
        ((), f"a note\n{fault}"),
        (("-q",), fault),
        (("-v",), f"a note\nINFO kpiengine.facts: a step \\x1b[1m\n{fault}"),
    ):
        assert ends_with(action, *arguments) == 0
        assert capsys.readouterr().err == shown
        assert main([*arguments, "try"]) == 0
        assert capsys.readouterr().err == shown


def test_explain_shows_the_page_of_a_code(capsys):
    assert main(["explain", "kpi602"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("KPI602  unknown key in the project file\n\n")
    assert CODES["KPI602"].remedy in " ".join(shown.split())

    assert main(["explain", "KPI602", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == CODES["KPI602"].title

    assert main(["explain", "KPI60"]) == 2
    assert "did you mean KPI6" in capsys.readouterr().err


def test_the_page_of_exit_codes_has_each_of_them(root):
    page = (root / "docs/reference/exit-codes.md").read_text(encoding="utf-8")

    assert {(int(code), name) for code, name in re.findall(r"^\| (\d+) \| (\w+) \|", page, re.MULTILINE)} == {
        (code.value, code.name) for code in Exit
    }
