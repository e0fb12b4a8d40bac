"""`kind = "followed_within"`: rows that another one of the same follows within a time, alike on every engine."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpiengine.testing.cases import MetricCase, Outcome, run_case

TEXT = """\
format = 1

[metric.came_back]
title = "Came back"
unit = "%"
better = "lower"
kind = "followed_within"
facts = "cases"
time = "closed_at"
agent = "agent_id"
same = ["customer_id", "outcome"]
within = "7 days"
where = 'cost > 0'
events = 'cost < 100'
"""
ROWS = """
case_id | agent_id | customer_id | outcome | closed_at           | cost
a       | A1       | U           | x       | 2025-03-03T09:00:00 | 1
b       | A1       | U           | x       | 2025-03-10T09:00:00 | 1
c       | A1       | U           | x       | 2025-03-17T09:00:01 | 1
d       | A2       | V           | x       | 2025-03-03T09:00:00 | 1
e       | A2       | V           | y       | 2025-03-04T09:00:00 | 1
f       | A2       | W           | x       | 2025-03-03T09:00:00 | 1
g       | A2       | W           | x       | 2025-03-05T09:00:00 | 100
h       | A2       |             | x       | 2025-03-03T09:00:00 | 1
i       | A2       | X           | x       | 2025-03-03T09:00:00 | 1
j       | A1       | X           | x       | 2025-03-03T09:00:00 | 1
k       | A1       | Y           | x       | 2025-03-03T09:00:00 | 0
"""


@pytest.fixture
def whole(load):
    """The catalogue with the metric."""
    return load({"own.toml": TEXT})[0]


def came_back(catalogue, rows=ROWS, engine="polars", **more):
    case = MetricCase("", "came_back", None, {"cases": rows}, period="2025-03", **more)
    return run_case(case, catalogue, engine)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_follows_what(load, engine):
    """Nine rows are judged; a (by b, to the second), and one of i and j, which came at once, are followed.

    c comes a second too late for b; e is another matter; g is no event; h has no customer; k costs nothing.
    """
    catalogue, faults = load({"own.toml": TEXT})
    assert faults == ()
    assert came_back(catalogue, engine=engine) == Outcome("22.2", "ok", 9)


def test_what_is_too_young_is_no_evidence_and_says_so(load):
    catalogue, _ = load({"own.toml": TEXT})
    assert came_back(catalogue, as_of="2025-03-12") == Outcome("33.3", "provisional", 6)


def test_a_rule_may_narrow_what_counts_and_not_what_follows(load):
    catalogue, _ = load({"own.toml": TEXT.replace("where = 'cost > 0'", "where = 'case_id == \"a\"'")})
    assert came_back(catalogue) == Outcome("100.0", "ok", 1)


instants = st.integers(0, 20 * 24).map(lambda hours: datetime(2025, 3, 1, tzinfo=UTC) + timedelta(hours=hours))
people = st.sampled_from(["U", "V", None])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(rows=st.lists(st.tuples(people, instants, st.integers(0, 2)), max_size=12))
def test_it_is_what_a_loop_over_pairs_finds(whole, rows):
    """The n-th row (in order of time, then of id backwards) is followed by any later one of the same customer."""
    given_ = [
        {"case_id": f"{n:02}", "agent_id": "A1", "customer_id": who, "outcome": "x", "closed_at": str(at), "cost": cost}
        for n, (who, at, cost) in enumerate(rows)
    ]
    judged = [(at, -n, who) for n, (who, at, cost) in enumerate(rows) if who is not None and cost > 0]
    events = [(at, -n, who) for n, (who, at, _) in enumerate(rows) if who is not None]
    within = timedelta(days=7)
    followed = [
        one for one in judged if any(e[2] == one[2] and e[:2] > one[:2] and e[0] - one[0] <= within for e in events)
    ]
    found = came_back(whole, given_)
    assert (found.n or 0) == len(judged)
    if judged:
        assert found.value == f"{(2000 * len(followed) + len(judged)) // (2 * len(judged)) / 10:.1f}"
