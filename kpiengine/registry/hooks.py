"""What a plugin brings: its hooks, called one by one, and what they returned.

pluggy finds the hooks and judges their signatures; each implementation is called by itself here, because pluggy
would let one fault end all calls and drop a hook that returned None.
"""

import inspect
from importlib import import_module
from typing import Any, TypeVar

import pluggy
from attrs import field, frozen

from kpiengine.plugin import API_VERSION, Curve, FactTable, Metric, View
from kpiengine.registry import messages
from kpiengine.registry.isolation import Fault, attempt, escaped

HOOKS = ("kpiengine_fact_tables", "kpiengine_views", "kpiengine_metrics", "kpiengine_curves")
PREFIX = "kpiengine_"
Record = TypeVar("Record")


@frozen
class Brought:
    """The records that one plugin returned, and what was wrong (one sentence each)."""

    tables: tuple[FactTable, ...] = ()
    views: tuple[View, ...] = ()
    metrics: tuple[Metric, ...] = ()
    curves: tuple[Curve, ...] = ()
    problems: tuple[str, ...] = field(default=())


def call_hooks(plugin: object) -> Brought:
    """Everything that the loaded plugin brings; a hook that fails brings nothing, the others still count."""
    wanted = getattr(plugin, "API_VERSION", API_VERSION)
    if type(wanted) is not int or wanted > API_VERSION:
        return Brought(problems=(messages.needs_newer(escaped(wanted, 40)),))
    manager, problems = _registered(plugin)
    if manager is None:
        return Brought(problems=tuple(problems))
    tables = _returned(manager, "kpiengine_fact_tables", FactTable, problems)
    views = _returned(manager, "kpiengine_views", View, problems)
    metrics = _returned(manager, "kpiengine_metrics", Metric, problems)
    curves = _returned(manager, "kpiengine_curves", Curve, problems)
    return Brought(tables, views, metrics, curves, tuple(problems))


def _registered(plugin: object) -> tuple[pluggy.PluginManager | None, list[str]]:
    """A manager that knows this plugin only, and what is wrong with the names and arguments of its hooks."""
    manager = pluggy.PluginManager("kpiengine")
    manager.add_hookspecs(import_module("kpiengine.plugin.hookspec"))
    registered = attempt(lambda: manager.register(plugin))
    if isinstance(registered, Fault):
        return None, [messages.bad_hook("(as pluggy says)", registered.text)]
    names = sorted(name for name in vars(manager.hook) if name.startswith(PREFIX))
    problems = [messages.unknown_hook(name, HOOKS) for name in names if name not in HOOKS]
    if not problems:
        problems = [
            messages.unmarked_hook(name) if name in HOOKS else messages.unknown_hook(name, HOOKS)
            for name in _unmarked(plugin, manager)
        ]
    if not problems and not any(_implementations(manager, name) for name in HOOKS):
        problems = [messages.no_hook(HOOKS)]
    return manager, problems


def _unmarked(plugin: object, manager: pluggy.PluginManager) -> list[str]:
    """Functions of the plugin's own that look like hooks and are not marked: pluggy passes over them in silence."""
    own = [
        name
        for name, value in vars(plugin).items()
        if name.startswith(PREFIX)
        and inspect.isfunction(value)
        and value.__module__ == getattr(plugin, "__name__", None)
    ]
    return sorted(name for name in own if not _implementations(manager, name))


def _implementations(manager: pluggy.PluginManager, hook: str) -> list[Any]:
    caller = getattr(manager.hook, hook, None)
    return [] if caller is None else list(caller.get_hookimpls())


def _returned(
    manager: pluggy.PluginManager, hook: str, record: type[Record], problems: list[str]
) -> tuple[Record, ...]:
    """The records of one hook; what is wrong is added to `problems`."""
    records: list[Record] = []
    for implementation in _implementations(manager, hook):
        if implementation.argnames:
            problems.append(messages.bad_hook(hook, "it takes arguments, and a hook gets none"))
            continue
        result = attempt(implementation.function)
        if isinstance(result, Fault):
            problems.append(messages.hook_failed(hook, result.text))
        elif not isinstance(result, list | tuple):
            problems.append(messages.wrong_return(hook, record.__name__, _a(result)))
        else:
            wrong = [item for item in result if type(item) is not record]
            if wrong:
                problems.append(messages.wrong_return(hook, record.__name__, f"a list with {_a(wrong[0])}"))
            records += [item for item in result if type(item) is record]
    return tuple(records)


def _a(value: object) -> str:
    return "nothing (None)" if value is None else f"a value of type {escaped(type(value).__name__, 60)}"
