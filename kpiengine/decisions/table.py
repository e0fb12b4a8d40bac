"""Decisions as people read them: one row per agent and period, numbers as decimal text, reasons as sentences.

Columns: agent_id, name, period, ruleset, plan, score, tier_by_score, tier, eligibility, amount, currency,
amount_before_rounding, rewards, rewards_held, reasons (codes), because (sentences).  Lists are joined with blanks,
sentences with "; ".  `amount_before_rounding` ends with "…" where more decimals follow.
"""

# ruff: noqa: RUF001 -- Chinese sentences have Chinese punctuation

from collections.abc import Mapping

import polars as pl

from kpiengine.decisions.decide import Decisions
from kpiengine.decisions.words import ELIGIBILITY_WORDS, EVIDENCE, NO_TIER
from kpiengine.rules.checked import CheckedRuleSet
from kpiengine.scores.sentences import Sentences, title
from kpiengine.scores.text import format_scaled_column


def decision_table(decisions: Decisions, language: str = "en") -> pl.DataFrame:
    """The frame of decisions.csv and of the terminal, in the order of the scorecards."""
    head, frame = decisions.checked.ruleset.head, decisions.frame
    text = pl.String
    shown = {
        "score": _number(decisions, "score"),
        "tier_by_score": _tier(decisions, "tier_by_score"),
        "tier": _tier(decisions, "tier"),
        "eligibility": _coded(decisions, "eligibility", ELIGIBILITY_WORDS),
        "amount": _number(decisions, "amount"),
        "currency": pl.lit(decisions.currency if decisions.pays else None, dtype=text),
        "amount_before_rounding": _before_rounding(decisions),
        "rewards": pl.col("rewards").list.join(" "),
        "rewards_held": pl.col("rewards_held").list.join(" "),
        "reasons": pl.col("reasons").list.join(" "),
        "because": because(decisions, language),
    }
    return frame.select(
        "agent_id",
        pl.col("name") if "name" in frame.columns else pl.lit(None, dtype=text).alias("name"),
        pl.col("period_name").alias("period"),
        pl.lit(head.id).alias("ruleset"),
        pl.lit(head.plan).alias("plan"),
        **shown,
    )


def because(decisions: Decisions, language: str = "en") -> pl.Expr:
    """The sentences of all reasons that hold, over `decisions.frame`; empty where there is none."""
    if not decisions.reasons:
        return pl.lit("")
    write = Sentences(decisions.types, language, words(decisions.checked, language))
    told = [pl.when(pl.col(r.column)).then(write.fill(r.sentence[language], r.names)) for r in decisions.reasons]
    return pl.concat_str(told, separator="; " if language == "en" else "；", ignore_nulls=True)


def words(checked: CheckedRuleSet, language: str) -> dict[str, Mapping[int, str]]:
    """Words of the coded columns: kinds of evidence, and tiers by their titles."""
    tiers = {0: NO_TIER[language]}
    tiers |= {i: title(t.title, language, t.id) for i, t in enumerate(checked.ruleset.tiers, start=1)}
    kinds = {f"evidence:{name}": EVIDENCE[language] for name in (*checked.ruleset.kpis, *checked.wanted)}
    return {**kinds, "tier": tiers, "tier_by_score": tiers}


def _tier(decisions: Decisions, column: str) -> pl.Expr:
    ids = {0: "none"} | {i: t.id for i, t in enumerate(decisions.checked.ruleset.tiers, start=1)}
    return _coded(decisions, column, ids)


def _coded(decisions: Decisions, column: str, known: Mapping[int, str]) -> pl.Expr:
    if column not in decisions.frame.columns:
        return pl.lit(None, dtype=pl.String)
    return pl.col(column).replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)


def _number(decisions: Decisions, column: str) -> pl.Expr:
    if column not in decisions.frame.columns:
        return pl.lit(None, dtype=pl.String)
    return format_scaled_column(pl.col(column), decisions.types[column].scale)


def _before_rounding(decisions: Decisions) -> pl.Expr:
    if not decisions.pays:
        return pl.lit(None, dtype=pl.String)
    shown = _number(decisions, "amount_exact").str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when("amount_exact_ends").then(shown).otherwise(pl.concat_str(shown, pl.lit("…")))
