"""What a check of one rule set may ask: the model, its surroundings, and what is broken already."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from attrs import Factory, frozen

from kpiengine.documents.finding import Finding
from kpiengine.plugin import Better, Metric
from kpiengine.rules.checked import Wanted
from kpiengine.rules.model import Kpi, RuleSet
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
        if isinstance(kpi.target, tuple) or isinstance(kpi.floor, tuple):
            return Better.WITHIN
        metric = self.metric(kpi)
        return metric.better if metric else None


Check: TypeAlias = Callable[[Context], Iterable[Finding]]
