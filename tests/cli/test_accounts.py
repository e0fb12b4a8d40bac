"""Where the rows went, as files of a run: every row in one place for each measure, exclusions named."""

import csv
import json
from collections import defaultdict

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-10"
EXCLUDED = """\
exclusion_id,scope,scope_id,ts_start,ts_end,reason,metrics,approved_by
X1,agent,a01,2026-10-01 00:00:00,2026-11-01 00:00:00,system_outage,aht,Boss
X2,centre,,2026-09-01 00:00:00,2026-09-02 00:00:00,other,,Boss
"""


@pytest.fixture
def project(tmp_path):
    write_project(tmp_path / "centre", MONTH)
    return tmp_path / "centre"


def evaluated(project, capsys):
    assert main(["evaluate", "--project", str(project), "--period", MONTH]) == 0
    folder = project / "out" / "bonus" / MONTH
    lines = list(csv.DictReader((folder / "accounts.csv").read_text("utf-8").splitlines()))
    return lines, json.loads((folder / "accounts.json").read_text("utf-8"))["accounts"], capsys.readouterr().err


def exclude(project):
    (project / "exclusions.csv").write_text(EXCLUDED, "utf-8")
    text = (project / "kpiengine.toml").read_text("utf-8")
    (project / "kpiengine.toml").write_text(text + '\n[facts.exclusions]\nsource = "exclusions.csv"\n', "utf-8")


def test_every_row_is_in_one_place(project, capsys):
    lines, document, _ = evaluated(project, capsys)
    sums = defaultdict(lambda: defaultdict(int))
    for line in lines:
        sums[line["ruleset"], line["measure"], line["view"]][line["what"]] += int(line["rows"])
    assert sums
    for found in sums.values():
        assert found["read"] + found["cut"] == found["used"] + found["out"] + found["rejected"]
        assert found["read"] > 0
    assert {(one["ruleset"], one["measure"], one["view"]) for one in document} == set(sums)
    for one in document:
        assert one["read"] + one["cut"] == one["used"] + sum(one["out"].values()) + sum(one["rejected"].values())


def test_what_an_exclusion_takes_out_is_named_for_the_metrics_that_it_is_for(project, capsys):
    exclude(project)
    lines, _, said = evaluated(project, capsys)
    named = {line["metric"]: int(line["rows"]) for line in lines if (line["reason"] or "").startswith("excluded by X1")}
    assert set(named) == {"aht"}
    assert f"exclusion X1 (system outage, approved by Boss) takes out {named['aht']} of handled_legs" in said
    assert "exclusion X2 (other, approved by Boss) takes no row out" in said


def test_exclusions_are_an_input_of_the_record(project, capsys):
    evaluated(project, capsys)
    exclude(project)
    evaluated(project, capsys)
    record = json.loads((project / "out" / "bonus" / MONTH / "run.json").read_text("utf-8"))
    assert any(source["path"] == "exclusions: exclusions.csv" for source in record["sources"])
    assert record["number"] == 2
