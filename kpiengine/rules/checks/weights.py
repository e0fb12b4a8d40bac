"""Weights make exactly 100 in every case that can come, stay under what is allowed, and what has one can be scored."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.checks.context import Context, placed
from kpiengine.rules.checks.messages import weights as messages
from kpiengine.rules.checks.messages.evidence import unknown_line
from kpiengine.rules.choosing import Case, cases
from kpiengine.rules.in_force import table_of
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.values import Number
from kpiengine.rules.model.weights import Move, Reweight

FULL = 100


def check(context: Context) -> Iterator[Finding]:
    """The sums, the names, and the marks that each weighted KPI needs."""
    ruleset = context.ruleset
    yield from _scenarios(context)
    yield from _names(context)
    yield from _base(context)
    for name, row in ruleset.weights.items():
        if row and not context.broken("weights", name):
            yield from _sum(("weights", name), row)
    if not context.broken("reweight") and not _weight_unsure(context):
        for one in ruleset.reweights.values():
            yield from _conditional(context, one)
    yield from _most(context)
    for kpi in ruleset.kpis.values():
        if not context.broken("kpi", kpi.id, "by"):
            seen: set[Finding] = set()
            for case in cases(kpi):
                found = [placed(finding, case) for finding in _marks(context, case)]
                yield from (finding for finding in found if finding not in seen)
                seen |= set(found)


def _scenarios(context: Context) -> Iterator[Finding]:
    """Rows of weights and [scenarios] go together, and then no KPI has a weight of its own."""
    ruleset = context.ruleset
    own = [kpi.id for kpi in ruleset.kpis.values() if kpi.weight is not None]
    if ruleset.weights and own:
        yield messages.weights_twice(own[0])
    if ruleset.weights and ruleset.scenarios is None and not context.reading.misspelt("scenarios"):
        yield messages.rows_without_scenarios()
    if ruleset.scenarios is not None and not ruleset.weights and not context.broken("weights"):
        yield messages.scenarios_without_rows()


def _base(context: Context) -> Iterator[Finding]:
    """The weights that stand in the KPIs."""
    ruleset = context.ruleset
    scored = [kpi for kpi in ruleset.kpis.values() if kpi.weight is not None]
    unsure = any(context.broken("kpi", kpi.id, "weight") for kpi in ruleset.kpis.values()) or context.broken("kpi")
    unsure = unsure or context.reading.misspelt("kpi")  # one of these may have a weight
    total = sum((Decimal(kpi.weight) for kpi in scored if kpi.weight is not None), Decimal(0))
    if scored and total != FULL and not ruleset.weights and not (unsure and _weight_unsure(context)):
        at: Path = ("kpi", scored[-1].id, "weight")
        yield messages.weights_sum([(kpi.id, kpi.weight) for kpi in scored], total, at)
    by_kpi = ruleset.score.tiers_by is not None or ruleset.rank is not None  # what these name is checked with them
    if not ruleset.weighted and ruleset.tiers and not by_kpi and not unsure:
        yield messages.tiers_without_score(ruleset.tiers[0].id)


def _weight_unsure(context: Context) -> bool:
    """Whether a weight could not be read: a sum over the others would mislead."""
    if context.reading.misspelt("kpi"):
        return True
    findings = context.reading.findings
    at_weight = any(f.path[:1] == ("kpi",) and (len(f.path) <= 2 or f.path[2] == "weight") for f in findings)  # noqa: PLR2004 -- a whole KPI
    misspelt = any(f.code == "KPI104" and f.path[:1] == ("kpi",) and "weight" in str(f.remedy) for f in findings)
    return at_weight or misspelt


def _sum(path: Path, row: Mapping[str, Number]) -> Iterator[Finding]:
    total = sum((Decimal(weight) for weight in row.values()), Decimal(0))
    if total != FULL:
        yield messages.weights_sum(list(row.items()), total, (*path, list(row)[-1]))


def _names(context: Context) -> Iterator[Finding]:
    """Every name in a table of weights is a KPI's; every scenario has a row."""
    ruleset = context.ruleset
    if context.reading.misspelt("kpi"):
        return
    known = list(ruleset.kpis)
    for name, row in ruleset.weights.items():
        yield from (messages.unknown_kpi(("weights", name, kpi), kpi, known) for kpi in row if kpi not in known)
    for one in ruleset.reweights.values():
        yield from _named(one, known)
        if one.scenario is not None and one.scenario not in ruleset.weights:
            path: Path = ("reweight", one.id, "scenario")
            yield unknown_line(path, "scenario", one.scenario, list(ruleset.weights), on="value")


def _named(one: Reweight, known: Sequence[str]) -> Iterator[Finding]:
    """Names of KPIs in one reweight."""
    if isinstance(one.shift, Move):
        for key, kpi in (("from", one.shift.source), ("to", one.shift.to)):
            if kpi and kpi not in known:
                yield messages.unknown_kpi(("reweight", one.id, "shift", key), kpi, known, on="value")
    for key, table in (("set", one.set), ("shift", one.shift)):
        if table is not None and not isinstance(table, Move):
            path = ("reweight", one.id, key)
            yield from (messages.unknown_kpi((*path, kpi), kpi, known) for kpi in table if kpi not in known)


def _conditional(context: Context, one: Reweight) -> Iterator[Finding]:
    path: Path = ("reweight", one.id)
    if one.set is not None:
        yield from _sum((*path, "set"), one.set)
        return
    if one.shift is None:
        return
    for base in _bases(context, one):
        if isinstance(one.shift, Move):
            have = base.get(one.shift.source, Decimal(0))
            if not isinstance(one.shift.points, str) and one.shift.points > have:
                yield messages.shift_under_zero((*path, "shift", "points"), one.shift.source, have, one.shift.points)
                return
            continue
        total = sum((Decimal(points) for points in one.shift.values()), Decimal(0))
        if total != 0:
            yield messages.shift_sum((*path, "shift"), total)
            return
        for kpi, points in one.shift.items():
            if base.get(kpi, Decimal(0)) + Decimal(points) < 0:
                yield messages.shift_under_zero((*path, "shift", kpi), kpi, base.get(kpi, Decimal(0)), -points)
                return


def _bases(context: Context, one: Reweight) -> list[dict[str, Decimal]]:
    """The tables that it may start from."""
    ruleset = context.ruleset
    rows = [row for name, row in ruleset.weights.items() if one.scenario in {None, name}]
    if not rows:
        rows = [{kpi.id: kpi.weight for kpi in ruleset.kpis.values() if kpi.weight is not None}]
    return [{kpi: Decimal(weight) for kpi, weight in row.items()} for row in rows]


def reachable(context: Context) -> Iterator[tuple[Path, dict[str, Decimal]]]:
    """Every table of weights that does not rest on a formula, and where it is written."""
    ruleset = context.ruleset
    yield from ((("weights", n), {k: Decimal(w) for k, w in row.items()}) for n, row in ruleset.weights.items())
    if not ruleset.weights:
        yield ("kpi",), {kpi.id: Decimal(kpi.weight) for kpi in ruleset.kpis.values() if kpi.weight is not None}
    for one in ruleset.reweights.values():
        for base in _bases(context, one):
            everything = {kpi.id: base.get(kpi.id, Decimal(0)) for kpi in ruleset.weighted}
            table = table_of(ruleset, one, everything)
            if table is not None:
                yield ("reweight", one.id), table


def _most(context: Context) -> Iterator[Finding]:
    most = context.ruleset.score.max_weight
    if most is None or context.broken("score", "max_weight"):
        return
    for path, table in reachable(context):
        for kpi, weight in table.items():
            if weight > most:
                at = ("kpi", kpi, "weight") if path == ("kpi",) else (*path, kpi) if path[0] == "weights" else path
                yield messages.too_heavy(at, kpi, weight, most)


def _marks(context: Context, case: Case) -> Iterator[Finding]:
    kpi = case.kpi
    if any(context.broken("kpi", kpi.id, key) for key in ("target", "floor", "bands", "curve", "weight", "formula")):
        return
    shapes = [("bands", "bands", bool(kpi.bands)), ("formula", "formula", kpi.formula is not None)]
    shapes.append(("curve", f'curve = "{kpi.curve}"', kpi.curve is not None))
    said = [(key, words) for key, words, there in shapes if there]
    for key, _ in said[1:]:
        yield messages.marks_exclude(kpi.id, key, said[0][1])
    clash, needs = _wants(kpi)
    for key in kpi.given:
        if key in clash and said:
            yield messages.marks_exclude(kpi.id, key, said[0][1])
    if kpi.join == "line" and not kpi.bands and not context.broken("kpi", kpi.id, "join"):
        yield messages.join_without_bands(kpi.id)
    missing = [key for key in needs if key not in kpi.given]
    scored = any(kpi.id == other.id for other in context.ruleset.weighted)
    meant = context.reading.meant("kpi", kpi.id)
    if scored and missing and meant.isdisjoint({*missing, "bands", "formula", "curve"}):
        lines = [path[:-1] for path in case.paths.values()]
        own: Path = ("kpi", kpi.id, "weight") if kpi.weight is not None else ("kpi", kpi.id)
        yield messages.marks_missing(kpi.id, missing, lines[0] if lines else own, pass_=kpi.curve == "pass")


def _wants(kpi: Kpi) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Marks that have no meaning beside the KPI's curve, and those that it needs."""
    if kpi.bands:
        return ("target", "floor", "stretch"), ()
    if kpi.formula is not None:
        return ("floor", "stretch"), ()
    if kpi.curve == "pass":
        return ("floor", "stretch"), ("target",)
    if kpi.curve is not None:
        return (), ()
    return (), ("target", "floor")
