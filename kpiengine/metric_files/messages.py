"""The wording of faults of metric files, one constructor each: what is wrong, and what to type instead."""

from collections.abc import Sequence

from kpiengine.documents.finding import Finding, Path
from kpiengine.documents.wording import did_you_mean, shown


def no_metric_files(patterns: Sequence[str]) -> Finding:
    """The project names metric files, and there is none."""
    return Finding("KPI001", f"there is no metric file {' or '.join(patterns)}", "put one there, or correct `metrics`")


def unknown(what: str, name: str, known: Sequence[str], path: Path) -> Finding:
    """A table, view, column or part that is not there."""
    remedy = did_you_mean(name, known, what="there are") or f"there are {len(known)}; `kpiengine plugins` lists them"
    return Finding("KPI620", f'there is no {what} "{name}"', remedy, path=path)


def wrong_column(name: str, is_: str, wanted: str, path: Path) -> Finding:
    """A column of another type."""
    return Finding("KPI620", f"the column {name} is {is_}, and {wanted} is needed here", "name another", path=path)


def has_one_already(what: str, id_: str, owner: str, path: Path) -> Finding:
    """An id that a plugin has."""
    message = f"the plugin {owner} brings a {what} {id_} too"
    return Finding("KPI621", message, "give yours another name, or do not allow the plugin", path=path, on="key")


def in_two_files(what: str, id_: str, other: str, path: Path) -> Finding:
    """An id of two files."""
    message = f"{what} {id_} stands in {other} too"
    return Finding("KPI621", message, "keep one of them, or give one another name", path=path, on="key")


def goes_with(key: str, kind: str, home: str, path: Path) -> Finding:
    """A key of another kind."""
    message = f'`{key}` does not go with kind = "{kind}"' if kind != "parts" else f"`{key}` needs a kind"
    return Finding("KPI622", message, f"it goes with {home}", path=path, on="key")


def kind_needs(kind: str, key: str, example: str, path: Path) -> Finding:
    """A key that the kind cannot do without."""
    said = f'kind = "{kind}"' if kind != "parts" else "a metric without a kind"
    return Finding("KPI105", f"{said} needs `{key}`", f"for example {example}", path=path, on="key")


def needs_beside(key: str, beside: str, example: str, path: Path) -> Finding:
    """A key that another one makes necessary."""
    return Finding("KPI105", f"`{beside}` needs `{key}` beside it", f"for example {example}", path=path, on="key")


def no_part(text: str, path: Path, offset: int = 0) -> Finding:
    """Something that counts nothing."""
    remedy = "a part is count(), count_if(CONDITION), sum(X), sum_if(X, CONDITION), min(X) or max(X)"
    return Finding("KPI623", f"{shown(text)} is no part", remedy, path=path, on="inside", offset=offset)


def part_takes(function: str, takes: int, got: int, path: Path, offset: int) -> Finding:
    """count_if without its condition."""
    things = ("nothing", "one thing", "two things, a value and a condition")[takes]
    message = f"{function} takes {things}, and here {'are' if got != 1 else 'is'} {got}"
    return Finding("KPI623", message, f"see `kpiengine explain KPI623` for {function}", path=path, on="inside",
                   offset=offset)  # fmt: skip


def no_number(what: str, kind: str, path: Path) -> Finding:
    """Something else than a number where one is summed or shown."""
    return Finding("KPI204", f"{what} must be a number, and this is {kind}", "write a formula of numbers", path=path)


def cannot_be_used(what: str, why: str, path: Path) -> Finding:
    """What the check of plugins says too."""
    return Finding("KPI624", f"{what} cannot be used: {why}", "correct it", path=path, on="key")


def not_by_events(view: str, path: Path) -> Finding:
    """followed_within on stretches or stocks."""
    message = f"the rows of {view} have no one moment, so none can follow another within a time"
    return Finding("KPI624", message, "take a table or view of events", path=path)


def key_not_kept(view: str, key: Sequence[str], path: Path) -> Finding:
    """Rows that cannot be told apart."""
    message = f"the view {view} does not keep what tells its rows apart ({', '.join(key)})"
    return Finding("KPI624", message, "write facts, time and agent instead of view", path=path)


def view_needs_params(view: str, names: Sequence[str], path: Path) -> Finding:
    """A view with parameters."""
    message = f"the view {view} reads the parameter {', '.join(names)}"
    return Finding("KPI105", message, f"say it, as in params = {{ {names[0]} = ... }}", path=path)


def bad_range(path: Path) -> Finding:
    """A range with decimals, or one number."""
    return Finding("KPI106", "range is two whole numbers, the lower first", "write range = [0, 100]", path=path)


def bad_length(value: object, path: Path) -> Finding:
    """No length of time."""
    remedy = 'say number and unit, as in "7 days", "24 hours", "30 min" or "2 weeks"'
    return Finding("KPI106", f"{shown(value)} is no length of time", remedy, path=path)


def small_letters(id_: str, path: Path) -> Finding:
    """An id with capitals."""
    return Finding("KPI110", f"{shown(id_)} cannot be an id", f"use small letters: {id_.lower()}", path=path, on="key")
