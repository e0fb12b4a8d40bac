"""One rule set takes over another: what wins, where its lines stand, and that the whole reads back equal."""

from datetime import date
from decimal import Decimal

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.rules.check import check_rule_text
from kpiengine.rules.extends import Resolver, descends
from kpiengine.rules.library import Library, rule_text
from kpiengine.rules.load import said_once
from kpiengine.rules.resolved import resolved_rows, resolved_text
from kpiengine.rules.structure import read_structure

HEAD = """\
format = 1
[ruleset]
id = "{id}"
extends = "{base}"
from = {start}
agents = {{ role = "agent", line = "phone", site = "manila" }}
"""


def own(text="", name="phone-mn", base="phone", start="2026-10-01"):
    return HEAD.format(id=name, base=base, start=start) + text


def library(*texts):
    return Library(tuple(rule_text(text.encode(), f"rules/{i}.toml") for i, text in enumerate(texts)))


def whole(*texts):
    """The first of these files with what it takes over."""
    found = library(*texts)
    return Resolver(found).effective(found.texts[0])


def test_what_is_said_wins_key_by_key_and_a_value_is_replaced_whole(base):
    text = own(
        'title = "Manila"\n[kpi.aht]\ntarget = [200, 300]\n[tier]\nsilver = { bonus = 5 }\n'
        "[reward.leave_day]\noff = true"
    )
    found = whole(
        text, base.replace("from = 2026", 'title = { zh = "x" }\nto = 2026-12-31\nowner = "lead"\nfrom = 2026')
    )
    assert found.findings == ()
    head = found.document["ruleset"]
    assert (head["id"], head["owner"], head["title"], head["plan"]) == ("phone-mn", "lead", "Manila", "bonus")
    assert "to" not in head
    assert found.document["kpi"]["aht"] == {"target": [200, 300], "floor": [150, 540], "weight": 40}
    assert found.document["tier"]["silver"] == {"from": 80, "bonus": 5}
    assert "leave_day" not in found.document["reward"]


def test_a_key_takes_out_what_it_stands_instead_of(base):
    found = whole(own("[kpi.csat]\nbands = [{ from = 0, points = 0 }]\n[tier]\ngold = { percent = 6 }"), base)
    assert set(found.document["kpi"]["csat"]) == {"metric", "bands", "weight", "min_sample"}
    assert set(found.document["tier"]["gold"]) == {"from", "percent", "rewards"}


VARIED = """\
[kpi.fcr]
metric = "fcr"
weight = 0
[kpi.fcr.by.site]
manila = { target = 80, floor = 60 }
other = { target = 82, floor = 62 }
[kpi.fcr.relax.storm]
when = 'csat < 50'
target = 70
because = "nobody can"
"""


def test_a_key_moves_between_a_section_and_its_by(base):
    def fcr(text):
        return whole(own(text), base + VARIED).document["kpi"]["fcr"]

    assert fcr("[kpi.fcr.by.site]\nmanila = { target = 85 }")["by"]["site"]["manila"] == {"target": 85, "floor": 60}
    plain = fcr("[kpi.fcr]\ntarget = 79")
    assert plain["target"] == 79
    assert plain["by"] == {"site": {"manila": {"floor": 60}, "other": {"floor": 62}}}
    assert "by" not in fcr("[kpi.fcr]\ntarget = 79\nfloor = 60")
    dated = fcr("[kpi.fcr.by]\ndate = [{ from = 2026-10-01, target = 81 }]")["by"]
    assert dated["site"]["manila"] == {"floor": 60}
    assert dated["date"] == [{"from": date(2026, 10, 1), "target": 81}]
    teams = whole(own("[kpi.csat.by.team]\na = { target = 85 }\nother = { target = 80 }"), base).document["kpi"]["csat"]
    assert "target" not in teams
    assert teams["floor"] == 70


def test_rows_inside_a_row_are_gone_through(base):
    found = whole(own("[kpi.fcr.relax.storm]\ntarget = 72"), base + VARIED).document["kpi"]["fcr"]["relax"]
    assert found["storm"] == {"when": "csat < 50", "target": 72, "because": "nobody can"}
    found = whole(own("[kpi.fcr.relax.storm]\noff = true"), base + VARIED)
    assert (found.findings, found.document["kpi"]["fcr"]["relax"]) == ((), {})


def test_a_row_of_weights_is_replaced_whole(base):
    found = whole(own("[weights]\nchat = { csat = 100 }"), base + "[weights]\nchat = { csat = 60, aht = 40 }\n")
    assert found.document["weights"] == {"chat": {"csat": 100}}


def test_places_are_those_of_the_file_and_line_of_origin(base):
    third = own("[kpi.csat]\nfloor = 65\n", "third", "phone-mn")
    found = whole(third, own("[kpi.csat]\ntarget = 90\n"), base)
    at = {row["key"][-1]: f"{row['file']}:{row['line']}" for row in resolved_rows(found) if row["key"][1:2] == ["csat"]}
    assert at == {
        "metric": "rules/2.toml:11",
        "target": "rules/1.toml:8",
        "floor": "rules/0.toml:8",
        "weight": "rules/2.toml:14",
        "min_sample": "rules/2.toml:15",
    }
    assert [base.path for base in found.bases] == ["rules/1.toml", "rules/2.toml"]


def test_faults_in_lines_of_the_base_are_said_there_and_only_once(around, base):
    broken = base.replace("target = 88", "target = 880")
    found = library(own(), broken)
    files = [check_rule_text(text, Resolver(found), around) for text in found.texts]
    assert [[(d.code, str(d.place)) for d in file.diagnostics] for file in files] == [
        [("KPI135", "rules/1.toml:12:10")],
        [("KPI135", "rules/1.toml:12:10")],
    ]
    assert files[0].diagnostics[0].message.endswith('(in "phone-mn", which takes this line over)')
    assert files[0].checked is None
    assert [d.message for d in said_once(files)] == [files[1].diagnostics[0].message]


def test_a_fault_that_only_the_taking_makes_stands_at_the_line_that_it_is_about(around, base):
    found = library(own("[kpi.csat]\nfloor = 95\n"), base)
    file = check_rule_text(found.texts[0], Resolver(found), around)
    assert [(d.code, str(d.place)) for d in file.diagnostics] == [("KPI132", "rules/0.toml:8:9")]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_circle_is_refused_in_each_of_its_files(around, size):
    texts = [own(name=f"r{i}", base=f"r{(i + 1) % size}") for i in range(size)]
    found = library(*texts)
    resolver = Resolver(found)
    codes = [[d.code for d in check_rule_text(text, resolver, around).diagnostics] for text in found.texts]
    assert all(set(each) <= {"KPI156", "KPI155"} for each in codes)
    assert any("KPI156" in each for each in codes)
    assert all(codes)


def test_a_base_that_is_no_toml_is_named(around, base):
    found = library(own(), base.replace("[ruleset]", "[ruleset"))
    assert [d.code for d in check_rule_text(found.texts[0], Resolver(found), around).diagnostics] == ["KPI155"]


def test_of_several_versions_the_one_that_holds_on_the_first_day_is_taken(base):
    later = base.replace("2026-10-01", "2027-01-01").replace("target = 88", "target = 89")
    assert whole(own(start="2026-12-01"), base, later).document["kpi"]["csat"]["target"] == 88
    assert whole(own(start="2027-02-01"), base, later).document["kpi"]["csat"]["target"] == 89
    assert [f.code for f in whole(own(start="2026-09-01"), base, later).findings] == ["KPI155"]
    assert whole(own(start="2026-09-01"), base).findings == ()  # a single one is taken whenever it begins


def test_a_version_takes_over_the_one_before_it(base):
    second = own("[kpi.csat]\nfloor = 71\n", "phone", "phone", "2027-01-01")
    third = own("[kpi.csat]\ntarget = 89\n", "phone", "phone", "2027-02-01")
    found = whole(third, base, second)
    assert (found.document["kpi"]["csat"]["floor"], found.document["kpi"]["csat"]["target"]) == (71, 89)
    assert [f.code for f in whole(own(name="phone", base="phone"), base).findings] == ["KPI156"]


def test_the_record_names_every_file_that_was_taken_over(around, base):
    found = library(own(), base)
    checked = check_rule_text(found.texts[0], Resolver(found), around).checked
    assert checked.bases == {"rules/1.toml": found.texts[1].sha256}
    assert checked.ruleset.head.extends == "phone"


# -- any document ----------------------------------------------------------------------------------------------------

SCALARS = (
    st.integers(-(10**9), 10**9)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000)
    | st.booleans()
    | st.dates(date(1900, 1, 1), date(2200, 1, 1))
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab é.\"'", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
WORDS = st.sampled_from(("metric", "target", "floor", "bands", "title", "weight", "x y"))
ROWS = st.dictionaries(st.sampled_from(("a", "b", "c")), st.dictionaries(WORDS, VALUES, max_size=4), max_size=3)
TABLES = st.fixed_dictionaries(
    {}, optional={"kpi": ROWS, "tier": ROWS, "gate": ROWS, "score": st.dictionaries(WORDS, VALUES, max_size=3)}
)


def written(tables, head):
    import tomli_w  # noqa: PLC0415 -- only here

    return tomli_w.dumps({"format": 1, "ruleset": head, **tables})


@given(TABLES, TABLES)
def test_the_whole_reads_back_equal(tables, taken):
    text = written(tables, {"id": "own", "extends": "other", "from": date(2026, 10, 1)})
    found = whole(text, written(taken, {"id": "other", "owner": "lead", "from": date(2026, 9, 1)}))
    again = tomli.loads(resolved_text(found, "own"), parse_float=Decimal)
    expected = {**found.document, "ruleset": {k: v for k, v in found.document["ruleset"].items() if k != "extends"}}
    assert again == expected
    assert {tuple(row["key"]) for row in resolved_rows(found)} >= {("ruleset", "id"), ("ruleset", "owner")}
    assert all(row["line"] for row in resolved_rows(found))


def leaves(table, path=()):
    for key, value in table.items():
        here = (*path, key)
        if isinstance(value, dict) and descends(here):
            yield from leaves(value, here)
        else:
            yield here, value


@given(TABLES, TABLES)
def test_every_key_is_the_rule_set_s_own_or_else_the_base_s(tables, taken):
    text = written(tables, {"id": "own", "extends": "other"})
    found = dict(leaves(whole(text, written(taken, {"id": "other"})).document))
    mine, theirs = dict(leaves(tables)), dict(leaves(taken))
    for path, value in found.items():
        if path[0] not in {"format", "ruleset"}:
            assert value == (mine[path] if path in mine else theirs[path])
    assert mine.items() <= found.items() or any(value != value for value in mine.values())  # noqa: PLR0124 -- a nan


def test_the_whole_is_the_same_rule_set(base):
    found = whole(own("[kpi.csat]\nfloor = 65\n"), base)
    again, _ = read_structure(tomli.loads(resolved_text(found, "x"), parse_float=Decimal))
    first, _ = read_structure(
        {**found.document, "ruleset": {k: v for k, v in found.document["ruleset"].items() if k != "extends"}}
    )
    assert again == first


def test_a_thing_called_off_is_told_apart_from_one_that_is_taken_out(check, sample):
    called = [d for d in check(sample.replace("[kpi.aht]", "[kpi.off]")).diagnostics if d.code == "KPI157"]
    assert ["nothing can be called" in str(d.message) for d in called] == [True]
    taken = check(sample.replace("[kpi.aht]", "[kpi.aht]\noff = true")).diagnostics
    assert ["has nothing to take out" in str(d.message) for d in taken if d.code == "KPI157"] == [True]
