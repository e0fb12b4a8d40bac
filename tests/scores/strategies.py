"""Random rule sets and rows for them; every plan that comes out would pass the rule check."""

from decimal import Decimal
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from kpiengine.rules.model.kpi import Band, PointsAt
from kpiengine.rules.model.payout import Payout
from kpiengine.rules.model.reward import Reward
from kpiengine.rules.model.score import Score

kit = SimpleNamespace(**run_path(str(Path(__file__).parent / "kit.py")))
OPERATORS = (">=", ">", "<", "<=", "==", "!=")


def decimals(low: int, high: int, places: int = 2) -> st.SearchStrategy[Decimal]:
    """Numbers with up to `places` decimals, written with as many as needed."""
    return st.tuples(st.integers(low * 10**places, high * 10**places), st.integers(0, places)).map(
        lambda pair: Decimal(pair[0] // 10 ** (places - pair[1])).scaleb(-pair[1])
    )


@st.composite
def kpis(draw: Any, name: str, weight: int, *, monotone: bool, held: bool) -> tuple[Any, Any]:
    """A KPI and its metric."""
    shape = draw(st.sampled_from(["higher", "lower"] if monotone else ["higher", "lower", "within", "bands", "pass"]))
    metric = kit.metric(
        name, better="lower" if shape == "lower" else "higher", decimals=draw(st.integers(0, 2)), top=100
    )
    more: dict[str, Any] = {"weight": weight, "min_sample": draw(st.sampled_from([None, 0, 5, 10]))}
    policies = st.just("hold") if held else st.sampled_from(["hold", "redistribute", "team"]) | decimals(0, 120, 3)
    more |= {"if_missing": draw(policies), "if_few": draw(st.none() | policies)}
    marks = sorted(draw(st.lists(decimals(0, 100), min_size=4, max_size=4, unique=True)))
    at = sorted(draw(st.lists(decimals(0, 120), min_size=3, max_size=3)))
    if draw(st.booleans()):
        more["points_at"] = PointsAt(*at)
    match shape:
        case "higher" | "lower":
            floor, target, stretch = marks[:3] if shape == "higher" else reversed(marks[:3])
            more |= {"floor": floor, "target": target, "stretch": draw(st.sampled_from([None, stretch]))}
        case "within":
            more |= {"floor": (marks[0], marks[3]), "target": (marks[1], marks[2])}
        case "bands":
            included = draw(st.booleans())
            edges = [Decimal(0) if included else Decimal(-1), *marks[1:]]
            earned = draw(st.lists(decimals(0, 120), min_size=4, max_size=4))
            more["bands"] = tuple(Band(e, included, p) for e, p in zip(edges, earned, strict=True))
        case "pass":
            more |= {"curve": "pass", "target": draw(st.sampled_from([marks[1], (marks[0], marks[2])]))}
    return kit.kpi(name, **more), metric


@st.composite
def conditions(draw: Any, names: list[str]) -> str:
    """A small condition over known values."""
    one = st.tuples(st.sampled_from(names), st.sampled_from(OPERATORS), decimals(0, 100)).map(
        lambda t: f"{t[0]} {t[1]} {t[2]}"
    )
    parts = draw(st.lists(one, min_size=1, max_size=3))
    text = f" {draw(st.sampled_from(['and', 'or']))} ".join(parts)
    return f"not ({text})" if draw(st.booleans()) else text


@st.composite
def plans(draw: Any, *, monotone: bool = False, held: bool = False, watched: bool = False) -> Any:
    """A checked rule set with 1 to 4 KPIs, up to 3 gates, up to 4 tiers.

    `monotone`: better values never earn less and there are no gates.  `held`: every KPI holds while it is unknown.
    `watched`: a KPI `w` without weight, in whole percents, that gates ask for and wait for.
    """
    names = [f"k{i}" for i in range(draw(st.integers(1, 4)))]
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=len(names) - 1, max_size=len(names) - 1, unique=True)))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    made = [draw(kpis(name, weight, monotone=monotone, held=held)) for name, weight in zip(names, weights, strict=True)]
    starts = draw(st.lists(decimals(0, 100), min_size=1, max_size=4, unique=True))
    percent = draw(st.booleans())
    worth = sorted(draw(st.lists(decimals(0, 500 if not percent else 30), min_size=len(starts), max_size=len(starts))))
    tiers = [
        kit.tier(
            f"t{i}",
            start,
            multiply=1 if monotone else draw(st.sampled_from([1, Decimal("1.2"), Decimal("0.75")])),
            rewards=("day",) if not monotone and draw(st.booleans()) else (),
            **{"percent" if percent else "bonus": pay},
        )
        for i, (start, pay) in enumerate(zip(sorted(starts), worth, strict=True))
    ]
    effects = st.sampled_from(
        [("no_bonus", True), ("drop_tiers", 1), ("drop_tiers", 2), ("cap_tier", "t0"), ("pay_percent", 50)]
    )
    effects |= decimals(0, 100).map(lambda p: ("pay_percent", p))
    if watched:
        made.append((kit.kpi("w"), kit.metric("w", decimals=0, top=100)))
        names.append("w")
    count = 0 if monotone else draw(st.integers(int(watched), 3))
    gates = []
    for i in range(count):
        key, value = draw(effects)
        policy = "hold" if watched else draw(st.sampled_from(["hold", "pass", "fail"]))
        gates.append(kit.gate(f"g{i}", draw(conditions(names)), if_missing=policy, **{key: value}))
    payout = Payout(
        "percent" if percent else "amount",
        of="base_pay" if percent else None,
        cap=draw(st.none() | decimals(1, 400)),
        decimals=draw(st.sampled_from([None, 0, 1, 2])),
        rounding=draw(st.sampled_from(["half_up", "half_even", "down"])),
    )
    rules = kit.ruleset(
        [kpi for kpi, _ in made],
        score=Score(draw(st.integers(0, 3)), draw(st.sampled_from([100, 120])), draw(st.sampled_from([0, 60, 100]))),
        tiers=tiers,
        gates=gates,
        payout=payout,
        rewards=[Reward("day", "leave", {"en": "Day"})] if any(t.rewards for t in tiers) else (),
    )
    return kit.check(rules, {metric.id: metric for _, metric in made})


@st.composite
def rows(draw: Any, checked: Any, size: int = 8) -> list[dict[str, Any]]:
    """Rows with values, some of them missing, low in sample or unavailable."""
    found = []
    for _ in range(draw(st.integers(1, size))):
        period_days = draw(st.sampled_from([28, 30, 31]))
        row: dict[str, Any] = {"period_days": period_days, "days": draw(st.integers(1, period_days))}
        row["base_pay"] = draw(st.none() | decimals(0, 9000))
        for key, wanted in checked.wanted.items():
            places = wanted.metric.decimals
            value = st.integers(0, 100 * 10**places).map(lambda v, places=places: Decimal(v).scaleb(-places))
            row[key] = draw(st.none() | value | value)
            row[f"n:{key}"] = 0 if row[key] is None else draw(st.sampled_from([0, 4, 5, 9, 10, 500]))
            if draw(st.integers(0, 15)) == 0:
                row[f"status:{key}"] = draw(st.sampled_from(["unavailable", "error"]))
        found.append(row)
    return found
