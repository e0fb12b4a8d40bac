"""The source of a view or a plan looks at no clock, no chance and no machine.

What a run gives must follow from its inputs, now and when it is verified in a year.  A view gets `context.as_of` for
what was known, and its parameters for everything else.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kpiengine.plugin import Plan
from kpiengine.testing.checks.records import Check, MetricAt, ViewAt

MODULES = {"time", "random", "secrets", "uuid", "socket", "urllib", "http", "subprocess"}
CALLS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("os", "environ"),
    ("os", "getenv"),
    ("os", "urandom"),
}
COLLECTS = {"collect", "to_native", "to_pandas", "to_polars", "to_arrow"}


def _metric(at: MetricAt) -> Iterator[str]:
    if not isinstance(at.metric.plan, Plan):
        yield from impure(at.metric.plan)


def _view(at: ViewAt) -> Iterator[str]:
    functions = [at.view.build, *(f for f in (at.view.reach, at.view.matures_after) if callable(f))]
    yield from dict.fromkeys(fault for function in functions for fault in impure(function))


def _collects(at: ViewAt) -> Iterator[str]:
    tree, name = _source(at.view.build)
    for node in _reachable(tree, at.view.build):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in COLLECTS:
            yield f"{name}:{node.lineno} calls .{node.func.attr}()"


def _reachable(tree: ast.Module, function: Callable[..., Any]) -> Iterator[ast.AST]:
    """All nodes of the function, and of the file's other functions that it names, directly or through others."""
    known = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    waiting, seen = [getattr(inspect.unwrap(function), "__name__", "")], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in known:
            continue
        seen.add(name)
        for node in ast.walk(known[name]):
            yield node
            if isinstance(node, ast.Name):
                waiting.append(node.id)


def _evaluated(tree: ast.Module, function: Callable[..., Any]) -> Iterator[ast.AST]:
    """What runs when the file is loaded, and what the function reaches."""
    for statement in tree.body:
        if not isinstance(statement, ast.FunctionDef):
            yield from ast.walk(statement)
    yield from _reachable(tree, function)


def impure(function: Callable[..., Any]) -> Iterator[str]:
    """Each use of a clock and the like by the function or its file's constants: file, line and what it is."""
    tree, name = _source(function)
    modules = {
        alias.asname or alias.name.partition(".")[0]: alias.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    members = {
        alias.asname or alias.name: (str(node.module).partition(".")[0], alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in _evaluated(tree, function):
        used = _used(node, modules, members)
        if used is not None:
            yield f"{name}:{node.lineno} uses {used}"  # type: ignore[attr-defined]  # expressions have lines


def _used(node: ast.AST, modules: dict[str, str], members: dict[str, tuple[str, str]]) -> str | None:
    if isinstance(node, ast.Name) and members.get(node.id, ("", ""))[0] in MODULES:
        return ".".join(members[node.id])
    if isinstance(node, ast.Name) and members.get(node.id) in CALLS:
        return ".".join(members[node.id])
    if not isinstance(node, ast.Attribute):
        return None
    owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
    if isinstance(node.value, ast.Name) and modules.get(owner) in MODULES:
        return f"{modules[owner]}.{node.attr}"
    meant = members[owner][1] if owner in members else modules.get(owner, owner)
    return f"{meant}.{node.attr}" if (meant, node.attr) in CALLS else None


def _source(function: Callable[..., Any]) -> tuple[ast.Module, str]:
    """The file that the function is written in, parsed; an empty one where there is no source."""
    try:
        file = inspect.getsourcefile(inspect.unwrap(function))
    except TypeError:
        file = None
    if file is None or not Path(file).is_file():
        return ast.Module([], []), ""
    return ast.parse(Path(file).read_text(encoding="utf-8")), Path(file).name


_REMEDY = "take `context.as_of` for what was known, and parameters for all else; nothing may depend on the machine"
PLAN_PURITY: tuple[Check[MetricAt], ...] = (
    Check("plan-clock", "the plan looks at no clock, chance or machine", _REMEDY, _metric),
)
VIEW_PURITY: tuple[Check[ViewAt], ...] = (
    Check("clock", "the view looks at no clock, chance or machine", _REMEDY, _view),
    Check(
        "collect",
        "the view computes nothing itself",
        "stay with lazy Narwhals expressions: the engine decides when and where to compute",
        _collects,
    ),
)
