"""A small project with the sample rule set, and the tests of it that a test writes as text."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpiengine.cli.init import write_project
from kpiengine.project import read_project
from kpiengine.rule_tests.bench import Bench
from kpiengine.rule_tests.reading import read_case_text
from kpiengine.rule_tests.records import CaseFile
from kpiengine.rule_tests.running import Outcome
from kpiengine.rule_tests.suite import Suite, make_bench, run_suite

MONTH = "2026-09"
HEAD = f'format = 1\nruleset = "RULESET"\nperiod = "{MONTH}"\n'


def write_ruleset(folder: Path, name: str, body: str, agents: str = '{ role = "agent" }') -> None:
    """A rule set of the plan `bonus`, paid in GBP by the month."""
    head = f'format = 1\n[ruleset]\nid = "{name}"\nplan = "bonus"\nfrom = 2026-01-01\nperiod = "month"\n'
    (folder / "rules" / f"{name}.toml").write_text(f"{head}agents = {agents}\n{body}", "utf-8")


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    write_project(tmp_path / "centre", MONTH)
    return tmp_path / "centre"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, to be read only."""
    folder = tmp_path_factory.mktemp("sample") / "centre"
    write_project(folder, MONTH)
    return folder


@pytest.fixture(scope="session")
def phone(sample: Path) -> Bench:
    """The bench with the sample rule set `phone`."""
    return make_bench(read_project(sample))


@pytest.fixture
def bench_of(centre: Path) -> Iterator[Callable[..., Bench]]:
    """A bench with this rule set in the place of the sample's."""

    def make(name: str, body: str, agents: str = '{ role = "agent" }') -> Bench:
        (centre / "rules" / "phone.toml").unlink(missing_ok=True)
        write_ruleset(centre, name, body, agents)
        return make_bench(read_project(centre))

    return make


def _read(text: str, ruleset: str = "phone") -> CaseFile:
    file, faults = read_case_text((HEAD.replace("RULESET", ruleset) + text).encode(), "tests.toml")
    assert [fault.code for fault in faults if fault.code != "KPI704"] == []
    assert file is not None
    return file


def _run(text: str, bench: Bench, ruleset: str = "phone") -> Suite:
    return run_suite([_read(text, ruleset)], bench)


def _outcomes(text: str, bench: Bench, ruleset: str = "phone") -> list[Outcome]:
    suite = _run(text, bench, ruleset)
    return [one for verdict in suite.verdicts for one in verdict.ran.outcomes.values()]


@pytest.fixture(scope="session")
def read() -> Callable[..., CaseFile]:
    """A file of tests without faults, from its text after the head."""
    return _read


@pytest.fixture(scope="session")
def run() -> Callable[..., Suite]:
    """All tests of a text, run: `run(text, bench, ruleset)`."""
    return _run


@pytest.fixture(scope="session")
def outcomes() -> Callable[..., list[Outcome]]:
    """What came out for each agent of a text, in order."""
    return _outcomes
