"""Targets, weights and evidence that differ: by whom, by when, under which condition; from the text of a rule file."""

from datetime import date
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from kpiengine.decisions.decide import decide
from kpiengine.decisions.table import decision_table
from kpiengine.numbers import format_scaled
from kpiengine.scores.evidence import Evidence, Lack
from kpiengine.scores.lines import kpi_lines
from kpiengine.scores.scorecards import score

made = SimpleNamespace(**run_path(str(Path(__file__).parent / "reading.py")))
CSAT, ASA, OTHER = made.metric("csat", share=True), made.metric("asa", "lower"), made.metric("other")
BOTH = """
[kpi.csat]
target = 90
floor = 60
weight = 60
[kpi.other]
target = 100
floor = 0
weight = 40
"""


def scored(text, *rows, metrics=(CSAT, ASA, OTHER), **around):
    checked = made.read(text, *metrics, **around)
    frame = made.frame(checked, rows)
    cards = score(checked, frame, made.types(checked), ("2026-10",))
    for row, expected in zip(cards.frame.iter_rows(named=True), cards.frame.iter_rows(named=True), strict=True):
        given = {name: row[name] for name in [*frame.columns, "period_name"]}
        assert cards.program.run_row(given) == expected  # columns and one row at a time agree
    return cards


def shown(cards, column):
    scale = cards.types[column].scale
    return [None if v is None else format_scaled(v, scale) for v in cards.frame[column]]


# -- targets ------------------------------------------------------------------------------------------------------

SITES = """
[kpi.csat]
weight = 100
[kpi.csat.by.site]
manila = { target = 80, floor = 60 }
other = { target = 90, floor = 60 }
"""


def test_a_target_by_site_with_a_line_for_the_rest():
    cards = scored(SITES, {"csat": 75, "site": "manila"}, {"csat": 75, "site": "oslo"}, {"csat": 75, "site": None})
    assert shown(cards, "target:csat") == ["80", "90", "90"]
    assert shown(cards, "points:csat") == ["75.00", "50.00", "50.00"]


def test_nobody_is_scored_against_a_target_that_he_does_not_have():
    text = SITES.replace("other = ", "oslo = ").replace("by.site", "by.team")
    cards = scored(text, {"csat": 75, "team": "manila"}, {"csat": 75, "team": "rome"}, {"csat": None, "team": "rome"})
    assert shown(cards, "score") == ["75.00", None, None]
    assert cards.frame["lack:csat"].to_list() == [Lack.NOTHING, Lack.NO_TARGET, Lack.NO_DATA]
    assert cards.frame["evidence:csat"].to_list() == [Evidence.OWN, Evidence.HOLD, Evidence.HOLD]


@pytest.mark.parametrize(
    ("policy", "kind", "points"), [('"redistribute"', "REDISTRIBUTED", None), ("40", "STATED", "40.00")]
)
def test_what_an_unknown_target_does_is_said_by_if_missing(policy, kind, points):
    text = SITES.replace("other = ", "oslo = ").replace("by.site", "by.team")
    cards = scored(text.replace("weight = 100", f"weight = 100\nif_missing = {policy}"), {"csat": 75, "team": "rome"})
    assert cards.frame["evidence:csat"].to_list() == [Evidence[kind]]
    assert shown(cards, "points:csat") == [points]


STAGES = """
[kpi.csat]
weight = 100
[kpi.csat.by]
date = [
  { from = 2026-10-01, floor = 92.0, target = 93.5 },
  { from = 2027-01-01, floor = 93.5, target = 95.0 },
  { from = 2027-04-01, floor = 95.0, target = 96.5 },
  { from = 2027-07-01, floor = 96.5, target = 98.0 },
]
"""


def test_stages_by_date_count_from_the_first_period_that_starts_on_them():
    days = [
        date(2026, 10, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 6, 1),
        date(2027, 7, 1),
        date(2030, 1, 1),
    ]
    cards = scored(STAGES, *({"csat": "97.10", "first_day": day} for day in days))
    assert shown(cards, "target:csat") == ["93.5", "93.5", "95.0", "96.5", "98.0", "98.0"]
    assert shown(cards, "points:csat") == ["100.00", "100.00", "100.00", "100.00", "40.00", "40.00"]


def test_lines_may_differ_in_the_kind_of_their_curve():
    text = """
[kpi.csat]
weight = 100
[kpi.csat.by]
tenure_months = [
  { from = 0, bands = [{ from = 0, points = 0 }, { from = 50, points = 80 }] },
  { from = 3, target = 80, floor = 60 },
  { from = 12, formula = 'csat / 2' },
]
"""
    cards = scored(text, *({"csat": 70, "tenure_months": months} for months in (0, 2, 3, 11, 12, None)))
    assert shown(cards, "points:csat") == ["80.00", "80.00", "50.00", "50.00", "35.00", None]
    assert shown(cards, "score")[-1] is None


RAMP = """
[ramp]
tenure_months = [{ from = 0, ease_percent = 30 }, { from = 1, ease_percent = 20 }, { from = 3, ease_percent = 0 }]
[kpi.csat]
target = 88
floor = 70
weight = 50
[kpi.asa]
target = 20
floor = 60
weight = 30
[kpi.other]
target = [240, 360]
floor = [150, 540]
weight = 20
"""


def test_the_ramp_moves_targets_back_to_their_floors():
    rows = [{"csat": 82, "asa": 30, "other": 400, "tenure_months": months} for months in (0, 2, 3)]
    cards = scored(RAMP, *rows)
    assert shown(cards, "target:csat") == ["82.60", "84.40", "88.00"]
    assert shown(cards, "target:asa") == ["32.0", "28.0", "20.0"]
    assert shown(cards, "target_from:other") == ["213.0", "222.0", "240.0"]
    assert shown(cards, "target_to:other") == ["414.0", "396.0", "360.0"]
    assert shown(cards, "points:csat") == ["95.24", "83.33", "66.67"]
    table = kpi_lines(cards)
    assert table["applied"].to_list() == ["ease 30 %"] * 3 + ["ease 20 %"] * 3 + [None] * 3
    assert table["target"].to_list()[5] == "222.0..396.0"


def test_without_a_day_of_hiring_nobody_knows_how_far_to_ease():
    cards = scored(RAMP, {"csat": 82, "asa": 30, "other": 400, "tenure_months": None})
    assert shown(cards, "score") == [None]
    assert shown(scored(RAMP.replace("weight", "ramp = false\nweight", 1), {"csat": 82, "tenure_months": None,
                        "asa": 30, "other": 300}), "points:csat") == ["66.67"]  # fmt: skip


FORMULA = """
[kpi.csat]
target = 'team(csat) + 0.5 * (benchmark("industry") - team(csat))'
floor = 60
weight = 100
"""


def test_a_target_half_way_from_the_present_to_the_benchmark():
    cards = scored(FORMULA, {"csat": 74, "csat@team": 72}, {"csat": 74, "csat@team": None}, benchmarks={"industry": 80})
    assert shown(cards, "target:csat") == ["76.00", None]
    assert shown(cards, "points:csat") == ["87.50", None]
    assert cards.frame["lack:csat"].to_list() == [Lack.NOTHING, Lack.NO_TARGET]


def test_a_formula_that_puts_the_target_under_the_floor_gives_no_points():
    cards = scored(FORMULA, {"csat": 74, "csat@team": 30}, benchmarks={"industry": 80})
    assert shown(cards, "target:csat") == ["55.00"]
    assert shown(cards, "score") == [None]


def test_calendars_ask_for_the_first_day_or_count_days():
    spans = {"peak": ((date(2026, 10, 1), date(2026, 10, 4)), (date(2026, 10, 30), date(2026, 11, 2)))}
    text = """
[kpi.csat]
target = '80 if in_calendar("peak") else 80 + calendar_days("peak")'
floor = 60
weight = 100
"""
    november = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30), "csat": 70}
    december = {"first_day": date(2026, 12, 1), "last_day": date(2026, 12, 31), "csat": 70}
    cards = scored(text, {"csat": 70}, november, december, calendars=spans)
    assert shown(cards, "target:csat") == ["80.00", "80.00", "80.00"]
    cards = scored(
        text.replace('80 if in_calendar("peak") else ', ""), {"csat": 70}, november, december, calendars=spans
    )
    assert shown(cards, "target:csat") == ["86.00", "82.00", "80.00"]


RELAX = """
[kpi.asa]
target = 20
floor = 60
weight = 100
[kpi.asa.relax]
storm = { when = 'other > 100', target = 40, because = "storm of 12 October", priority = 1 }
outage = { when = 'csat < 50', target = 50, floor = 90, priority = 2, if_missing = "fail" }
[tier]
one = { from = 50, bonus = 10 }
"""


def test_a_relaxation_is_applied_and_said():
    cards = scored(
        RELAX,
        {"asa": 40, "other": 100, "csat": 60},
        {"asa": 40, "other": 101, "csat": 60},
        {"asa": 70, "other": 101, "csat": 40},
        {"asa": 40, "other": None, "csat": None},
        {"asa": 70, "other": None, "csat": 40},
        metrics=(CSAT, ASA, OTHER),
    )
    assert shown(cards, "points:asa") == ["50.00", "100.00", "50.00", None, "50.00"]
    assert cards.frame["relaxed:asa"].to_list() == [0, 1, 2, None, 2]
    assert kpi_lines(cards)["applied"].to_list() == [None, "relax storm", "relax outage", None, "relax outage"]


def test_what_was_relaxed_is_among_the_reasons():
    cards = scored(RELAX, {"asa": 40, "other": 101, "csat": 60}, {"asa": 40, "other": None, "csat": 60})
    table = decision_table(decide(cards.checked, cards), "en")
    assert ["RELAXED:asa:storm" in text for text in table["reasons"]] == [True, False]
    assert "asa: relaxed by storm (storm of 12 October)" in table["because"][0]
    assert {"RELAX_UNKNOWN:asa", "KPI_NO_TARGET:asa"} <= set(table["reasons"][1].replace(";", " ").split())


# -- curves -------------------------------------------------------------------------------------------------------


def test_bands_joined_by_lines():
    text = """
[kpi.csat]
weight = 100
join = "line"
bands = [{ from = 0, points = 0 }, { from = 60, points = 50 }, { from = 90, points = 110 }]
[score]
maximum = 120
"""
    cards = scored(text, *({"csat": value} for value in (0, 30, 60, 75, 90, 100)))
    assert shown(cards, "points:csat") == ["0.00", "25.00", "50.00", "80.00", "110.00", "110.00"]


def test_a_formula_is_cut_to_0_and_120_and_asks_for_its_target():
    text = """
[kpi.asa]
weight = 100
target = 300
formula = '100 - 2 * abs(asa - target(asa))'
"""
    cards = scored(text, *({"asa": value} for value in (300, 290, 340, 380)))
    assert shown(cards, "points:asa") == ["100.00", "80.00", "20.00", "0.00"]
    cards = scored(text.replace("100 - 2 * abs(asa - target(asa))", "asa"), {"asa": 400})
    assert shown(cards, "points:asa") == ["120.00"]


def test_a_formula_goes_by_the_value_that_counts():
    text = """
[kpi.csat]
weight = 100
formula = 'csat'
min_sample = 10
if_few = "team"
"""
    cards = scored(text, {"csat": 100, "n:csat": 3, "csat@team": 81})
    assert shown(cards, "points:csat") == ["81.00"]


def test_the_curve_of_a_plugin():
    text = '[kpi.csat]\nweight = 100\ncurve = "ratio"\ntarget = 80\n'
    cards = scored(text, *({"csat": value} for value in (0, 40, 80, 100, None)))
    assert shown(cards, "points:csat") == ["0.00", "50.00", "100.00", "120.00", None]


# -- evidence -----------------------------------------------------------------------------------------------------


def test_points_of_what_is_proven():
    text = "[kpi.csat]\nweight = 100\ntarget = 80\nfloor = 30\nproven = 95\n"
    rows = [{"csat": value, "n:csat": n, "hits:csat": hits} for value, n, hits in
            (("100.00", 2, 2), ("83.33", 12, 10), ("70.00", 100, 70), (None, 0, 0))]  # fmt: skip
    cards = scored(text, *rows, metrics=(made.metric("csat", share=True, decimals=2),))
    low = [float(text) if text else None for text in shown(cards, "used:csat")]
    assert [round(x, 1) if x else None for x in low] == [34.2, 55.2, 60.4, None]  # metrics.md, appendix C
    assert cards.frame["points:csat"].is_sorted(nulls_last=True)


def test_the_upper_end_proves_where_lower_is_better():
    text = "[kpi.bad]\nweight = 100\ntarget = 10\nfloor = 60\nproven = 95\n"
    cards = scored(text, {"bad": "0.00", "n:bad": 2, "hits:bad": 0}, metrics=(made.metric("bad", "lower", share=True),))
    assert shown(cards, "used:bad") == ["65.76"]
    assert shown(cards, "points:bad") == ["0.00"]


def test_a_small_sample_leans_to_the_team():
    text = "[kpi.csat]\nweight = 100\ntarget = 100\nfloor = 0\nlean = 10\n"
    rows = [
        {"csat": 100, "n:csat": 5, "csat@team": 70},
        {"csat": 100, "n:csat": 1000, "csat@team": 70},
        {"csat": 100, "n:csat": 5, "csat@team": None},
        {"csat": None, "csat@team": 70},
    ]
    cards = scored(text, *rows)
    assert shown(cards, "used:csat") == ["80.00", "99.70", "100.00", None]
    assert shown(cards, "value:csat")[0] == "100.00"


# -- weights ------------------------------------------------------------------------------------------------------

REWEIGHT = (
    """
[reweight.campaign]
when = 'asa > 60'
set = { csat = 20, other = 80 }
priority = 1
[reweight.storm]
when = 'asa > 90'
shift = { csat = +30, other = -30 }
priority = 2
[reweight.slow]
when = 'asa > 200'
shift = { from = "csat", to = "other", points = 'asa / 10' }
priority = 3
"""
    + BOTH
)


def test_the_reweight_of_the_highest_priority_counts_alone():
    cards = scored(REWEIGHT, *({"csat": 90, "other": 0, "asa": asa} for asa in (10, 61, 91, 201, 900, None)))
    assert cards.frame["reweighted"].to_list() == [0, 1, 2, 3, 3, None]
    assert shown(cards, "weight:csat") == ["60.00", "20.00", "90.00", "39.90", "0.00", None]
    assert shown(cards, "weight:other") == ["40.00", "80.00", "10.00", "60.10", "100.00", None]
    assert shown(cards, "score") == ["60.00", "20.00", "90.00", "39.90", "0.00", None]
    assert kpi_lines(cards)["applied"].to_list()[2] == "reweight campaign"
    assert kpi_lines(cards)["weight"].to_list()[2] == "20.00"


@pytest.mark.parametrize(("policy", "weight"), [("pass", "20"), ("fail", "60"), ("hold", None)])
def test_an_unknown_condition_does_what_is_said(policy, weight):
    text = f"[reweight.a]\nwhen = 'asa > 60'\nset = {{ csat = 20, other = 80 }}\nif_missing = \"{policy}\"\n{BOTH}"
    cards = scored(text, {"csat": 90, "other": 0, "asa": None})
    assert shown(cards, "weight:csat") == [weight]


def test_a_kpi_that_weighs_nothing_holds_nothing_up():
    text = "[reweight.a]\nwhen = 'asa > 60'\nset = { other = 100 }\n" + BOTH
    cards = scored(text, {"csat": None, "other": 70, "asa": 61}, {"csat": None, "other": 70, "asa": 60})
    assert shown(cards, "score") == ["70.00", None]


def test_no_weight_grows_over_what_is_allowed():
    text = REWEIGHT.replace("csat = +30, other = -30", "csat = +5, other = -5") + "[score]\nmax_weight = 65\n"
    text = text.replace("set = { csat = 20, other = 80 }", "set = { csat = 35, other = 65 }")
    cards = scored(text, {"csat": 90, "other": 0, "asa": 900})
    assert (shown(cards, "weight:csat"), shown(cards, "weight:other")) == (["35.00"], ["65.00"])


def test_dimensions_follow_the_weights_in_force():
    rows = [{"csat": 90, "other": 0, "asa": asa} for asa in (10, 61)]
    text = REWEIGHT.replace("weight = 60", 'weight = 60\ngroup = "all"').replace(
        "weight = 40", 'weight = 40\ngroup = "all"'
    )
    assert shown(scored(text, *rows), "group:all") == ["60.00", "20.00"]
