"""Rule sets with one slip each: the boundaries that are kept beside them must notice.

Each comparison in a condition is turned (`>=` to `>`, `<=` and so on), each number is moved by the smallest step that
it can have.  What `check` refuses is noticed already.  KPIENGINE_MUTANTS says how many of each rule set are tried, the
same ones every time; all of them where it is 0, as in `make test-full`.
"""

import os
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
import tomli
from attrs import evolve

from kpiengine.documents.locate import Locator
from kpiengine.project import read_project
from kpiengine.rule_tests.bench import Bench
from kpiengine.rule_tests.boundaries import SUFFIX, differs, read_table
from kpiengine.rule_tests.reading import read_file
from kpiengine.rule_tests.suite import make_bench
from kpiengine.rules.check import FileCheck, check_rule_text
from kpiengine.rules.extends import Resolver
from kpiengine.rules.library import Library, rule_text
from kpiengine.rules.load import read_library
from kpiengine.rules.paths import rule_paths
from kpiengine.rules.surroundings import surroundings

ROOT = Path(__file__).parents[2]
TRIED = int(os.environ.get("KPIENGINE_MUTANTS", "5"))
NOTICED = 95  # per cent
PROJECTS = sorted(path.parent for path in (ROOT / "rules").glob("**/kpiengine.toml"))
OPERATOR = re.compile(r"(?<![<>=!])(<=|>=|==|!=|<|>)(?!=)")
NUMBER = re.compile(r'(?<![\w."])\d+(?:\.\d+)?(?![\w."-])')
OTHERS = {"<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "==": ("!=",), "!=": ("==",)}
# Keys whose numbers are no thresholds, and sections that decide nothing.
PASSED_OVER = {"format", "decimals", "from", "to", "priority", "review_by", "until", "params", "amount", "title"}
NO_DECISION = {"ruleset", "accept", "reward"}


def mutants(text: str):
    """Every text with one slip, and what it is."""
    spots = Locator("r", text).spots
    document = tomli.loads(text, parse_float=Decimal)
    for path, spot in spots.items():
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        inner = any(len(other) > len(path) and other[: len(path)] == path for other in spots)
        said = path[0] in NO_DECISION or (key in PASSED_OVER and path[0] != "tier" and "bands" not in path)
        if inner or said or _watched(path, document) or (spot.value == spot.key and not isinstance(path[-1], int)):
            continue
        value = text[spot.value : spot.end]
        where = ".".join(map(str, path))
        if value.startswith("'"):
            for found in OPERATOR.finditer(value):
                for other in OTHERS[found[1]]:
                    yield f"{where}: {found[1]} to {other}", _with(text, spot.value + found.start(1), found[1], other)
            for found in NUMBER.finditer(value):
                for other in _moved(found[0]):
                    yield f"{where}: {found[0]} to {other}", _with(text, spot.value + found.start(), found[0], other)
        elif NUMBER.fullmatch(value):
            for other in _moved(value):
                yield f"{where}: {value} to {other}", _with(text, spot.value, value, other)


def _watched(path, document):
    """Marks of a KPI that nobody gives a weight: they stand in messages only."""
    if path[0] != "kpi" or path[-1] not in {"target", "floor", "stretch"}:
        return False
    tables = [*document.get("weights", {}).values(), *(r.get("set", {}) for r in document.get("reweight", {}).values())]
    return "weight" not in document["kpi"][path[1]] and not any(path[1] in table for table in tables)


def _moved(number: str):
    """A step up and a step down: of the last decimal that is written."""
    exact = Decimal(number)
    step = Decimal(1).scaleb(int(exact.as_tuple().exponent))
    return (str(exact + step), str(exact - step))


def _with(text: str, at: int, old: str, new: str) -> str:
    assert text[at : at + len(old)] == old
    return text[:at] + new + text[at + len(old) :]


def test_mutants_are_what_they_say():
    text = (
        "[gate.a]\nrequire = 'x >= 80 and y < 1.5'\n"
        "[kpi.b]\ntarget = [240, 360]\nweight = 40\n"
        "[tier]\ng = { from = 90 }\n"
    )
    found = dict(mutants(text))
    assert {
        "gate.a.require: >= to >",
        "gate.a.require: >= to <=",
        "gate.a.require: < to <=",
        "gate.a.require: < to >",
        "gate.a.require: 80 to 81",
        "gate.a.require: 80 to 79",
        "gate.a.require: 1.5 to 1.6",
        "gate.a.require: 1.5 to 1.4",
        "kpi.b.target.0: 240 to 241",
        "kpi.b.target.0: 240 to 239",
        "kpi.b.target.1: 360 to 361",
        "kpi.b.target.1: 360 to 359",
        "kpi.b.weight: 40 to 41",
        "kpi.b.weight: 40 to 39",
        "tier.g.from: 90 to 91",
        "tier.g.from: 90 to 89",
    } == set(found)
    assert found["gate.a.require: < to <="] == text.replace("y < 1.5", "y <= 1.5")


def with_tests(folder: Path):
    """Each rule set of a project with its tests and its table of boundaries."""
    project = read_project(folder)
    for rule in rule_paths(folder, project.rules):
        for path in sorted((rule.parent / "tests").glob("*.toml")):
            file = None if path.name.endswith(SUFFIX) else read_file(path)[0]
            if file is not None and f'id = "{file.ruleset}"' in rule.read_text("utf-8"):
                yield rule, path, file
                break


@pytest.mark.slow
@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_the_boundaries_notice_nearly_every_slip(folder):
    bench = make_bench(read_project(folder))
    tried, survivors = 0, []
    for rule, path, file in with_tests(folder):
        table = read_table(path.with_name(file.ruleset + SUFFIX), bench)
        assert table is not None, f"{path}: kpiengine test --boundaries --update"
        found = list(mutants(rule.read_text("utf-8")))
        if TRIED:
            found = random.Random(rule.name).sample(found, min(TRIED, len(found)))  # noqa: S311 -- the same every time
        for what, text in found:
            mutated = _bench_with(bench, rule, text)
            if mutated is None:
                continue  # check has noticed
            tried += 1
            if not differs(table, file, mutated):
                survivors.append(f"{rule.name} {what}")
    assert tried
    print(f"{folder.name}: {tried - len(survivors)} of {tried} noticed; survivors: {survivors}")  # noqa: T201 -- the report
    assert (tried - len(survivors)) * 100 >= NOTICED * tried, survivors


def _bench_with(bench: Bench, rule: Path, text: str) -> Bench | None:
    """The bench with this text in the place of a rule file, which may take over others; None where check refuses it."""
    at = next(i for i, file in enumerate(bench.files) if Path(file.path).resolve() == rule.resolve())
    around = surroundings(bench.project, bench.catalogue)
    mutant = rule_text(text.encode(), bench.files[at].path, hints=around.hints)
    others = read_library(bench.project.folder, bench.project.rules, around.hints)[0].texts
    library = Library((mutant, *(other for other in others if other.id != mutant.id)))
    made: FileCheck = check_rule_text(mutant, Resolver(library), around)
    if made.checked is None:
        return None
    return evolve(bench, files=(*bench.files[:at], made, *bench.files[at + 1 :]))


def test_a_rule_set_that_takes_over_another_is_tried_as_it_is():
    bench = make_bench(read_project(ROOT / "rules"))
    chat = ROOT / "rules" / "chat.toml"
    assert _bench_with(bench, chat, chat.read_text("utf-8")) is not None
    assert _bench_with(bench, chat, chat.read_text("utf-8").replace("weight = 30", "weight = 31")) is None
