"""The wording of faults of rule tests, one constructor each: what is wrong, and what to type instead."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kpiengine.diagnostics import Level
from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import counted, did_you_mean, shown

SERIES = 'a series is numbers, "_" for missing and "leave", with blanks between: "80 82 _ leave 85x2 90"'


def no_series(word: str, path: Path, offset: int) -> Finding:
    """A word that is none of a series."""
    return Finding("KPI701", f'"{word}" is no figure', SERIES, path=path, on="inside", offset=offset)


def length_of_series(length: int, most: int, path: Path) -> Finding:
    """An empty text, or more periods than anybody needs."""
    said = "is empty" if not length else f"has {counted(length, 'period')}, and at most {most} are read"
    return Finding("KPI701", f"the series {said}", SERIES, path=path)


def other_length(values: int, counts: int, path: Path) -> Finding:
    """A series of cases that is not as long as that of values."""
    message = f"there are {counted(values, 'value')} and {counted(counts, 'number')} of cases"
    return Finding("KPI701", message, "write one for all, or one for each", path=path)


def no_ruleset(path: str) -> Finding:
    """The file does not say what it tests."""
    del path
    return Finding("KPI105", "the file does not say which rule set it tests", 'begin it with ruleset = "phone"')


def unknown_ruleset(name: str, known: Sequence[str]) -> Finding:
    """No rule file has the id."""
    remedy = did_you_mean(name, known, what="there are") or "write the id that the rule file gives"
    return Finding("KPI702", f'no rule file has the id "{name}"', remedy, path=("ruleset",))


def no_version(name: str, period: str, spans: Sequence[str], path: Path) -> Finding:
    """The rule set does not hold for the period."""
    message = f'"{name}" does not hold for {period}'
    return Finding("KPI702", message, f"it holds {' and '.join(spans)}", path=path)


def bad_period(problem: str, path: Path) -> Finding:
    """A period that cannot be read, or is of another kind."""
    return Finding("KPI702", problem, None, path=path)


def unknown_name(what: str, name: str, known: Sequence[str], path: Path, *, on_key: bool = True) -> Finding:
    """A metric, KPI, tier, reward, alert, column or reason that the rule set does not have."""
    remedy = did_you_mean(name, known, what="there are") or f"there are {', '.join(known)}"
    message = f'the rule set has no {what} "{name}"' if known else f'the rule set has no {what}, so not "{name}" either'
    return Finding("KPI702", message, remedy if known else None, path=path, on="key" if on_key else "value")


def unknown_column(name: str, known: Sequence[str], path: Path) -> Finding:
    """A column that the roster does not have."""
    remedy = did_you_mean(name, known) or "further ones are declared under [facts.agents.extra] of the project file"
    return Finding("KPI702", f'the roster has no column "{name}"', remedy, path=path, on="key")


def bad_value(problem: str, path: Path) -> Finding:
    """A cell of the roster or of a fact table that cannot be read."""
    return Finding("KPI703", problem, None, path=path)


def too_fine(name: str, value: object, decimals: int, path: Path) -> Finding:
    """More decimals than the metric has."""
    message = f"{name} is measured to {counted(decimals, 'decimal')}, so it is never {value}"
    return Finding("KPI703", message, "write it as a scorecard shows it", path=path)


def out_of_range(name: str, value: object, low: object, high: object, path: Path) -> Finding:
    """A value that the metric cannot have."""
    return Finding("KPI703", f"{name} is never {value}", f"it lies from {low} to {high}", path=path)


def not_countable(name: str, value: object, n: int, near: Sequence[str], path: Path) -> Finding:
    """A share that no whole number of hits makes."""
    message = f"no whole number of {counted(n, 'case')} makes {name} {value}"
    return Finding("KPI703", message, f"near it are {' and '.join(near)}", path=path)


def not_whole(name: str, value: object, path: Path) -> Finding:
    """A count that is no whole number from 0 on."""
    return Finding("KPI703", f"{name} is a count, and {value} is none", "write a whole number", path=path)


def too_large_count(name: str, value: object, most: int, path: Path) -> Finding:
    """A count of which each case would be a row."""
    return Finding("KPI703", f"{name} = {value} is more than a test counts", f"write at most {most}", path=path)


def two_of_team(name: str, team: str, path: Path) -> Finding:
    """Two agents of one team with different values of it."""
    message = f"team {team} has two different values of {name}"
    return Finding("KPI703", message, "write it in the case, or with one of its agents", path=path)


def nothing_expected(path: Path) -> Finding:
    """A test that cannot fail."""
    remedy = "add `expect`; `kpiengine test --update` fills in what comes out now"
    return Finding("KPI704", "this test expects nothing", remedy, path=path, on="key", level=Level.WARNING)


def expect_in_both(path: Path) -> Finding:
    """Something expected of the case while it has several agents."""
    remedy = "move it under the agent of whom it is expected"
    return Finding("KPI704", "a case with several agents expects of each of them", remedy, path=path, on="key")


def one_bracket() -> Finding:
    """[case] instead of [[case]]: there are several, in the order written."""
    return Finding("KPI109", "tests are written with double brackets", "type [[case]]", path=("case",), on="key")


def same_title(title: str, path: Path) -> Finding:
    """Two tests of one file that nobody could tell apart."""
    return Finding("KPI704", f"there is another test {shown(title)} in this file", "give it another title", path=path)


def nothing_decided(what: str, path: Path) -> Finding:
    """Something expected of a rule set that does not decide it."""
    message = f"the rule set decides no {what}"
    return Finding("KPI702", message, "it has no tiers or no weights; take this out", path=path, on="key")


def span(start: date, end: date | None) -> str:
    """From when to when a rule set holds."""
    return f"from {start}" + (f" to {end}" if end else "")


def plain(value: Decimal | int) -> str:
    """A number as people write it."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
