"""The pools of a period on the control sheet: how large each was, what came from earlier ones, what goes on."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from kpiengine.ledger.archive import Trace
from kpiengine.numbers import format_scaled
from kpiengine.rules.carried import REST, TAKEN


def pools_of(traces: Mapping[str, Trace]) -> list[dict[str, Any]]:
    """One row for each pool whose rest goes on; amounts as text, in the order of rule sets and units."""
    return [row for name, trace in sorted(traces.items()) for row in _of(name, trace)]


def _of(name: str, trace: Trace) -> Iterator[dict[str, Any]]:
    frame, document = trace.frame, trace.document
    if not {TAKEN, REST, "pool_minor", "pool_share"} <= set(frame.columns):
        return
    per = tomllib.loads(document["rules"]).get("payout", {}).get("per")
    by = [f"unit:{per}"] if per in {"team", "site"} else []
    pools = frame.group_by(by or pl.lit(0).alias("@")).agg(
        pl.col("pool_minor", TAKEN, REST).max(), shared=pl.col("pool_share").sum()
    )
    for row in pools.sort(by or "@").iter_rows(named=True):
        sums = {"size": row["pool_minor"], "carried_in": row[TAKEN], "shared": row["shared"], "carried_on": row[REST]}
        texts = {key: format_scaled(int(value or 0), int(document["decimals"])) for key, value in sums.items()}
        yield {"ruleset": name, **{unit.removeprefix("unit:"): row[unit] for unit in by}, **texts}
