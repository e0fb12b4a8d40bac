"""The reference agrees with the program: commands, exit codes, mapping functions, modules; and its examples parse."""

import importlib
import re
import shlex
from pathlib import Path

import pytest
import rich_click as click

from kpiengine.cli.commands import COMMANDS, with_verbosity
from kpiengine.cli.evaluate import FINDINGS
from kpiengine.cli.init import write_project
from kpiengine.cli.reference import examples, pages
from kpiengine.errors import Exit
from kpiengine.expressions.functions import STANDARD
from kpiengine.facts.language import Steps
from kpiengine.outputs.progress import STAGES
from kpiengine.sources.columns import Reading

DOCS = Path(__file__).parents[2] / "docs"
READING = Reading(zone="UTC", date=None, time=None, thousands=None, first=False)


def column(text: str, heading: str) -> list[str]:
    """The first cells of the table below the heading, without their quotes."""
    return re.findall(r"^\| `(.+?)` \|", section(text, heading).partition("|---")[2], re.MULTILINE)


def section(text: str, heading: str) -> str:
    """What stands between the heading and the next one."""
    return text.partition(f"\n{heading}\n")[2].partition("\n## ")[0]


def test_the_generated_pages_are_fresh(root):
    for path, text in pages(root).items():
        assert (root / path).read_text("utf-8") == text, f"{path}: run `make generate`"


def test_every_command_has_its_heading_and_every_option_its_row():
    text = (DOCS / "reference" / "cli.md").read_text("utf-8")
    assert re.findall(r"^## kpiengine (\w+)$", text, re.MULTILINE) == list(COMMANDS)
    for name, entry in COMMANDS.items():
        part = section(text, f"## kpiengine {name}")
        for option in (param for param in entry.load().params if isinstance(param, click.Option)):
            if option.opts[-1] not in {"--quiet", "--verbose", "--log-format"}:  # as with_verbosity gives them to all
                assert f"`{option.opts[0]}`" in part, (name, option.opts)


@pytest.mark.parametrize("example", examples())
def test_an_example_of_the_help_can_be_typed(example, tmp_path, monkeypatch):
    write_project(tmp_path / "here", "2026-09")
    monkeypatch.chdir(tmp_path / "here")
    program, name, *arguments = shlex.split(example.partition(">")[0])

    command = with_verbosity(COMMANDS[name].load())
    context = command.make_context(name, arguments)

    assert program == "kpiengine"
    while isinstance(command, click.Group):
        below, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])  # noqa: SLF001 -- as click's own invoke
        context = command.make_context(below, rest)


def test_every_command_has_an_example():
    typed = {example.split()[1] for example in examples()}
    assert typed == set(COMMANDS)


def test_every_exit_code_has_its_row_and_name():
    text = (DOCS / "reference" / "exit-codes.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| (\d+) \| ([A-Z]+) \|", text, re.MULTILINE))
    assert rows == {str(int(code)): code.name for code in Exit}


def test_every_function_of_a_mapping_is_listed_as_it_is_written():
    listed = column((DOCS / "how-to" / "map-your-data.md").read_text("utf-8"), "## What an expression may say")
    functions = {**STANDARD, **Steps(READING).functions()}
    assert sorted(listed) == sorted(function.usage for function in functions.values())


def test_every_finding_to_fail_on_is_listed():
    text = (DOCS / "how-to" / "evaluate-every-night.md").read_text("utf-8")
    assert column(text, "## Failing on a finding") == list(FINDINGS)


def test_the_nightly_exit_codes_are_a_part_of_all_codes():
    text = (DOCS / "how-to" / "evaluate-every-night.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \|", section(text, "## What the exit code says"), re.MULTILINE)
    named = {int(code) for code in rows}
    assert {0, 1, 2, 3} < named <= {int(code) for code in Exit}


def test_the_modules_of_the_architecture_page_are_all_there_are(root):
    text = (DOCS / "explanation" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`(kpiengine(?:\.\w+)+)`", text)) - {"kpiengine.toml"}
    for name in named:
        importlib.import_module(name)
    top = {path.parent.name for path in (root / "kpiengine").glob("*/__init__.py")}
    top |= {path.stem for path in (root / "kpiengine").glob("[a-z]*.py")}
    assert {name.split(".")[1] for name in named} | {"pipeline"} == top


def test_the_stages_of_the_architecture_page_are_those_of_the_pipeline(root):
    paths = [root / "kpiengine" / "pipeline.py", *(root / "kpiengine" / "judging").glob("*.py")]
    said = [stage for path in paths for stage in re.findall(r'progress\.stage\(\s*"(\w+)"', path.read_text("utf-8"))]
    assert sorted(said) == sorted(STAGES)
    text = (DOCS / "explanation" / "architecture.md").read_text("utf-8")
    assert re.findall(r"^\| (\w+) \| `kpiengine\.", text, re.MULTILINE) == list(STAGES)
