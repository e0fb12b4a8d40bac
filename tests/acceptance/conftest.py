"""Runs the acceptance projects through the real command line, and compares figures that were rounded differently.

A project reads `../../../../shared`, so each is copied into a tree of the same shape with a link to the real data:
what is committed is run as it is, and nothing is written beside it.
"""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from attrs import field, frozen

from kpiengine.explaining.letter import letter
from kpiengine.explaining.machine import document
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.explaining.story import story
from kpiengine.project import read_project

HERE = Path(__file__).parent


@frozen
class Line:
    """One KPI of one card: the printed value, and how many rows it is of."""

    value: Decimal
    n: int


@frozen
class Ran:
    """What one command left behind; `lines` by (plan, period, KPI), then by agent."""

    code: int
    out: str
    err: str
    folder: Path
    document: dict = field(factory=dict)
    lines: dict = field(factory=dict)

    def line(self, plan, period, kpi, agent=None):
        """A card's line; of a figure of the whole centre all cards say the same."""
        cards = self.lines[plan, period, kpi]
        if agent is not None:
            return cards[agent]
        (one,) = set(cards.values())
        return one

    def agents(self, plan, period, kpi="calls"):
        return sorted(self.lines[plan, period, kpi])


def lines_of(document):
    found = {}
    for run in document["runs"]:
        for card in run["scorecards"]:
            for kpi in card["kpis"]:
                cards = found.setdefault((run["plan"], run["period"], kpi["kpi"]), {})
                if kpi["value"] is not None:
                    cards[card["agent_id"]] = Line(Decimal(kpi["value"]), int(kpi["n"]))
    return found


@pytest.fixture(scope="session")
def copy(shared, tmp_path_factory):
    """Copies a project into a tree where `../../../../shared` is there too."""

    def make(project, data=None):
        tree = tmp_path_factory.mktemp(project)
        (tree / "shared").symlink_to(shared if data is None else data, target_is_directory=True)
        folder = tree / "repository" / "tests" / "acceptance" / project
        kept = shutil.ignore_patterns("out", ".kpiengine")  # of a run by hand
        shutil.copytree(HERE / project, folder, ignore=kept)
        return folder

    return make


@pytest.fixture(scope="session")
def evaluate():
    """Runs `kpiengine evaluate` in a process of its own."""

    def run(folder, *arguments, form="json", columns=None):
        command = [sys.executable, "-m", "kpiengine", "evaluate", "--project", str(folder), "--format", form]
        environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
        if columns is not None:
            environment["COLUMNS"] = str(columns)
        done = subprocess.run(  # noqa: S603 (our own command)
            [*command, *arguments], env=environment, capture_output=True, encoding="utf-8", check=False
        )
        document = json.loads(done.stdout) if form == "json" and done.returncode == 0 else {}
        lines = lines_of(document) if document else {}
        return Ran(done.returncode, done.stdout, done.stderr, folder, document, lines)

    return run


@pytest.fixture(scope="session")
def explained(root):
    """Explains everybody in every recorded run of a project; gives, by (ruleset, period, agent), what was redone."""
    checker = runpy.run_path(str(root / "docs" / "explanation" / "recompute.py"))
    calculator = runpy.run_path(str(root / "tests" / "calculator.py"))

    def explain(folder):
        project, found = read_project(folder), {}
        for one in everyone(project):
            values = redo(one)
            whole = document(one, values, story(one, values, "en"))
            wrong, amount = checker["check"](json.loads(json.dumps(whole)))
            assert not wrong, (one.agent, wrong)
            assert calculator["wrong_sums"](letter(one, values, "en")) == [], one.agent
            found[whole["ruleset"], one.run.period, one.agent] = (whole, amount)
        return found

    return explain


@pytest.fixture(scope="session")
def same_as_published():
    """Whether score and amount that were redone are those of the scorecards; gives how many cards were compared."""

    def compare(folder, explained):
        cards = [
            card
            for path in sorted(folder.glob("out/*/*/scorecards.parquet"))
            for card in pl.read_parquet(path).iter_rows(named=True)
        ]
        for card in cards:
            whole, amount = explained[card["ruleset"], card["period"], card["agent_id"]]
            shown = {step["name"]: step["shown"] for step in whole["steps"]}
            assert shown.get("score", "not known") == (card["score"] or "not known"), card
            if card["eligibility"] is not None:
                assert amount == (card["amount"] or "not known"), card
        assert len(cards) == len(explained)
        return len(cards)

    return compare


def alike(published, ours):
    """Whether some exact number rounds, half up, to both: figures of 2 and of 1 decimals can be held together so."""
    (low, high), (our_low, our_high) = _stands_for(published), _stands_for(ours)
    return max(low, our_low) < min(high, our_high)


def _stands_for(figure):
    number = Decimal(figure)
    half = Fraction(1, 2) / 10 ** max(-number.as_tuple().exponent, 0)
    return Fraction(number) - half, Fraction(number) + half


def rounded(exact, like):
    """An exact fraction, half up, with the decimals of another figure."""
    whole = Decimal(exact.numerator) / Decimal(exact.denominator)
    return whole.quantize(like, rounding=ROUND_HALF_UP)


@frozen
class Figure:
    """One published figure: what we print for it, whether it is the same, and if not, why not."""

    name: str
    published: str
    ours: str
    same: bool
    why: str = ""


@frozen
class Compare:
    """The ways in which a published figure is held against ours."""

    alike = staticmethod(alike)

    def value(self, name, published, ours):
        """The same figure, each with its own decimals."""
        return Figure(name, str(published), str(ours), alike(published, ours))

    def count(self, name, published, ours):
        return Figure(name, str(published), str(ours), Decimal(published) == ours)

    def share(self, name, published, line):
        """A published count that we print as a rate only: the rate that it makes is ours."""
        made = rounded(100 * Fraction(published) / line.n, line.value)
        return Figure(name, str(published), f"{line.value} % of {line.n}", made == line.value)

    def total(self, name, published, line, seconds=1):
        """A published sum of times, of so many seconds each, that we print as a mean only: the mean is ours."""
        made = rounded(seconds * Fraction(published) / line.n, line.value)
        return Figure(name, str(published), f"{line.value} s × {line.n}", made == line.value)

    def slip(self, name, published, ours, why, *, exactly):
        """A figure that must differ from ours, and in this way only."""
        return Figure(name, str(published), str(ours), exactly, why)


@pytest.fixture(scope="session")
def compare():
    return Compare()


@pytest.fixture(scope="session")
def told():
    """The tables of the README: heading -> rows as tuples of cells."""

    found = {}
    heading = ""
    for text in (HERE / "README.md").read_text("utf-8").splitlines():
        if text.startswith("## "):
            heading = text.removeprefix("## ")
        elif text.startswith("|"):
            cells = tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", text)[1:-1])
            found.setdefault(heading, []).append(cells)
    return {heading: rows[2:] for heading, rows in found.items()}
