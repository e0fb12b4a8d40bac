"""The table of exclusions as it is read: what it is for, what it may not name, and as of when."""

import pytest

from kpiengine.diagnostics import Refused
from kpiengine.facts.exclusions import named, read_exclusions
from kpiengine.testing.cases import installed

HEADER = "exclusion_id,version,updated_at,scope,scope_id,ts_start,ts_end,reason,metrics,approved_by,status\n"
OUTAGE = (
    "X1,1,2026-06-02T00:00:00Z,centre,,2026-06-01T10:00:00+08:00,2026-06-01T11:00:00+08:00,system_outage,{},Boss,{}\n"
)
BACK = OUTAGE.replace("X1,1,2026-06-02", "X1,2,2026-06-09")
JUNE_5, JUNE_20 = 1_780_617_600_000, 1_781_913_600_000


def read(folder, text, as_of=None, **settings):
    folder.put("exclusions.csv", text)
    folder.source("exclusions", "exclusions.csv", **settings)
    return read_exclusions(folder.project(), installed(), as_of)


def test_a_row_is_a_record_with_who_decided(folder):
    (found,), account = read(folder, HEADER + OUTAGE.format('"aht, access"', "active"))
    assert (found.id, found.scope, found.scope_id, found.reason, found.author) == (
        *("X1", "centre", None, "system_outage", "Boss"),
    )
    assert found.end - found.start == 3_600_000
    assert found.metrics == ("aht", "access")
    metrics = installed().metrics
    assert [id_ for id_ in ("aht", "asa", "csat_pct") if found.is_for(metrics[id_])] == ["aht", "asa"]
    assert account.accounts[0].used == 1


@pytest.mark.parametrize(("text", "names"), [(None, ()), ("", ()), ("all", ()), ("aht; asa", ("aht", "asa"))])
def test_nothing_and_all_mean_every_metric(text, names):
    assert named(text) == names


def test_a_project_without_the_table_excludes_nothing(folder):
    assert read_exclusions(folder.project(), installed())[0] == ()


def test_a_metric_that_nobody_brings_is_refused_with_its_place(folder):
    with pytest.raises(Refused) as refusal:
        read(folder, HEADER + OUTAGE.format("ahtt", "active"))
    (fault,) = refusal.value.diagnostics
    assert (fault.code, fault.place.path, fault.place.line) == ("KPI341", "exclusions.csv", 2)
    assert "aht" in (fault.remedy or "")


def test_a_unit_must_be_named(folder):
    with pytest.raises(Refused, match="which site, team, queue or agent"):
        read(folder, HEADER + OUTAGE.format("", "active").replace("centre", "team"))


def test_an_exclusion_is_taken_back_by_a_new_version_as_of_then(folder):
    text = HEADER + OUTAGE.format("", "active") + BACK.format("", "deleted")
    before, _ = read(folder, text, JUNE_5, rows="versions")
    after, account = read(folder, text, JUNE_20, rows="versions")
    assert (len(before), len(after)) == (1, 0)
    assert account.accounts[0].deleted == 1
    assert any("deleted by their source" in note for note in account.notes)
