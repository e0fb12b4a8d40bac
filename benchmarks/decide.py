"""Scoring and deciding 1 million agents with 10 KPIs: four ways in one process, and their ratios.

    engine      kpiengine: exact, columns at once, with evidence, gates, tiers, amounts and reasons
    scenarios   the same with three scenarios, each with values and weights of its own, mixed by handle time
    row by row  the same rules in plain simpleeval, every formula parsed once; timed on a sample, scaled up
    float       hand-written Polars over float64, without reasons: what exactness and reasons cost

Run as `python benchmarks/decide.py [AGENTS]`.  Times are the best of three (row by row: one pass).
"""

import ast
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl
from attrs import evolve, frozen
from simpleeval import SimpleEval  # type: ignore[import-untyped] # ships no types

from kpiengine.decisions.decide import decide
from kpiengine.expressions.parse import condition
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import TEXT, Type, number
from kpiengine.plugin.metric import Better, Control, Metric
from kpiengine.plugin.plan import Plan
from kpiengine.rules.checked import CheckedRuleSet, Only, Wanted
from kpiengine.rules.model.gate import Gate, GateElse
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.scenarios import Scenarios
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.words import KpiLevel, PeriodKind
from kpiengine.rules.segments import segment_key
from kpiengine.scores.scorecards import score

KPIS = 10
SAMPLE = 20_000
FLOOR, TARGET, LEAST = 60, 90, 5
VALUE = number(2, 10_000)
TIERS = {"bronze": (50, 100), "silver": (65, 300), "gold": (80, 800)}
NAMES = [f"k{i}" for i in range(KPIS)]
SCENARIOS = {
    "chat": [30, 20, 10, 10, 5, 5, 5, 5, 5, 5],
    "phone": [5, 5, 5, 5, 5, 5, 10, 10, 20, 30],
    "tech": [10] * KPIS,
}


@frozen
class Spent:
    """Seconds of one piece of work: what somebody waits for, and what all cores together did."""

    wall: float
    cpu: float


def main() -> None:
    """Prints the times of the four ways and their ratios."""
    agents = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    frame = wide_frame(agents)
    exact = best_of(3, lambda: by_engine(frame))
    floats = best_of(3, lambda: by_float(frame))
    parted = with_scenarios(frame)
    mixed = best_of(3, lambda: by_scenario(parted))
    sample = frame.head(SAMPLE)
    rows = best_of(1, lambda: by_rows(sample))
    scaled = Spent(rows.wall * agents / SAMPLE, rows.cpu * agents / SAMPLE)
    agree(sample)
    print(f"{agents:,} agents x {KPIS} KPIs; the last column: times the engine")
    for name, spent in (("engine", exact), ("scenarios", mixed), ("row by row", scaled), ("float", floats)):
        ratios = f"wall {spent.wall / exact.wall:7.2f}   CPU {spent.cpu / exact.cpu:7.2f}"
        print(f"{name:10}   wall {spent.wall:9.2f} s   CPU {spent.cpu:9.2f} s   {ratios}")
    print(f"the engine to float:  wall {exact.wall / floats.wall:.2f}   CPU {exact.cpu / floats.cpu:.2f}")


def best_of(times: int, run: Callable[[], object]) -> Spent:
    """The shortest wall time and the least CPU time of several runs."""
    wall = cpu = float("inf")
    for _ in range(times):
        start, worked = time.perf_counter(), time.process_time()
        run()
        wall, cpu = min(wall, time.perf_counter() - start), min(cpu, time.process_time() - worked)
    return Spent(wall, cpu)


# --- the data: one value and one sample per KPI, about 1 in 60 missing, 1 in 60 with too small a sample ----------


def wide_frame(agents: int) -> pl.DataFrame:
    """What the measure stage would hand on."""
    agent = pl.int_range(0, agents, eager=True)
    columns: dict[str, pl.Expr] = {}
    for i, name in enumerate(NAMES):
        n = (pl.col("agent") * (104_729 + i)) % 300
        value = pl.when(n > 0).then(5_000 + (pl.col("agent") * (7_919 + 13 * i)) % 5_001)
        columns |= {f"n:{name}": n, f"value:{name}": value, f"known:{name}": pl.when(n >= LEAST).then(value)}
        columns[f"status:{name}"] = pl.when(n == 0).then(pl.lit("no_data")).otherwise(pl.lit("ok"))
    frame = pl.DataFrame({"agent": agent}).with_columns(**columns)
    return frame.with_columns(
        agent_id=pl.col("agent").cast(pl.String),
        period=pl.lit(0),
        days=pl.lit(31, dtype=pl.Int64),
        period_days=pl.lit(31, dtype=pl.Int64),
    )


# --- the engine ---------------------------------------------------------------------------------------------------


def rules() -> tuple[CheckedRuleSet, dict[str, Type]]:
    """Ten KPIs of weight 10, two gates, three tiers."""
    metrics = {name: metric(name) for name in NAMES}
    wanted = {name: Wanted(name, m, {}, KpiLevel.AGENT, LEAST) for name, m in metrics.items()}
    titles = {"en": "plan"}
    kpis = {
        name: Kpi(
            name, name, titles, target=TARGET, floor=FLOOR, weight=10, min_sample=LEAST, if_missing="redistribute"
        )
        for name in NAMES
    }
    gates = {
        "quality": Gate("quality", "k0 >= 55 or k1 < 60", GateElse(no_bonus=True), titles),
        "repeat": Gate("repeat", "k2 >= 60", GateElse(cap_tier="bronze"), titles),
    }
    tiers = tuple(Tier(name, start, titles, bonus=bonus) for name, (start, bonus) in TIERS.items())
    head = Head("bench", date(2026, 10, 1), PeriodKind.MONTH, {}, "bonus", titles, currency="EUR")
    ruleset = RuleSet(head, kpis=kpis, gates=gates, tiers=tiers, payout=Payout())
    types: dict[str, Type] = {}
    for name in NAMES:
        types |= {f"value:{name}": VALUE, f"known:{name}": VALUE, f"n:{name}": number(0, 300), f"status:{name}": TEXT}
    from kpiengine.expressions import build  # noqa: PLC0415 -- beside its only use

    scope = Scope({name: build.name(f"known:{name}", VALUE) for name in NAMES})
    conditions = {f"gate.{g.id}.require": condition(g.require, scope) for g in gates.values()}
    return CheckedRuleSet(ruleset, "bench.toml", "", wanted, conditions), types


def metric(name: str) -> Metric:
    """A declaration; the values are made above."""
    return Metric(
        id=name,
        title={"en": name},
        unit="percent",
        decimals=2,
        range=(0, 100),
        better=Better.HIGHER,
        levels=("agent",),
        group="experience",
        control=Control.AGENT,
        plan=Plan({}, "0", "n"),
    )


def by_engine(frame: pl.DataFrame) -> pl.DataFrame:
    """Compile, score and decide, reasons included."""
    checked, types = rules()
    return decide(checked, score(checked, frame, types)).frame


# --- the engine, by scenario --------------------------------------------------------------------------------------


def with_scenarios(frame: pl.DataFrame) -> pl.DataFrame:
    """Values of each KPI in each scenario, some of them without a case, and how much was done in each."""
    agent, own = pl.col("agent"), dict[str, pl.Expr]()
    for place, scenario in enumerate(SCENARIOS):
        own[f"exposure:{scenario}"] = (agent * (7 + place)) % 600_000
        for i, name in enumerate(NAMES):
            key = segment_key(name, scenario)
            n = (agent * (15_485_863 + i + 100 * place)) % 100
            value = pl.when(n > 0).then(5_000 + (agent * (104_651 + 17 * i + place)) % 5_001)
            own |= {f"n:{key}": n, f"value:{key}": value, f"known:{key}": value}
            own[f"status:{key}"] = pl.when(n == 0).then(pl.lit("no_data")).otherwise(pl.lit("ok"))
    return frame.with_columns(**own)


def by_scenario(frame: pl.DataFrame) -> pl.DataFrame:
    """Compile, score each scenario, mix and decide."""
    checked, types = rules()
    plain = checked.ruleset
    wanted = dict(checked.wanted)
    for scenario in SCENARIOS:
        types |= {f"exposure:{scenario}": number(3, 600_000)}
        for name in NAMES:
            key, only = segment_key(name, scenario), Only("queue.scenario", scenario)
            wanted[key] = evolve(wanted[name], key=key, only=only, whole=name)
            types |= {f"{word}:{key}": types[f"{word}:{name}"] for word in ("value", "known", "n", "status")}
    kpis = {name: evolve(kpi, weight=None) for name, kpi in plain.kpis.items()}
    weights = {scenario: dict(zip(NAMES, row, strict=True)) for scenario, row in SCENARIOS.items()}
    mixed = evolve(plain, kpis=kpis, scenarios=Scenarios("queue.scenario"), weights=weights)
    checked = evolve(checked, ruleset=mixed, wanted=wanted)
    return decide(checked, score(checked, frame, types)).frame


# --- row by row ---------------------------------------------------------------------------------------------------

POINTS = "None if v is None else 0 if v <= 6000 else 10000 if v >= 9000 else (2 * (v - 6000) * 10000 + 3000) // 6000"
FORMULAS: Mapping[str, str] = {
    **{f"p{i}": POINTS.replace("v", f"v{i}") for i in range(KPIS)},
    "weight": " + ".join(f"(0 if p{i} is None else 10)" for i in range(KPIS)),
    "total": " + ".join(f"(0 if p{i} is None else 10 * p{i})" for i in range(KPIS)),
    "score": "None if weight < 60 else (2 * total + weight) // (2 * weight)",
    "quality": "True if (v0 is not None and v0 >= 5500) or (v1 is not None and v1 < 6000)"
    " else None if v0 is None or v1 is None else False",
    "repeat": "None if v2 is None else v2 >= 6000",
    "by_score": "None if score is None else 3 if score >= 8000 else 2 if score >= 6500 else 1 if score >= 5000 else 0",
    "tier": "0 if quality is False or by_score == 0 else None if by_score is None or quality is None or repeat is None"
    " else by_score if repeat else min(by_score, 1)",
    "amount": "None if tier is None else 80000 if tier == 3 else 30000 if tier == 2 else 10000 if tier == 1 else 0",
}


def by_rows(frame: pl.DataFrame) -> list[int | None]:
    """Every formula of every agent by simpleeval, parsed once."""
    evaluator = SimpleEval(functions={"min": min})
    evaluator.operators[ast.Is] = lambda a, b: a is b
    evaluator.operators[ast.IsNot] = lambda a, b: a is not b
    parsed = {name: evaluator.parse(text) for name, text in FORMULAS.items()}
    amounts = []
    for known in frame.select(f"known:{name}" for name in NAMES).iter_rows():
        names: dict[str, Any] = {f"v{i}": value for i, value in enumerate(known)} | {"None": None}
        evaluator.names = names
        for name, tree in parsed.items():
            names[name] = evaluator.eval("", previously_parsed=tree)
        amounts.append(names["amount"])
    return amounts


def agree(frame: pl.DataFrame) -> None:
    """Both ways must pay the same, or their times say nothing."""
    if by_engine(frame)["amount"].to_list() != by_rows(frame):
        raise SystemExit("the two ways do not pay the same")


# --- float, by hand -----------------------------------------------------------------------------------------------


def by_float(frame: pl.DataFrame) -> pl.DataFrame:
    """What somebody would write for exactly this rule set, in float64."""
    col, when = pl.col, pl.when
    points = {
        f"p{i}": ((col(f"known:{n}") / 100).clip(FLOOR, TARGET) - FLOOR) / (TARGET - FLOOR) * 100
        for i, n in enumerate(NAMES)
    }
    names = list(points)
    scored = (
        frame.lazy()
        .with_columns(**points)
        .with_columns(
            weight=pl.sum_horizontal(col(p).is_not_null().cast(pl.Float64) * 10.0 for p in names),
            total=pl.sum_horizontal(col(p).round(2) * 10.0 for p in names),
        )
    )
    scored = scored.with_columns(score=when(col("weight") >= 60).then((col("total") / col("weight")).round(2)))
    starts = [(index, start) for index, (start, _) in enumerate(TIERS.values(), start=1)]
    by_score = pl.sum_horizontal((col("score") >= start).cast(pl.Int64) for _, start in starts)
    judged = scored.with_columns(
        by_score=when(col("score").is_not_null()).then(by_score),
        quality=(col("known:k0") >= 5_500) | (col("known:k1") < 6_000),
        repeat=col("known:k2") >= 6_000,
    )
    tier = (
        when(~col("quality"))
        .then(0)
        .when(col("quality") & col("repeat").is_not_null())
        .then(when(col("repeat")).then(col("by_score")).otherwise(pl.min_horizontal("by_score", pl.lit(1))))
    )
    paid = judged.with_columns(tier=tier)
    bonuses = {0: 0, **{index: bonus * 100 for index, (_, bonus) in enumerate(TIERS.values(), start=1)}}
    return paid.with_columns(amount=col("tier").replace_strict(bonuses, default=None, return_dtype=pl.Int64)).collect()


if __name__ == "__main__":
    main()
