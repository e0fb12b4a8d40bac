"""`kpiengine rules fmt`: rule files in their usual form, and the slips of an office keyboard mended."""

from collections.abc import Sequence
from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import project_option
from kpiengine.cli.terminal import Terminal
from kpiengine.diagnostics import Diagnostic, Refused
from kpiengine.documents.finding import Finding
from kpiengine.documents.text import mend, read_text
from kpiengine.documents.wording import counted
from kpiengine.errors import Exit, KpiError
from kpiengine.project import read_project
from kpiengine.rules.layout import laid_out
from kpiengine.rules.paths import bytes_of, rule_paths


@click.command("fmt")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fix", is_flag=True, help="Also mend Chinese quotes, full-width signs, % and commas in numbers.")
@click.option("--check", "only_look", is_flag=True, help="Write nothing; the exit code is 1 if a file would change.")
@project_option
@click.pass_obj
def command(terminal: Terminal, files: tuple[Path, ...], folder: Path, *, fix: bool, only_look: bool) -> int:
    """Put rule files into their usual form: sections in the order of the reference, one blank line between them.

    Remarks, and the order of keys and rows, stay as their author has them, and what a file says never changes. A file
    that is no valid TOML is left alone and its faults are told; --fix mends those that can mean one thing only.

    Example: kpiengine rules fmt rules/phone.toml --fix
    """
    paths = files or tuple(rule_paths(folder, read_project(folder).rules))
    if not paths:
        raise KpiError(f"there is no rule file in {folder}; name one")
    from kpiengine.ledger.durable import write_file  # noqa: PLC0415 -- its package loads a data engine

    faults: list[Diagnostic] = []
    changed: list[str] = []
    for path in paths:
        found = _formed(path, fix=fix)
        if not isinstance(found, tuple):
            faults += found
            continue
        text, said = found
        if text is not None:
            changed.append(f"{path}: {'; '.join(('in its usual form', *said))}")
            if not only_look:
                write_file(path, lambda file, new=text: file.write(new.encode()))  # type: ignore[misc]  # bound now
    terminal.result("\n".join((*changed, _summary(len(paths), len(changed), only_look=only_look))))
    if faults:
        raise Refused(faults)
    return Exit.FINDINGS if only_look and changed else Exit.OK


def _formed(path: Path, *, fix: bool) -> tuple[str | None, tuple[str, ...]] | Sequence[Diagnostic]:
    """The new text and what was mended in it; None where nothing changes; the faults of what cannot be read."""
    raw = bytes_of(path)
    if isinstance(raw, Finding):
        raise KpiError(f"{path}: {raw.message}")
    mended: tuple[str, ...] = ()
    if fix and (typed := _decoded(raw)) is not None:
        text, findings = mend(typed)
        lines = sorted({finding.at[0] for finding in findings if finding.at is not None})
        mended = tuple(f"line {line} mended" for line in lines)
        raw = text.encode() if findings else raw
    read = read_text(raw, str(path))
    if read.findings or read.document is None:
        return [read.locator.diagnose(finding) for finding in read.findings]
    try:
        new = laid_out(read.locator.text)
    except ValueError as error:
        raise KpiError(f"{path}: {error}; the file is as it was", exit_code=Exit.DEFECT) from error
    return (new if new.encode() != bytes_of(path) else None), mended


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _summary(files: int, changed: int, *, only_look: bool) -> str:
    """What happened, in one line."""
    if not changed:
        return f"{counted(files, 'rule file')}: nothing to change"
    return f"{counted(files, 'rule file')}: {changed} {'would change' if only_look else 'changed'}"
