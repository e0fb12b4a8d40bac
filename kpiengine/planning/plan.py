"""Makes the evaluation plan: pure, from what was read to what is to be measured."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from kpiengine.periods import Calendars, Period, zone_spans
from kpiengine.planning.atoms import atoms_frame, cut_days, period_atoms
from kpiengine.planning.coverage import assign, refuse_gaps, refuse_stacks, refuse_uncovered
from kpiengine.planning.exclusions import Exclusion
from kpiengine.planning.records import EvaluationPlan, Roster
from kpiengine.planning.short import join_short
from kpiengine.planning.stints import by_team
from kpiengine.planning.units import covered_units
from kpiengine.planning.windows import stretches_of, windows_of
from kpiengine.plugin import Catalogue
from kpiengine.project import Project
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.scenarios import exposure_kind
from kpiengine.rules.model.words import KpiLevel


def make_plan(  # noqa: PLR0913, PLR0917 -- everything that the stages before it read
    rulesets: Sequence[CheckedRuleSet],
    catalogue: Catalogue,
    periods: Sequence[Period],
    roster: Roster,
    as_of: int,
    project: Project | None = None,
    calendars: Calendars | None = None,
    exclusions: Sequence[Exclusion] = (),
) -> EvaluationPlan:
    """What to load and measure so that every rule set can be evaluated for every period that it holds for.

    `periods` are of any calendars of one zone, at least one; `as_of` is an instant in milliseconds.  `project` says
    whom a plan must cover and which plans may pay beside which; without one nobody is missed.  Opening hours are the
    project's unless `calendars` are given.  Raises Refused where two rule sets of a plan meet or leave a gap, or two
    plans pay one agent, and KpiError for a period in which no rule set covers anybody.
    """
    zone = periods[0].zone
    people = roster.frame
    changes = {*people["valid_from"].to_list(), *(people["valid_to"] + 1).to_list()}
    over = stretches_of(rulesets, periods)
    cuts = cut_days([*periods, *over.periods], changes)
    teams, sites = _numbered(people["team_id"]), _numbered(people["site_id"])
    atoms = atoms_frame(cuts)
    stretches = _stretches(people, period_atoms(periods, atoms), teams, sites)
    assigned = assign(stretches, roster, rulesets, periods)
    if project is not None:
        refuse_gaps(stretches, assigned, roster, project)
        refuse_stacks(assigned, roster, rulesets, project)
    assigned, joined = join_short(stretches, assigned, rulesets)
    covered = _subjects(stretches, assigned, people, rulesets, {KpiLevel.TEAM: teams, KpiLevel.SITE: sites})
    covered = covered.join(
        joined.rename({"days": "joined_days"}), on=["agent", "period", "ruleset"], how="left", maintain_order="left"
    ).with_columns(pl.col("joined_days").fill_null(0))
    refuse_uncovered(covered, rulesets, periods)
    earlier = period_atoms(over.periods, atoms).with_columns(pl.col("period") + len(periods))
    earlier = earlier.filter(pl.col("period").is_in(sorted(set(over.at.values()))))
    windows = windows_of(over, _stretches(people, earlier, teams, sites), covered, rulesets)
    rulesets, stints = by_team(stretches, assigned, rulesets)
    return EvaluationPlan(
        periods=tuple(periods),
        zone=zone_spans(zone, cuts[0], cuts[-1]),
        cuts=cuts,
        rulesets=rulesets,
        roster=roster,
        stretches=stretches.select("agent", "atom", "period", "team", "site", "days"),
        assigned=assigned.drop("plan"),
        covered=covered,
        teams=teams,
        sites=sites,
        tables=_tables(rulesets, catalogue, exclusions),
        as_of=as_of,
        windows=windows,
        calendars=calendars or (Calendars() if project is None else project.calendars),
        exclusions=tuple(exclusions),
        stints=stints,
    )


def _numbered(names: pl.Series) -> tuple[str, ...]:
    """Names by number, sorted; number 0 stands for none."""
    return ("", *sorted(names.drop_nulls().unique().to_list()))


def _number(column: str, names: Sequence[str]) -> pl.Expr:
    numbers = pl.DataFrame({"name": names, "number": range(len(names))})
    return (
        pl.col(column)
        .fill_null("")
        .replace_strict(numbers["name"], numbers["number"], return_dtype=pl.Int32, default=0)
    )


def _stretches(people: pl.DataFrame, spans: pl.DataFrame, teams: Sequence[str], sites: Sequence[str]) -> pl.DataFrame:
    """One row per agent x atom x period that the roster knows, with the roster row (`row`) that holds on it."""
    rows = people.with_row_index("row").select(
        "row",
        "agent",
        "valid_from",
        "valid_to",
        _number("team_id", teams).alias("team"),
        _number("site_id", sites).alias("site"),
    )
    # Every roster change is a cut, so an atom lies wholly inside a roster row or wholly outside.
    inside = (pl.col("valid_from") <= pl.col("first_day")) & (pl.col("valid_to") >= pl.col("last_day"))
    return rows.join(spans, how="cross").filter(inside).drop("valid_from", "valid_to")


def _subjects(
    stretches: pl.DataFrame,
    assigned: pl.DataFrame,
    people: pl.DataFrame,
    rulesets: Sequence[CheckedRuleSet],
    names: Mapping[KpiLevel, Sequence[str]],
) -> pl.DataFrame:
    """Whom the rule sets score: people, and units of rule sets of another level."""
    levels = [checked.ruleset.head.level for checked in rulesets]
    mine = {level: [i for i, own in enumerate(levels) if own is level] for level in dict.fromkeys(levels)}
    found = [_covered(stretches, assigned.filter(pl.col("ruleset").is_in(mine.pop(KpiLevel.AGENT, []))), people)]
    mine.pop(KpiLevel.QUEUE, None)  # which queues there are the roster does not know
    for level, indices in mine.items():
        own = assigned.filter(pl.col("ruleset").is_in(indices))
        found.append(covered_units(stretches, own, level, names.get(level, ())))
    return pl.concat(found, how="diagonal").sort("ruleset", "period", "agent", "agent_id")


def _covered(stretches: pl.DataFrame, assigned: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """One row per agent x period x rule set, with the attributes of its first day and the units of its last."""
    days = stretches.join(assigned, on=["agent", "atom", "period"])
    per_plan = days.group_by("agent", "period", "plan").agg(period_days=pl.col("days").sum())
    order = pl.col("first_day")
    covered = (
        days.group_by("agent", "period", "ruleset", "plan")
        .agg(
            pl.col("first_day").min(),
            pl.col("last_day").max(),
            pl.col("days").sum(),
            *(pl.col(unit).sort_by(order).last() for unit in ("team", "site")),
            pl.col("row").sort_by(order).first(),
            last_row=pl.col("row").sort_by(order).last(),
        )
        .join(per_plan, on=["agent", "period", "plan"])
    )
    known = people.with_row_index("row")
    attributes = known.select("row", "agent_id", pl.exclude("row", "agent", "agent_id").name.prefix("roster:"))
    names = known.select(last_row="row", name="name")  # a person renamed in the period is shown under the new name
    return (
        covered.join(attributes, on="row")
        .join(names, on="last_row")
        .drop("row", "last_row", "plan", "roster:name")
        .sort("ruleset", "period", "agent")
    )


def _tables(
    rulesets: Iterable[CheckedRuleSet], catalogue: Catalogue, exclusions: Iterable[Exclusion]
) -> tuple[str, ...]:
    """Fact tables that the wanted metrics' views are built from; a view that nobody brings is the measure's to tell.

    The table of queues as well where queues are judged, or a site is measured by its queues or excluded, since it says
    which queues belong to it.
    """
    rulesets = tuple(rulesets)
    wanted = [w for r in rulesets for w in r.wanted.values()]
    views = {part.view for w in wanted for part in w.metric.plan_for(w.params).parts.values()}
    people = [r for r in rulesets if r.ruleset.head.level is not KpiLevel.QUEUE]
    if any(w.level is KpiLevel.QUEUE for r in people for w in r.wanted.values()):
        views |= {view.id for view in catalogue.exposures("contacts")}
    mixed = [rules.ruleset.scenarios for rules in rulesets if rules.ruleset.scenarios is not None]
    views |= {view.id for one in mixed for view in catalogue.exposures(exposure_kind(one.blend))}
    tables = {table for view in views if view in catalogue.views for table in catalogue.views[view].facts}
    cuts = {name for w in wanted for name in w.slice} | {one.by for one in mixed}
    described = (catalogue.describing(name.partition(".")[0]) for name in cuts if "." in name)
    by_queue = len(people) < len(rulesets) or any(w.level is KpiLevel.SITE and w.metric.of_queues for w in wanted)
    excluded = any(one.scope == "site" for one in exclusions)
    of_sites = {"queues"} & catalogue.tables.keys() if excluded or by_queue else set()
    return tuple(sorted(tables | of_sites | {table.id for table in described if table is not None}))
