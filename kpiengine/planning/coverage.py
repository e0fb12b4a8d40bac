"""Whom each rule set covers, day by day, as the roster says.

A rule set holds for a period when the period's first day lies in its `from`..`to` and the period is of its own
kind; on each day it covers the agents whose roster row matches `agents` and does not match `except`.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from kpiengine.diagnostics import Diagnostic, Level, Place, Refused
from kpiengine.errors import KpiError
from kpiengine.periods import Period, day_number, day_of
from kpiengine.planning.records import Roster
from kpiengine.project import Project
from kpiengine.rules.between import pay_beside
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.checks.messages.plans import may_pay_beside
from kpiengine.rules.model.head import Head
from kpiengine.rules.model.words import KpiLevel

# The words of the match table that the roster calls otherwise.
COLUMN_OF = {"site": "site_id", "team": "team_id"}


def holds(head: Head, period: Period) -> bool:
    """Whether this rule set is the one in force for the period."""
    if head.period.value != period.calendar or day_number(head.start) > period.start_day:
        return False
    return head.to is None or period.start_day <= day_number(head.to)


def matches(table: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Yes for roster rows in which every named attribute has one of its allowed values."""
    tests = [
        pl.col(COLUMN_OF.get(name, name)).cast(pl.String).is_in(list(values)).fill_null(value=False)
        for name, values in table.items()
    ]
    return pl.all_horizontal(tests) if tests else pl.lit(value=True)


def people_in(table: Mapping[str, Sequence[str]]) -> pl.Expr:
    """As `matches`, but people only, unless the table names a kind."""
    who = matches(table)
    return who if "kind" in table else who & (pl.col("kind") == "human")


def covers(head: Head) -> pl.Expr:
    """Yes for roster rows that the rule set is for: people only, unless its match table names a kind."""
    who = people_in(head.agents)
    return who & ~matches(head.excluded) if head.excluded else who


def assign(
    stretches: pl.DataFrame, roster: Roster, rulesets: Sequence[CheckedRuleSet], periods: Sequence[Period]
) -> pl.DataFrame:
    """agent, atom, period, ruleset, plan: one row for each rule set that covers the agent on the atom's days.

    `stretches` carries `row`, the roster row that holds on the atom.  Two rule sets of one plan on one day are
    refused: paid twice is the worst fault there is.
    """
    schema = {"agent": pl.Int32, "atom": pl.Int32, "period": pl.Int32, "ruleset": pl.Int32, "plan": pl.String}
    # Units and people are different subjects, so that a plan may have rule sets for both.
    levels = pl.DataFrame(
        {"ruleset": range(len(rulesets)), "level": [str(r.ruleset.head.level) for r in rulesets]},
        schema={"ruleset": pl.Int32, "level": pl.String},
    )
    found = [pl.DataFrame(schema=schema)]
    people = roster.frame.with_row_index("row")
    for index, checked in enumerate(rulesets):
        head = checked.ruleset.head
        held = [i for i, period in enumerate(periods) if holds(head, period)]
        rows = people.filter(covers(head)).select("row")
        mine = stretches.filter(pl.col("period").is_in(held)).join(rows, on="row", how="semi")
        found.append(
            mine.select(
                "agent",
                "atom",
                "period",
                pl.lit(index, dtype=pl.Int32).alias("ruleset"),
                pl.lit(head.plan).alias("plan"),
            )
        )
    assigned = pl.concat(found)
    _refuse_overlaps(assigned.join(levels, on="ruleset"), roster, rulesets, periods)
    return assigned


def _refuse_overlaps(
    assigned: pl.DataFrame, roster: Roster, rulesets: Sequence[CheckedRuleSet], periods: Sequence[Period]
) -> None:
    """Two rule sets of one plan for one agent on one day: name the plan, the files and some agents."""
    twice = (
        assigned.group_by("plan", "level", "agent", "atom", "period")
        .agg(pl.col("ruleset").unique().sort())
        .filter(pl.col("ruleset").list.len() > 1)
    )
    if twice.is_empty():
        return
    ids = roster.frame.select("agent", "agent_id").unique()
    cases = (
        twice.join(ids, on="agent")
        .group_by("plan", "ruleset")
        .agg(pl.col("agent_id").unique().sort(), pl.col("period").min())
        .sort("plan", pl.col("ruleset").list.first())
    )
    raise Refused(
        Diagnostic(
            code="KPI223",
            level=Level.ERROR,
            place=Place(rulesets[row["ruleset"][0]].path),
            message=(
                f"in {periods[row['period']].name} the rule sets "
                + " and ".join(f'"{rulesets[i].ruleset.head.id}" ({rulesets[i].path})' for i in row["ruleset"])
                + f' of plan "{row["plan"]}" both cover {_some(row["agent_id"])}'
            ),
            remedy="change `agents` or `except` so that each person has one rule set of a plan on any day",
        )
        for row in cases.iter_rows(named=True)
    )


def refuse_gaps(stretches: pl.DataFrame, assigned: pl.DataFrame, roster: Roster, project: Project) -> None:
    """Whom a plan covers by the project file, but none of its rule sets on some day: they would get nothing.

    Only periods in which a rule set of the plan covers somebody are judged.
    """
    people = roster.frame.with_row_index("row")
    faults = []
    for plan in project.plans.values():
        if not plan.covers:  # it asks for nobody
            continue
        place = project.place("plan", plan.id, "covers")
        if unknown := [name for name in plan.covers if COLUMN_OF.get(name, name) not in people.columns]:
            said = f"the roster has no column {' and '.join(unknown)}, which `covers` of plan {plan.id} names"
            faults.append(Diagnostic("KPI225", Level.ERROR, said, place, "declare it under [facts.agents.extra]"))
            continue
        mine = assigned.filter(pl.col("plan") == plan.id)
        due = people.filter(people_in(plan.covers)).select("row", "agent_id")
        gaps = (
            stretches.filter(pl.col("period").is_in(mine["period"].unique().to_list()))
            .join(due, on="row")
            .join(mine, on=["agent", "atom", "period"], how="anti")
        )
        if not gaps.is_empty():
            first, last = (day_of(day) for day in gaps.select(pl.min("first_day"), pl.max("last_day")).row(0))
            faults.append(
                Diagnostic(
                    code="KPI225",
                    level=Level.ERROR,
                    place=place,
                    message=(
                        f'plan "{plan.id}" covers {_some(sorted(gaps["agent_id"].unique()))}, '
                        f"but none of its rule sets does on days between {first} and {last}"
                    ),
                    remedy="widen `agents` of a rule set, or narrow `covers`, so that nobody is left out by mistake",
                )
            )
    if faults:
        raise Refused(faults)


def refuse_stacks(assigned: pl.DataFrame, roster: Roster, rulesets: Sequence[CheckedRuleSet], project: Project) -> None:
    """Two plans that pay one agent on one day, which the project file does not allow."""
    each = [(index, checked.ruleset) for index, checked in enumerate(rulesets)]
    paying = [index for index, ruleset in each if ruleset.pays and ruleset.head.level is KpiLevel.AGENT]
    paid = assigned.filter(pl.col("ruleset").is_in(paying)).select("agent", "atom", "ruleset", "plan").unique()
    both = (
        paid.join(paid, on=["agent", "atom"], suffix="_other")
        .filter(pl.col("plan") < pl.col("plan_other"))
        .group_by("plan", "plan_other")
        .agg(pl.col("agent").unique(), pl.col("ruleset").min(), pl.col("ruleset_other").min())
        .sort("plan", "plan_other")
    )
    ids = roster.frame.select("agent", "agent_id").unique()
    faults = []
    for row in both.iter_rows(named=True):
        plan, other = row["plan"], row["plan_other"]
        if pay_beside(project.plans, plan, other):
            continue
        who = ids.filter(pl.col("agent").is_in(row["agent"]))["agent_id"].sort().to_list()
        files = " and ".join(rulesets[index].path for index in (row["ruleset"], row["ruleset_other"]))
        said = f'the plans "{plan}" and "{other}" both pay {_some(who)} on the same days ({files})'
        place = Place(rulesets[row["ruleset_other"]].path)
        faults.append(Diagnostic("KPI236", Level.ERROR, said, place, may_pay_beside(other, plan)))
    if faults:
        raise Refused(faults)


def refuse_uncovered(found: pl.DataFrame, rulesets: Sequence[CheckedRuleSet], periods: Sequence[Period]) -> None:
    """A period in which no rule set covers anybody: asking for it is a mistake, and silence would hide it."""
    covered = set(found["period"].to_list())
    queues = [r.ruleset.head for r in rulesets if r.ruleset.head.level is KpiLevel.QUEUE]
    covered |= {i for i, period in enumerate(periods) if any(holds(head, period) for head in queues)}
    empty = [period for i, period in enumerate(periods) if i not in covered]
    if not empty:
        return
    names = ", ".join(period.name for period in empty)
    held = [r.ruleset.head for r in rulesets if any(holds(r.ruleset.head, period) for period in empty)]
    if held:
        why = f"the roster has nobody on those days who matches `agents` of {' or '.join(h.id for h in held)}"
    else:
        spans = (f"{h.id} from {h.start}" + (f" to {h.to}" if h.to else "") for h in (r.ruleset.head for r in rulesets))
        why = "the rule sets hold otherwise: " + ", ".join(spans)
    raise KpiError(f"no rule set covers anybody in {names}; {why}")


def _some(ids: Sequence[str], shown: int = 5) -> str:
    """The first few ids and how many more there are."""
    more = len(ids) - shown
    return ", ".join(ids[:shown]) + (f" and {more} more" if more > 0 else "")
