"""The wording of faults in windows over periods and peers; those in formulas are placed at the call."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding
from kpiengine.documents.wording import counted, did_you_mean, shown
from kpiengine.expressions.errors import ExpressionError
from kpiengine.rules.lasting import Length
from kpiengine.rules.model.words import PeriodKind


def no_whole_periods(kpi: str, window: Length, period: str) -> Finding:
    """A window that does not begin where a period begins."""
    return Finding(
        "KPI260",
        f"{window} are no whole number of periods, and this rule set is for each {period}",
        f"write a number of {period}s" if period in list(map(str, PeriodKind)) else f"write a multiple of {period}",
        path=("kpi", kpi, "window"),
    )


def window_too_long(kpi: str, window: Length, count: int, most: int) -> Finding:
    """A window further back than is measured."""
    return Finding(
        "KPI260",
        f"{window} are {count} periods; at most {most} are measured again in each run",
        "use a shorter window, or a rule set with longer periods",
        path=("kpi", kpi, "window"),
    )


def no_value(function: str, *, number: bool) -> ExpressionError:
    """A window over something that is no value of its own."""
    what = "a formula or an attribute" if number else "something that is no number"
    return ExpressionError(
        f"{function}() reads the value of a KPI or metric, and this is {what}",
        remedy=f"write the name alone, such as {function}(csat), and calculate with the result",
        code="KPI203",
    )


def no_count(function: str, count: object, least: int) -> ExpressionError:
    """Not a number of periods."""
    return ExpressionError(
        f"{function}() counts periods: a whole number from {least} on, not {count}",
        remedy=f"write it as {function}(csat, {least + 2})",
        code="KPI260",
    )


def too_long(count: int, most: int) -> ExpressionError:
    """Further back than is measured."""
    return ExpressionError(
        f"{count} periods reach too far back: at most {most} are measured again in each run",
        remedy=f"use {most} periods or fewer, or a rule set with longer ones",
        code="KPI260",
    )


def longer_already(name: str, periods: int) -> ExpressionError:
    """History of what is measured over several periods itself."""
    return ExpressionError(
        f"{name} is measured over {counted(periods, 'period')} already",
        remedy=f"write previous({name}), or take the history of its metric",
        code="KPI260",
    )


def of_part_of_a_day(function: str) -> ExpressionError:
    """A window over periods in an alert that is judged several times a day."""
    return ExpressionError(
        f"{function}() reads whole periods before this one, and a part of a day is none",
        remedy="write the number to compare with, or let `every` be a day or longer",
        code="KPI202",
    )


def result_is_no_value(function: str, name: str) -> ExpressionError:
    """A result, which is not measured again."""
    return ExpressionError(
        f"{function}() measures earlier periods from facts, and {name} is a result, which closed statements have",
        remedy="write history_mean(score, 3) or previous(score); history_mean takes points(csat) too",
        code="KPI222",
    )


def no_result(name: str) -> ExpressionError:
    """A mean of what is measured."""
    return ExpressionError(
        f"history_mean() is the mean of scores or points that were closed, and {name} is neither",
        remedy=f"write history({name}, 3), which adds the cases up first, or history_mean(points({name}), 3)",
        code="KPI222",
    )


def no_condition() -> ExpressionError:
    """A number of nothing that holds or does not."""
    return ExpressionError(
        "times() counts in how many periods a condition holds, and this is none",
        remedy="write it as times(csat < 70, 3)",
        code="KPI203",
    )


def no_earlier(name: str) -> ExpressionError:
    """An attribute of the day, in an earlier period."""
    return ExpressionError(
        f"times() looks at earlier periods, and {name} is known of this one only",
        remedy="compare values of KPIs, the score, points or the tier in it",
        code="KPI222",
    )


def window_in_window(function: str, name: str) -> ExpressionError:
    """A window over a window."""
    return ExpressionError(
        f"{function}() reads the value of one period, and {name} is a window itself",
        remedy=f"write {function}() of the KPI alone",
        code="KPI222",
    )


def peers_of_peers(function: str, name: str) -> ExpressionError:
    """A value of peers made of values of peers."""
    return ExpressionError(
        f"{function}() reads values that each has alone, and {name} is made of the values of peers (layer 2)",
        remedy=f"write {function}() of the KPI alone",
        code="KPI222",
    )


def paid_by_rank(function: str, place: str) -> ExpressionError:
    """A rank in a condition that decides pay."""
    return ExpressionError(
        f"a {place} cannot ask for {function}(): who is paid would turn on one place in the list, and ties and small "
        "groups would not be dealt with",
        remedy="compare the value with a number or with peer_mean(); tiers by rank are said in the tiers",
        code="KPI261",
    )


def no_method(function: str, method: object, known: Sequence[str]) -> ExpressionError:
    """A way to find outliers that does not exist."""
    remedy = did_you_mean(str(method), known) or f'write it as {function}(aht, "iqr", 1.5) or {function}(aht, "z", 2)'
    return ExpressionError(f"{shown(str(method))} is no way to tell an outlier", remedy=remedy, code="KPI203")


def no_factor(function: str, factor: object, most: int) -> ExpressionError:
    """How far out, wrongly."""
    return ExpressionError(
        f"{function}() asks how far out: a number over 0 and up to {most}, not {factor}",
        remedy='usual are 1.5 with "iqr" and 2 or 3 with "z"',
        code="KPI203",
    )


def no_group(function: str, among: object, known: Sequence[str]) -> ExpressionError:
    """Peers of an unknown group."""
    listed = ", ".join(shown(word) for word in known)
    remedy = did_you_mean(str(among), known) or f"the groups are {listed}"
    return ExpressionError(f"{function}() compares within a group, and {shown(str(among))} is none", remedy=remedy,
                           code="KPI261")  # fmt: skip


def no_group_size(function: str, count: object, least: int, usual: int) -> ExpressionError:
    """A minimum group that is none."""
    return ExpressionError(
        f"the smallest group of {function}() is a whole number from {least} on, not {count}",
        remedy=f"leave it out for {usual}",
        code="KPI261",
    )


def no_order(function: str, name: str, *, within: bool) -> ExpressionError:
    """Nobody is first."""
    why = "it is good inside a range" if within else "it is neither good nor bad"
    remedy = f"write {function}(points({name}))" if within else "make it a KPI that says `better`"
    return ExpressionError(f"{function}() needs to know who is first, and for {name} nobody is: {why}", remedy=remedy,
                           code="KPI261")  # fmt: skip


def not_own(function: str, name: str) -> ExpressionError:
    """A value that several subjects share."""
    return ExpressionError(
        f"{function}() compares values that each has alone, and {name} is the same for many",
        remedy="use a KPI at the level of the rule set",
        code="KPI261",
    )


def no_peers(subject: str, group: str | None = None) -> ExpressionError:
    """Subjects without peers."""
    said = f"{subject} has no peers" if group is None else f"{subject} has no peers in {group}"
    remedy = "compare with previous() or history()" if group is None else 'leave the group out, or write "site"'
    return ExpressionError(said, remedy=remedy, code="KPI261")
