"""A check, what it looks at, and what it found.

A check is a function from what is looked at to sentences, one for each fault.  It may call what a plugin brings: what
that raises is a fault like any other.
"""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from attrs import frozen

from kpiengine.plugin import Catalogue, FactTable, Metric, Params, PluginInfo, View
from kpiengine.testing.cases import MetricCase


@frozen
class MetricAt:
    """A metric as the catalogue has it, with its worked examples and the engine to compare with."""

    catalogue: Catalogue
    metric: Metric
    examples: tuple[MetricCase, ...]
    engine: str = "duckdb"

    @property
    def about(self) -> str:
        """What a fault is about."""
        return f"metric {self.metric.id}"

    @property
    def with_value(self) -> tuple[MetricCase, ...]:
        """The examples that give a value."""
        return tuple(case for case in self.examples if case.expected is not None)


@frozen
class ViewAt:
    """A view with the examples of metrics that count on it, each with its complete parameters.

    `counted_elsewhere`: metrics that are not looked at here count on it, and have its examples.
    """

    catalogue: Catalogue
    view: View
    uses: tuple[tuple[MetricCase, Params], ...]
    counted_elsewhere: bool = False

    @property
    def about(self) -> str:
        """What a fault is about."""
        return f"view {self.view.id}"


@frozen
class TableAt:
    """A fact table with the examples that have rows for it."""

    catalogue: Catalogue
    table: FactTable
    examples: tuple[MetricCase, ...]

    @property
    def about(self) -> str:
        """What a fault is about."""
        return f"table {self.table.id}"


@frozen
class PluginAt:
    """A plugin as the registry describes it."""

    info: PluginInfo

    @property
    def about(self) -> str:
        """What a fault is about."""
        return f"plugin {self.info.name}"


Subject = TypeVar("Subject", MetricAt, ViewAt, TableAt, PluginAt)
AnySubject = MetricAt | ViewAt | TableAt | PluginAt


@frozen
class Check(Generic[Subject]):
    """One demand: its name, what it asks for, what to do about a fault, and how faults are found."""

    id: str
    asks: str
    remedy: str
    faults: Callable[[Subject], Iterable[str]]


@frozen
class Fault:
    """Something that does not keep to a check: what it is about, and the cause in a sentence."""

    about: str
    cause: str


@frozen
class Verdict:
    """What came of one check: on how many things it was made, and every fault."""

    check: Check[Any]
    kind: str  # metric, view, table, plugin
    looked_at: int
    faults: tuple[Fault, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    @property
    def told(self) -> str:
        """All faults with the remedy, for an assertion."""
        causes = "\n".join(f"{fault.about}: {fault.cause}" for fault in self.faults)
        return f"{self.check.asks}\n{causes}\n{self.check.remedy}"
