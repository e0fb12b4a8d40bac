"""Views of one run that are made of the same rows: these are computed once, and each view counts as if alone."""

import pytest

from kpiengine.periods import parse_period
from kpiengine.plugin import Context
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model.words import KpiLevel
from kpiengine.sources.row_order import Given
from kpiengine.testing.cases import installed
from kpiengine.testing.trial import measures

CONTACTS = [
    {"contact_id": f"C{i}", "customer_id": f"U{i % 3}", "ts_arrived": f"2025-03-{3 + i:02}T10:00:00", **ends}
    for i, ends in enumerate([{"ts_ended": f"2025-03-{3 + i:02}T10:05:00", "last_agent_id": "A1"} for i in range(9)])
]
FACTS = {"contacts": [{**row, "outcome": "handled"} for row in CONTACTS]}


def wish(metric, **said):
    known = installed().metrics[metric]
    return Wanted(metric, known, known.settings(said), KpiLevel.CENTRE, min_sample=0)


@pytest.fixture
def sorts(monkeypatch):
    """How many rows each sort of everything got."""
    found = []
    run = Given.in_order
    monkeypatch.setattr(Given, "in_order", lambda *asked: found.append(asked[1].height) or run(*asked))
    return found


def counted(*wishes):
    found = measures(wishes, installed(), FACTS, periods=[parse_period("2025-03", "UTC")])
    return {w.key: found.frames[0][f"value:{w.key}"][0] for w in wishes}


@pytest.mark.parametrize("mode", ["trigger", "backward"])
def test_contacts_are_put_in_order_once_for_metrics_whose_settings_agree(mode, sorts):
    wishes = wish("fcr"), wish("repeat_call_rate", mode=mode)
    alone = {key: value for one in wishes for key, value in counted(one).items()}
    assert sorts == [9, 9]
    assert None not in alone.values()
    sorts.clear()
    assert counted(*wishes) == alone
    assert sorts == [9]


def test_other_settings_have_rows_of_their_own(sorts):
    counted(wish("fcr"), wish("repeat_call_rate", mode="trigger", same_journey_min=60))
    assert sorts == [9, 9]


def test_rows_are_made_once_for_the_same_facts_only():
    context, made = Context(0, ()), []
    facts, others = {"t": object()}, {"t": object()}
    for given in (facts, dict(facts), others):
        context.once("x", given, lambda: made.append(1) or len(made))
    assert len(made) == 2
    assert Context(0, ()).shared.made == {}
