"""`kpiengine approve`: agree to the texts of a plan, so that they may pay."""

from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from kpiengine.cli.asked import at_work, because_option, period_of, plan_of, project_option, wait_option
from kpiengine.cli.terminal import Terminal
from kpiengine.diagnostics import Refused, has_errors
from kpiengine.documents.wording import counted
from kpiengine.project import Project, read_project

EPILOG = """\
Example: kpiengine approve --plan bonus --author ops.lead --because "minutes of 15 September"
Example: kpiengine approve --plan bonus --period 2026-10 --points complaints --agent a04 --because "hearing of 3 Nov"

What is approved is everything that can change a figure of the plan: the project file, its rule files and metric files
as they are now, and the versions of the plugins. Whoever changes one of them needs a new approval. Owners of the rule
sets and every --author cannot approve.

With --points it is one charge of points that waits for a yes (`approve` in [points.NAME]): the next run takes it as
agreed, or with --refuse as not charged. Nobody answers about themselves.
"""


@click.command("approve", epilog=EPILOG)
@project_option
@click.option("--plan", metavar="ID", required=True, help="Whose texts.")
@click.option("--author", "authors", multiple=True, metavar="ACCOUNT", help="Who wrote them; may be said again.")
@click.option("--period", metavar="PERIOD", help="With --points: when.")
@click.option("--points", metavar="NAME", help="A charge of these points instead of texts.")
@click.option("--agent", metavar="ID", help="With --points: whose.")
@click.option("--refuse", is_flag=True, help="With --points: the charge is not made.")
@because_option(required=True)
@wait_option
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 -- one argument for each option
    terminal: Terminal,
    folder: Path,
    plan: str,
    authors: tuple[str, ...],
    period: str | None,
    points: str | None,
    agent: str | None,
    refuse: bool,  # noqa: FBT001 -- as click calls it
    because: str,
    wait: bool,  # noqa: FBT001 -- as click calls it
) -> None:
    """Approve the rules of a plan as they are now, or a charge of points."""
    project = read_project(folder)
    if points is not None or period is not None or agent is not None or refuse:
        if points is None or period is None or agent is None or authors:
            raise click.UsageError("a charge is named by --period, --points and --agent, and has no --author")
        _charge(terminal, project, (plan, period_of(period, project).name, agent, points), because, wait, not refuse)
        return

    from kpiengine.ledger.approvals import approve  # noqa: PLC0415 -- loads the data engine, which --help never needs
    from kpiengine.ledger.bundle import bundle_of  # noqa: PLC0415 -- as above
    from kpiengine.metric_files import with_metric_files  # noqa: PLC0415 -- as above
    from kpiengine.registry import load_catalogue  # noqa: PLC0415 -- as above
    from kpiengine.rules.load import read_rules  # noqa: PLC0415 -- as above
    from kpiengine.rules.model.words import State  # noqa: PLC0415 -- as above
    from kpiengine.rules.read.aloud import read_aloud  # noqa: PLC0415 -- as above

    catalogue, own = with_metric_files(project, load_catalogue(project.allowed_plugins, every_plan=False))
    rulesets, faults = read_rules(project, catalogue, today=datetime.now(UTC).date())
    if has_errors((*own, *faults)):
        raise Refused((*own, *faults))
    live = [r for r in rulesets if r.ruleset.head.state is State.LIVE]
    plan = plan_of(plan, sorted({r.ruleset.head.plan for r in live}), "this project")
    mine = [r for r in live if r.ruleset.head.plan == plan]
    owners = [r.ruleset.head.owner for r in mine if r.ruleset.head.owner is not None]
    bundle = bundle_of(project, catalogue, mine)
    with at_work(project, terminal, wait=wait, make=True) as ledger:
        entry, before = approve(ledger, project.approval, plan, bundle, [*owners, *authors], because)
        for checked in mine:
            terminal.result("\n".join(read_aloud(checked, project.language)))
        said = (
            f"was approved by {entry.person} on {entry.recorded} already" if before else f"approved by {entry.person}"
        )
        terminal.note(f"{plan}: bundle {bundle.sha256} of {counted(len(bundle.files), 'file')} {said}")


def _charge(  # noqa: PLR0913, PLR0917 -- which charge of whom, and what is said
    terminal: Terminal,
    project: Project,
    of: tuple[str, str, str, str],
    because: str,
    wait: bool,  # noqa: FBT001 -- as above
    agreed: bool,  # noqa: FBT001 -- as above
) -> None:
    from kpiengine.ledger.charges import answer  # noqa: PLC0415 -- as above

    plan, period, agent, points = of
    with at_work(project, terminal, wait=wait) as ledger:
        entry = answer(ledger, project.approval, plan, period, agent, points=points, agreed=agreed, because=because)
    said = "agreed to" if agreed else "refused"
    terminal.note(
        f"{agent} {period}: {entry.body['charge']} points of {points} {said} by {entry.person}; "
        f"it counts from the next run on: kpiengine evaluate --period {period}"
    )
