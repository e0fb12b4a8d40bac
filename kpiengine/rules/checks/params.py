"""Settings against what a metric declares: known names, kinds, listed words, ranges, and a plan that can be used.

A setting is a single value, a list (its elements are judged), or a table with one value for each name, which may also
be one value for all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from kpiengine.documents.finding import Finding, Path
from kpiengine.plugin import Metric, Param
from kpiengine.plugin.catalogue import Judge
from kpiengine.rules.checks import messages


def check_params(metric: Metric, given: Mapping[str, Any], path: Path, judge: Judge) -> Iterator[Finding]:
    """Every fault of each setting; the plan is looked at where none is left."""
    faults = [fault for name, value in given.items() for fault in _setting(metric, name, value, (*path, name))]
    if faults:
        yield from faults
    elif given and (fault := judge(metric, metric.settings(given)).fault) is not None:
        alone = (name for name in given if judge(metric, metric.settings({name: given[name]})).fault is not None)
        name = next(alone, None)
        yield messages.params_unusable(metric.id, name, fault, path if name is None else (*path, name))


def _setting(metric: Metric, name: str, value: object, path: Path) -> Iterator[Finding]:
    param = metric.params.get(name)
    if param is None:
        yield messages.unknown_param(name, metric.id, list(metric.params), path)
    elif isinstance(param.default, Mapping) and isinstance(value, Mapping):
        yield from _table(name, param, value, path)
    elif isinstance(param.default, Mapping):
        if not _is_kind(_element(param.default.values()), value):
            yield messages.param_kind(name, value, param.default, path)
        else:
            yield from _limits(name, param, value, path)
    elif isinstance(param.default, list | tuple):
        yield from _list(name, param, value, path)
    else:
        yield from _single(name, param, param.default, value, path)


def _table(name: str, param: Param, value: Mapping[str, object], path: Path) -> Iterator[Finding]:
    like = _element(param.default.values())
    for key, item in value.items():
        if param.one_of and key not in param.one_of:
            yield messages.param_key(name, key, [str(word) for word in param.one_of], (*path, key))
        elif not _is_kind(like, item):
            yield messages.param_kind(f"{name}.{key}", item, like, (*path, key))
        else:
            yield from _limits(f"{name}.{key}", param, item, (*path, key))


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
    if isinstance(value, int | Decimal) and (
        (low is not None and value < low) or (high is not None and value > high)
    ):
        yield messages.param_range(name, value, param, path)


def _element(values: "Sequence[object] | Any") -> object:  # noqa: ANN401 -- the values of any table
    """One value that says of which kind all are: a decimal if there is one, since whole numbers are decimals too."""
    found = list(values)
    return next((value for value in found if isinstance(value, Decimal)), found[0] if found else None)


def _is_kind(default: object, value: object) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, Decimal):
        return isinstance(value, int | Decimal)
    return default is None or isinstance(value, type(default))
