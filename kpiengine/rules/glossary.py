"""What names and functions mean in conditions and formulas: for the reference page.

A test holds this list against the functions that there are.
"""

from collections.abc import Mapping

from attrs import frozen

NAMES: Mapping[str, str] = {
    "a KPI or metric": "Its rounded value for the subject and period; unknown under its `min_sample`. A KPI of this "
    "file goes before a metric.",
    "`score`, `tier`": "The result of this rule set, for whatever is decided after it; tiers compare by their order: "
    '`tier >= "silver"`.',
    "`fte`, `tenure_months`, `tenure_days`, any number or yes/no column of the roster": "On the first day of the "
    "period.",
}


@frozen
class Word:
    """A function: how it is written, and what it gives."""

    usage: str
    meaning: str


FUNCTIONS: Mapping[str, Word] = {
    "sample": Word("sample(x)", "The number of cases."),
    "points": Word("points(x)", "The points of a KPI."),
    "target": Word("target(x)", "The target in force for the subject."),
    "team": Word("team(x)", "The value of the subject's team, from merged parts."),
    "previous": Word(
        "previous(x), previous(x, k)",
        "The value of the period before, or of k periods before (at most 24). Measured from facts each time. A "
        "person's earlier period counts all days on which the roster has him, whatever rule set or team held then. Of "
        "`score` and `points(x)` it is what was closed.",
    ),
    "change": Word("change(x)", "x less `previous(x)`; unknown if one of the two is."),
    "history": Word(
        "history(x, n)",
        "The value over the n periods before this one (at most 24), from merged parts: no mean of means. A count or "
        "sum is unknown where one of these periods is not loaded.",
    ),
    "history_mean": Word(
        "history_mean(score, n), history_mean(points(x), n)",
        "The mean of the scores, or of the points of a KPI, of the n periods before this one (at most 24), as they "
        "were closed and adjusted since. Periods without a known score are left out; unknown while one of them has a "
        "result that is not closed.",
    ),
    "times": Word(
        "times(condition, n)",
        "In how many of the n periods before this one and of this one the condition holds; unknown if it is unknown in "
        "one of them. Values are measured again, score, points and tier are taken as closed. In `when` use `for`.",
    ),
    "trend": Word(
        "trend(x, n)",
        "How much x moves from period to period: the least-squares line through the last n values, this one included. "
        "Periods without a value are left out at their place; unknown without a value now, or with under 3.",
    ),
    "peer_mean": Word(
        'peer_mean(x), peer_mean(x, "team"), peer_mean(x, "team", 5)',
        "The mean of the values of peers, oneself included: everybody of the rule set who has a value, or of them "
        'those of the own `"team"` or `"site"`. Unknown in a group of under 10, or under the number that stands last. '
        "x may be a KPI or metric, a window over its periods, `points(KPI)` or `score`.",
    ),
    "peer_median": Word("peer_median(x)", "Likewise the median."),
    "peer_percentile": Word(
        "peer_percentile(x)",
        "100 for the best and 0 for the last: how many of the others are worse, and half of those who are equal, in "
        "percent of the others. Not in a gate or in `when` of a reward.",
    ),
    "rank": Word(
        "rank(x)",
        "1 for the best; equals share the better place. Not in a gate or in `when` of a reward.",
    ),
    "outlier": Word(
        'outlier(x), outlier(x, "iqr", 1.5), outlier(x, "z", 2)',
        "Whether x lies far from the values of peers: beyond the quartiles by more than 1.5 times their distance, or "
        "further from the mean than 2 standard deviations. Group and least number may follow, as in `peer_mean`.",
    ),
    "outlier_high": Word("outlier_high(x)", "Likewise, on the high side only."),
    "outlier_low": Word("outlier_low(x)", "Likewise, on the low side only."),
    "in_calendar": Word('in_calendar("peak")', "Whether the period begins inside a calendar of the project file."),
    "calendar_days": Word('calendar_days("peak")', "How many of its days lie in the period."),
    "benchmark": Word('benchmark("industry_csat")', "A benchmark of the project file."),
    "is_missing": Word("is_missing(x)", "Whether x is unknown; itself always known."),
    "coalesce": Word("coalesce(x, y)", "The first that is known."),
    "abs": Word("abs(x)", "Without its sign."),
    "min": Word("min(x, y)", "The smallest; unknown if one of them is."),
    "max": Word("max(x, y)", "The largest; unknown if one of them is."),
    "round": Word("round(x, 2)", "Rounded half away from zero."),
    "days": Word("days(n)", "A length of time; likewise `hours`, `minutes`, `seconds`."),
    "date": Word('date("2026-10-01")', "A day."),
}

_ABOUT = (
    "An expression may use what is decided before it: values of this and earlier periods, then values of peers, then "
    "targets and weights, points, the score, ranks of points and scores, gates and tiers, rewards, alerts. What is "
    "unknown makes a comparison unknown; `if_missing` says what then. Every value that a window over periods or peers "
    "gave is in the results, in the table `windows`."
)
_CELL = str.maketrans({"|": "\\|"})


def glossary() -> tuple[str, ...]:
    """The paragraphs of the reference page."""
    names = [f"| {name} | {meaning} |" for name, meaning in NAMES.items()]
    functions = [f"| `{one.usage.translate(_CELL)}` | {one.meaning} |" for one in FUNCTIONS.values()]
    return (
        "## Names and functions in conditions and formulas",
        _ABOUT,
        "\n".join(("| name | meaning |", "|---|---|", *names)),
        "\n".join(("| function | meaning |", "|---|---|", *functions)),
    )
