"""Writes docs/reference/cli.md from the commands themselves, the pages of the metrics and the schemas.

Run as `python -m kpiengine.cli.reference` in the repository.  Everything on the page is what `--help` says: nothing
is written here but the frame around it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import rich_click as click

from kpiengine.cli import catalogue_page
from kpiengine.cli.commands import COMMANDS, verbosity_options
from kpiengine.explaining import schema as explained
from kpiengine.metric_files import reference as metric_files
from kpiengine.registry import load_catalogue
from kpiengine.rule_tests import reference as rule_tests
from kpiengine.rules.schema import schema_text

PAGE = "docs/reference/cli.md"
SCHEMA = "rules/kpiengine.schema.json"
_INTRODUCTION = """\
# The command line

<!-- Made from kpiengine/cli by `make generate`; change it there. -->

    kpiengine COMMAND [OPTIONS] [ARGUMENTS]

`kpiengine --help` lists the commands and `kpiengine COMMAND --help` says what stands here. Results go to stdout,
everything else to stderr. Colour and progress bars are for terminals only, and `NO_COLOR` turns colour off there too.
Each command ends with one of the [exit codes](exit-codes.md). Every command takes these options:
"""
_CELL = str.maketrans({"|": "\\|", "\n": " "})


def page() -> str:
    """The text of docs/reference/cli.md."""
    parts = [_INTRODUCTION.rstrip("\n"), _table(verbosity_options())]
    for name, entry in COMMANDS.items():
        parts += _command(f"kpiengine {name}", entry.load())
    return "\n\n".join(parts) + "\n"


def examples() -> tuple[str, ...]:
    """Every example that the commands' help gives, as it is typed."""
    found = (_examples(text) for entry in COMMANDS.values() for text in _texts(entry.load()))
    return tuple(example for some in found for example in some)


def pages(root: Path) -> dict[str, str]:
    """Every generated page by its path below `root`; metrics are those of the distributions under plugins/."""
    catalogue = load_catalogue(tuple(sorted(plugin.parent.name for plugin in root.glob("plugins/*/pyproject.toml"))))
    metrics = {path: catalogue_page.page(catalogue, language) for language, path in catalogue_page.PAGES.items()}
    schema = schema_text(catalogue.metrics.values())
    own = {PAGE: page(), metric_files.PAGE: metric_files.page(), rule_tests.PAGE: rule_tests.page()}
    own[explained.PAGE] = explained.schema_text()
    return {**own, SCHEMA: schema, **metrics}


def write(root: Path) -> None:
    """Write the pages below `root`."""
    for path, text in pages(root).items():
        (root / path).write_text(text, encoding="utf-8", newline="\n")


def _command(path: str, command: click.Command) -> Iterator[str]:
    usage = command.collect_usage_pieces(click.Context(command))
    yield f"## {path}" if path.count(" ") == 1 else f"### {path}"
    yield f"    {' '.join((path, *usage))}"
    for text in filter(None, (command.help, command.epilog)):
        for paragraph in re.split(r"\n\s*\n", text.strip()):
            if example := _examples(paragraph):
                yield f"    {example[0]}"
            else:
                yield " ".join(paragraph.split())
    shared = [option.opts for option in verbosity_options()]
    options = [param for param in command.params if isinstance(param, click.Option) and param.opts not in shared]
    if options:
        yield _table(options)
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        yield from _command(f"{path} {name}", below)


def _texts(command: click.Command) -> Iterator[str]:
    yield from filter(None, (command.help, command.epilog))
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _texts(below)


def _examples(text: str) -> list[str]:
    return re.findall(r"^\s*Example: (.*)$", text, re.MULTILINE)


def _table(options: list[click.Option]) -> str:
    return "\n".join(("| option | values | default | meaning |", "|---|---|---|---|", *map(_row, options)))


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    values = "" if option.is_flag or option.count else _values(option)
    default = f"`{option.default}`" if isinstance(option.default, str | Path) else ""
    cells = (names, values, default, option.help or "")
    return f"| {' | '.join(cell.translate(_CELL) for cell in cells)} |"


def _values(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        words = ", ".join(f"`{word}`" for word in option.type.choices)
        return f"{words}; may be said again" if option.multiple else words
    return option.metavar or option.type.name.upper()


if __name__ == "__main__":
    write(Path())
