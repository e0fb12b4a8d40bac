"""One result as tables of text: what goes into files, on the terminal, and into the hash by which it is known."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl
from attrs import evolve, field, frozen

from kpiengine.alerts.raising import SCHEMA as ALERT_SCHEMA
from kpiengine.alerts.raising import Alerts
from kpiengine.decisions.decide import Decisions
from kpiengine.decisions.money import COLUMNS as MONEY_COLUMNS
from kpiengine.decisions.money import money_table
from kpiengine.decisions.reward_lines import COLUMNS as REWARD_COLUMNS
from kpiengine.decisions.reward_lines import has_rewards, reward_lines
from kpiengine.decisions.table import decision_table
from kpiengine.outputs.accounts import MeasureAccount, Tallies, accounts_of
from kpiengine.outputs.windows import COLUMNS as WINDOW_COLUMNS
from kpiengine.outputs.windows import has_windows, window_lines
from kpiengine.periods import Period
from kpiengine.planning.coverage import holds
from kpiengine.planning.records import EvaluationPlan
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.model.words import State
from kpiengine.scores.lines import COLUMNS as LINE_COLUMNS
from kpiengine.scores.lines import kpi_lines
from kpiengine.scores.scorecards import Scorecards
from kpiengine.scores.segment_lines import COLUMNS as SEGMENT_COLUMNS
from kpiengine.scores.segment_lines import segment_lines
from kpiengine.scores.text import format_scaled_column


@frozen
class Judged:
    """One rule set with what each stage made of it."""

    checked: CheckedRuleSet
    scorecards: Scorecards
    decisions: Decisions
    alerts: Alerts


@frozen
class Result:
    """One plan x one period x everybody; tables `scorecards`, `kpi_lines`, `segments` and so on, all cells text.

    `windows` beside them where a rule set has windows over periods or peers, and `rewards` where one gives any.

    `judged` are the rule sets of the plan that hold for the period.  A `shadow` is one rule set alone: shown, never
    paid nor announced, and outside every record and total.  `accounts` say where the rows went that each measure counts
    on.  They are no part of what the result is known by: rows of other times change them and not the result.
    """

    plan: str
    period: Period
    judged: tuple[Judged, ...]
    tables: Mapping[str, pl.DataFrame]
    shadow: bool = False
    accounts: tuple[MeasureAccount, ...] = field(default=(), eq=False)

    @property
    def rulesets(self) -> tuple[CheckedRuleSet, ...]:
        """The rule sets that made it."""
        return tuple(each.checked for each in self.judged)


def results(
    plan: EvaluationPlan, judged: Sequence[Judged], language: str, tallies: Tallies | None = None
) -> tuple[Result, ...]:
    """A result for each plan and period in which one of its rule sets holds, in order of plan and time."""
    whole = {id(each): _tables(plan, each, language) for each in judged}
    found = []
    for plan_id in sorted({each.checked.ruleset.head.plan for each in judged}):
        mine = [each for each in judged if each.checked.ruleset.head.plan == plan_id]
        for index, period in enumerate(plan.periods):
            holding = [each for each in mine if holds(each.checked.ruleset.head, period)]
            shown = [name for name in SCHEMAS if name not in _WITH or any(_WITH[name](one.checked) for one in holding)]
            tables = {
                name: pl.concat([schema_of(name), *(_in(whole[id(each)][name], period) for each in holding)])
                for name in shown
            }
            if not tables["scorecards"].is_empty():
                holders = [each.checked for each in holding]
                accounts = accounts_of(plan, holders, index, tallies or {})
                found.append(Result(plan_id, period, tuple(holding), tables, accounts=accounts))
    return tuple(found)


def as_shadow(result: Result) -> Result:
    """The result of a shadow, marked as one in every row."""
    mark = pl.lit(State.SHADOW.value, dtype=pl.String).alias("state")
    return evolve(result, shadow=True, tables={name: t.select(mark, pl.all()) for name, t in result.tables.items()})


SCORECARD_COLUMNS = (
    *("agent_id", "name", "period", "ruleset", "team", "site", "days", "period_days", "score", "groups", "tier"),
    *("eligibility", "amount", "currency", "alerts"),
)
DECISION_COLUMNS = (
    *("agent_id", "name", "period", "ruleset", "score", "tier_by_score", "tier", "eligibility", "amount"),
    *("currency", "amount_before_rounding", "rewards", "rewards_held", "reasons", "because"),
)
SCHEMAS: Mapping[str, Sequence[str]] = {
    "scorecards": SCORECARD_COLUMNS,
    "kpi_lines": LINE_COLUMNS,
    "segments": SEGMENT_COLUMNS,
    "decisions": DECISION_COLUMNS,
    "alerts": tuple(ALERT_SCHEMA),
    "windows": WINDOW_COLUMNS,
    "money": MONEY_COLUMNS,
    "rewards": REWARD_COLUMNS,
}


_WITH: Mapping[str, Callable[[CheckedRuleSet], bool]] = {"windows": has_windows, "rewards": has_rewards}


def schema_of(name: str) -> pl.DataFrame:
    """The empty table, so that a result without rows still has its columns."""
    return pl.DataFrame(schema=dict.fromkeys(SCHEMAS[name], pl.String))


def _in(frame: pl.DataFrame, period: Period) -> pl.DataFrame:
    return frame.filter(pl.col("period") == period.name)


def _tables(plan: EvaluationPlan, judged: Judged, language: str) -> dict[str, pl.DataFrame]:
    decisions = decision_table(judged.decisions, language)
    return {
        "scorecards": _scorecards(plan, judged, decisions),
        "kpi_lines": kpi_lines(judged.scorecards).select(LINE_COLUMNS),
        "segments": segment_lines(judged.scorecards),
        "decisions": decisions.select(DECISION_COLUMNS),
        "alerts": judged.alerts.events,
        "windows": window_lines(plan, judged.scorecards),
        "money": money_table(judged.decisions),
        "rewards": reward_lines(judged.decisions, plan.periods, language),
    }


def _scorecards(plan: EvaluationPlan, judged: Judged, decisions: pl.DataFrame) -> pl.DataFrame:
    """One row per agent and period: whose, over which days, with score, dimensions, tier, amount, alert ids."""
    cards = judged.scorecards
    groups = [
        pl.concat_str(pl.lit(f"{column.removeprefix('group:')} "), format_scaled_column(pl.col(column), type_.scale))
        for column, type_ in cards.types.items()
        if column.startswith("group:") and "#" not in column
    ]
    alerts = judged.alerts.events.group_by("agent_id", "period").agg(alerts=pl.col("alert").str.join(" "))
    own = cards.frame.select(
        _unit("team", plan.teams),
        _unit("site", plan.sites),
        pl.col("days", "period_days").cast(pl.String),
        groups=pl.concat_str(groups, separator="; ", ignore_nulls=True) if groups else pl.lit(None, dtype=pl.String),
    )
    beside = pl.concat([decisions, own], how="horizontal")
    return beside.join(alerts, on=["agent_id", "period"], how="left", maintain_order="left").select(SCORECARD_COLUMNS)


def _unit(column: str, names: Sequence[str]) -> pl.Expr:
    """The name of a team or site by its number; missing for number 0."""
    return pl.col(column).replace_strict(range(len(names)), [None, *names[1:]], return_dtype=pl.String)
