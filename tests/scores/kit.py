"""Rule sets and wide frames in memory, for tests of scoring, deciding and alerting.

Values are written as people read them ("88.50"); a missing one is None.  Conditions are parsed with KPI ids as
names for known values, `points(x)`-like columns under `points_x`, and `score` and `tier`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from kpiengine.expressions import build as b
from kpiengine.expressions.parse import condition, parse
from kpiengine.expressions.scope import Ranked, Scope
from kpiengine.expressions.types import TEXT, Kind, Type, number
from kpiengine.numbers import parse_decimal
from kpiengine.plugin.metric import Better, Control, Metric
from kpiengine.plugin.plan import Plan
from kpiengine.rules.checked import CheckedRuleSet, Wanted
from kpiengine.rules.model.gate import Gate, GateElse
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.model.score import Score
from kpiengine.rules.model.tier import Tier
from kpiengine.rules.model.words import KpiLevel, PeriodKind
from kpiengine.rules.scope.names import PRESENCE

BASE_PAY = number(2, 10**9)
COUNT = number(0, 10**6)


def metric(name: str, *, better: str = "higher", decimals: int = 2, top: int = 1000, **more: Any) -> Metric:
    """A metric that nothing measures; only its declaration is read here."""
    fixed = {"unit": "percent", "levels": ("agent", "team"), "group": "experience", "control": Control.AGENT}
    settings = {**fixed, **more}
    return Metric(
        id=name,
        title={"en": name},
        decimals=decimals,
        range=(0, top),
        better=Better(better),
        plan=Plan({}, "0", "n"),
        **settings,
    )


def kpi(name: str, weight: int | Decimal | None = None, **more: Any) -> Kpi:
    return Kpi(id=name, metric=name, title={"en": name.upper()}, weight=weight, **more)


def tier(name: str, start: int | Decimal, **more: Any) -> Tier:
    return Tier(id=name, start=start, title={"en": name.capitalize()}, **more)


def gate(name: str, require: str, **more: Any) -> Gate:
    """A gate; what it does is one keyword of GateElse, e.g. no_bonus=True."""
    title, if_missing = {"en": name.capitalize()}, more.pop("if_missing", "hold")
    return Gate(id=name, require=require, otherwise=GateElse(**more), title=title, if_missing=_policy(if_missing))


def _policy(word: str) -> Any:
    from kpiengine.rules.model.words import GatePolicy  # noqa: PLC0415 - keeps the list of names above short

    return GatePolicy(word)


def ruleset(kpis: Sequence[Kpi], currency: str | None = "CNY", **more: Any) -> RuleSet:
    """Gates, rewards and alerts are given as sequences; tiers in any order."""
    for name in ("gates", "rewards", "alerts", "points"):
        if name in more:
            more[name] = {item.id: item for item in more[name]}
    more["tiers"] = tuple(sorted(more.get("tiers", ()), key=_from_the_worst))
    more.setdefault("score", Score())
    head = Head("phone", date(2026, 10, 1), PeriodKind.MONTH, {}, "bonus", {"en": "Phone"}, currency=currency)
    return RuleSet(head, kpis={k.id: k for k in kpis}, **more)


def _from_the_worst(t: Tier) -> Decimal:
    wide = t.top if t.top is not None else t.top_percent
    return Decimal(t.start) if wide is None else -Decimal(wide)


def check(rules: RuleSet, metrics: Mapping[str, Metric] | None = None, **message_names: Any) -> CheckedRuleSet:
    """What the rule check would hand on; metrics default to higher-is-better percents."""
    wanted: dict[str, Wanted] = {}
    for k in rules.kpis.values():
        found = (metrics or {}).get(k.id) or metric(k.id)
        least = found.min_sample if k.min_sample is None else k.min_sample
        wanted[k.id] = Wanted(k.id, found, {}, k.level, least)
        if "team" in (k.if_missing, k.if_few):
            wanted[f"{k.id}@team"] = Wanted(f"{k.id}@team", found, {}, KpiLevel.TEAM, least)
    top = parse_decimal(str(rules.score.maximum), rules.score.decimals)
    names: dict[str, Any] = {
        k: b.name(f"known:{k}", number(w.metric.decimals, _bound(w.metric))) for k, w in wanted.items() if "@" not in k
    }
    names["score"] = b.name("score", number(rules.score.decimals, top))
    ranks = {t.id: index for index, t in enumerate(rules.tiers, start=1)}
    names["tier"] = Ranked(b.name("tier", number(0, max(len(ranks), 1))), ranks)
    scope = Scope(names)
    texts = {f"gate.{g.id}.require": g.require for g in rules.gates.values()}
    texts |= {f"reward.{r.id}.when": r.when for r in rules.rewards.values() if r.when is not None}
    texts |= {f"reward.{r.id}.unless": r.unless for r in rules.rewards.values() if r.unless is not None}
    texts |= {".".join(a.path(s)): text for a in rules.alerts.values() for s, text in a.by_severity.items()}
    conditions = {path: condition(text, scope) for path, text in texts.items()}
    formulas = {f"reward.{r.id}.rank_by": r.rank_by for r in rules.rewards.values() if r.rank_by is not None}
    payout = {f"payout.{key}": getattr(rules.payout, key) for key in ("split_by", "pool", "multiply")}
    formulas |= {path: text for path, text in payout.items() if isinstance(text, str)}
    conditions |= {path: parse(text, scope, Kind.NUMBER) for path, text in formulas.items()}
    for p in rules.points.values():
        if p.within is not None:
            conditions[f"points.{p.id}.earlier"] = b.name(f"earlier_of:{p.id}", COUNT)
    if rules.payout.prorate is not None and rules.payout.prorate.by != "none":
        hours = metric(PRESENCE, top=100_000)
        wanted[PRESENCE] = Wanted(PRESENCE, hours, {}, KpiLevel.AGENT, 0)
        conditions["payout.prorate.full"] = b.name("full", number(2, 10**7))
    return CheckedRuleSet(rules, "rules/phone.toml", "0" * 64, wanted, conditions, message_names)


def _bound(m: Metric) -> int:
    return m.range[1] * 10**m.decimals


def types(checked: CheckedRuleSet) -> dict[str, Type]:
    """Types as the measure stage gives them."""
    found: dict[str, Type] = {"roster:base_pay": BASE_PAY, "full": number(2, 10**7)}
    found |= {f"earlier_of:{p}": COUNT for p in checked.ruleset.points}
    for key, wanted in checked.wanted.items():
        value = number(wanted.metric.decimals, _bound(wanted.metric))
        found |= {f"value:{key}": value, f"known:{key}": value, f"n:{key}": number(0, 10**9), f"status:{key}": TEXT}
    return found


def frame(checked: CheckedRuleSet, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A wide frame; a row gives `K` as text or None, and `n:K` (default 100), `status:K`, `days`, `base_pay`, …"""
    columns: dict[str, list[Any]] = {
        "agent_id": [str(row.get("agent_id", f"a{i}")) for i, row in enumerate(rows)],
        "name": [row.get("name") for row in rows],
        "period": [row.get("period", 0) for row in rows],
        "days": [row.get("days", 31) for row in rows],
        "period_days": [row.get("period_days", 31) for row in rows],
        "roster:base_pay": [_scaled(row.get("base_pay"), 2) for row in rows],
        "full": [_scaled(row.get("full", 160), 2) for row in rows],
        **{unit: [_number_of(row.get(unit, 1)) for row in rows] for unit in ("team", "site")},
        "tenure_months": [row.get("tenure_months", 24) for row in rows],
        "fte": [_scaled(row.get("fte", 1), 2) for row in rows],
    }
    columns |= {f"earlier_of:{p}": [row.get(f"earlier:{p}", 0) for row in rows] for p in checked.ruleset.points}
    for key, wanted in checked.wanted.items():
        values = [_scaled(row.get(key), wanted.metric.decimals) for row in rows]
        counts = [row.get(f"n:{key}", 0 if value is None else 100) for row, value in zip(rows, values, strict=True)]
        few = [(n or 0) < wanted.min_sample for n in counts]
        columns[f"value:{key}"] = values
        columns[f"n:{key}"] = counts
        columns[f"known:{key}"] = [None if low else value for value, low in zip(values, few, strict=True)]
        columns[f"status:{key}"] = [
            row.get(f"status:{key}", "no_data" if value is None else "low_sample" if low else "ok")
            for row, value, low in zip(rows, values, few, strict=True)
        ]
    schema = {
        name: pl.String if name in ("agent_id", "name") or name.startswith("status:") else pl.Int64 for name in columns
    }
    return pl.DataFrame(columns, schema=schema)


def _number_of(unit: Any) -> int:
    """Units are numbers here; tests that name them put their own columns."""
    return unit if isinstance(unit, int) else 1


def _scaled(value: Any, decimals: int) -> int | None:
    return None if value is None else parse_decimal(str(value), decimals)
