"""Two months of a bank's call log against the daily figures that somebody else published for it."""

import csv
from decimal import Decimal

import pytest

TITLE = "bank_1999"
SPAN = ("--from", "1999-01-01", "--to", "1999-02-28")
NO_METRIC = "no metric is a median or a standard deviation"


@pytest.fixture(scope="module")
def folder(copy):
    return copy("bank_1999")


@pytest.fixture(scope="module")
def runs(folder, evaluate):
    ran = evaluate(folder, *SPAN)
    assert ran.code == 0, ran.err
    return [ran]


@pytest.fixture(scope="module")
def days(runs):
    """Day -> KPI -> line."""
    found = {}
    for ran in runs:
        for plan, day, kpi in ran.lines:
            found.setdefault(day, {})[kpi] = ran.line(plan, day, kpi)
    return found


@pytest.fixture(scope="module")
def published(shared):
    path = shared / "data" / "bank_1999" / "oracles" / "daily_metrics.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def figures_of(row, line, compare):
    rate = line["hangs"]
    yield compare.count("total_calls", row["total_calls"], rate.n)
    yield compare.share("hangs", row["hangs"], rate)
    yield compare.value("hang_rate", two(row["hang_rate"]), rate.value)
    yield compare.value("efficiency_score", two(row["efficiency_score"]), 100 - rate.value)
    for name, kpi in (("avg_service_time", "service"), ("avg_queue_time", "queue"), ("avg_vru_time", "menu")):
        yield compare.value(name, two(row[name]), line[kpi].value)
        assert line[kpi].n == rate.n  # of all rows


def two(text):
    """The publisher's 15.5 is a figure of two decimals whose last one was not printed."""
    return Decimal(text).quantize(Decimal("0.01"))


def test_every_daily_figure_that_metrics_can_make_is_ours(days, published, compare, told):
    assert sorted(days) == [row["date"] for row in published]
    made = [(row["date"], figure) for row in published for figure in figures_of(row, days[row["date"]], compare)]
    assert [(day, figure) for day, figure in made if not figure.same] == []
    # every column of the file is made, or the README says why not
    columns = {figure.name for _, figure in made}
    left = set(published[0]) - {"date"} - columns
    assert left == {"median_service_time", "std_service_time", "median_vru_time", "median_queue_time"}
    count = str(len(published))
    expected = {
        (name, count, count, "") if name in columns else (name, count, "–", NO_METRIC) for name in columns | left
    }
    assert set(told[TITLE]) == expected


def test_days_without_rows_are_said_and_not_recorded(runs, days):
    (ran,) = runs
    assert "no facts lie in 1999-01-11, 1999-01-12; nothing was recorded for that" in ran.err
    assert not {"1999-01-11", "1999-01-12"} & set(days)


def test_a_day_without_rows_alone_is_refused(folder, evaluate):
    ran = evaluate(folder, "--period", "1999-01-11")
    assert (ran.code, ran.out) == (3, "")
    assert "no facts lie in 1999-01-11, so nothing was recorded" in ran.err


def test_every_row_is_accounted_for(runs, shared):
    files = sorted((shared / "data" / "bank_1999").glob("*.txt"))
    lines = sum(path.read_bytes().count(b"\n") - 1 for path in files)
    for ran in runs:
        for run in ran.document["runs"]:
            assert {rows["table"] for rows in run["rows"]} == {"contacts", "queue_entries", "agent_legs"}
            for rows in run["rows"]:
                # no key occurs twice, and none of these two months' rows has fused columns
                assert rows["read"] == rows["used"] == lines
                assert sum(rows[why] for why in ("outside", "later", "duplicate", "superseded", "rejected")) == 0


def test_the_published_days_are_all_rows(days, runs):
    (read,) = {rows["read"] for ran in runs for run in ran.document["runs"] for rows in run["rows"]}
    assert sum(line["hangs"].n for line in days.values()) == read


@pytest.fixture
def fused(shared, tmp_path):
    """A copy of one month in which some rows have two columns fused, as other months of this log have."""

    def make(*damaged):
        folder = tmp_path / "data" / "bank_1999"
        folder.mkdir(parents=True)
        lines = (shared / "data" / "bank_1999" / "january.txt").read_text("ascii").splitlines(keepends=True)
        for number in damaged:
            cells = lines[number - 1].split("\t")
            cells[3:5] = [f"{cells[3]}       {cells[4]}"]  # priority and type
            lines[number - 1] = "\t".join(cells)
        (folder / "january.txt").write_text("".join(lines), "ascii")
        return tmp_path

    return make


def test_rows_with_fused_columns_are_put_aside_with_their_place(copy, evaluate, fused):
    damaged = (2, 777, 31_000)
    ran = evaluate(copy("bank_1999", fused(*damaged)), "--period", "1999-01-01")
    assert ran.code == 0, ran.err
    (run,) = ran.document["runs"]
    for rows in run["rows"]:
        assert (rows["read"], rows["used"], rows["rejected"]) == (31_599, 31_596, 3)
        assert f"{rows['table']}: 3 of 31599 rows rejected; see rejected.csv" in ran.err
    with (ran.folder / "out" / "day" / "1999-01-01" / "rejected.csv").open(encoding="utf-8", newline="") as file:
        rejected = list(csv.DictReader(file))
    assert len(rejected) == 3 * len(run["rows"])
    for row in rejected:
        assert row["file"].endswith("bank_1999/january.txt")
        assert int(row["line"]) in damaged
        assert (row["code"], row["reason"]) == ("KPI321", "16 cells where the header has 17")


def test_more_of_them_than_the_project_allows_stop_the_run(copy, evaluate, fused):
    ran = evaluate(copy("bank_1999", fused(*range(2, 34))), "--period", "1999-01-01")
    assert ran.code == 3
    assert "32 of 31599 rows were rejected, and 31 are allowed, so nothing is computed" in ran.err
    assert "bank_1999/january.txt:2" in ran.err
    assert not (ran.folder / "out").exists()


def test_explain_redoes_every_card_to_the_last_digit_and_so_does_the_checker(runs, explained, same_as_published):
    assert sum(same_as_published(ran.folder, explained(ran.folder)) for ran in runs) >= 57
