"""Shadows and drafts beside live rule sets, through the command line: shown, marked, and never in the way."""

import csv
import json

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-10"


@pytest.fixture
def centre(tmp_path):
    write_project(tmp_path / "centre", MONTH)
    return tmp_path / "centre"


def run(folder, *arguments):
    return main(["evaluate", "--project", str(folder), "--period", MONTH, *arguments])


def content(folder):
    return json.loads((folder / "out" / "bonus" / MONTH / "run.json").read_text("utf-8"))["content"]


def trial(folder, state="shadow", name="trial", more=""):
    """A copy of the live rule set that pays more, as a shadow or draft."""
    text = (folder / "rules" / "phone.toml").read_text("utf-8")
    text = text.replace('id = "phone"', f'id = "{name}"\nstate = "{state}"').replace("bonus = ", "bonus = 1")
    (folder / "rules" / f"{name}.toml").write_text(text + more, "utf-8")


def rows(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_a_shadow_is_computed_and_shown_and_changes_nothing(centre, capsys):
    assert run(centre, "-q") == 0
    before, live = content(centre), rows(centre / "out" / "bonus" / MONTH / "decisions.csv")
    trial(centre)
    capsys.readouterr()
    assert run(centre, "--format", "json") == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert content(centre) == before
    assert rows(centre / "out" / "bonus" / MONTH / "decisions.csv") == live
    assert document["runs"][0]["already_recorded"] is True
    assert [c["ruleset"] for run in document["runs"] for c in run["scorecards"]] == ["phone"] * len(live)
    shadow = document["shadows"][0]
    assert (shadow["ruleset"], shadow["state"], shadow["period"]) == ("trial", "shadow", MONTH)
    assert {card["state"] for card in shadow["scorecards"]} == {"shadow"}
    folder = centre / "out" / "bonus" / MONTH / "shadow" / "trial"
    marked = rows(folder / "decisions.csv")
    assert {row["state"] for row in marked} == {"shadow"}
    assert len(marked) == len(live)
    assert json.loads((folder / "shadow.json").read_text("utf-8"))["note"].startswith("computed and shown; not paid")
    assert f"{folder}: shadow, not recorded" in said.err
    sources = json.loads((centre / "out" / "bonus" / MONTH / "run.json").read_text("utf-8"))["sources"]
    assert "rules/trial.toml" not in {source["path"] for source in sources}


def test_the_terminal_marks_a_shadow(centre, capsys):
    trial(centre)
    assert run(centre) == 0
    out = capsys.readouterr().out
    shadow = out[out.index("shadow: not paid, not announced") :]
    assert "bonus would be" in shadow
    assert "bonus in all" not in shadow
    assert "bonus in all" in out


def test_alerts_and_doubts_of_a_shadow_are_no_findings(centre, capsys):
    live = (centre / "rules" / "phone.toml").read_text("utf-8")
    trial(centre)
    quiet = live.split("[alert.")[0]
    (centre / "rules" / "phone.toml").write_text(quiet, "utf-8")
    assert run(centre, "--fail-on", "alerts") == 0
    assert "shadow warning" in capsys.readouterr().out


@pytest.mark.parametrize(
    "broken",
    [
        ('metric = "csat_pct"', 'metric = "csat_from_a_broken_plugin"'),
        ("[ruleset]", '[ruleset]\nlevle = "x"'),
        ("[kpi.csat]", "[kpi.csat"),
        ("[kpi.csat]", "[kpi.csat]\nx = “y”"),
    ],
)
def test_a_shadow_that_cannot_be_checked_is_left_out_with_a_warning(centre, capsys, broken):
    trial(centre)
    file = centre / "rules" / "trial.toml"
    assert broken[0] in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(*broken), "utf-8")
    assert run(centre) == 0
    said = capsys.readouterr()
    assert "this shadow is left out; live rule sets go on" in said.err
    assert "warning: " in said.err
    assert "not paid, not announced" not in said.out
    assert main(["check", "--project", str(centre)]) == 2


@pytest.mark.parametrize("stage", ["make_plan", "load", "measure", "score", "decide", "raise_alerts", "publish_shadow"])
def test_a_shadow_that_raises_in_any_stage_touches_nothing(centre, capsys, monkeypatch, stage):
    from kpiengine.judging import judge, shadows  # noqa: PLC0415 -- loads the data engine

    trial(centre, name="bad")
    trial(centre, name="good")
    module = shadows if stage == "publish_shadow" else judge
    real = getattr(module, stage)

    def fails(*arguments, **named):
        first = arguments[0]
        ids = [r.ruleset.head.id for r in getattr(first, "rulesets", first if isinstance(first, list) else [first])
               if hasattr(r, "ruleset")]  # fmt: skip
        if "bad" in ids or getattr(getattr(first, "checked", None), "path", "") == "rules/bad.toml":
            raise RuntimeError("a plugin went wrong")
        if stage == "publish_shadow" and arguments[1].rulesets[0].ruleset.head.id == "bad":
            raise RuntimeError("a plugin went wrong")
        return real(*arguments, **named)

    monkeypatch.setattr(module, stage, fails)
    assert run(centre, "--format", "json") == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert len(document["runs"]) == 1
    shadows = {shadow["ruleset"] for shadow in document["shadows"]}
    if stage == "load":  # the live facts are enough for a shadow, so nothing is loaded for it
        assert shadows == {"good", "bad"}
    else:
        assert shadows == {"good"}
        assert "the shadow bad is left out: RuntimeError: a plugin went wrong" in said.err


def test_a_draft_is_only_checked(centre, capsys):
    trial(centre, "draft", more="[kpi.wrong]\nlevle = 3\n")
    assert main(["check", "--project", str(centre)]) == 2
    assert "KPI104" in capsys.readouterr().out
    assert run(centre, "--format", "json", "--fail-on", "warnings") == 0
    assert json.loads(capsys.readouterr().out)["shadows"] == []


def test_a_project_of_shadows_alone_shows_them(centre, capsys):
    file = centre / "rules" / "phone.toml"
    file.write_text(file.read_text("utf-8").replace("[ruleset]", '[ruleset]\nstate = "shadow"'), "utf-8")
    assert run(centre, "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["runs"] == []
    assert [shadow["ruleset"] for shadow in document["shadows"]] == ["phone"]
    assert not (centre / "out" / "bonus" / MONTH / "run.json").exists()
    file.write_text(file.read_text("utf-8").replace('"shadow"', '"draft"'), "utf-8")
    assert run(centre) == 2
    assert "every rule set is a draft" in capsys.readouterr().err


def test_the_version_of_the_period_decides(centre, capsys):
    """A later version does not change October, and the earlier one does not reach into November."""
    assert run(centre, "-q") == 0
    before = content(centre)
    later = (
        '[ruleset]\nid = "phone"\nextends = "phone"\nfrom = 2026-11-01\nagents = { role = "agent", line = "phone" }\n'
    )
    (centre / "rules" / "phone_2.toml").write_text(f"format = 1\n{later}[tier]\nsilver = {{ bonus = 9 }}\n", "utf-8")
    assert main(["check", "--project", str(centre)]) == 0, capsys.readouterr().out
    assert run(centre, "-q") == 0
    assert content(centre) == before


def test_a_rule_set_by_a_pay_calendar_is_evaluated(centre, capsys):
    project, rules = centre / "kpiengine.toml", centre / "rules" / "phone.toml"
    with project.open("a", encoding="utf-8") as file:
        file.write('\n[period.pay]\nfrom = 2026-09-15\nevery = "month"\n')
    text = rules.read_text("utf-8")
    start = next(line for line in text.splitlines() if line.startswith("from = "))
    rules.write_text(text.replace('"month"', '"pay"').replace(start, "from = 2026-09-15"), "utf-8")
    assert main(["evaluate", "--project", str(centre), "--period", "pay-2026-10-15", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["period"] == "pay-2026-10-15"
    assert main(["evaluate", "--project", str(centre), "--from", "2026-10-15", "--to", "2026-11-14", "-q"]) == 0
    assert run(centre) == 2
    assert "the rule sets are for each pay" in capsys.readouterr().err
