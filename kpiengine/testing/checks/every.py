"""All checks, and how they are run on a metric, a view, a table or a plugin."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from kpiengine.errors import KpiError
from kpiengine.registry.isolation import Fault as Raised
from kpiengine.registry.isolation import attempt
from kpiengine.testing.checks.examples import EXAMPLES
from kpiengine.testing.checks.meaning import MEANING
from kpiengine.testing.checks.merging import MERGING
from kpiengine.testing.checks.purity import PLAN_PURITY, VIEW_PURITY
from kpiengine.testing.checks.records import Check, Fault, MetricAt, PluginAt, Subject, TableAt, Verdict, ViewAt
from kpiengine.testing.checks.tables import TABLES
from kpiengine.testing.checks.views import VIEWS

MOST_FAULTS = 5  # of one thing that are listed


def _loads(at: PluginAt) -> Iterator[str]:
    yield from filter(None, (at.info.problem or "").split("\n"))


def _silent(at: PluginAt) -> Iterator[str]:
    if at.info.printed:
        yield f"it prints while it is loaded: {at.info.printed}"


PLUGIN_CHECKS: tuple[Check[PluginAt], ...] = (
    Check("loads", "everything that the plugin brings can be used", "`kpiengine explain CODE` says more", _loads),
    Check("silent", "the plugin prints nothing", "take the print out: it would end up in what others read", _silent),
)
TABLE_CHECKS: tuple[Check[TableAt], ...] = TABLES
VIEW_CHECKS: tuple[Check[ViewAt], ...] = (*VIEWS, *VIEW_PURITY)
METRIC_CHECKS: tuple[Check[MetricAt], ...] = (*MEANING, *EXAMPLES, *MERGING, *PLAN_PURITY)


def run(kind: str, check: Check[Subject], subjects: Sequence[Subject]) -> Verdict:
    """One check on several things; what a plugin raises meanwhile is a fault like any other."""
    faults = tuple(Fault(at.about, cause) for at in subjects for cause in _causes(check, at))
    return Verdict(check, kind, len(subjects), faults)


def _causes(check: Check[Subject], at: Subject) -> Iterable[str]:
    listed = attempt(partial(_listed, check, at))
    return (f"it fails: {listed.text}",) if isinstance(listed, Raised) else listed


def _listed(check: Check[Subject], at: Subject) -> tuple[str, ...]:
    try:
        return _first_of(dict.fromkeys(check.faults(at)))
    except KpiError as error:
        return (error.message,)


def _first_of(found: Iterable[str]) -> tuple[str, ...]:
    causes = tuple(found)
    more = len(causes) - MOST_FAULTS
    return causes if more <= 0 else (*causes[:MOST_FAULTS], f"and {more} more")
