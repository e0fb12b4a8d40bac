"""[rank]: tiers by rank instead of by a score."""

from kpiengine.rules.keys import Key, Section
from kpiengine.rules.kinds.numbers import Number
from kpiengine.rules.kinds.texts import Choice, Reference
from kpiengine.rules.paying import Rank

UNITS = Choice(("team", "site", "centre"))

SECTION = Section(
    "rank",
    "Tiers by rank: every tier then says `top` or `top_percent` instead of `from`. Equals are told apart by nothing, "
    "neither name nor id.",
    (
        Key("of", Reference("score, or a KPI"), "What is ranked.", 'of = "csat"', default="score"),
        Key("among", UNITS, "Among whom; else all of the rule set.", 'among = "site"', default="the rule set"),
        Key(
            "ties",
            Choice(("all_in", "all_out")),
            "Equals on the edge of a tier: all of them get it, or none.",
            'ties = "all_out"',
            default="all_in",
        ),
        Key(
            "min_group",
            Number("whole number", 2, 100_000, whole=True),
            "In a smaller group nobody is ranked, and nothing is decided.",
            "min_group = 20",
            default="10",
        ),
    ),
    lambda _, values: Rank(**values),
    Rank,
)
