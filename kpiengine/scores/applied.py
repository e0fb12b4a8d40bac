"""What made target and weight of a KPI what they are, in a few words: "ease 20 %; relax storm; reweight campaign"."""

from collections.abc import Mapping

import polars as pl

from kpiengine.expressions.types import Type
from kpiengine.rules.in_force import is_eased, ranked
from kpiengine.rules.model import Kpi, RuleSet
from kpiengine.scores.text import format_scaled_column


def applied(rules: RuleSet, kpi: Kpi, types: Mapping[str, Type]) -> pl.Expr:
    """The words, joined; missing where nothing was applied."""
    said: list[pl.Expr] = []
    if is_eased(rules, kpi):
        percent = format_scaled_column(pl.col("ease"), types["ease"].scale)
        said.append(pl.when(pl.col("ease") > 0).then(pl.concat_str(pl.lit("ease "), percent, pl.lit(" %"))))
    for place, relax in enumerate(ranked(kpi.relax), 1):
        said.append(pl.when(pl.col(f"relaxed:{kpi.id}") == place).then(pl.lit(f"relax {relax.id}")))
    if f"weight:{kpi.id}" in types:
        for place, one in enumerate(ranked(rules.reweights), 1):
            said.append(pl.when(pl.col("reweighted") == place).then(pl.lit(f"reweight {one.id}")))
    if not said:
        return pl.lit(None, dtype=pl.String)
    words = pl.concat_str(said, separator="; ", ignore_nulls=True)
    return pl.when(words != "").then(words)
