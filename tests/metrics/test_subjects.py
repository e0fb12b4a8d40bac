"""Rule sets that score teams, sites or the centre: one row per unit, with the unit's own values."""

from datetime import date

import polars as pl
import pytest

from kpiengine.metrics import measure
from kpiengine.periods import parse_period
from kpiengine.planning.plan import make_plan
from kpiengine.plugin import (
    Agg,
    Better,
    Catalogue,
    Column,
    ColumnType,
    Control,
    Event,
    FactTable,
    Metric,
    Part,
    Plan,
    View,
)
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel, PeriodKind
from kpiengine.testing.people import roster_of
from kpiengine.testing.rows import Reader
from kpiengine.testing.trial import spans_around

TEXT, INSTANT = Column(ColumnType.TEXT, null=True), Column(ColumnType.INSTANT, null=True)
COLUMNS = {"id": TEXT, "agent_id": TEXT, "ended": INSTANT, "seconds": Column(ColumnType.INTEGER, null=True)}
CALLS = FactTable("calls", {"en": "Calls"}, COLUMNS, ("id",))
CALLS_VIEW = View("calls", ("calls",), lambda f, *_: f["calls"], Event("ended"), {"agent": "agent_id"}, COLUMNS)
MEAN = Metric(
    id="mean",
    title={"en": "Mean"},
    unit="s",
    decimals=1,
    range=(0, 1000),
    better=Better.LOWER,
    levels=("agent", "team", "site", "centre"),
    group="test",
    control=Control.AGENT,
    plan=Plan({"time": Part("calls", Agg.SUM, "seconds"), "n": Part("calls")}, "time / n", "n"),
)
PEOPLE = [
    {"agent_id": "A1", "team_id": "T1", "valid_to": "2025-03-15"},
    {"agent_id": "A1", "team_id": "T2", "valid_from": "2025-03-16"},
    {"agent_id": "A2", "team_id": "T2"},
    {"agent_id": "A3", "team_id": "T3", "role": "trainee"},
]
ROWS = [
    {"id": str(i), "agent_id": agent, "ended": f"2025-03-{day:02}T12:00", "seconds": seconds}
    for i, (agent, day, seconds) in enumerate(
        [("A1", 3, 100), ("A1", 20, 200), ("A2", 20, 300), ("A3", 20, 900), ("ghost", 3, 500)]
    )
]


def measured(level, *levels, agents=None):
    wanted = {str(of): Wanted(str(of), MEAN, {}, of, 1) for of in levels}
    head = Head("r", date(2025, 1, 1), PeriodKind.MONTH, agents or {}, "r", {"en": "r"}, level=level)
    rules = CheckedRuleSet(RuleSet(head), "r.toml", "", wanted)
    catalogue = Catalogue(metrics={"mean": MEAN}, views={"calls": CALLS_VIEW}, tables={"calls": CALLS})
    periods = [parse_period("2025-03", "UTC")]
    plan = make_plan([rules], catalogue, periods, roster_of(PEOPLE), as_of=10**14)
    store = Reader(catalogue, date(2025, 3, 1), spans_around(periods)).store({"calls": ROWS})
    return measure(plan, store, catalogue).frames[0]


def test_each_team_has_its_own_value_and_that_of_its_site_and_the_centre():
    found = measured(KpiLevel.TEAM, KpiLevel.TEAM, KpiLevel.SITE, KpiLevel.CENTRE)
    values = found.select("agent_id", "value:team", "value:site", "value:centre").rows()
    assert values == [("T1", 1000, 3750, 4000), ("T2", 2500, 3750, 4000), ("T3", 9000, 3750, 4000)]
    assert found["days"].to_list() == [15, 31, 31]
    assert found.select(pl.col("tenure_days", "fte", "name").is_null().all()).row(0) == (True, True, True)


@pytest.mark.parametrize(("level", "id_", "value"), [(KpiLevel.SITE, "S1", 3750), (KpiLevel.CENTRE, "centre", 4000)])
def test_sites_and_the_centre_have_one_row(level, id_, value):
    assert measured(level, level).select("agent_id", f"value:{level}", f"n:{level}").rows() == [
        (id_, value, 4 if level is KpiLevel.SITE else 5)
    ]


def test_the_whole_team_counts_also_those_whom_the_rule_set_does_not_name():
    found = measured(KpiLevel.SITE, KpiLevel.SITE, agents={"role": ("agent",)})
    assert found["value:site"].to_list() == [3750]
    teams = measured(KpiLevel.TEAM, KpiLevel.TEAM, agents={"role": ("agent",)})
    assert teams["agent_id"].to_list() == ["T1", "T2"]
