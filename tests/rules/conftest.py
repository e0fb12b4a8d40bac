from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpiengine.plugin import (
    Better,
    Catalogue,
    Column,
    ColumnType,
    Control,
    Curve,
    Event,
    FactTable,
    Metric,
    Param,
    Part,
    Plan,
    View,
)  # fmt: skip
from kpiengine.registry.formulas import judge_on
from kpiengine.rules.check import FileCheck, check_rule_text
from kpiengine.rules.extends import Resolver
from kpiengine.rules.library import Library, rule_text
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
        plan=more.pop("plan", Plan(parts={"n": Part("contacts")}, value="n", sample="n")),
        **more,
    )


def _view(name, *subjects, **more):
    columns = {"at": Column(ColumnType.INSTANT), "wait_s": Column(ColumnType.DURATION)}
    columns |= {word: Column(ColumnType.TEXT) for word in ("agent_id", "queue_id", "direction", "channel")}
    columns["urgent"] = Column(ColumnType.FLAG)
    columns["direction"] = Column(ColumnType.TEXT, values=("inbound", "outbound"))
    return View(
        name,
        ("t",),
        lambda facts, *_: facts["t"],
        Event("at"),
        {s: f"{s}_id" for s in subjects},
        columns,
        ("channel", "direction", "urgent"),
        **more,
    )


def _repeats(params):
    """Backwards it credits nobody."""
    view = "contacts" if params["mode"] == "trigger" else "arrivals"
    return Plan(parts={"n": Part(view)}, value="n", sample="n")


def _in_time(params):
    limits = params["threshold_s"]
    limit = limits if not isinstance(limits, dict) else max(limits.values())
    return Plan(parts={"n": Part("arrivals", where=f"wait_s <= {limit} and direction in directions")}, value="n",
                sample="n")  # fmt: skip


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    metrics = (
        _metric(
            "csat_pct", "%", Better.HIGHER, "experience",
            plan=Plan(
                parts={"good": Part("contacts", where="wait_s < 9"), "n": Part("contacts")},
                value="100 * good / n",
                sample="n",
            ),
        ),
        _metric("fcr", "%", Better.HIGHER, "effectiveness", params={"repeat_days": Param(7, minimum=1, maximum=60)}),
        _metric("aht", "s", Better.WITHIN, "efficiency", high=604_800),
        _metric("asa", "s", Better.LOWER, "speed", high=604_800),
        _metric("quality_score", "%", Better.HIGHER, "quality", min_sample=4),
        _metric("service_level", "%", Better.HIGHER, "speed", levels=("team", "site", "centre")),
        _metric("abandonment_rate", "%", Better.LOWER, "speed", levels=("queue", "site", "centre")),
        _metric("wait_seconds", "s", Better.LOWER, "speed", high=604_800, control=Control.SYSTEM),
        _metric("contacts_handled", "count", Better.NEUTRAL, "volume", high=10**9, decimals=0),
        _metric("outages", "count", Better.LOWER, "speed", high=10**6, decimals=0, control=Control.SYSTEM),
        _metric("sick_days", "count", Better.LOWER, "presence", high=400, decimals=0, personal=True),
        _metric("ai_share", "%", Better.NEUTRAL, "machines"),
        _metric("leavers", "%", Better.LOWER, "people", levels=("site", "centre")),
        _metric("minutes_paid", "h", Better.LOWER, "cost", high=10**6, levels=("site", "centre")),
        _metric(
            "returns", "%", Better.LOWER, "experience", params={"days": Param(7, minimum=1, maximum=30)},
            plan=Plan(parts={"n": Part("ripening")}, value="n", sample="n"),
        ),
        _metric(
            "repeat_rate", "%", Better.LOWER, "experience", plan=_repeats,
            params={"mode": Param("backward", one_of=("backward", "trigger"))},
        ),
        _metric(
            "in_time", "%", Better.HIGHER, "speed", plan=_in_time, levels=("centre", "queue"),
            params={
                "threshold_s": Param({"voice": 20, "chat": 30}, one_of=("voice", "chat", "email"), minimum=0),
                "directions": Param(("inbound",), one_of=("inbound", "outbound")),
                "share": Param(Decimal("0.9"), minimum=0, maximum=1),
                "unit": Param("entry"),
            },
        ),
    )  # fmt: skip
    views = {
        view.id: view
        for view in (
            _view("contacts", "agent", "queue", exposure={"contacts": None, "handle_time": "wait_s"}),
            _view("arrivals", "queue"),
            _view("ripening", "agent", params=("days",), matures_after=lambda params: params["days"] * 86_400_000),
        )
    }
    text = Column(ColumnType.TEXT)
    queues = FactTable("queues", {"en": "Queues"}, {"id": text, "scenario": text}, ("id",), describes="queue")
    return Catalogue(
        metrics={metric.id: metric for metric in metrics},
        views=views,
        tables={"queues": queues},
        curves={"ratio": Curve("ratio", {"en": "Share of the target"}, "100 * value / target")},
        judge=judge_on(views, (queues,)),
    )


@pytest.fixture(scope="session")
def around(catalogue) -> Surroundings:
    columns = {"shift": Column(ColumnType.TEXT), "skill_level": Column(ColumnType.NUMBER, decimals=1, maximum=100)}
    return Surroundings(
        catalogue,
        receivers=("wfm",),
        currency="CNY",
        columns=columns,
        today=date(2026, 11, 1),
        sites=frozenset({"shanghai", "manila"}),
        calendars={
            "peak": ((date(2026, 11, 1), date(2026, 11, 30)),),
            "campaign": ((date(2026, 11, 5), date(2026, 11, 12)),),
        },
        benchmarks={"industry_csat": Decimal("86.5")},
    )


@pytest.fixture(scope="session")
def check(around) -> Callable[..., FileCheck]:
    """Check one text; `others` are the texts of files that it may take over."""

    def checked(text: str, *others: str) -> FileCheck:
        own = rule_text(text.encode(), "rules/phone.toml", hints=around.hints)
        rest = (rule_text(other.encode(), f"rules/other{i}.toml") for i, other in enumerate(others))
        return check_rule_text(own, Resolver(Library((own, *rest))), around)

    return checked


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def base(fixtures) -> str:
    return (fixtures / "base.good.toml").read_text("utf-8")


@pytest.fixture(scope="session")
def sample(fixtures) -> str:
    return (fixtures / "sample.good.toml").read_text("utf-8")
