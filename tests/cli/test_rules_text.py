"""`kpiengine rules new` and `kpiengine rules fmt` as a user types them."""

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project
from kpiengine.rules.library import rule_text


@pytest.fixture
def project(tmp_path, monkeypatch):
    write_project(tmp_path / "centre", "2026-09")
    monkeypatch.chdir(tmp_path / "centre")
    return tmp_path / "centre"


def test_a_new_rule_file_checks_strictly_and_reads_aloud(project, capsys):
    assert main(["rules", "new", "chat-sh"]) == 0
    path = project / "rules" / "chat_sh.toml"
    assert "as a draft" in capsys.readouterr().out
    assert main(["check", "--strict", "--no-cache"]) == 0
    assert main(["rules", "read", str(path)]) == 0
    assert "Gold: from 85" in capsys.readouterr().out.replace("gold", "Gold")
    said = rule_text(path.read_bytes(), "r.toml").head
    assert (said["id"], said["plan"], said["from"].day, said["state"]) == ("chat-sh", "bonus", 1, "draft")
    keys = [line for line in path.read_text("utf-8").splitlines() if "=" in line and not line.startswith("#")]
    assert sum("#" in line for line in keys) > 15
    assert main(["rules", "fmt", "--check"]) == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("phone",), "already"),
        (("Chat",), "is no id"),
        (("../x",), "is no id"),
        (("chat", "--plan", "bonsu"), "no plan"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(project, capsys, typed, said):
    before = sorted(project.rglob("*"))
    assert main(["rules", "new", *typed]) == 2
    assert said in capsys.readouterr().err
    assert sorted(project.rglob("*")) == before


def test_a_file_is_put_into_its_usual_form_and_slips_are_mended(project, capsys):
    path = project / "rules" / "phone.toml"
    tidy = path.read_text("utf-8")
    path.write_text(tidy.replace("weight = 40", "weight ＝ 40 %").replace("bonus = 150", "bonus = 1,500"), "utf-8")
    untidy = path.read_bytes()
    assert main(["rules", "fmt"]) == 2
    assert "KPI012" in capsys.readouterr().err
    assert main(["rules", "fmt", "--fix", "--check"]) == 1
    assert path.read_bytes() == untidy
    assert main(["rules", "fmt", "--fix"]) == 0
    assert "in its usual form; line 16 mended" in capsys.readouterr().out
    assert path.read_text("utf-8") == tidy.replace("bonus = 150", "bonus = 1_500")
    assert main(["rules", "fmt", str(path)]) == 0
    assert "nothing to change" in capsys.readouterr().out


def test_what_is_no_toml_is_left_alone(project, capsys):
    path = project / "rules" / "phone.toml"
    path.write_bytes(b"format = 1\n[ruleset\n")
    assert main(["rules", "fmt", "--fix"]) == 2
    assert path.read_bytes() == b"format = 1\n[ruleset\n"
    assert "phone.toml:2" in capsys.readouterr().err
