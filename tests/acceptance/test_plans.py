"""Plans of the language's specification check and read aloud, word for word."""

import contextlib
import io
import json
import re

import pytest
import tomli

from kpiengine.cli import main

PROJECT = """\
format = 1

[project]
name = "service-centre"
timezone = "Asia/Shanghai"
currency = "CNY"

[site.shanghai]
currency = "CNY"

[site.manila]
currency = "PHP"

[plan.bonus]
covers = {}
pays_beside = ["okr"]

[plan.okr]
covers = {}

[plan.retention]
covers = {}

[plan.alerts]
covers = {}

[facts.agents]
source = "roster.csv"

[facts.agents.extra]
line = "text"
"""
METRICS = """\
format = 1

[table.retention_cases]
title = { en = "Retention cases" }
key = ["case_id"]
time = "closed_at"

[table.retention_cases.columns]
case_id = "text"
agent_id = "text"
closed_at = "instant"
outcome = { type = "text", values = ["saved", "lost"] }

[table.upheld_complaints]
title = { en = "Complaints" }
key = ["complaint_id"]
time = "decided_at"

[table.upheld_complaints.columns]
complaint_id = "text"
agent_id = "text"
decided_at = "instant"
verdict = { type = "text", values = ["upheld", "rejected"] }

[metric.saves]
title = { en = "Customers kept", zh = "挽留成功客户数" }
unit = "count"
better = "higher"
kind = "count"
facts = "retention_cases"
time = "closed_at"
agent = "agent_id"
where = 'outcome == "saved"'

[metric.save_rate]
title = { en = "Save rate", zh = "挽留率" }
unit = "%"
better = "higher"
kind = "ratio"
facts = "retention_cases"
time = "closed_at"
agent = "agent_id"
share = 'outcome == "saved"'

[metric.complaints_upheld]
title = { en = "Upheld complaints", zh = "成立的投诉数" }
unit = "count"
better = "lower"
kind = "count"
facts = "upheld_complaints"
time = "decided_at"
agent = "agent_id"
where = 'verdict == "upheld"'
"""


@pytest.fixture(scope="module")
def project(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    (folder / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (folder / "rules").mkdir()
    (folder / "metrics").mkdir()
    (folder / "metrics" / "own.toml").write_text(METRICS, "utf-8")
    for number in range(1, 9):
        (plan,) = (shared / "plans").glob(f"{number:02}_*.toml")
        text = plan.read_text("utf-8")
        (folder / "rules" / plan.name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def faults(project):
    """Error codes by plan; sentences of errors for the message."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        main(["check", "--project", str(project), "--format", "json"])
    found = {path.stem: [] for path in (project / "rules").iterdir()}
    for diagnostic in json.loads(out.getvalue())["diagnostics"]:
        if diagnostic["level"] == "error":
            name = diagnostic["path"].rpartition("/")[2].removesuffix(".toml")
            found.setdefault(name, []).append((diagnostic["code"], diagnostic["message"]))
    return found


def test_every_plan_checks(faults):
    assert len(faults) == 8
    assert not any(faults.values()), faults


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("03_retention_accelerator", "the first 40: PHP 50; from the 41st: PHP 80; from the 81st: PHP 120;"),
        ("03_retention_accelerator", "Others get the share of paid hours in the full-time month; the marks"),
        ("03_retention_accelerator", "20 % is held back until matured."),
        ("07_promotion_list", "tier at least B in 3 of 4 months; a month in which worked days under 5 does not count"),
        ("07_promotion_list", "6 places per site, best the mean of score in the 4 periods before, as closed first"),
        ("04_team_pool", "Gate team_service of the team: service level at least 75, else 50 % of the money."),
        ("04_team_pool", "CNY 12,000 for each team, split by score times paid hours, times the"),
        ("08_alerts", "per site, every 15 min over the last 30 min, in working hours:"),
        ("08_alerts", "no data counts as firing; meanwhile every other alert of this site is quiet. To: wfm."),
        ("08_alerts", "warning when shrinkage unplanned over 8 or critical when shrinkage unplanned over 12."),
        ("08_alerts", "for 2 of 3 checks; ends when service level at least 78. To: wfm. Repeated every 60 min."),
    ],
)  # fmt: skip
def test_they_read_aloud(project, capsys, plan, said):
    path = project / "rules" / f"{plan}.toml"
    main(["rules", "read", str(path)])
    assert said in capsys.readouterr().out


# What the reader of the specification said otherwise: its words, and ours for the same decision.
OTHERWISE = {
    "in which its result became final": "in which it became final",
    "Service level of the queue:": "Service level of the queues worked, by the agent's contacts there:",
    "Average first response (reply) time": "Average first response time",
    "Quality (QA) score": "Quality score",
    "(of the team)": "of the team",
    "and leave_day": "and Extra leave day",
    "and team_dinner": "and Team dinner",
    "Scenarios by queue.scenario": "Scenarios by queue scenario",
    "Reward Team dinner (gift).": "Reward Team dinner (gift) per team.",
    "If unknown: the decision is held.": "the decision is held.",
    "92.0 %": "92 %",
    "95.0 %": "95 %",
    "98.0 %": "98 %",
    "from 0: CNY 200, from 3": "from 0: CNY 200; from 3",
}
# Said in each line of `by.scenario` instead, where the metrics differ.
ELSEWHERE = {"response: the decision is held."}


def clauses(line):
    """What a sentence decides, piece by piece: its numbers and names stand together in one of ours."""
    for theirs, ours in OTHERWISE.items():
        line = line.replace(theirs, ours)
    if line.strip() in ELSEWHERE:
        return []
    return [part.strip(" .") for part in re.split(r"[.;,] |: ", line) if part.strip(" .")]


@pytest.mark.parametrize("plan", ["01_mixed_channels", "02_tenure_parttime_leave", "06_okr_24h"])
def test_every_line_of_the_read_aloud_has_its_counterpart(project, capsys, shared, plan):
    book = (shared / "plans" / "read-aloud.txt").read_text("utf-8")
    theirs = book.split(f"== {plan}\n")[1].split("\n==")[0].strip().split("\n")
    main(["rules", "read", str(project / "rules" / f"{plan}.toml")])
    ours = capsys.readouterr().out.split("\n")
    assert len(theirs) > 10
    for line in theirs:
        wanted = clauses(line)
        found = [own for own in ours if all(clause in own for clause in wanted)]
        assert found, (line, wanted)


def test_every_plan_reads_in_chinese_without_a_word_of_english(project, capsys):
    """But for what the author calls things: names, texts of the plan, values of the roster, currencies."""
    paths = sorted((project / "rules").iterdir())
    texts = [text for path in paths for text in authored(tomli.loads(path.read_text("utf-8")))]
    names = {word for text in texts for word in re.findall(r"[A-Za-z]+", text)} | {"CNY", "PHP"}
    for path in paths:
        main(["rules", "read", "--language", "zh", str(path)])
        said = set(re.findall(r"[A-Za-z]{3,}", capsys.readouterr().out))
        assert said <= names, (path.name, said - names)


def authored(value, path=()):
    """Names of headings and rows, and texts that people wrote; no conditions and no words of the language."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if len(path) == 1 and path[0] not in {"ruleset", "score", "payout", "segments", "scenarios", "ramp"}:
                yield key
            yield from authored(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from authored(inner, path)
    elif isinstance(value, str) and WRITTEN & set(path):
        yield value


WRITTEN = {"agents", "except", "because", "by", "notify", "approve", "message", "rewards", "cap_tier", "weights"}
