"""The steps of each amount as people read them: one row per agent and period of a rule set that pays.

Columns: agent_id, period, ruleset, currency, then the nine steps in their order: amount, multiplied, gated, present,
bounded, budgeted, rounded, paid_now (with held_back before it), over_limit.  Every step is the whole amount after it,
from the one exact fraction, with up to nine decimals and "…" where more follow; nothing is rounded but in `rounded`.
`presence` is the share of full time in percent.  A decision that is not known has no steps, one that is not eligible
only 0.
"""

from collections.abc import Mapping

import polars as pl

from kpiengine.decisions.amounts import bounded, day_share, either, gated, multiplied, paid, present
from kpiengine.decisions.decide import Decisions
from kpiengine.decisions.presence import prorated
from kpiengine.decisions.product import Product, Share, exact
from kpiengine.decisions.words import STEPS
from kpiengine.decisions.worth import worth
from kpiengine.expressions import build as b
from kpiengine.expressions.program import Program
from kpiengine.scores.steps import Steps, whole
from kpiengine.scores.text import format_scaled_column

COLUMNS = (
    *("agent_id", "period", "ruleset", "currency", *STEPS[:3], "presence", *STEPS[3:]),
    *("budgeted", "rounded", "held_back", "paid_now", "over_limit"),
)
PERCENT_DECIMALS = 2


def money_program(decisions: Decisions) -> Program:
    """Steps over `Decisions.frame`: `step:S`, `step:S:ends` for the first five, `step:presence`, `step:paid_now`.

    Empty for a rule set that does not pay.
    """
    steps = Steps(decisions.types)
    if decisions.pays:
        _add_steps(steps, decisions)
    return Program(steps.done())


def money_table(decisions: Decisions) -> pl.DataFrame:
    """The frame of money.csv, in the order of the scorecards; without rows for a rule set that does not pay."""
    if not decisions.pays:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    program = money_program(decisions)
    frame: pl.DataFrame = program.run(decisions.frame)
    types = {**decisions.types, **program.types()}
    texts = {name: _exact(name, types[f"step:{name}"].scale) for name in STEPS}

    def number(column: str) -> pl.Expr:
        return format_scaled_column(pl.col(column), types[column].scale)

    return frame.select(
        "agent_id",
        pl.col("period_name").alias("period"),
        pl.lit(decisions.checked.ruleset.head.id).alias("ruleset"),
        pl.lit(decisions.currency, dtype=pl.String).alias("currency"),
        **texts,
        presence=number("step:presence") if "step:presence" in types else pl.lit(None, dtype=pl.String),
        budgeted=pl.when("scaled").then(number("amount")),
        rounded=number("amount_due"),
        held_back=number("held_back"),
        paid_now=number("step:paid_now"),
        over_limit=pl.when("over_limit").then(pl.lit("per_agent")),
    ).select(COLUMNS)


def _add_steps(steps: Steps, decisions: Decisions) -> None:
    checked = decisions.checked
    rules = checked.ruleset
    days = day_share(steps)
    pool = rules.payout.kind == "pool"
    parts, _ = bounded(steps, checked)
    products: Mapping[str, Mapping[str, Product]] = {
        "amount": {"amount": worth(steps, rules, decisions.decimals)},
        "multiplied": {"amount": multiplied(steps, checked)},
        "gated": {"amount": gated(steps, checked)},
        "present": {"amount": _with_days(present(steps, checked), days, pool=pool)},
        "bounded": {name: _with_days(part, days, pool=pool) for name, part in parts.items()},
    }
    for name, alternatives in products.items():
        cut = exact(alternatives)
        steps.add(f"step:{name}", paid(steps, either(steps, {key: value for key, (value, _) in cut.items()})))
        steps.add(f"step:{name}:ends", either(steps, {key: ends for key, (_, ends) in cut.items()}))
    if prorated(rules.payout) is not None:
        share = b.ratio((steps["presence"], whole(100)), (steps["presence_full"],), PERCENT_DECIMALS)
        steps.add("step:presence", share)
    steps.add("step:paid_now", b.sub(steps["amount"], steps["held_back"]))


def _with_days(part: Product, days: Share, *, pool: bool) -> Product:
    """A share of a pool has its days already."""
    return part if pool else part.of(days)


def _exact(name: str, scale: int) -> pl.Expr:
    """As many decimals as there are, and a mark where more follow."""
    text = format_scaled_column(pl.col(f"step:{name}"), scale)
    if scale:
        text = text.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(pl.col(f"step:{name}:ends")).then(text).otherwise(pl.concat_str(text, pl.lit("…")))
