"""What a check of one rule set may ask: the model, its surroundings, and what is broken already."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from attrs import Factory, evolve, frozen

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Better, Metric
from kpiengine.rules.checked import Wanted
from kpiengine.rules.choosing import Case
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.structure import Reading
from kpiengine.rules.surroundings import Surroundings


@frozen
class Context:
    """One rule set under check; `wanted` are its measures, once all conditions are read (for lints)."""

    ruleset: RuleSet
    around: Surroundings
    reading: Reading
    wanted: Mapping[str, Wanted] = Factory(dict)

    def broken(self, *path: str) -> bool:
        """Whether this place was reported already, so that a check must not build on it."""
        return self.reading.broken(*path)

    def metric(self, kpi: Kpi) -> Metric | None:
        """The KPI's metric, if there is one."""
        return self.around.catalogue.metrics.get(kpi.metric)

    def better(self, kpi: Kpi) -> Better | None:
        """Which way is good: the KPI's word, else within for a pair, else the metric's."""
        if kpi.better is not None:
            return Better(kpi.better)
        if not {"target", "floor"}.isdisjoint(kpi.pairs):
            return Better.WITHIN
        metric = self.metric(kpi)
        return metric.better if metric else None

    def pair(self, kpi: Kpi) -> bool:
        """Whether it is good inside a range."""
        return self.better(kpi) is Better.WITHIN


def placed(finding: Finding, case: Case) -> Finding:
    """The finding at the line of a `by` in which the key is written."""
    path = finding.path
    if path[:2] == ("kpi", case.kpi.id) and len(path) > 2 and str(path[2]) in case.paths:  # noqa: PLR2004 -- kpi, id, key
        return evolve(finding, path=(*case.path(str(path[2])), *path[3:]))
    return finding


Check: TypeAlias = Callable[[Context], Iterable[Finding]]
