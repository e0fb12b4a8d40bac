"""Every installed plugin -> the catalogue.  Plugins are loaded, asked and checked one by one.

A plugin that is broken is listed with its cause and the rest go on.  A table, view or metric that cannot be used
is withheld, with everything that rests on it; an id that two plugins bring is withheld from both.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from attrs import evolve, field, frozen

from kpiengine.plugin import Catalogue, Curve, FactTable, Metric, PluginInfo, View
from kpiengine.plugin.exclusions import ENGINE_TABLES
from kpiengine.registry import messages
from kpiengine.registry.formulas import judge_on
from kpiengine.registry.found import Found, find_plugins
from kpiengine.registry.hooks import Brought, call_hooks
from kpiengine.registry.isolation import Fault, attempt, escaped, quiet
from kpiengine.registry.records import curve_fault, metric_fault, table_fault, view_fault

Record = TypeVar("Record", FactTable, View, Metric, Curve)


@frozen
class Loaded:
    """One plugin after its hooks were called."""

    info: PluginInfo
    brought: Brought = field(default=Brought())


def load_catalogue(allowed: tuple[str, ...] | None = None, *, every_plan: bool = True) -> Catalogue:
    """Tables, views and metrics of all installed plugins, or of those that `allowed` names.

    A name in `allowed` is an entry-point name or a distribution.  Never raises for a plugin's fault: see
    `Catalogue.plugins` for broken ones and `Catalogue.withheld` for what cannot be used.  Without `every_plan` a
    metric's plan is first looked at when a rule set asks for it (`Catalogue.judge`): most rule sets use few metrics.
    """
    everything = find_plugins()
    found = [f for f in everything if allowed is None or _allowed(f, allowed)]
    loaded = [_load(f, _same_name(f, found)) for f in found]
    catalogue = _assembled(loaded, every_plan=every_plan)
    absent = [name for name in allowed or () if not any(_allowed(f, (name,)) for f in found)]
    installed = [f.name for f in everything]
    lost = [PluginInfo(name, "", "", problem=messages.not_installed(name, installed)) for name in sorted(set(absent))]
    return evolve(catalogue, plugins=(*catalogue.plugins, *lost))


def _allowed(found: Found, allowed: Iterable[str]) -> bool:
    names = {found.name, _normal(found.distribution)}
    return any(name in names or _normal(name) in names for name in allowed)


def _normal(distribution: str) -> str:
    return distribution.lower().replace("_", "-").replace(".", "-")


def _same_name(found: Found, others: Sequence[Found]) -> tuple[str, ...]:
    """Distributions whose plugin has this name, if they are several."""
    alike = [f for f in others if f.name == found.name and f.contract == found.contract]
    return tuple(f"{f.distribution} {f.version}" for f in alike) if len(alike) > 1 else ()


def _load(found: Found, rivals: tuple[str, ...]) -> Loaded:
    """Import the plugin and call its hooks, with nothing of it reaching the terminal."""
    info = PluginInfo(escaped(found.name, 80), escaped(found.distribution, 80), escaped(found.version, 40))
    if rivals:
        return Loaded(evolve(info, problem=messages.two_distributions(info.name, map(escaped, rivals))))
    if found.written_for_another_contract:
        return Loaded(evolve(info, problem=messages.needs_newer(str(found.contract))))
    with quiet() as printed:
        plugin = attempt(found.entry_point.load)
        brought = plugin if isinstance(plugin, Fault) else attempt(lambda: call_hooks(plugin))
    info = evolve(info, printed=printed.text)
    if isinstance(brought, Fault):
        return Loaded(evolve(info, problem=messages.cannot_load(brought.text)))
    return Loaded(evolve(info, problem="\n".join(brought.problems) or None), brought)


def _assembled(loaded: Sequence[Loaded], *, every_plan: bool) -> Catalogue:
    """What can be used of everything that was brought: tables, then views over them, then metrics over those."""
    shelf = _Shelf()
    tables = {**ENGINE_TABLES, **_tables(shelf, loaded)}
    views = shelf.unique("view", [(p.info.name, view) for p in loaded for view in p.brought.views])
    views = shelf.sound("view", views, lambda view: view_fault(view, tables))
    by_view = shelf.place("view", views)
    metrics = shelf.unique("metric", [(p.info.name, metric) for p in loaded for metric in p.brought.metrics])
    metrics = shelf.sound("metric", metrics, lambda metric: metric_fault(metric, by_view if every_plan else None))
    curves = shelf.unique("curve", [(p.info.name, curve) for p in loaded for curve in p.brought.curves])
    curves = shelf.sound("curve", curves, curve_fault)
    return Catalogue(
        metrics=shelf.place("metric", metrics),
        views=by_view,
        tables=tables,
        curves=shelf.place("curve", curves),
        origin=shelf.origin,
        plugins=tuple(shelf.described(p.info) for p in loaded),
        withheld=shelf.withheld,
        judge=judge_on(by_view, tables.values()),
    )


def _tables(shelf: "_Shelf", loaded: Sequence[Loaded]) -> dict[str, FactTable]:
    """Tables take columns from each other, so one that is withheld may take others with it: until it rests."""
    kept = shelf.unique("table", [(p.info.name, table) for p in loaded for table in p.brought.tables])
    while True:
        known = {id_: table for id_, (_, table) in kept.items()}
        sound = shelf.sound("table", kept, lambda table, known=known: table_fault(table, known))  # type: ignore[misc]  # bound in the loop
        if len(sound) == len(kept):
            return shelf.place("table", kept)
        kept = sound


@frozen
class _Shelf:
    """Who brought what, and what is withheld and why."""

    origin: dict[str, str] = field(factory=dict)
    withheld: dict[str, str] = field(factory=dict)
    problems: defaultdict[str, list[str]] = field(factory=lambda: defaultdict(list))

    def unique(self, kind: str, brought: Iterable[tuple[str, Record]]) -> dict[str, tuple[str, Record]]:
        """Plugin and record by id; an id that was brought more than once is withheld from everybody."""
        by_id: dict[str, list[tuple[str, Record]]] = defaultdict(list)
        for plugin, record in brought:
            by_id[escaped(record.id, 80)].append((plugin, record))
        for id_ in sorted(id_ for id_, owners in by_id.items() if len(owners) > 1):
            plugins = sorted({plugin for plugin, _ in by_id[id_]})
            what = f"{kind} {id_}"
            text = messages.two_plugins(what, plugins) if len(plugins) > 1 else messages.twice(what)
            self.withhold(what, plugins, text)
        return {id_: owners[0] for id_, owners in sorted(by_id.items()) if len(owners) == 1}

    def sound(
        self, kind: str, brought: Mapping[str, tuple[str, Record]], fault_of: Callable[[Record], str | None]
    ) -> dict[str, tuple[str, Record]]:
        """Those in which `fault_of` finds nothing."""
        kept: dict[str, tuple[str, Record]] = {}
        for id_, (plugin, record) in brought.items():
            fault = attempt(partial(fault_of, record))
            # A record so odd that looking at it fails is faulty too.
            text = fault.text if isinstance(fault, Fault) else fault
            if text is None:
                kept[id_] = (plugin, record)
            else:
                self.withhold(f"{kind} {id_}", [plugin], messages.faulty(f"{kind} {id_}", text))
        return kept

    def place(self, kind: str, kept: Mapping[str, tuple[str, Record]]) -> dict[str, Record]:
        """The records by id, their origin noted."""
        self.origin.update({f"{kind} {id_}": plugin for id_, (plugin, _) in kept.items()})
        return {id_: record for id_, (_, record) in kept.items()}

    def withhold(self, what: str, plugins: Iterable[str], problem: str) -> None:
        """Take a thing out of everybody's reach, and say so for each of the plugins."""
        self.withheld[what] = problem
        for plugin in plugins:
            self.problems[plugin].append(problem)

    def described(self, info: PluginInfo) -> PluginInfo:
        """The plugin with what it really brought and all that is wrong with it."""
        brought = tuple(what for what, plugin in self.origin.items() if plugin == info.name)
        problems = [*([info.problem] if info.problem else []), *self.problems.get(info.name, [])]
        return evolve(info, brought=brought, problem="\n".join(problems) or None)
