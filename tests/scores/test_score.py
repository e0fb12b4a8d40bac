"""Scores from values: the published oracle, every curve, every kind of evidence."""

from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.rules.model.kpi import Band, PointsAt
from kpiengine.rules.model.score import Score
from kpiengine.scores.scorecards import score

kit = SimpleNamespace(**run_path(str(Path(__file__).parent / "kit.py")))


def scored(rules, *rows, metrics=None):
    checked = kit.check(rules, metrics)
    return score(checked, kit.frame(checked, rows), kit.types(checked))


def points(kpi, *values, metric=None, decimals=2):
    """Points of a single KPI for each value."""
    rules = kit.ruleset([kpi], score=Score(decimals=decimals, maximum=1000))
    cards = scored(rules, *({kpi.id: value} for value in values), metrics={kpi.id: metric} if metric else None)
    return [p / Decimal(10) ** decimals for p in cards.frame[f"points:{kpi.id}"]]


def four_kpis(response, fcr, csat, use, **csat_more):
    """The plan of metrics.md 5.3 under one scenario's weights."""
    return kit.ruleset(
        [
            kit.kpi("response", response, target=20, floor=60),
            kit.kpi("fcr", fcr, target=85, floor=60),
            kit.kpi("csat", csat, target=95, floor=70, **csat_more),
            kit.kpi("use", use, target=(75, 85), floor=(60, 100)),
        ]
    )


LOWER = {"response": kit.metric("response", better="lower")}
AGENT = {"response": 36, "fcr": 78, "csat": 88, "use": 80}


@pytest.mark.parametrize(
    ("weights", "expected"),
    [((30, 25, 20, 25), 7540), ((25, 30, 25, 20), 7460), ((15, 50, 20, 15), 7440)],
    ids=["online", "phone", "technical"],
)
def test_the_scenarios_of_the_metric_book(weights, expected):
    cards = scored(four_kpis(*weights), AGENT, metrics=LOWER)
    assert cards.frame["score"].to_list() == [expected]
    assert [cards.frame[f"points:{k}"][0] for k in AGENT] == [6000, 7200, 7200, 10000]


def test_a_redistributed_weight_leaves_both_sums():
    cards = scored(four_kpis(30, 25, 20, 25, if_missing="redistribute"), AGENT | {"csat": None}, metrics=LOWER)
    assert cards.frame["score"].to_list() == [7625]
    assert cards.frame["points:csat"].to_list() == [None]
    assert cards.frame["measured"].to_list() == [80]


def test_straight_line_with_stretch_and_nothing_beyond():
    kpi = kit.kpi("k", 100, target=90, floor=60, stretch=95)
    assert points(kpi, 0, 60, 75, 90, "92.5", 95, 200) == [0, 0, 50, 100, 110, 120, 120]


def test_lower_is_better_is_the_mirror():
    kpi = kit.kpi("k", 100, target=300, floor=540, stretch=240)
    lower = kit.metric("k", better="lower")
    assert points(kpi, 600, 540, 420, 300, 270, 240, 0, metric=lower) == [0, 0, 50, 100, 110, 120, 120]


def test_a_kpi_may_override_the_direction():
    kpi = kit.kpi("k", 100, target=10, floor=20, better="lower")
    assert points(kpi, 10, 15, 20) == [100, 50, 0]


def test_pairs_are_good_inside():
    kpi = kit.kpi("k", 100, target=(240, 360), floor=(150, 540))
    assert points(kpi, 100, 150, 195, 240, 300, 360, 450, 540, 900) == [0, 0, 50, 100, 100, 100, 50, 0, 0]


def test_points_at_moves_the_marks():
    kpi = kit.kpi("k", 100, target=90, floor=60, stretch=100, points_at=PointsAt(40, 80, 100))
    assert points(kpi, 50, 60, 75, 90, 95, 100) == [40, 40, 60, 80, 90, 100]


def test_bands_from_and_over():
    included = kit.kpi(
        "k",
        100,
        bands=(
            Band(0, included=True, points=0),
            Band(90, included=True, points=85),
            Band(95, included=True, points=100),
        ),
    )
    assert points(included, 0, "89.99", 90, "94.99", 95, 100) == [0, 0, 85, 85, 100, 100]
    over = kit.kpi("k", 100, bands=(Band(-1, included=False, points=0), Band(40, included=False, points=50)))
    assert points(over, 0, 40, "40.01") == [0, 0, 50]


def test_pass_is_all_or_nothing():
    assert points(kit.kpi("k", 100, target=90, curve="pass"), "89.99", 90, 91) == [0, 100, 100]
    lower = kit.metric("k", better="lower")
    assert points(kit.kpi("k", 100, target=90, curve="pass"), "90.01", 90, metric=lower) == [0, 100]
    assert points(kit.kpi("k", 100, target=(10, 20), curve="pass"), "9.99", 10, 20, "20.01") == [0, 100, 100, 0]


def test_points_are_rounded_half_up_once():
    kpi = kit.kpi("k", 100, target=1000, floor=0)
    assert points(kpi, "0.5", "0.4", "1.5", decimals=1) == [Decimal("0.1"), Decimal("0.0"), Decimal("0.2")]
    assert points(kit.kpi("k", 100, target=3, floor=0), 1, 2, decimals=2) == [Decimal("33.33"), Decimal("66.67")]


def test_the_shown_points_are_what_the_score_is_made_of():
    rules = kit.ruleset(
        [kit.kpi("a", 50, target=3, floor=0), kit.kpi("b", 50, target=3, floor=0)], score=Score(decimals=0)
    )
    cards = scored(rules, {"a": 1, "b": 2})
    assert [cards.frame[f"points:{k}"][0] for k in "ab"] == [33, 67]
    assert cards.frame["score"][0] == 50
    assert scored(rules, {"a": 1, "b": 1}).frame["score"][0] == 33


def test_the_score_is_cut_to_its_upper_end():
    kpi = kit.kpi("k", 100, target=90, floor=60, stretch=95)
    assert scored(kit.ruleset([kpi]), {"k": 95}).frame["score"][0] == 10000
    assert scored(kit.ruleset([kpi], score=Score(maximum=120)), {"k": 95}).frame["score"][0] == 12000


def evidence(kpi, row):
    other = kit.kpi("other", 70, target=100, floor=0)
    cards = scored(kit.ruleset([kpi, other]), {"other": 50} | row)
    return [cards.frame[f"{column}:k"][0] for column in ("evidence", "used", "points")] + [cards.frame["score"][0]]


def kpi_of(**more):
    return kit.kpi("k", 30, target=100, floor=0, min_sample=10, **more)


def test_evidence_by_policy():
    full, few, none = {"k": 80, "n:k": 10}, {"k": 80, "n:k": 9}, {"k": None}
    assert evidence(kpi_of(), full) == [0, 8000, 8000, 5900]
    assert evidence(kpi_of(), few) == [4, None, None, None]
    assert evidence(kpi_of(), none) == [4, None, None, None]
    assert evidence(kpi_of(if_missing="redistribute"), few) == [3, None, None, 5000]
    assert evidence(kpi_of(if_missing=40), none) == [2, None, 4000, 4700]
    assert evidence(kpi_of(if_missing="redistribute", if_few=40), none) == [3, None, None, 5000]
    assert evidence(kpi_of(if_missing="redistribute", if_few=40), few) == [2, None, 4000, 4700]
    assert evidence(kpi_of(if_missing=0, if_few=Decimal("12.345")), few) == [2, None, 1235, 3871]


def test_the_team_stands_in_where_it_is_known():
    kpi = kpi_of(if_missing="team")
    assert evidence(kpi, {"k": None, "k@team": 60, "n:k@team": 10}) == [1, 6000, 6000, 5300]
    assert evidence(kpi, {"k": 90, "n:k": 3, "k@team": 60, "n:k@team": 10}) == [1, 6000, 6000, 5300]
    assert evidence(kpi, {"k": None, "k@team": 60, "n:k@team": 9}) == [4, None, None, None]
    assert evidence(kpi, {"k": None, "k@team": None}) == [4, None, None, None]


def test_a_broken_metric_counts_as_missing_even_with_a_value():
    row = {"k": 80, "n:k": 50, "status:k": "error"}
    assert evidence(kpi_of(if_missing="redistribute", if_few="hold"), row) == [3, None, None, 5000]


def test_a_sample_of_zero_is_no_data():
    assert evidence(kpi_of(if_missing="redistribute", if_few="hold"), {"k": 80, "n:k": 0})[0] == 3


def test_too_little_measured_weight_leaves_the_score_unknown():
    rules = kit.ruleset(
        [
            kit.kpi("a", Decimal("59.9"), target=100, floor=0, if_missing="redistribute"),
            kit.kpi("b", Decimal("40.1"), target=100, floor=0, if_missing=50),
        ]
    )
    cards = scored(rules, {"a": 80, "b": None}, {"a": 80, "b": 10}, {"a": None, "b": None})
    assert cards.frame["measured"].to_list() == [599, 1000, 0]
    assert cards.frame["score"].to_list() == [None, 5193, None]
    exact = kit.ruleset(rules.kpis.values(), score=Score(min_weight=Decimal("59.9")))
    assert scored(exact, {"a": 80, "b": None}).frame["score"].to_list() == [6797]


def test_groups_are_reported_and_hold_with_their_members():
    rules = kit.ruleset(
        [
            kit.kpi("a", 30, target=100, floor=0, group="speed"),
            kit.kpi("b", 30, target=100, floor=0, group="speed", if_missing="redistribute"),
            kit.kpi("c", 40, target=100, floor=0),
        ]
    )
    cards = scored(rules, {"a": 50, "b": 80, "c": 10}, {"a": 50, "b": None, "c": 10}, {"a": None, "b": 80, "c": 10})
    assert cards.frame["group:speed"].to_list() == [6500, 5000, None]
    assert cards.frame["group:experience"].to_list() == [1000, 1000, 1000]


def test_a_watched_kpi_is_shown_and_never_scored():
    rules = kit.ruleset([kit.kpi("a", 100, target=100, floor=0), kit.kpi("w", target=88)])
    cards = scored(rules, {"a": 50, "w": None})
    assert cards.frame["score"].to_list() == [5000]
    assert "points:w" not in cards.frame.columns
    assert cards.frame["target:w"].to_list() == [88]


def test_no_weighted_kpi_means_no_score():
    cards = scored(kit.ruleset([kit.kpi("w", target=88)]), {"w": 80})
    assert "score" not in cards.frame.columns
    assert cards.frame["used:w"].to_list() == [8000]


def test_no_rows_give_no_rows():
    assert scored(four_kpis(30, 25, 20, 25), metrics=LOWER).frame.height == 0
