"""Weights make exactly 100, and what has a weight can be scored."""

from collections.abc import Iterator
from decimal import Decimal

from kpiengine.documents.finding import Finding
from kpiengine.rules.checks import messages
from kpiengine.rules.checks.context import Context
from kpiengine.rules.model import Kpi

FULL = 100


def check(context: Context) -> Iterator[Finding]:
    """The sum, and the marks that each weighted KPI needs."""
    ruleset = context.ruleset
    scored = ruleset.weighted
    unsure = any(context.broken("kpi", kpi.id, "weight") for kpi in ruleset.kpis.values()) or context.broken("kpi")
    unsure = unsure or context.reading.misspelt("kpi")  # one of these may have a weight
    total = sum((Decimal(kpi.weight) for kpi in scored if kpi.weight is not None), Decimal(0))
    if scored and total != FULL and not _weight_unsure(context, unsure=unsure):
        yield messages.weights_sum([(kpi.id, kpi.weight) for kpi in scored], total)
    if not scored and ruleset.tiers and not unsure and not context.reading.awaits():
        yield messages.tiers_without_score(ruleset.tiers[0].id)
    for kpi in ruleset.kpis.values():
        yield from _marks(context, kpi)


def _weight_unsure(context: Context, *, unsure: bool) -> bool:
    """Whether a weight could not be read: a sum over the others would mislead."""
    if context.reading.misspelt("kpi"):
        return True
    findings = context.reading.findings
    at_weight = any(f.path[:1] == ("kpi",) and (len(f.path) <= 2 or f.path[2] == "weight") for f in findings)  # noqa: PLR2004 -- a whole KPI
    misspelt = any(f.code == "KPI104" and f.path[:1] == ("kpi",) and "weight" in str(f.remedy) for f in findings)
    return unsure and (at_weight or misspelt)


def _marks(context: Context, kpi: Kpi) -> Iterator[Finding]:
    if any(context.broken("kpi", kpi.id, key) for key in ("target", "floor", "bands", "curve", "weight")):
        return
    instead = "bands" if kpi.bands else 'curve = "pass"' if kpi.curve == "pass" else None
    given = [key for key in ("target", "floor", "stretch") if getattr(kpi, key) is not None]
    if kpi.bands:
        clash = [*given, *(["curve"] if kpi.curve else [])]
    else:
        clash = [key for key in given if key != "target"] if kpi.curve == "pass" else []
    for key in clash:
        yield messages.marks_exclude(kpi.id, key, str(instead))
    needs = () if kpi.bands else ("target",) if kpi.curve == "pass" else ("target", "floor")
    missing = [key for key in needs if key not in given]
    if kpi.weight is not None and missing and not context.reading.awaits("kpi", kpi.id):
        yield messages.marks_missing(kpi.id, missing, pass_=kpi.curve == "pass")
