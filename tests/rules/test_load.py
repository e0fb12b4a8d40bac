"""The rule files of a project: which there are, and that one error stops all."""

import pytest

from kpiengine.project import Project
from kpiengine.rules.load import read_rules, structure_faults


@pytest.fixture
def project(tmp_path, base, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "phone.toml").write_text(base.replace('line = "phone"', 'team = "phone"'), "utf-8")
    return Project(name="p", folder=tmp_path, path="kpiengine.toml", sha256="", zone="UTC", currency="CNY")


def test_rule_sets_come_in_the_order_of_their_paths(project, base, catalogue):
    other = base.replace('id = "phone"', 'id = "chat"').replace('line = "phone"', 'team = "chat"')
    (project.folder / "rules" / "chat.toml").write_text(other, "utf-8")
    (project.folder / "rules" / "chat.test.toml").write_text("x = 1", "utf-8")
    rulesets, diagnostics = read_rules(project, catalogue)
    assert diagnostics == ()
    assert [(r.ruleset.head.id, r.path) for r in rulesets] == [
        ("chat", "rules/chat.toml"),
        ("phone", "rules/phone.toml"),
    ]


def test_one_error_gives_no_rule_set_and_every_fault(project, catalogue):
    (project.folder / "rules" / "a.toml").write_text("format = 1\n[kpi.x]\nlevle = 3\n", "utf-8")
    (project.folder / "rules" / "b.toml").write_bytes(b"a = \xff")
    rulesets, diagnostics = read_rules(project, catalogue)
    assert rulesets == ()
    assert [(d.place.path, d.place.line, d.code) for d in diagnostics] == [
        ("rules/a.toml", None, "KPI105"),
        ("rules/a.toml", 2, "KPI210"),
        ("rules/a.toml", 3, "KPI104"),
        ("rules/b.toml", 1, "KPI002"),
    ]


def test_a_project_without_rule_files_is_told_so(tmp_path, catalogue):
    project = Project(name="p", folder=tmp_path, path="kpiengine.toml", sha256="", zone="UTC")
    rulesets, diagnostics = read_rules(project, catalogue)
    assert rulesets == ()
    assert [d.code for d in diagnostics] == ["KPI001"]


def test_a_file_that_cannot_be_opened_is_a_fault_of_its_own(project, catalogue, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    _, diagnostics = read_rules(project, catalogue)
    assert [(d.code, d.message) for d in diagnostics] == [("KPI001", "the file cannot be read: Permission denied")]


def test_structure_is_judged_without_a_project(project):
    (project.folder / "rules" / "phone.toml").write_text("format = 1\n[kpi.x]\nlevle = 3\n[ruleset]\n", "utf-8")
    count, faults = structure_faults(project.folder, ("rules/*.toml",))
    assert count == 1
    assert {d.code for d in faults} == {"KPI104", "KPI105"}
