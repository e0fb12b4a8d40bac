"""What made target and weight of a KPI what they are, in a few words: "ease 20 %; relax storm; reweight campaign"."""

from collections.abc import Mapping

import polars as pl

from kpiengine.expressions.types import Type
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.in_force import is_eased, mark_names, ranked
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.model.ruleset import RuleSet
from kpiengine.rules.segments import segment_key
from kpiengine.scores.text import format_scaled_column

WHOLE_PERIOD = "whole period"  # the value is not that of the scenario alone


def applied(checked: CheckedRuleSet, kpi: Kpi, types: Mapping[str, Type], scenario: str | None = None) -> pl.Expr:
    """The words, joined; missing where nothing was applied.  `scenario` is the one that `kpi` belongs to."""
    rules, said = checked.ruleset, list[pl.Expr]()
    weighs = f"weight:{kpi.id}" in types
    if is_eased(rules, kpi) and any(f"{mark}:{kpi.id}" in types for mark in mark_names(kpi)):
        percent = format_scaled_column(pl.col("ease"), types["ease"].scale)
        said.append(pl.when(pl.col("ease") > 0).then(pl.concat_str(pl.lit("ease "), percent, pl.lit(" %"))))
    if f"relaxed:{kpi.id}" in types:
        for place, relax in enumerate(ranked(kpi.relax), 1):
            said.append(pl.when(pl.col(f"relaxed:{kpi.id}") == place).then(pl.lit(f"relax {relax.id}")))
    if weighs:
        said += reweights(rules, scenario)
    if scenario is not None and checked.wanted[kpi.id].only is None:
        said.append(pl.lit(WHOLE_PERIOD))
    return words(said)


def reweights(rules: RuleSet, scenario: str | None) -> list[pl.Expr]:
    """Which other weights hold."""
    column = "reweighted" if scenario is None else segment_key("reweighted", scenario)
    return [
        pl.when(pl.col(column) == place).then(pl.lit(f"reweight {one.id.partition('#')[0]}"))
        for place, one in enumerate(ranked(rules.reweights), 1)
    ]


def words(said: list[pl.Expr]) -> pl.Expr:
    """What is there, joined; missing where nothing is."""
    if not said:
        return pl.lit(None, dtype=pl.String)
    joined = pl.concat_str(said, separator="; ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)
