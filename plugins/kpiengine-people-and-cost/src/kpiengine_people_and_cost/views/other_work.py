"""Whether the roster says that somebody was no agent, but a lead, a trainer or an automaton, on a day."""

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from kpiengine.plugin import Facts

Frame = nw.LazyFrame[Any]


def with_other_work(rows: Frame, facts: Facts, key: Sequence[str], day: str) -> Frame:
    """The rows with `other_work`: yes where the roster has `agent_id` as something else than an agent on that day.

    `key` identifies a row.  People whom the roster does not know are taken for agents; without a roster, all are.
    """
    if "agents" not in facts:
        return rows.with_columns(other_work=nw.lit(value=False))
    others = facts["agents"].filter((nw.col("kind") != "human") | (nw.col("role") != "agent"))
    others = others.select("agent_id", "valid_from", "valid_to")
    held = rows.select(*key, "agent_id", at=nw.col(day)).join(others, on="agent_id")
    held = held.filter((nw.col("valid_from") <= nw.col("at")) & (nw.col("at") <= nw.col("valid_to").fill_null(10**7)))
    # The roster's rows of one agent do not overlap; grouped all the same, so that no row can ever be multiplied.
    found = held.group_by(*key).agg(found=nw.len())
    marked = rows.join(found, on=list(key), how="left")
    return marked.with_columns(other_work=~nw.col("found").is_null()).drop("found")
