"""Keys and kinds: all faults at once, and an unknown word gets the best answer."""

from decimal import Decimal

import pytest
import tomli

from kpiengine.rules.language import SECTIONS
from kpiengine.rules.structure import read_structure


def faults(text):
    _, reading = read_structure(tomli.loads("format = 1\n" + text))
    return [(f.code, f.message, f.remedy) for f in reading.findings if f.code != "KPI105"]


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("[ruleset]\nbonus = 3", "it belongs under [tier.NAME]"),
        ("[tier.gold]\nscore = 3", 'here it is called "from"'),
        ("[tier.gold]\nmin = 3", 'here it is called "from"'),
        ("[tier.gold]\nform = 3", 'did you mean "from"?'),
        ("[tier.gold]\nbonus_pct = 3", 'here it is called "percent"'),
        ("[kpi.csat]\ngoal = 3", 'here it is called "target"'),
        ("[kpi.csat]\ngrain = 3", 'here it is called "level"'),
        ("[kpi.csat]\nmin_n = 3", 'here it is called "min_sample"'),
        ("[alert.a]\nif = 'x'", 'here it is called "when"'),
        ("[gate.a]\nif = 'x'", 'here it is called "require"'),
        ("[kpi.csat]\nlevle = 'team'", 'did you mean "level"?'),
        ("[gate.a]\nelse = { drop_tier = 1 }", 'did you mean "drop_tiers"?'),
        ("[kpi.csat]\npoints_at = { taget = 1 }", 'did you mean "target"?'),
    ],
)
def test_an_unknown_key_gets_section_word_or_nearest(text, remedy):
    (code, _, said), *_ = faults(text)
    assert (code, said) == ("KPI104", remedy)


@pytest.mark.parametrize(
    "text", ["[[tier]]\nid = 'gold'\nfrom = 3", "[tier]\ngold = [{ from = 3 }]", "[[score]]\ndecimals = 1"]
)
def test_double_brackets_are_answered_with_the_heading(text):
    assert [code for code, _, _ in faults(text)] == ["KPI109"]


def test_all_faults_of_a_file_are_reported_at_once():
    text = """
        [ruleset]
        id = "A B"
        from = "2026-10-01"
        period = "monthly"
        agents = {}
        [kpi.csat]
        target = "88"
        levle = "team"
        [tier]
        gold = { from = -1, bonus = true }
        [alert.x]
        when = 3
    """
    codes = [code for code, _, _ in faults(text)]
    assert codes == ["KPI110", "KPI106", "KPI107", "KPI106", "KPI106", "KPI104", "KPI108", "KPI106", "KPI106"]


def test_what_is_sound_is_read_beside_what_is_not():
    ruleset, reading = read_structure(
        tomli.loads('[kpi.csat]\ntarget = "9"\nfloor = 70\n[tier]\nlow = { from = 9 }\nlower = { from = 1 }')
    )
    assert ruleset.kpis["csat"].floor == 70
    assert ruleset.kpis["csat"].target is None
    assert [tier.id for tier in ruleset.tiers] == ["lower", "low"]
    assert reading.broken("kpi", "csat", "target")
    assert not reading.broken("kpi", "csat", "floor")


MIRRORED = [section for section in SECTIONS if section.further is None and section.name != "ramp"]


@pytest.mark.parametrize("section", MIRRORED, ids=lambda section: section.name)
def test_every_attribute_of_the_model_has_its_key(section):
    attributes = {a.name for a in section.record.__attrs_attrs__} - {"id", "code"}
    assert attributes - {"no_bonus"} == {key.attribute for key in section.keys} - {"id"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0.1234567891", "KPI019"),
        ("1234567890123456", "KPI019"),
        ("1e20", "KPI019"),
        ("nan", "KPI018"),
        ("inf", "KPI018"),
    ],
)
def test_numbers_that_cannot_be_kept_exactly_are_refused(value, code):
    found = read_structure(tomli.loads(f"[kpi.a]\ntarget = {value}", parse_float=Decimal))[1]
    assert code in {finding.code for finding in found.findings}


def test_format_is_a_whole_number_and_nothing_else():
    for value in ("true", '"1"', "2", "1.0"):
        codes = {f.code for f in read_structure(tomli.loads(f"format = {value}"))[1].findings}
        assert "KPI102" in codes, value
    assert "KPI101" in {f.code for f in read_structure({})[1].findings}
