"""What the measure stage hands on: one wide frame per rule set, one row per agent x period."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import Factory, frozen

from kpiengine.expressions.types import Type

if TYPE_CHECKING:
    import polars as pl

    from kpiengine.metrics.tally import Tally


@frozen
class Measures:
    """Wide frames by rule set index, same rows and order as `EvaluationPlan.covered` for that rule set.

    Columns: agent, agent_id, name, period, days, period_days, team, site, joined_days, roster:*, tenure_months,
    tenure_days, fte, for each scenario exposure:S, and per measure key value:K, n:K, known:K (Int64), status:K
    (String), part:K:NAME (Int64).
    `types` gives the expression type of every numeric, yes/no and text column that a tree may name.
    `tallies` say where the rows of each view went that a measure counts on.
    `notes` are sentences for the run record ("asa: queue_entries.wait_s is not loaded").
    """

    frames: Mapping[int, "pl.DataFrame"]
    types: Mapping[int, Mapping[str, Type]]
    notes: tuple[str, ...] = Factory(tuple)
    tallies: Mapping[tuple[int, str, int], tuple["Tally", ...]] = Factory(dict)  # rule set, measure key, period
    unknown_subjects: Mapping[str, int] = Factory(dict)  # view id -> rows whose subject the roster does not know
