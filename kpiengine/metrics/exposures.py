"""How much everybody did in each scenario of a rule set: the weights by which its scenario scores are mixed.

One column `exposure:S` for each scenario: handle time or paid time in seconds, or contacts; 0 where there is none.
Work in a scenario that no row of [weights] names is refused, unless one of them takes the rest.
"""

import polars as pl

from kpiengine.expressions.types import Type
from kpiengine.metrics import messages
from kpiengine.metrics.asked import Exposure
from kpiengine.metrics.bounds import seen
from kpiengine.metrics.cells import Cells
from kpiengine.metrics.keys import LEVEL_KEYS, ROWS
from kpiengine.metrics.levels import Levels
from kpiengine.rules.model.ruleset import RuleSet

SHOWN = 5  # people named in a message


def with_exposures(
    frame: pl.DataFrame, rules: RuleSet, exposure: Exposure, cells: Cells, levels: Levels
) -> tuple[pl.DataFrame, dict[str, Type], tuple[str, ...]]:
    """The frame with the exposures of the rule set's scenarios, their types, and notes.

    Raises `DataError` for work in a scenario that has no weights.
    """
    scenarios = rules.scenarios
    assert scenarios is not None  # noqa: S101 -- it is asked for rule sets with scenarios
    keys = LEVEL_KEYS[rules.head.level]
    mine = levels.roll_up(cells, rules.head.level).join(frame.select(*keys, "agent_id"), on=keys, how="inner")
    named, by = list(rules.weights), pl.col(exposure.by)
    strange = mine.filter(by.is_not_null() & ~by.is_in(named))
    if scenarios.other is None:
        if not strange.is_empty():
            values = strange[exposure.by].unique().sort().to_list()
            agents = strange["agent_id"].unique().sort().to_list()
            raise messages.unnamed_scenarios(rules.head.id, scenarios.by, values[:SHOWN], agents[:SHOWN])
        scenario = by
    else:
        scenario = pl.when(by.is_in(named)).then(by).otherwise(pl.lit(scenarios.other))
    strays = mine.clear() if scenarios.other is not None else mine.filter(by.is_null())
    paid = int(strays[exposure.column].sum()) if scenarios.blend == "paid_hours" else None
    lost = int(strays[ROWS].sum())
    notes = (messages.without_scenario(rules.head.id, scenarios.by, lost, paid),) if lost else ()
    sums = [
        pl.col(exposure.column).filter(scenario == name).sum().cast(pl.Int64).alias(f"exposure:{name}")
        for name in named
    ]
    found = frame.join(mine.group_by(keys).agg(sums), on=keys, how="left", maintain_order="left")
    columns = [f"exposure:{name}" for name in named]
    found = found.with_columns(pl.col(columns).fill_null(0))
    return found, seen(found, dict.fromkeys(columns, exposure.type)), notes
