"""A thousand sales calls against what Excel computed for them in the same workbook, read from its sheet."""

import warnings

import pytest

TITLE = "chandoo_2023"
YEAR = "2023"
WHOLE = ("--from", "2023-01-01", "--to", "2023-12-31")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOT_MADE = (
    ("amounts, by representative, city and customer", "no metric adds up amounts of money"),
    ("calls by day of the week", "a period is a day, a week, a month; no metric is cut by weekday"),
    ("calls by city and gender", "calls do not take columns over from a table of customers"),
)
STARS = {5: "five_stars", 4: "four_stars", 3: "three_stars", 2: "two_stars"}


@pytest.fixture(scope="module")
def ran(copy, evaluate):
    found = evaluate(copy("chandoo_2023"), *WHOLE)
    assert found.code == 0, found.err
    return found


@pytest.fixture(scope="module")
def sheet(shared):
    import openpyxl  # noqa: PLC0415 -- takes a while, for this file only

    path = shared / "data" / "chandoo_2023" / "call-center-data-excel-portfolio-project.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its charts and slicers are nothing to a reader of cells
        book = openpyxl.load_workbook(path, data_only=True)
    return book["calculations"]


def block(sheet, corner, columns):
    """The rows of a pivot table below its header, up to the grand total: label -> cells."""
    first = sheet[corner]
    found = {}
    for row in sheet.iter_rows(min_row=first.row + 1, min_col=first.column, max_col=first.column + columns):
        label, *cells = (cell.value for cell in row)
        found[label] = cells[0] if columns == 1 else cells
        if label == "Grand Total":
            break
    return found


def summary(sheet, row):
    """The five figures under a row of titles."""
    return {sheet.cell(row, column).value: str(sheet.cell(row + 1, column).value) for column in range(1, 6)}


def five(figures, line, of, compare):
    """Calls, duration, rating and five-star calls; amounts are no metric's."""
    yield compare.count(f"{of}: Call Count", figures["Call Count"], line["calls"].value)
    yield compare.total(f"{of}: Total Duration", figures["Total Duration"], line["duration"], seconds=60)
    # Excel shows 3.8854 with the rests of its own adding up; sixteen digits are more than it means
    rating = f"{float(figures['Avg. rating']):.4f}"
    yield compare.value(f"{of}: Avg. rating", rating, line["rating"].value)
    yield compare.share(f"{of}: 5* Calls", figures["5* Calls"], line["five_stars"])


def lines(ran, plan, period, agent=None):
    kpis = ("calls", "duration", "rating", *STARS.values())
    return {kpi: ran.line(plan, period, kpi, agent) for kpi in kpis}


def test_every_figure_of_the_workbook_that_metrics_can_make_is_ours(sheet, ran, compare, told):
    chosen = sheet["I51"].value  # whose figures the workbook was saved with
    assert sheet["A67"].value == chosen
    whole = lines(ran, "centre-by-year", YEAR)
    own = lines(ran, "representatives-by-year", YEAR, chosen)
    figures = [*five(summary(sheet, 3), whole, "all", compare), *five(summary(sheet, 9), own, "chosen", compare)]
    calls = block(sheet, "A52", 2)
    for number, representative in enumerate(ran.agents("representatives-by-year", YEAR), 1):
        ours = ran.line("representatives-by-year", YEAR, "calls", representative).value
        figures.append(compare.count(f"representative {number}: calls", calls[representative][0], ours))
    months = block(sheet, "A20", 2)
    for number, month in enumerate(MONTHS, 1):
        ours = ran.line("representatives-by-month", f"2023-{number:02}", "calls", chosen).value
        figures.append(compare.count(f"chosen: calls in {month}", months[month][0], ours))
    stars = block(sheet, "C80", 1)
    at_least = 0
    for rating in (5, 4, 3, 2):  # we print shares of so many stars and more
        at_least += stars[rating]
        figures.append(compare.share(f"chosen: {rating} stars and more", at_least, own[STARS[rating]]))
    assert [figure for figure in figures if not figure.same] == []
    assert (stars["Grand Total"], months["Grand Total"][0]) == (own["calls"].n, own["calls"].n)
    assert (calls["Grand Total"][0], at_least) == (whole["calls"].n, own["calls"].n)
    made = [(figure.name, figure.published, figure.ours, figure.why) for figure in figures]
    assert told[TITLE] == [*made, *((name, "", "–", why) for name, why in NOT_MADE)]


def test_half_even_would_give_other_five_star_calls(sheet, ran):
    """The workbook rounds 4.5 up; that 4.5 is in the band from 4.5 on is what makes its figure ours."""
    five_stars = ran.line("centre-by-year", YEAR, "five_stars")
    assert int(summary(sheet, 3)["5* Calls"]) * 100 == five_stars.value * five_stars.n


def test_every_row_is_accounted_for(ran):
    for run in ran.document["runs"]:
        for rows in run["rows"]:
            assert rows["read"] == rows["used"] == 1000
        assert run["notes"] == []


def test_explain_redoes_every_card_to_the_last_digit_and_so_does_the_checker(ran, explained, same_as_published):
    assert same_as_published(ran.folder, explained(ran.folder)) >= 1
