"""docs/reference/project-file.md names every key once, and its example reads."""

import re
from datetime import date

from kpiengine.project import read_project
from kpiengine.project.keys import KEYS, SYNONYMS

HEADINGS = {
    "## The file itself": "",
    "## `[project]`": "project",
    "## `[site.NAME]`": "site.*",
    "## `[calendar.NAME]`": "calendar.*",
    "## `[period.NAME]`": "period.*",
    "## `[plan.NAME]`": "plan.*",
    "## `[benchmark.NAME]`": "benchmark.*",
    "## `[facts.NAME]`": "facts.*",
    "### `[facts.NAME.extra]`": "facts.*.extra.*",
    "## `[plugins]`": "plugins",
    "## `[engine]`": "engine",
    "## `[outputs]`": "outputs",
    "## `[limits]`": "limits",
    "## `[approval]`": "approval",
    "## `[ledger]`": "ledger",
    "## `[notify.NAME]`": "notify.*",
    "## `[mail]`": "mail",
}


def test_every_key_has_its_row_under_its_heading(root):
    page = (root / "docs/reference/project-file.md").read_text(encoding="utf-8")
    parts = re.split(r"^(#{2,3} .*)$", page, flags=re.MULTILINE)[1:]
    written = {
        HEADINGS[heading]: re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE)
        for heading, body in zip(parts[::2], parts[1::2], strict=True)
    }

    sections = {
        *("project", "site", "calendar", "period", "plan", "benchmark", "facts", "plugins", "engine", "outputs"),
        *("limits", "approval", "ledger", "notify", "mail"),
    }
    assert {shape: sorted(keys) for shape, keys in written.items()} == {
        shape: sorted(set(keys) - (sections if shape == "" else set())) for shape, keys in KEYS.items()
    }


def test_the_examples_read(root, tmp_path):
    page = (root / "docs/reference/project-file.md").read_text(encoding="utf-8")
    example, hours, dated, periods, notify = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "kpiengine.toml").write_text(example, encoding="utf-8")

    project = read_project(tmp_path)
    (tmp_path / "kpiengine.toml").write_text("format = 1\n" + hours, encoding="utf-8")
    calendars = read_project(tmp_path).calendars
    (tmp_path / "kpiengine.toml").write_text(
        hours.partition("[site")[0].replace("[project]", "format = 1\n[project]").replace('calendar = "office"', "")
        + dated,
        encoding="utf-8",
    )
    named = read_project(tmp_path).named_days

    assert named == {"campaign": ((date(2026, 11, 1), date(2026, 11, 12)), (date(2026, 12, 24), date(2026, 12, 24)))}
    whole = f'format = 1\n[project]\nname = "centre"\ntimezone = "UTC"\n{periods}'
    (tmp_path / "kpiengine.toml").write_text(whole, encoding="utf-8")
    own = read_project(tmp_path).periods

    whole = f'format = 1\n[project]\nname = "centre"\ntimezone = "UTC"\n{notify}'
    (tmp_path / "kpiengine.toml").write_text(whole, encoding="utf-8")
    receivers = read_project(tmp_path).receivers
    assert [(r.name, r.way) for r in receivers.values()] == [
        ("lead", "person"),
        ("wfm", "chat"),
        ("tickets", "webhook"),
    ]
    assert {name: (p.days, p.months) for name, p in own.items()} == {"pay": (0, 1), "fiscal_quarter": (0, 3)}
    assert calendars.of_site == {"manila": "night"}
    assert (calendars.default, calendars.by_name["office"].zone) == ("office", "Europe/London")
    assert project.facts["contacts"].names == {"answered": "Answered (Y/N)"}
    assert project.plans["bonus"].covers["line"] == ("phone",)


def test_words_of_other_tools_are_no_keys_and_lead_to_one():
    every = {key for keys in KEYS.values() for key in keys}

    assert set(SYNONYMS.values()) <= every
    assert not {word for word in SYNONYMS if any(word in keys and SYNONYMS[word] in keys for keys in KEYS.values())}
