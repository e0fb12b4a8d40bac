"""Files of rule tests: what is read, and what each slip is answered with, at its place."""

from decimal import Decimal

import pytest

from kpiengine.rule_tests.reading import read_case_text
from kpiengine.rule_tests.records import Moment

HEAD = 'format = 1\nruleset = "phone"\n'


def faults(text):
    """Code and place of each fault of a text."""
    found = read_case_text(text.encode(), "t.toml")[1]
    return [(fault.code, str(fault.place), fault.message) for fault in found]


def metrics(text):
    file, found = read_case_text(f'{HEAD}[[case]]\ntitle = "x"\nexpect.score = 1\n{text}'.encode(), "t.toml")
    assert found == ()
    return file.cases[0].people[0].metrics


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("87.5", (Moment(Decimal("87.5")),)),
        ('"_"', (Moment(),)),
        ('"leave"', (Moment(away=True),)),
        ('"80 82 _ 90"', (Moment(80), Moment(82), Moment(), Moment(90))),
        ('"85x2 -1.50"', (Moment(85), Moment(85), Moment(Decimal("-1.50")))),
        ('"_x3"', (Moment(), Moment(), Moment())),
        ("{ value = 28.6, n = 7 }", (Moment(Decimal("28.6"), 7),)),
        ('{ value = "80 _ 82", n = 9 }', (Moment(80, 9), Moment(), Moment(82, 9))),
        ('{ value = "80 82", n = "9 12" }', (Moment(80, 9), Moment(82, 12))),
    ],
)
def test_what_is_given_of_a_metric(written, read):
    assert metrics(f"metrics.csat = {written}")["csat"] == read


@pytest.mark.parametrize(
    ("written", "code", "column", "said"),
    [
        ('"80 8o 90"', "KPI701", 20, '"8o" is no figure'),
        ('"80x0"', "KPI701", 17, '"80x0" is no figure'),
        ('""', "KPI701", 16, "the series is empty"),
        ('"1x99"', "KPI701", 16, "has 99 periods"),
        ('{ value = "80 82", n = "9 9 9" }', "KPI701", 39, "2 values and 3 numbers of cases"),
        ("{ value = 80, n = 7.5 }", "KPI106", 34, "n must be a whole number"),
        ("{ value = 80, cases = 7 }", "KPI104", 30, 'unknown key "cases"'),
        ("{ n = 7 }", "KPI105", 1, "needs `value`"),
        ("true", "KPI106", 16, "must be"),
    ],
)
def test_a_slip_in_a_figure_is_said_where_it_stands(written, code, column, said):
    (fault,) = faults(f'{HEAD}[[case]]\ntitle = "x"\nexpect.score = 1\nmetrics.csat = {written}')
    assert fault[0] == code
    assert fault[1] == f"t.toml:6:{column if column > 1 else 9}"
    assert said in fault[2]


def test_what_stands_in_given_and_case_counts_for_each_agent_name_by_name():
    text = f"""{HEAD}
    [given]
    metrics = {{ a = 1, b = 1, c = 1 }}
    roster = {{ fte = 0.5, line = "chat" }}
    [[case]]
    title = "x"
    metrics = {{ b = 2, c = 2 }}
    [case.agent.lin]
    metrics.c = 3
    roster = [{{ line = "phone" }}, {{ fte = 1 }}]
    expect.score = 1
    [case.agent.wu]
    expect.score = 2
    """
    file, found = read_case_text(text.encode(), "t.toml")
    assert found == ()
    lin, wu = file.cases[0].people
    assert {name: series[0].value for name, series in lin.metrics.items()} == {"a": 1, "b": 2, "c": 3}
    assert {name: series[0].value for name, series in wu.metrics.items()} == {"a": 1, "b": 2, "c": 2}
    assert list(lin.roster) == [{"fte": Decimal("0.5"), "line": "phone"}, {"fte": 1, "line": "chat"}]
    assert list(wu.roster) == [{"fte": Decimal("0.5"), "line": "chat"}]


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ('ruleset = "a"', "KPI101", "t.toml", "does not say its format"),
        ("format = 1", "KPI105", "t.toml", "which rule set it tests"),
        (f"{HEAD}[case]\ntitle = 'x'", "KPI109", "t.toml:3:2", "double brackets"),
        (f"{HEAD}[[case]]\nexpect.score = 1", "KPI105", "t.toml:3:3", "needs `title`"),
        (f"{HEAD}[[case]]\ntitle = 'x'\nexpect.scor = 1", "KPI104", "t.toml:5:8", 'unknown key "scor"'),
        (f"{HEAD}[[case]]\ntitle = 'x'\nexpect.bonus = 1", "KPI104", "t.toml:5:8", 'unknown key "bonus"'),
        (f"{HEAD}[[case]]\ntitle = 'x'\nexpect.score = 1\ntier = 'a'", "KPI104", "t.toml:6:1", 'unknown key "tier"'),
        (f"{HEAD}[[case]]\ntitle = 'x'\nexpect.eligibility = 'yes'", "KPI107", "t.toml:5:22", "eligibility"),
        (f"{HEAD}[[case]]\ntitle = 'x'\nexpect.kpi.csat.point = 1", "KPI104", "t.toml:5:17", 'unknown key "point"'),
        (f"{HEAD}[[case]]\ntitle = 'x'", "KPI704", "t.toml:3:3", "expects nothing"),
        (
            f"{HEAD}[[case]]\ntitle = 'x'\nexpect.score = 1\nagent.a.expect.score = 1",
            "KPI704",
            "t.toml:5:1",
            "several agents",
        ),
        (
            f"{HEAD}[[case]]\ntitle = 'x'\nexpect.score = 1\n[[case]]\ntitle = 'x'\nexpect.score = 2",
            "KPI704",
            "t.toml:7:9",
            'another test "x"',
        ),
        (f"{HEAD}score = 88 %", "KPI013", "t.toml:3:12", "%"),
        (f"{HEAD}x = [", "KPI010", "t.toml:3:6", "no value"),
    ],
)
def test_a_slip_is_answered_at_its_place(text, code, place, said):
    found = faults(text)
    assert [fault for fault in found if fault[:2] == (code, place) and said in fault[2]], found


def test_words_of_other_tools_get_the_right_word():
    found = read_case_text(f"{HEAD}[[case]]\ntitle = 'x'\nexpect.bonus = 1".encode(), "t")[1]
    assert 'here it is called "amount"' in [fault.remedy for fault in found]


def test_all_faults_of_a_file_are_told_at_once():
    text = f"{HEAD}[[case]]\ntitle = 'x'\nexpect.scor = 1\nmetrics.a = '?'\n[[case]]\ntitle = 'y'\nexpect.tire = 'a'"
    assert [fault[0] for fault in faults(text) if fault[0] != "KPI704"] == ["KPI104", "KPI701", "KPI104"]


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    from kpiengine.rule_tests.reading import read_file  # noqa: PLC0415 -- the only test that opens a file

    file, found = read_file(tmp_path / "none.toml")
    assert file is None
    assert [fault.code for fault in found] == ["KPI001"]
