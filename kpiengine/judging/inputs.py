"""What rule sets are judged on: texts, plugins and roster, as they are or as they were recorded."""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType

from attrs import frozen

from kpiengine.diagnostics import Diagnostic, Refused, has_errors
from kpiengine.facts.exclusions import read_exclusions
from kpiengine.facts.records import FactStore
from kpiengine.facts.roster import read_roster
from kpiengine.ledger import Ledger, Past
from kpiengine.ledger.bundle import Bundle
from kpiengine.ledger.bundle import find as find_bundle
from kpiengine.ledger.recorded import Recorded, recorded_frames, recorded_texts
from kpiengine.ledger.terms import Terms
from kpiengine.metric_files import with_metric_files
from kpiengine.planning.exclusions import Exclusion
from kpiengine.planning.records import Roster
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.load import read_rules

NOTHING_RECORDED: Recorded = MappingProxyType({})


@frozen
class Inputs:
    """What every rule set is judged on: texts, plugins and roster as they are or as they were recorded."""

    project: Project
    catalogue: Catalogue
    rulesets: tuple[CheckedRuleSet, ...]
    roster: Roster
    planned_rows: FactStore  # the account of what the plan was made from: roster and exclusions
    as_of: int
    exclusions: tuple[Exclusion, ...]
    recorded: Recorded = NOTHING_RECORDED
    bundle: Bundle | None = None  # of recorded texts


def read_texts(
    project: Project, plugins: Catalogue, now: datetime | None
) -> tuple[Catalogue, tuple[CheckedRuleSet, ...], tuple[Diagnostic, ...]]:
    """Metric files and rule files of the project, or `Refused` with every fault of them."""
    catalogue, own_faults = with_metric_files(project, plugins)
    rulesets, rule_faults = read_rules(project, catalogue, today=None if now is None else now.date())
    faults = (*own_faults, *rule_faults)
    if has_errors(faults):
        raise Refused(faults)
    return catalogue, rulesets, faults


def inputs_for(  # noqa: PLR0913, PLR0917 -- the texts of today, and what there is to take their place
    project: Project,
    catalogue: Catalogue,
    live: Sequence[CheckedRuleSet],
    plugins: Catalogue,
    terms: Terms,
    ledger: Ledger | None,
    past: Past,
    added: tuple[Exclusion, ...],
) -> Inputs:
    """The texts by which these periods are judged, and the roster as it was known then."""
    rulesets: tuple[CheckedRuleSet, ...] = tuple(live)
    recorded = NOTHING_RECORDED
    bundle = None
    if terms.bundle is not None and ledger is not None:
        bundle = find_bundle(ledger.database, terms.bundle)
        project, catalogue, rulesets = recorded_texts(ledger, terms.bundle, project, plugins)
        recorded = recorded_frames(ledger, [past.closed[pair] for pair in sorted(terms.pairs)])
    return inputs_at(terms.as_of, project, catalogue, rulesets, added, recorded, bundle)


def inputs_at(  # noqa: PLR0913, PLR0917 -- the moment, the texts, and what of them was recorded
    as_of: int,
    project: Project,
    catalogue: Catalogue,
    rulesets: tuple[CheckedRuleSet, ...],
    added: tuple[Exclusion, ...],
    recorded: Recorded = NOTHING_RECORDED,
    bundle: Bundle | None = None,
) -> Inputs:
    """These texts with roster and exclusions as they were known at a moment; `added` are exclusions of the ledger."""
    roster, rows = read_roster(project, catalogue, as_of)
    exclusions, beside = read_exclusions(project, catalogue, as_of)
    known = (*exclusions, *added)
    return Inputs(project, catalogue, rulesets, roster, beside.beside(rows), as_of, known, recorded, bundle)
