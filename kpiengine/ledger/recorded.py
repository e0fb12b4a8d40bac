"""What stays as it was recorded when a closed period is judged again: every text, and the values of units.

The texts are those that the period was closed with; whoever wants others amends it, with a reason.  A payee's late rows
change that payee's result, and nobody else's: values of units were what everybody was measured against when the period
was closed, and moving them would change lines of people about whom nothing new is known.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from attrs import evolve

from kpiengine.diagnostics import Refused, has_errors
from kpiengine.errors import KpiError
from kpiengine.ledger import archive as archives
from kpiengine.ledger import bundle as bundles
from kpiengine.ledger.bundle import Bundle, versions
from kpiengine.ledger.closings import Closing
from kpiengine.ledger.opening import RESULTS, Ledger
from kpiengine.metric_files import with_metric_files
from kpiengine.plugin import Catalogue
from kpiengine.project import Project, read_project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.load import read_rules
from kpiengine.rules.model.words import KpiLevel

Recorded = Mapping[tuple[str, str], pl.DataFrame]  # rule set, period -> wide frame as it was closed
KINDS = ("value", "n", "known", "status")


def recorded_texts(
    ledger: Ledger, sha256: str, project: Project, plugins: Catalogue
) -> tuple[Project, Catalogue, tuple[CheckedRuleSet, ...]]:
    """Project, catalogue and rule sets as the bundle of that hash says them; data still come from the project's folder.

    Raises KpiError if a plugin is no longer of the recorded version, or the texts no longer pass the check.
    """
    bundle = bundles.find(ledger.database, sha256)
    with TemporaryDirectory(prefix="kpiengine-") as name:
        folder = Path(name).resolve()
        bundles.lay_out(bundle, folder)
        then = read_project(folder)
        catalogue, own_faults = with_metric_files(then, plugins)
        _check_versions(bundle, catalogue)
        rulesets, faults = read_rules(then, catalogue)
    if has_errors((*own_faults, *faults)):
        raise Refused((*own_faults, *faults))
    return evolve(then, folder=project.folder, ledger=project.ledger), catalogue, rulesets


def _check_versions(bundle: Bundle, catalogue: Catalogue) -> None:
    now = versions(catalogue)
    moved = [
        f"{name}: {then}, now {now.get(name, 'none')}" for name, then in bundle.plugins.items() if now.get(name) != then
    ]
    if moved:
        raise KpiError(
            f"a closed period is judged by the plugins that it was closed with, and others are installed "
            f"({'; '.join(moved)}); install those, leave the closed periods out, or amend them: "
            "kpiengine amend PERIOD --because REASON"
        )


def recorded_frames(ledger: Ledger, closings: Sequence[Closing]) -> Recorded:
    """The wide frames of these periods as they were closed."""
    results = ledger.place.folder / RESULTS
    return {
        (ruleset, closing.period): trace.frame
        for closing in closings
        for ruleset, trace in archives.find(results, closing.archive).traces.items()
    }


def as_recorded(
    checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[str], recorded: Recorded
) -> pl.DataFrame:
    """The measured frame with the recorded values of units for everybody who was there; the same rows and columns."""
    rules = checked.ruleset.head
    if rules.level is not KpiLevel.AGENT:
        return frame
    keys = [key for key, wanted in checked.wanted.items() if wanted.level is not KpiLevel.AGENT]
    mine = [
        before.with_columns(period=pl.lit(place).cast(frame.schema["period"]))
        for place, name in enumerate(periods)
        if (before := recorded.get((rules.id, name))) is not None
    ]
    if not keys or not mine:
        return frame
    before = pl.concat(mine, how="diagonal_relaxed")
    columns = [
        column
        for column in frame.columns
        if any(column in {f"{kind}:{key}" for kind in KINDS} or column.startswith(f"part:{key}:") for key in keys)
        and column in before.columns
    ]
    beside = frame.join(
        before.select(
            "agent_id", "period", *(pl.col(c).alias(f"{c}__then") for c in columns), there=pl.lit(value=True)
        ),
        on=["agent_id", "period"],
        how="left",
        maintain_order="left",
    )
    then = (
        pl.when("there").then(pl.col(f"{column}__then").cast(frame.schema[column])).otherwise(column).alias(column)
        for column in columns
    )
    return beside.with_columns(then).select(frame.columns)
