"""Which columns measures read: as little as the load stage must join, and never less than they use."""

from datetime import date

import polars as pl
import pytest

from kpiengine.metrics import needed_columns
from kpiengine.periods import parse_period
from kpiengine.planning.plan import make_plan
from kpiengine.planning.records import Roster
from kpiengine.plugin.columns import ColumnType
from kpiengine.project import FactSource, Project
from kpiengine.registry import load_catalogue
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model import Head, KpiLevel, PeriodKind, RuleSet
from kpiengine.sources.columns import STORED

CATALOGUE = load_catalogue()
TABLES = ("contacts", "agent_legs", "queue_entries", "queues", "surveys", "qa_reviews")


@pytest.fixture
def needed(tmp_path):
    def of(metric, level="centre", *, tables=TABLES, slice_=None, **params):
        facts = {name: FactSource(name, source=(f"{name}.csv",)) for name in tables}
        project = Project("p", tmp_path, "kpiengine.toml", "", "UTC", facts=facts)
        one = CATALOGUE.metrics[metric]
        wanted = Wanted("k", one, one.settings(params), KpiLevel(level), 1, slice_ or {})
        head = Head("r", date(2025, 1, 1), PeriodKind.MONTH, {}, "r", {"en": "r"})
        rules = CheckedRuleSet(RuleSet(head), "r.toml", "", {"k": wanted})
        plan = make_plan([rules], CATALOGUE, [parse_period("2025-03", "UTC")], ROSTER, as_of=10**13)
        found = needed_columns(plan, project, CATALOGUE)
        return {name for name in found if name.partition(".")[2].startswith(("contact_", "queue_"))} - KEYS

    return of


KEYS = {"agent_legs.contact_id", "agent_legs.queue_id", "queue_entries.contact_id", "queue_entries.queue_id"}
KEYS |= {"contacts.contact_id", "surveys.contact_id", "contacts.contact_type"}
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


def test_a_metric_of_legs_reads_what_makes_a_leg_count_and_no_more(needed):
    assert needed("contacts_handled") >= {"agent_legs.contact_is_test", "agent_legs.contact_direction"}
    assert "agent_legs.contact_contact_type" not in needed("contacts_handled")
    assert "agent_legs.contact_site_id" not in needed("contacts_handled")


def test_a_slice_reads_its_dimension(needed):
    found = needed("contacts_handled", slice_={"contact_type": ("order",)})
    assert "agent_legs.contact_contact_type" in found


def test_a_setting_decides_what_is_read(needed):
    flat = needed("service_level", tables=("queue_entries",), threshold_s=20)
    assert "queue_entries.queue_sl_threshold_s" in flat
    assert not any("queue_channel" in name for name in flat)
    by_channel = needed("service_level", tables=("queue_entries",))
    assert {"queue_entries.queue_channel", "queue_entries.contact_channel"} <= by_channel


def test_values_of_queues_read_who_worked_there(needed):
    assert "agent_legs.contact_is_test" in needed("service_level", "queue")


def test_a_table_without_a_source_is_not_asked_for(needed):
    assert needed("contacts_handled", tables=("contacts",)) == set()
