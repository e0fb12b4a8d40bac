"""What files have in common is judged once, and each is told exactly what it is told alone."""

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
import tomli

from kpiengine.project import read_project
from kpiengine.registry import load_catalogue
from kpiengine.rules.again import check_again
from kpiengine.rules.check import check_rule_text
from kpiengine.rules.checks.context import Context
from kpiengine.rules.conditions import read_conditions
from kpiengine.rules.extends import Resolver
from kpiengine.rules.library import Library, alone, rule_text
from kpiengine.rules.load import check_rule_files, read_library
from kpiengine.rules.sharing.noted import Facts
from kpiengine.rules.sharing.shared import Shared
from kpiengine.rules.structure import Reading

ROOT = Path(__file__).parents[3]
FIXTURES = sorted((Path(__file__).parents[1] / "fixtures").glob("*.toml"))
SEEDS = range(2)


def said(file):
    """Everything that a check says, to the last digit."""
    return repr((file.findings, file.ruleset, file.checked, file.state, file.diagnostics))


def checked(text, around, shared=None):
    read = rule_text(text.encode(), "rules/phone.toml", None, around.hints, shared and shared.pieces)
    return said(check_rule_text(read, Resolver(alone(read)), around, shared))


@pytest.fixture(scope="module")
def by_themselves(around):
    """Every fixture, checked with nothing before it."""
    return {path: checked(path.read_text("utf-8"), around) for path in FIXTURES}


@pytest.mark.parametrize("seed", SEEDS)
def test_in_any_order_each_fixture_is_told_what_it_is_told_alone(around, by_themselves, seed):
    order, shared = [*FIXTURES, *FIXTURES[::7]], Shared(around)
    random.Random(seed).shuffle(order)  # noqa: S311 -- an order, no secret
    for path in order:
        assert checked(path.read_text("utf-8"), around, shared) == by_themselves[path], path.name


def _varied(text, others, chance):
    """The text with a heading or figure of another in place of its own, or one key less."""
    parts = text.split("\n[")
    match chance.randrange(4):
        case 0:
            parts[chance.randrange(len(parts))] = chance.choice(chance.choice(others).split("\n["))
        case 1:
            parts.insert(chance.randrange(1, len(parts) + 1), chance.choice(chance.choice(others).split("\n[")[1:]))
        case 2:
            place = chance.randrange(len(parts))
            parts[place] = re.sub(r"\d+", lambda _: str(chance.choice((0, 1, 7, 40, 80, 100))), parts[place], count=1)
        case _:
            lines = parts[place := chance.randrange(len(parts))].split("\n")
            lines.pop(chance.randrange(len(lines)))
            parts[place] = "\n".join(lines)
    return "\n[".join(parts)


def test_files_that_differ_in_little_are_not_mistaken_for_each_other(around):
    chance, shared = random.Random(7), Shared(around)  # noqa: S311 -- an order, no secret
    texts = [path.read_text("utf-8") for path in FIXTURES if ".bad." not in path.name]
    for _ in range(40):
        text = chance.choice(texts)
        for _ in range(4):
            text = _varied(text, texts, chance)
            assert checked(text, around, shared) == checked(text, around)


def test_rule_sets_that_take_over_others_share_too(around):
    beside = [
        name for path in FIXTURES for name in re.findall(r"^# beside (\S+)$", path.read_text("utf-8"), re.MULTILINE)
    ]
    paths = [path for path in FIXTURES if path.name in beside or "extends" in path.name]
    shared = Shared(around)

    def among(one):
        texts = [rule_text(path.read_bytes(), path.name, None, around.hints, one and one.pieces) for path in paths]
        resolver = Resolver(Library(tuple(texts)))
        return [said(check_rule_text(text, resolver, around, one)) for text in texts]

    assert beside
    assert among(shared) == among(shared) == among(None)


def test_the_rule_sets_of_the_project_are_checked_as_they_are_alone(around):
    catalogue = load_catalogue()
    around = type(around)(catalogue, currency="EUR", sites=around.sites, today=around.today)
    library, _ = read_library(ROOT / "rules", ("*.toml", "demo/rules/*.toml"))
    shared = Shared(around)
    raws = [Path(ROOT / "rules" / text.path).read_text("utf-8") for text in library.texts]
    for raw in (*raws, *reversed(raws)):
        assert checked(raw, around, shared) == checked(raw, around)


def test_a_check_runs_again_only_where_something_that_it_looked_at_differs(around, base):
    ran: list[str] = []

    def tiers(context):
        ran.append("tiers")
        if "csat" in context.ruleset.kpis:
            yield from (tier.start for tier in context.ruleset.tiers)

    def figure(context):
        ran.append("figure")
        return {kpi.id: kpi.target for kpi in context.ruleset.kpis.values()}

    def level(context):
        ran.append("level")
        return context.ruleset.head.level, context.ruleset.head.agents.get("site", ())

    shared = Shared(around)

    def asked(text, step):
        document = tomli.loads(text, parse_float=Decimal)
        context = Context(shared.records.ruleset(document), around, Reading(document=document))
        return shared.answers.of(step, Facts(context))

    other = {
        "head": re.sub(r'id = "[^"]+"', 'id = "other"', base),
        "figure": re.sub(r"target = \d+", "target = 79", base, count=1),
        "kpi": re.sub(r"min_sample = \d+", "min_sample = 79", base, count=1),
        "tier": re.sub(r"(silver = \{ from = )\d+", r"\g<1>77", base),
    }
    assert base not in other.values()
    first = asked(base, tiers), asked(base, level)
    assert ran == ["tiers", "level"]
    assert (asked(base, tiers), asked(other["head"], tiers)) == (first[0], first[0])
    assert asked(other["kpi"], level) is asked(other["tier"], level) is first[1]
    assert ran == ["tiers", "level"]
    assert asked(other["tier"], tiers) != first[0]
    assert asked(other["kpi"], tiers) == first[0]
    assert ran == ["tiers", "level", "tiers", "tiers"]
    assert asked(other["figure"], tiers) == first[0]
    assert asked(base, figure) != asked(other["figure"], figure)
    assert asked(other["head"], figure) == asked(base, figure)
    assert ran[4:] == ["figure", "figure"]


PROJECT = """\
format = 1
[project]
name = "demo"
timezone = "UTC"
currency = "CNY"
[facts.agents]
source = "roster.csv"
"""


@pytest.mark.parametrize("check_all", [check_again, check_rule_files])
def test_many_teams_with_figures_of_their_own_are_judged_once(tmp_path, base, catalogue, monkeypatch, check_all):
    (tmp_path / "kpiengine.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "rules").mkdir()
    for number in range(12):
        text = base.replace('"phone"', f'"team{number}"').replace("bonus = 800", f"bonus = {800 + number}")
        (tmp_path / "rules" / f"team{number:02}.toml").write_text(text, "utf-8")
    read: list[str] = []

    def counted(context):
        read.append("conditions")
        return read_conditions(context)

    monkeypatch.setattr("kpiengine.rules.verdict.read_conditions", counted)
    project = read_project(tmp_path)
    faults = (
        check_all(project, catalogue, None).faults if check_all is check_again else check_all(project, catalogue)[1]
    )
    assert faults == ()
    assert read == ["conditions"]


def test_a_value_that_is_wrong_is_told_wherever_it_stands(around, base):
    shared = Shared(around)
    wrong = base.replace("min_sample = 10", "min_sample = -1")
    for text in (wrong, wrong.replace("target = 88", "target = 87"), base):
        assert checked(text, around, shared) == checked(text, around)
    assert "KPI" in checked(wrong, around, shared)
