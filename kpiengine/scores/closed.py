"""Results of earlier periods beside what is measured now: the columns `past:2:score` and their like.

What was closed is looked up by subject and period, never measured again.  Whoever has no scorecard in such a period,
and every period of which nothing is recorded, has `past:2` = 0.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from kpiengine.expressions.types import Kind, Type
from kpiengine.periods import Period, day_of
from kpiengine.planning.windows import back_from
from kpiengine.rules.accumulated import STRETCH, UNITS, accumulates, stretch_back
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.rules.closed import Standing, types_of
from kpiengine.scores.carried import with_carried
from kpiengine.scores.history import History, Sheet
from kpiengine.scores.spent import with_spent

DTYPES: Mapping[Kind, pl.DataType] = {Kind.BOOL: pl.Boolean(), Kind.TEXT: pl.String()}


def earlier(checked: CheckedRuleSet, period: Period) -> dict[int, str]:
    """The names of the periods that the rule set reads, by how far back they lie."""
    backs = sorted({one.back for one in checked.closed})
    if not backs:
        return {}
    chain = back_from(period, backs[-1])
    return {back: chain[back].name for back in backs}


def with_closed(
    checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[Period], history: History
) -> pl.DataFrame:
    """The measured frame with the columns of `rules.closed`; rows and their order stay."""
    frame = _with_answers(checked, frame, periods, history)
    frame = _with_stretch(checked, frame, periods)
    frame = with_spent(checked, with_carried(checked, frame, periods, history), periods, history)
    own = [one for one in checked.closed if not one.together]
    head, read = checked.ruleset.head, [earlier(checked, period) for period in periods]
    for back in sorted({one.back for one in own}):
        names = [one.get(back) for one in read]
        wanted = {one.of: one.type for one in own if one.back == back}
        then = pl.concat(list(_rows(head.id, names, wanted, back, history, frame.schema["period"])))
        frame = frame.join(then, on=["agent_id", "period"], how="left", maintain_order="left")
        is_open = pl.col("period").is_in([i for i, name in enumerate(names) if (head.plan, name) in history.open])
        standing = (
            pl.when(f"past:{back}")
            .then(int(Standing.CLOSED))
            .when(is_open)
            .then(int(Standing.OPEN))
            .otherwise(int(Standing.NOTHING))
        )
        named = pl.col("period").replace_strict(range(len(names)), names, return_dtype=pl.String)
        frame = frame.with_columns(
            standing.cast(pl.Int64).alias(f"past:{back}"),
            pl.when(standing != int(Standing.NOTHING)).then(named).alias(f"past:{back}:period"),
        )
    return frame


def _with_answers(
    checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[Period], history: History
) -> pl.DataFrame:
    """The frame with `asked:P` and `agreed:P` of every rule of points that waits for somebody's yes."""
    head, decimals = checked.ruleset.head, checked.ruleset.score.decimals
    for rule in checked.ruleset.points.values():
        if rule.approve is None:
            continue
        asked, agreed = f"asked:{rule.id}", f"agreed:{rule.id}"
        period_type = frame.schema["period"]
        schema: dict[str, pl.DataType] = {"agent_id": pl.String(), "period": period_type}
        schema |= {asked: pl.Int64(), agreed: pl.Boolean()}
        told = [
            answers.filter(points=rule.id).select(
                "agent_id",
                pl.lit(index).cast(period_type).alias("period"),
                (pl.col("charge").cast(pl.Decimal(38, decimals)) * 10**decimals).cast(pl.Int64).alias(asked),
                pl.col("agreed").alias(agreed),
            )
            for index, period in enumerate(periods)
            if (answers := history.answers.get((head.id, period.name))) is not None
        ]
        known = pl.concat([pl.DataFrame(schema=schema), *told])
        frame = frame.join(known, on=["agent_id", "period"], how="left", maintain_order="left")
    return frame


def _with_stretch(checked: CheckedRuleSet, frame: pl.DataFrame, periods: Sequence[Period]) -> pl.DataFrame:
    """The frame with `stretch:back` where a rate counts over a quarter or year."""
    payout = checked.ruleset.payout
    if not accumulates(payout):
        return frame
    most = max((one.back for one in checked.closed if one.of == UNITS), default=0)
    starts = ([day_of(each.start_day) for each in back_from(period, most)] for period in periods)
    inside = [stretch_back(payout.accumulate, days) for days in starts]
    told = pl.col("period").replace_strict(range(len(inside)), inside, return_dtype=pl.Int64)
    return frame.with_columns(told.alias(STRETCH))


def _rows(  # noqa: PLR0913, PLR0917 -- of which rule set, when, which columns, and from where
    ruleset: str,
    names: Sequence[str | None],
    wanted: Mapping[str, Type],
    back: int,
    history: History,
    period_type: pl.DataType,
) -> Iterator[pl.DataFrame]:
    """For each period evaluated: who has a closed record that many periods before, with its columns."""
    columns = {f"past:{back}:{of}": _dtype(type_) for of, type_ in wanted.items()}
    yield pl.DataFrame(schema={"agent_id": pl.String, "period": period_type, f"past:{back}": pl.Boolean, **columns})
    for index, name in enumerate(names):
        sheet = None if name is None else history.sheets.get((ruleset, name))
        if sheet is not None:
            yield sheet.frame.select(
                "agent_id",
                pl.lit(index).cast(period_type).alias("period"),
                pl.lit(value=True).alias(f"past:{back}"),
                *(_column(sheet, of, type_).alias(f"past:{back}:{of}") for of, type_ in wanted.items()),
            )


def _column(sheet: Sheet, of: str, type_: Type) -> pl.Expr:
    """The column with the decimals of today, half away from zero; missing where the record has no such column."""
    if of not in sheet.frame.columns:
        return pl.lit(None, _dtype(type_))
    if type_.kind in DTYPES:
        return pl.col(of).cast(_dtype(type_))
    value, more = pl.col(of).cast(pl.Int64), type_.scale - sheet.scales.get(of, type_.scale)
    if more >= 0:
        finer: pl.Expr = value * int(10**more)
        return finer
    unit: int = 10**-more
    half_away: pl.Expr = value.sign() * ((2 * value.abs() + unit) // (2 * unit))
    return half_away


def _dtype(type_: Type) -> pl.DataType:
    return DTYPES.get(type_.kind, pl.Int64())


def without_history(checked: CheckedRuleSet, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the columns of `rules.closed`, where nothing was closed; those that are there stay."""
    types = types_of(checked)
    plain = {f"past:{one.back}" for one in checked.closed if not one.together}
    return frame.with_columns(
        pl.lit(int(Standing.NOTHING), pl.Int64).alias(name)
        if name in plain or name == STRETCH
        else pl.lit(None, _dtype(type_)).alias(name)
        for name, type_ in types.items()
        if name not in frame.columns
    )
