from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kpiengine.expressions.types import TEXT, number
from kpiengine.plugin import Better, Catalogue, Control, Metric, Param, Part, Plan
from kpiengine.rules.check import FileCheck, check_file
from kpiengine.rules.surroundings import Surroundings

EVERY = ("agent", "team", "site", "centre")


def _metric(name, unit, better, group, *, high=100, **more):
    return Metric(
        id=name,
        title={"en": name.replace("_", " ").capitalize(), "zh": name},
        unit=unit,
        decimals=more.pop("decimals", 1),
        range=(0, high),
        better=better,
        levels=more.pop("levels", EVERY),
        group=group,
        control=more.pop("control", Control.SHARED),
        plan=Plan(parts={"n": Part("contacts")}, value="n", sample="n"),
        **more,
    )


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    metrics = (
        _metric("csat_pct", "%", Better.HIGHER, "experience"),
        _metric("fcr", "%", Better.HIGHER, "effectiveness", params={"repeat_days": Param(7, minimum=1, maximum=60)}),
        _metric("aht", "s", Better.WITHIN, "efficiency", high=604_800),
        _metric("asa", "s", Better.LOWER, "speed", high=604_800),
        _metric("quality_score", "%", Better.HIGHER, "quality", min_sample=4),
        _metric("service_level", "%", Better.HIGHER, "speed", levels=("team", "site", "centre")),
        _metric("wait_seconds", "s", Better.LOWER, "speed", high=604_800, control=Control.SYSTEM),
        _metric("contacts_handled", "count", Better.NEUTRAL, "volume", high=10**9, decimals=0),
    )
    return Catalogue(metrics={metric.id: metric for metric in metrics})


@pytest.fixture(scope="session")
def around(catalogue) -> Surroundings:
    columns = {"shift": TEXT, "skill_level": number(1, 100)}
    return Surroundings(catalogue, currency="CNY", columns=columns, today=date(2026, 11, 1))


@pytest.fixture(scope="session")
def check(around) -> Callable[[str], FileCheck]:
    return lambda text: check_file(text.encode(), "rules/phone.toml", around)


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def base(fixtures) -> str:
    return (fixtures / "base.good.toml").read_text("utf-8")


@pytest.fixture(scope="session")
def sample(fixtures) -> str:
    return (fixtures / "sample.good.toml").read_text("utf-8")
