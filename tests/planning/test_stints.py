"""Short stretches in a team go to the longer one beside them; a team that is met again is one segment."""

import polars as pl
import pytest

from kpiengine.planning.short import joined

WHO = ["agent", "period", "ruleset"]


@pytest.mark.parametrize(
    ("days", "teams", "expected"),
    [
        ((20, 11), (1, 2), (1, 2)),
        ((28, 3), (1, 2), (1, 1)),
        ((3, 28), (1, 2), (2, 2)),
        ((10, 3, 18), (1, 2, 1), (1, 1, 1)),
        ((14, 3, 14), (1, 2, 3), (1, 1, 3)),  # of equal ones the earlier
        ((3, 2), (1, 2), (1, 1)),  # the shortest first; what is left is alone
    ],
)
def test_a_short_stretch_joins_the_longer_one(days, teams, expected):
    first, rows = 0, []
    for count, team in zip(days, teams, strict=True):
        rows.append({"agent": 1, "period": 0, "ruleset": 0, "first_day": first, "days": count, "team": team})
        first += count
    found = joined(pl.DataFrame(rows), WHO, "team", pl.lit(5))
    assert tuple(found["team"]) == expected
