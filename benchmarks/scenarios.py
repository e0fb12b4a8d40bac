"""Scoring 1 million agents with 10 KPIs in three scenarios: against one rule set without, and against float Polars.

    plain       kpiengine without scenarios: values to score
    scenarios   the same with three scenarios, each with values and weights of its own, mixed by handle time
    float       hand-written Polars over float64 for exactly these scenarios, without evidence, ranks or reasons

Then where the time goes, and how many Python functions are called: as many for all agents as for a hundredth of them,
or something goes through the agents one by one (ends with 1).

Run as `python benchmarks/scenarios.py [AGENTS]`.  Figures are CPU time of the process (all threads), best of three.
"""

import cProfile
import pstats
import sys
import time
from collections.abc import Callable

import polars as pl
from attrs import evolve
from decide import FLOOR, KPIS, LEAST, NAMES, SCENARIOS, TARGET, rules, wide_frame, with_scenarios

from kpiengine.decisions.decide import decide
from kpiengine.expressions.program import Program
from kpiengine.expressions.types import Type, number
from kpiengine.rules.checked import CheckedRuleSet, Only
from kpiengine.rules.model.scenarios import Scenarios
from kpiengine.rules.segments import segment_key
from kpiengine.scores.compile import score_steps
from kpiengine.scores.lines import kpi_lines
from kpiengine.scores.scorecards import complete_types, score
from kpiengine.scores.segment_lines import segment_lines

FEW = 100  # how many times fewer agents the calls are counted with
MIN_WEIGHT, MIN_PERCENT = 60, 10
ROUNDINGS = 0.02  # a float that lies on the edge may be rounded to the other side


def main() -> int:
    """Prints times, ratios and the profile."""
    agents = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    frame = with_scenarios(wide_frame(agents)).with_columns(pl.lit("2026-10").alias("period_name"))
    (plain, types), (mixed, known) = rules(), by_scenario()
    one = best_of(lambda: score(plain, frame, types))
    three = best_of(lambda: score(mixed, frame, known))
    floats = best_of(lambda: by_float(frame))
    agree(frame.head(10_000), mixed, known)
    print(f"{agents:,} agents x {KPIS} KPIs x {len(SCENARIOS)} scenarios, CPU time")
    print(f"plain        {one:8.2f} s")
    print(f"scenarios    {three:8.2f} s  {three / one:6.2f} times plain, for {len(SCENARIOS)} rule sets in one")
    print(f"float        {floats:8.2f} s  {three / floats:6.2f} is the engine to it")
    profile(frame, mixed, known)
    return calls(frame, mixed, known)


def cpu(run: Callable[[], object]) -> float:
    """Seconds of CPU time of one run."""
    start = time.process_time()
    run()
    return time.process_time() - start


def best_of(run: Callable[[], object], times: int = 3) -> float:
    """The least of several runs."""
    return min(cpu(run) for _ in range(times))


def by_scenario() -> tuple[CheckedRuleSet, dict[str, Type]]:
    """The plain rule set of `decide.py` with a row of weights for each scenario."""
    checked, types = rules()
    wanted = dict(checked.wanted)
    for scenario in SCENARIOS:
        types |= {f"exposure:{scenario}": number(3, 600_000)}
        for name in NAMES:
            key, only = segment_key(name, scenario), Only("queue.scenario", scenario)
            wanted[key] = evolve(wanted[name], key=key, only=only, whole=name)
            types |= {f"{word}:{key}": types[f"{word}:{name}"] for word in ("value", "known", "n", "status")}
    kpis = {name: evolve(kpi, weight=None) for name, kpi in checked.ruleset.kpis.items()}
    weights = {scenario: dict(zip(NAMES, row, strict=True)) for scenario, row in SCENARIOS.items()}
    mixed = evolve(checked.ruleset, kpis=kpis, scenarios=Scenarios("queue.scenario"), weights=weights)
    return evolve(checked, ruleset=mixed, wanted=wanted), types


def by_float(frame: pl.DataFrame) -> pl.DataFrame:
    """What somebody would write for exactly this rule set, in float64."""
    col, when = pl.col, pl.when
    points, scores, counted = {}, {}, {}
    everything = pl.sum_horizontal(col(f"exposure:{scenario}") for scenario in SCENARIOS)
    for scenario, row in SCENARIOS.items():
        for name in NAMES:
            value = col(f"value:{segment_key(name, scenario)}") / 100
            earned = ((value.clip(FLOOR, TARGET) - FLOOR) / (TARGET - FLOOR) * 100).round(2)
            points[f"p:{name}:{scenario}"] = when(col(f"n:{name}") >= LEAST).then(earned)
        mine = [(col(f"p:{name}:{scenario}"), weight) for name, weight in zip(NAMES, row, strict=True)]
        weight = pl.sum_horizontal(p.is_not_null() * float(w) for p, w in mine)
        total = pl.sum_horizontal(p * float(w) for p, w in mine)
        scores[f"s:{scenario}"] = when(weight >= MIN_WEIGHT).then((total / weight).round(2))
        exposure = col(f"exposure:{scenario}")
        counted[f"c:{scenario}"] = when(exposure * 100 >= everything * MIN_PERCENT).then(exposure).otherwise(0)
    found = frame.lazy().with_columns(**points).with_columns(**scores, **counted)
    held = pl.any_horizontal((col(f"c:{s}") > 0) & col(f"s:{s}").is_null() for s in SCENARIOS)
    weight = pl.sum_horizontal(col(f"c:{s}") for s in SCENARIOS)
    total = pl.sum_horizontal(col(f"c:{s}") * col(f"s:{s}") for s in SCENARIOS)
    return found.with_columns(score=when(~held & (weight > 0)).then((total / weight).round(2))).collect()


def agree(frame: pl.DataFrame, checked: CheckedRuleSet, types: dict[str, Type]) -> None:
    """Both ways must give the same scores, as far as floats can, or their times say nothing."""
    ours = score(checked, frame, types).frame["score"] / 100
    theirs = by_float(frame)["score"]
    apart = (ours - theirs).abs() > ROUNDINGS
    if (ours.is_null() != theirs.is_null()).any() or apart.any():
        raise SystemExit("the two ways do not give the same scores")


def profile(frame: pl.DataFrame, checked: CheckedRuleSet, types: dict[str, Type]) -> None:
    """CPU time of each stage."""
    known = complete_types(checked, types)
    program = Program(score_steps(checked, known))
    cards = score(checked, frame, types)
    print(f"\n{len(program.steps)} steps; by stage:")
    for stage, run in (
        ("rules to steps", lambda: score_steps(checked, known)),
        ("steps to columns", lambda: program.run(frame)),
        ("decide", lambda: decide(checked, cards)),
        ("segments as text", lambda: segment_lines(cards)),
        ("KPI lines as text", lambda: kpi_lines(cards)),
    ):
        print(f"  {stage:20}{best_of(run, 1):8.2f} s")


def calls(frame: pl.DataFrame, checked: CheckedRuleSet, types: dict[str, Type]) -> int:
    """Calls of Python functions while everybody is scored and decided, and while a hundredth is."""
    found = [_called(part, checked, types) for part in (frame, frame.head(max(1, frame.height // FEW)))]
    print(f"\nPython calls: {found[0]:,} for {frame.height:,} agents, {found[1]:,} for {frame.height // FEW:,}")
    if found[0] > found[1] * 1.05:
        print("something goes through the agents one by one")
        return 1
    return 0


def _called(frame: pl.DataFrame, checked: CheckedRuleSet, types: dict[str, Type]) -> int:
    profiler = cProfile.Profile()
    profiler.enable()
    cards = score(checked, frame, types)
    decide(checked, cards)
    segment_lines(cards)
    kpi_lines(cards)
    profiler.disable()
    return int(pstats.Stats(profiler).total_calls)  # type: ignore[attr-defined]  # the stubs do not know it


if __name__ == "__main__":
    sys.exit(main())
