"""Relaxations and reweights: each has something to act on, and where two may hold at once it is said which counts."""

from collections.abc import Iterator, Mapping

from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import evidence as messages
from kpiengine.rules.choosing import cases, variants
from kpiengine.rules.in_force import is_eased
from kpiengine.rules.model.kpi import Kpi, Relax
from kpiengine.rules.model.weights import Reweight


def check(context: Context) -> Iterator[Finding]:
    """Everything with a condition, and the ramp."""
    ruleset = context.ruleset
    for kpi in ruleset.kpis.values():
        if kpi.relax and not context.broken("kpi", kpi.id, "relax"):
            yield from _relaxed(context, kpi)
            yield from _priorities(("kpi", kpi.id, "relax"), kpi.relax)
    if not context.broken("reweight"):
        alike: dict[str | None, dict[str, Reweight]] = {}
        for one in ruleset.reweights.values():
            alike.setdefault(one.scenario, {})[one.id] = one
        for scenario, group in alike.items():
            others = alike.get(None, {}) if scenario is not None else {}
            yield from _priorities(("reweight",), {**others, **group})
    if (
        ruleset.ramp is not None
        and ruleset.kpis
        and not any(is_eased(ruleset, case.kpi) for kpi in ruleset.kpis.values() for case in variants(kpi))
    ):
        sure = not any(context.broken("kpi", kpi.id) for kpi in ruleset.kpis.values())
        if sure:
            yield messages.ramp_idle()


def _relaxed(context: Context, kpi: Kpi) -> Iterator[Finding]:
    for relax in kpi.relax.values():
        path: Path = ("kpi", kpi.id, "relax", relax.id)
        given = [key for key in ("target", "floor", "stretch") if getattr(relax, key) is not None]
        if not given and not context.broken(*map(str, path)):
            yield messages.relaxes_nothing(path)
        for key in given:
            if any(key not in case.kpi.given for case in cases(kpi)):
                yield messages.nothing_to_relax((*path, key), key, kpi.id)


def _priorities(path: Path, group: Mapping[str, Relax] | Mapping[str, Reweight]) -> Iterator[Finding]:
    """Conditions cannot be proven to exclude each other, so each of several has a priority of its own."""
    if len(group) < 2:  # noqa: PLR2004 -- several
        return
    seen: dict[int, str] = {}
    for one in group.values():
        if one.priority is None or one.priority in seen:
            other = next(id_ for id_ in group if id_ != one.id) if one.priority is None else seen[one.priority]
            yield messages.priority_needed((*path, one.id), one.id, other, one.priority)
        else:
            seen[one.priority] = one.id
