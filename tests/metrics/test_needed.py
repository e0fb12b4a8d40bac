"""Which columns measures read: as little as the load stage must join, and never less than they use."""

import re
from datetime import date

import polars as pl
import pytest
from attrs import evolve

from kpiengine.facts.parents import parent_columns
from kpiengine.metrics import needed_columns
from kpiengine.metrics.needed import traced_columns
from kpiengine.periods import OpeningHours, parse_period
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import Roster
from kpiengine.plugin.columns import ColumnType
from kpiengine.project import FactSource, Project, Site
from kpiengine.registry import load_catalogue
from kpiengine.registry.formulas import alternatives
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.words import KpiLevel, PeriodKind
from kpiengine.sources.columns import STORED

CATALOGUE = load_catalogue()
TABLES = tuple(sorted(CATALOGUE.tables))
OPENING = {
    name: OpeningHours(name, "UTC", (((start, 17 * 3_600_000),),) * 7, peak=(((start, 12 * 3_600_000),),) * 7)
    for name, start in (("early", 6 * 3_600_000), ("late", 9 * 3_600_000))
}  # two, so that it matters whose calendar holds
SITES = {"north": Site("north", "UTC", None, "early")}


def planned(folder, metric, level="centre", *, tables=TABLES, slice_=None, catalogue=CATALOGUE, **params):
    facts = {name: FactSource(name, source=(f"{name}.csv",)) for name in tables}
    project = Project("p", folder, "kpiengine.toml", "", "UTC", facts=facts, opening=OPENING, sites=SITES)
    one = catalogue.metrics[metric]
    wanted = Wanted("k", one, one.settings(params), KpiLevel(level), 1, slice_ or {})
    head = Head("r", date(2025, 1, 1), PeriodKind.MONTH, {}, "r", {"en": "r"})
    rules = CheckedRuleSet(RuleSet(head), "r.toml", "", {"k": wanted})
    plan = make_plan([rules], catalogue, [parse_period("2025-03", "UTC")], ROSTER, 10**13, project)
    return plan, project, catalogue


@pytest.fixture
def traced(tmp_path):
    def of(*given, **more):
        plan, project, catalogue = planned(tmp_path, *given, **more)
        found = traced_columns(plan, project, catalogue, tuple(plan.wanted().values()))
        return {name for name in found if name in OF_PARENTS}

    return of


OF_PARENTS = {
    f"{table.id}.{name}" for table in CATALOGUE.tables.values() for name in parent_columns(table, CATALOGUE.tables)
}
ROW = {"agent_id": "A1", "agent": 1, "valid_from": 0, "valid_to": 2_000_000, "kind": "human", "fte": 100}
TEXTS = ("name", "team_id", "site_id", "role")
ROSTER = Roster(
    pl.DataFrame([{**ROW, **dict.fromkeys(TEXTS), "hired_on": None}], schema_overrides={
        "agent": pl.Int32, "valid_from": pl.Int32, "valid_to": pl.Int32, "hired_on": pl.Int32,
        **dict.fromkeys(TEXTS, STORED[ColumnType.TEXT]),
    }),
    {},
    "",
)  # fmt: skip


def test_a_metric_of_legs_reads_what_makes_a_leg_count_and_no_more(traced):
    assert traced("contacts_handled") >= {"agent_legs.contact_is_test", "agent_legs.contact_direction"}
    assert "agent_legs.contact_contact_type" not in traced("contacts_handled")
    assert "agent_legs.contact_site_id" not in traced("contacts_handled")


def test_a_slice_reads_its_dimension(traced):
    found = traced("contacts_handled", slice_={"contact_type": ("order",)})
    assert "agent_legs.contact_contact_type" in found


def test_a_setting_decides_what_is_read(traced):
    flat = traced("service_level", tables=("queue_entries",), threshold_s=20)
    assert "queue_entries.queue_sl_threshold_s" in flat
    assert not any("queue_channel" in name for name in flat)
    by_channel = traced("service_level", tables=("queue_entries",))
    assert {"queue_entries.queue_channel", "queue_entries.contact_channel"} <= by_channel


def test_values_of_queues_read_who_worked_there(traced):
    assert "agent_legs.contact_is_test" in traced("service_level", "queue")


def test_a_table_without_a_source_is_not_asked_for(traced):
    assert traced("contacts_handled", tables=("contacts",)) == set()


READING = {id_: view for id_, view in CATALOGUE.views.items() if view.reads is not None}


def uses():
    """By reading view: metrics with settings that together use each of its columns, under each of its settings."""
    found, seen = {id_: [] for id_ in READING}, set()
    for metric in CATALOGUE.metrics.values():
        for params in alternatives(metric):
            parts = [part for part in metric.plan_for(params).parts.values() if part.view in READING]
            keys = {name for name in metric.plan_for(params).by if parts}
            for part in parts:
                view = READING[part.view]
                named = set(re.findall(r"\w+", f"{part.of} {part.where}")) | keys
                new = {(view.id, name) for name in named & view.columns.keys()}
                new |= {(view.id, name, repr(params[name])) for name in view.params}
                if new - seen:
                    found[view.id].append((metric, params))
                    seen |= new
    return found


USES = uses()


@pytest.mark.parametrize("view", sorted(READING))
def test_installed_views_say_all_that_they_read(tmp_path, view):
    """What a view does not say is not joined, and would be missing in every row."""
    assert USES[view]
    for metric, params in USES[view]:
        plan, project, _ = planned(tmp_path, metric.id, metric.levels[0], **params)
        found = traced_columns(plan, project, CATALOGUE, tuple(plan.wanted().values()))
        assert {name for name in found if name in OF_PARENTS} <= needed_columns(plan, project, CATALOGUE), params


def test_a_view_that_says_what_it_reads_is_taken_at_its_word(tmp_path):
    plan, project, _ = planned(tmp_path, "contacts_handled")
    said = needed_columns(plan, project, CATALOGUE)
    assert said == {*CATALOGUE.views["handled_legs"].reads, "agent_legs.ts_ended"}
    silent = evolve(CATALOGUE.views["handled_legs"], reads=None)
    asked = evolve(CATALOGUE, views={**CATALOGUE.views, "handled_legs": silent})
    found = needed_columns(plan, project, asked)
    assert "agent_legs.contact_is_test" in found
    assert "agent_legs.contact_contact_type" not in found
