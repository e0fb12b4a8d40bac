"""Windows over peers, from rows to values through the real pipeline."""

from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

centre = SimpleNamespace(**run_path(str(Path(__file__).parent / "windows.py")))
cases, evaluate, windows, write = centre.cases, centre.evaluate, centre.windows, centre.write
MONTH = "2026-04"
PEOPLE = tuple({"agent_id": f"a{i:02}", "team_id": "t1" if i <= 6 else "t2"} for i in range(1, 13))
KPIS = """
[kpi.share]
target = 90
floor = 50
weight = 50
if_missing = "redistribute"
[kpi.talk]
target = 100
floor = 900
weight = 50
if_missing = "redistribute"
"""
# a01 to a11 with 50, 55, ..., 100 percent of 20 cases; a12 is away.  Talk 100 to 200 seconds, and a11 with 600.
ROWS = [
    row for i in range(1, 12) for row in cases(f"a{i:02}", MONTH, 9 + i, 11 - i, talk=600 if i == 11 else 90 + 10 * i)
]


def run(folder, condition, kpis=KPIS, rows=ROWS, roster=PEOPLE, **more):
    text = kpis + f"\n[alert.look]\nwhen = '{condition}'\n" + "".join(f"{k} = {v}\n" for k, v in more.items())
    return evaluate(write(folder, text, rows, roster), MONTH)


def alerted(found):
    return found.results[0].tables["alerts"]["agent_id"].to_list()


def test_the_mean_of_those_who_have_a_value(tmp_path):
    found = run(tmp_path, "share < peer_mean(share)")
    shown = windows(found, "value", "n", "status", "over")
    assert shown["a01", "peer_mean(share)"] == ("75.00", "11", "ok", "ruleset")
    assert shown["a12", "peer_mean(share)"] == ("75.00", "11", "ok", "ruleset")
    assert alerted(found) == [f"a{i:02}" for i in range(1, 6)]  # a06 has the mean itself, a12 nothing


def test_rank_and_percentile_by_what_is_better(tmp_path):
    shown = windows(run(tmp_path, "rank(share) <= 3 and rank(talk) <= 3 and peer_percentile(talk) > 50"))
    assert [shown[a, "rank(share)"] for a in ("a11", "a10", "a01", "a12")] == ["1", "2", "11", None]
    assert [shown[a, "rank(talk)"] for a in ("a01", "a02", "a11")] == ["1", "2", "11"]  # short talks are good
    assert [shown[a, "peer_percentile(talk)"] for a in ("a01", "a06", "a11")] == ["100.0", "50.0", "0.0"]


def test_outliers_by_quartiles_and_by_deviations(tmp_path):
    found = run(tmp_path, 'outlier_high(talk, "z", 2) and outlier(talk, "iqr", 1.5)')
    assert alerted(found) == ["a11"]
    shown = windows(found)
    assert shown["a11", 'outlier_high(talk, "z", 2)'] == "yes"
    assert shown["a01", 'outlier(talk, "iqr", 1.5)'] == "no"
    assert shown["a12", 'outlier(talk, "iqr", 1.5)'] is None
    assert found.results[0].tables["alerts"]["values"][0] == (
        'outlier_high(talk, "z", 2) yes, outlier(talk, "iqr", 1.5) yes'
    )


def test_a_multiple_of_the_median_within_the_team(tmp_path):
    found = run(tmp_path, 'talk > 2 * peer_median(talk, "team", 5)')
    assert alerted(found) == ["a11"]
    shown = windows(found, "value", "n", "over")
    assert shown["a01", 'peer_median(talk, "team", 5)'] == ("125.0", "6", "team t1")
    assert shown["a11", 'peer_median(talk, "team", 5)'] == ("180.0", "5", "team t2")  # 160, 170, 180, 190, 600


def test_a_small_group_has_no_rank(tmp_path):
    found = run(tmp_path, 'rank(share, "team") <= 1')
    assert set(windows(found, "value", "status").values()) == {(None, "few_peers")}
    assert alerted(found) == []


def test_ranks_of_the_score_and_of_points_come_after_them(tmp_path):
    found = run(tmp_path, "rank(score) <= 2 and peer_percentile(points(talk)) < 50 or peer_mean(score) < 0")
    shown = windows(found)
    scores = {row["agent_id"]: row["score"] for row in found.results[0].tables["scorecards"].iter_rows(named=True)}
    assert [shown[agent, "rank(score)"] for agent in ("a09", "a10")] == ["1", "2"]
    assert (scores["a09"], scores["a10"]) == ("95.00", "94.38")  # 100 for the share; 90 and 88.75 for the talk
    assert shown["a11", "peer_percentile(points(talk))"] == "0.0"
    assert shown["a12", "rank(score)"] is None


def test_targets_from_peers_are_in_force_for_everybody(tmp_path):
    kpis = KPIS.replace("target = 100\nfloor = 900", "target = 'peer_median(talk)'\nfloor = 900")
    found = run(tmp_path, "share > 99", kpis)
    lines = [row for row in found.results[0].tables["kpi_lines"].iter_rows(named=True) if row["kpi"] == "talk"]
    assert {row["target"] for row in lines} == {"150.0"}
    assert [row["points"] for row in lines if row["agent_id"] in {"a01", "a11"}] == ["100.00", "40.00"]  # 300 of 750


def test_peers_of_changes_and_histories(tmp_path):
    rows = [*ROWS, *(row for i in range(1, 12) for row in cases(f"a{i:02}", "2026-03", 10, 10, talk=100))]
    found = run(tmp_path, "rank(change(share)) <= 1 and share > peer_mean(history(share, 2))", rows=rows)
    shown = windows(found)
    assert [shown[a, "rank(change(share))"] for a in ("a11", "a01")] == ["1", "11"]
    assert shown["a01", "peer_mean(history(share, 2))"] == "50.00"
    assert alerted(found) == ["a11"]


def test_an_alerts_own_minimum_decides_who_is_a_peer(tmp_path):
    rows = [row for row in ROWS if row["agent_id"] != "a11"] + cases("a11", MONTH, 5, 0, talk=600)
    found = run(tmp_path, "talk > peer_mean(talk)", rows=rows, min_sample=6, message='"{talk} {peer_mean(talk)}"')
    shown = windows(found, "value", "n")
    assert shown["a01", "peer_mean(talk) n>=6"] == ("145.0", "10")
    assert alerted(found) == ["a06", "a07", "a08", "a09", "a10"]
    assert found.results[0].tables["alerts"]["message"][0] == "150.0 145.0"


def test_two_rule_sets_are_two_groups(tmp_path):
    write(tmp_path, centre.HEAD.replace('role = "agent"', 'team = "t1"') + KPIS + ALERT, ROWS, PEOPLE)
    other = centre.HEAD.replace('role = "agent"', 'team = "t2"').replace('"phone"', '"chat"')
    (tmp_path / "rules" / "chat.toml").write_text(other + KPIS + ALERT, "utf-8")
    shown = windows(evaluate(tmp_path, MONTH), "value", "n")
    assert shown["a01", 'peer_mean(share, "ruleset", 5)'] == ("62.50", "6")
    assert shown["a08", 'peer_mean(share, "ruleset", 5)'] == ("90.00", "5")


ALERT = """
[alert.look]
when = 'share < peer_mean(share, "ruleset", 5)'
"""


def test_teams_are_peers_of_teams(tmp_path):
    roster = tuple({"agent_id": f"a{i:02}", "team_id": f"t{(i + 1) // 2}"} for i in range(1, 13))
    head = centre.HEAD + 'level = "team"\n'
    write(tmp_path, head + KPIS + "[alert.look]\nwhen = 'rank(share, \"ruleset\", 5) == 1'\n", ROWS, roster)
    found = evaluate(tmp_path, MONTH)
    assert alerted(found) == ["t6"]
    assert windows(found, "value", "n")["t1", 'rank(share, "ruleset", 5)'] == ("6", "6")
