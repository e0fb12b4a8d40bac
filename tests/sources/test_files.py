"""Which files are read, which are refused, and how a change is noticed."""

import os
from pathlib import Path

import pytest

from kpiengine.diagnostics import Place, Refused
from kpiengine.errors import Exit
from kpiengine.sources.files import check_unchanged, find_files

PLACE = Place("kpiengine.toml", 7)


def find(folder: Path, *patterns: str, allow_outside: bool = False):
    return find_files(folder, patterns, "calls", PLACE, allow_outside=allow_outside)


def test_files_come_sorted_each_once_and_hidden_ones_are_counted(tmp_path):
    for name in ("b.csv", "a.csv", "_tmp.csv", ".hidden.csv"):
        (tmp_path / name).write_text("x\n")
    found = find(tmp_path, "*.csv", "a.csv")
    assert [f.shown for f in found.files] == ["a.csv", "b.csv"]
    assert found.hidden == 2


def test_a_hidden_file_that_is_named_is_read(tmp_path):
    (tmp_path / "_tmp.csv").write_text("x\n")
    assert [f.shown for f in find(tmp_path, "_tmp.csv").files] == ["_tmp.csv"]


@pytest.mark.parametrize("pattern", ["none.csv", "none*.csv"])
def test_no_match_is_an_error_at_the_source_key(tmp_path, pattern):
    with pytest.raises(Refused) as fault:
        find(tmp_path, pattern)
    assert fault.value.exit_code == Exit.DATA
    assert fault.value.diagnostics[0].code == "KPI300"
    assert fault.value.diagnostics[0].place == PLACE


def test_a_folder_is_refused(tmp_path):
    (tmp_path / "day").mkdir()
    with pytest.raises(Refused, match="KPI301  this is a folder"):
        find(tmp_path, "day")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(Refused, match="KPI301  this is a pipe"):
        find(tmp_path, "pipe.csv")


def test_a_device_is_refused(tmp_path):
    (tmp_path / "null.csv").symlink_to("/dev/null")
    with pytest.raises(Refused, match="KPI301  this is a device"):
        find(tmp_path, "null.csv", allow_outside=True)


def test_a_link_out_of_the_project_is_refused_unless_allowed(tmp_path):
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "calls.csv").write_text("x\n")
    (project / "calls.csv").symlink_to(tmp_path / "calls.csv")
    with pytest.raises(Refused, match="KPI302"):
        find(project, "calls.csv")
    assert len(find(project, "calls.csv", allow_outside=True).files) == 1


def test_a_link_in_a_circle_is_refused(tmp_path):
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(Refused, match="KPI30"):
        find(tmp_path, "*.csv")


def test_a_file_that_was_swapped_is_noticed(tmp_path):
    (tmp_path / "a.csv").write_text("x\n1\n")
    found = find(tmp_path, "a.csv")
    check_unchanged(found.files)
    (tmp_path / "b.csv").write_text("x\n2\n")
    (tmp_path / "b.csv").replace(tmp_path / "a.csv")
    with pytest.raises(Refused, match="KPI304  the file was changed"):
        check_unchanged(found.files)


def test_a_file_that_went_away_is_noticed(tmp_path):
    (tmp_path / "a.csv").write_text("x\n1\n")
    found = find(tmp_path, "a.csv")
    (tmp_path / "a.csv").unlink()
    with pytest.raises(Refused, match="KPI304"):
        check_unchanged(found.files)
