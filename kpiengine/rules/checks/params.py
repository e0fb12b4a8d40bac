"""Settings against what a metric declares: known names, kinds, listed words and ranges.

A setting is a single value, a list (its elements are judged), or a table with one value for each name, which may also
be one value for all of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from kpiengine.documents.finding import Finding, Path
from kpiengine.plugin import Metric, Param
from kpiengine.rules.checks.messages import params as messages


def check_params(metric: Metric, given: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """Every fault of each setting."""
    for name, value in given.items():
        yield from _setting(metric, name, value, (*path, name))


def _setting(metric: Metric, name: str, value: object, path: Path) -> Iterator[Finding]:
    param = metric.params.get(name)
    if param is None:
        yield messages.unknown_param(name, metric.id, list(metric.params), path)
    elif isinstance(param.default, Mapping) and isinstance(value, Mapping):
        yield from _table(name, param, value, path)
    elif isinstance(param.default, Mapping):
        yield from _cell(name, param, value, path)
    elif isinstance(param.default, list | tuple):
        yield from _list(name, param, value, path)
    else:
        yield from _single(name, param, param.default, value, path)


def _table(name: str, param: Param, value: Mapping[str, object], path: Path) -> Iterator[Finding]:
    for key, item in value.items():
        if param.one_of and key not in param.one_of:
            yield messages.param_key(name, key, [str(word) for word in param.one_of], (*path, key))
        else:
            yield from _cell(key, param, item, (*path, key))


def _cell(name: str, param: Param, value: object, path: Path) -> Iterator[Finding]:
    """One value of a table: where its numbers are whole ones, others are numbers too."""
    like = _element(param.default.values())
    exact = Decimal(like) if isinstance(like, int) and not isinstance(like, bool) else like
    if _is_kind(exact, value):
        yield from _limits(name, param, value, path)
    else:
        yield messages.param_kind(name, value, like, path)


def _list(name: str, param: Param, value: object, path: Path) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield messages.param_kind(name, value, param.default, path)
    elif not value:
        yield messages.param_empty(name, param.default, path)
    else:
        for index, item in enumerate(value):
            yield from _single(name, param, _element(param.default), item, (*path, index))


def _single(name: str, param: Param, default: object, value: object, path: Path) -> Iterator[Finding]:
    if param.one_of:
        if not any(option == value and isinstance(option, bool) == isinstance(value, bool) for option in param.one_of):
            yield messages.param_not_one_of(name, value, param.one_of, path)
    elif not _is_kind(default, value):
        yield messages.param_kind(name, value, default, path)
    else:
        yield from _limits(name, param, value, path)


def _limits(name: str, param: Param, value: object, path: Path) -> Iterator[Finding]:
    low, high = param.minimum, param.maximum
    if isinstance(value, int | Decimal) and ((low is not None and value < low) or (high is not None and value > high)):
        yield messages.param_range(name, value, param, path)


def _element(values: Iterable[object]) -> object:
    """One value that says of which kind all are."""
    return next(iter(values), None)


def _is_kind(default: object, value: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, Decimal):
        return isinstance(value, int | Decimal)
    return default is None or isinstance(value, type(default))
