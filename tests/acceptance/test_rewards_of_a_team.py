"""A reward by the values of the team: everybody in it gets it together, twice in a row, as months are closed."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

from kpiengine.cli import main

s = SimpleNamespace(**run_path(str(Path(__file__).with_name("saves.py"))))
RULES = """
[reward.outing]
kind = "gift"
when = 'saves >= 30'
for = "2 months"
level = "team"

[reward.badge]
kind = "badge"
when = 'saves >= 30'
"""
KEPT = {
    "2026-10": {"ann": 29, "bob": 1, "eve": 29, "fay": 0},
    "2026-11": {"ann": 1, "bob": 30, "eve": 40, "fay": 0},
}


def test_the_team_s_values_decide_for_everybody_in_it(tmp_path, capsys):
    people = ["ann", "bob", ("eve", {"team_id": "t2"}), ("fay", {"team_id": "t2"})]
    centre = s.Saves(tmp_path, RULES, people)
    centre.kept(KEPT)
    first = centre.evaluate("2026-10", "2026-11-07")
    assert {who: row["rewards"] for who, row in first.items()} == dict.fromkeys(first, "")
    centre.close("retention", "2026-10", "2026-11-07")
    second = centre.evaluate("2026-11", "2026-12-07")
    # t1 kept 30 and 31, t2 29 and 40.
    assert {who: row["rewards"] for who, row in second.items()} == {
        "ann": "outing", "bob": "outing badge", "eve": "badge", "fay": "",
    }  # fmt: skip
    assert main(["explain", "ann", "--project", str(tmp_path)]) == 0
    assert "2026-10: it held" in capsys.readouterr().out
    file = str(tmp_path / "rules" / "retention.toml")
    for language, words in (("en", "(gift) of the team: saves at least 30"), ("zh", "（按团队）")):
        assert main(["rules", "read", file, "--language", language, "--project", str(tmp_path)]) == 0
        assert words in capsys.readouterr().out
