"""`[ledger] archive = true`: files behind a result are kept, so that it can be measured again without them."""

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-09"


@pytest.fixture
def do(tmp_path, capsys):
    """Types commands in the sample project; gives exit code and everything that was said."""
    write_project(tmp_path, MONTH)

    def typed(*words):
        code = main([*words, "--project", str(tmp_path)])
        return code, "".join(capsys.readouterr())

    return typed


def kept(folder):
    return sorted((folder / ".kpiengine" / "inputs").glob("*"))


def asked_for(folder):
    file = folder / "kpiengine.toml"
    calls = '[facts.calls]\ncontrol = "data/calls.control.csv"\n'
    rows = len((folder / "data" / "calls.csv").read_text().splitlines()) - 1
    (folder / "data" / "calls.control.csv").write_text(f"file,rows\ncalls.csv,{rows}\n")
    text = file.read_text()
    table = next(line for line in text.splitlines() if line.startswith("[facts.") and "agents" not in line)
    text = text.replace(table, f"{table}\n{calls.partition(chr(10))[2]}", 1)
    file.write_text(text + "\n[ledger]\narchive = true\n")


def test_a_run_is_measured_again_when_its_files_are_gone(tmp_path, do):
    asked_for(tmp_path)
    assert do("evaluate", "--period", MONTH)[0] == 0
    first = kept(tmp_path)
    assert len(first) == 3  # calls, their control file, the roster
    calls = tmp_path / "data" / "calls.csv"
    lines = calls.read_text().splitlines(keepends=True)
    calls.write_text("".join(lines[:-1]))
    (tmp_path / "data" / "calls.control.csv").write_text(f"file,rows\ncalls.csv,{len(lines) - 2}\n")
    assert do("evaluate", "--period", MONTH)[0] == 0
    assert len(kept(tmp_path)) == 5  # the roster is the same
    for path in (tmp_path / "data").iterdir():
        path.unlink()
    for run in (f"{MONTH}/1", f"{MONTH}/2"):
        code, said = do("verify", run, "--facts")
        assert (code, "measured again from the files kept with it: the same content" in said) == (0, True), said
    assert do("verify", "--ledger")[0] == 0


def test_a_kept_file_that_was_changed_is_found(tmp_path, do):
    asked_for(tmp_path)
    assert do("evaluate", "--period", MONTH)[0] == 0
    file = max(kept(tmp_path), key=lambda path: path.stat().st_size)
    file.write_text(file.read_text().replace(",5\n", ",4\n", 1) + "\n")
    code, said = do("verify", "--ledger")
    assert (code, f"inputs: {file.name[:12]} was changed after it was kept" in said) == (6, True), said
    assert do("verify", MONTH, "--facts")[0] == 3


def test_without_it_or_in_a_dry_run_nothing_is_kept(tmp_path, do):
    assert do("evaluate", "--period", MONTH)[0] == 0
    assert kept(tmp_path) == []
    code, said = do("verify", MONTH, "--facts")
    assert (code, "measured again from the files of the project" in said) == (0, True)
    calls = tmp_path / "data" / "calls.csv"
    calls.write_text("".join(calls.read_text().splitlines(keepends=True)[:-1]))
    code, said = do("verify", MONTH, "--facts")
    assert (code, "no longer the files of run 1" in said, "archive = true" in said) == (3, True, True), said
    asked_for(tmp_path)
    assert do("evaluate", "--period", MONTH, "--dry-run")[0] == 0
    assert kept(tmp_path) == []
