"""Conditions and formulas as typed trees, and the names in alert messages.

Formulas of targets and weights come first: what they come to decides what kind of number `target(x)` is elsewhere.
"""

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from kpiengine.documents.finding import Finding, Path
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import Kind
from kpiengine.rules.accumulated import closed_of_rates
from kpiengine.rules.carried import closed_of_pools
from kpiengine.rules.checked import Closed, Peers, Wanted, Watched
from kpiengine.rules.checks.constant import constant_comparisons
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages.metrics import broken_plugins
from kpiengine.rules.choosing import measured_alike
from kpiengine.rules.closed import closed_of_points, closed_of_rewards
from kpiengine.rules.in_force import InForce
from kpiengine.rules.messages import conditions as messages
from kpiengine.rules.model.alert import Alert
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.money_formulas import MoneyFormula, earlier_cases, money_formulas
from kpiengine.rules.reserved import RESULTS
from kpiengine.rules.scope.meanings import scope_of
from kpiengine.rules.scope.measures import Measures
from kpiengine.rules.scope.names import Names
from kpiengine.rules.scope.presence import add_presence
from kpiengine.rules.spent import closed_of_budget
from kpiengine.rules.written import Written, curve_formulas, formulas

_NAME = re.compile(r"\{([^{}]*)\}")


@frozen
class Conditions:
    """Trees by "gate.quality.require" and the like, columns of message names by alert, and measures by key."""

    trees: dict[str, Node]
    message_names: dict[str, dict[str, str]]
    wanted: dict[str, Wanted]
    findings: tuple[Finding, ...]
    lifted: dict[str, Node]
    peers: tuple[Peers, ...]
    watched: Watched
    closed: tuple[Closed, ...]


def read_conditions(context: Context) -> Conditions:
    """Parse every condition of the rule set; faults of all of them are in `findings`."""
    measures = Measures(context.ruleset, context.around)
    measures.add_kpis()
    measures.add_counts()
    reader = _Reader(context, measures)
    for formula in formulas(context.ruleset):
        reader.formula(formula)
    measures.in_force = reader.in_force()
    for formula in curve_formulas(context.ruleset):
        reader.formula(formula)
    watched = Measures(context.ruleset, context.around, in_force=measures.in_force)
    for path, text, names in _texts(context):
        # What only `watch` judges is checked here, and measured there.
        alert = context.ruleset.alerts.get(path[1]) if path[0] == "alert" else None
        reader.measures = measures if alert is None or alert.at_the_end_of(context.ruleset.head) else watched
        reader.condition(path, text, names)
    reader.measures = measures
    reader.presence()
    for money in money_formulas(context.ruleset):
        reader.money(money)
    for one, key, text in earlier_cases(context.ruleset):
        reader.money(MoneyFormula(("points", one.id, "within"), text, "gate"), key)
    for alert in context.ruleset.alerts.values():
        reader.message(alert)
    calendar = context.around.calendar(context.ruleset.head.period)
    rules = context.ruleset
    of_points, of_rates = closed_of_points(rules, reader.trees), closed_of_rates(rules, measures.wanted, calendar)
    of_money = (*of_rates, *closed_of_pools(rules), *closed_of_budget(rules, calendar))
    for closed in (*closed_of_rewards(rules, calendar), *of_points, *of_money):
        measures.closed[closed.column] = closed
    return Conditions(
        reader.trees,
        reader.message_names,
        measures.wanted,
        tuple(reader.findings),
        measures.lifted,
        tuple(measures.peers.values()),
        Watched(watched.wanted, watched.lifted, tuple(watched.peers.values())),
        (*measures.closed.values(), *(one for name, one in watched.closed.items() if name not in measures.closed)),
    )


def _texts(context: Context) -> Iterator[tuple[tuple[str, ...], str, Names]]:
    ruleset = context.ruleset
    for gate in ruleset.gates.values():
        yield ("gate", gate.id, "require"), gate.require, Names("gate", level=gate.level)
    for reward in ruleset.rewards.values():
        for key in ("when", "unless"):
            text = getattr(reward, key)
            if text is not None:
                yield ("reward", reward.id, key), text, Names("reward", level=reward.level)
    for alert in ruleset.alerts.values():
        names = Names("alert", alert.min_sample, level=alert.level, short=alert.is_short)
        for severity, text in alert.by_severity.items():
            yield alert.path(severity), text, names
        for key in ("unless", "clear"):
            text = getattr(alert, key)
            if text is not None:
                yield ("alert", alert.id, key), text, names


class _Reader:
    def __init__(self, context: Context, measures: Measures) -> None:
        self.context = context
        self.measures = measures
        self.trees: dict[str, Node] = {}
        self.used: dict[str, list[str]] = {}
        self.columns: dict[str, dict[str, str]] = {}
        self.message_names: dict[str, dict[str, str]] = {}
        self.findings: list[Finding] = []

    def condition(self, path: tuple[str, ...], text: str, names: Names) -> None:
        """One condition; a blank one was reported by the structure."""
        if not text:
            return
        self.measures.used, self.measures.columns = [], {}
        try:
            tree = parse(text, scope_of(self.measures, names), Kind.BOOL)
        except ExpressionError as error:
            if error.code in {"KPI202", "KPI203"} and self.context.reading.misspelt("kpi"):
                return
            remark = broken_plugins(self.context.around.catalogue) if error.code == "KPI202" else ""
            self.findings.append(messages.condition_fault(path, text, error, remark))
            return
        key = ".".join(path)
        self.trees[key] = tree
        self.used[key] = list(dict.fromkeys(self.measures.used))
        self.columns[key] = self.measures.columns
        self.findings += constant_comparisons(tree, self.measures.wanted, path)

    def formula(self, formula: Written) -> None:
        """A formula, or the condition of a relaxation or reweight."""
        path, text = formula.path, formula.text
        metric = self.context.around.catalogue.metrics.get(formula.metric) if formula.metric else None
        if not text or (formula.metric and metric is None):
            return
        decimals = metric.decimals if metric is not None else formula.decimals
        self.measures.used = []
        try:
            scope = scope_of(self.measures, Names(formula.place, kpi=formula.own, metric=formula.of))
            kind = Kind.BOOL if formula.condition else Kind.NUMBER
            tree = parse(text, scope, kind, decimals=None if formula.condition else decimals)
        except ExpressionError as error:
            remark = broken_plugins(self.context.around.catalogue) if error.code == "KPI202" else ""
            self.findings.append(messages.condition_fault(path, text, error, remark))
            return
        self.trees[".".join(map(str, path))] = tree
        if formula.condition:
            self.findings += constant_comparisons(tree, self.measures.wanted, path)

    def money(self, formula: MoneyFormula, key: str = "") -> None:
        """A formula of the money, under its path or another key."""
        try:
            scope = scope_of(self.measures, Names(formula.place, level=formula.level))
            tree = parse(formula.text, scope, Kind.NUMBER, decimals=formula.decimals)
        except ExpressionError as error:
            remark = broken_plugins(self.context.around.catalogue) if error.code == "KPI202" else ""
            self.findings.append(messages.condition_fault(formula.path, formula.text, error, remark))
            return
        self.trees[key or ".".join(map(str, formula.path))] = tree

    def presence(self) -> None:
        """What prorating compares with."""
        try:
            tree = add_presence(self.measures)
        except ExpressionError as error:
            self.findings.append(messages.condition_fault(("payout", "prorate", "by"), "", error))
            return
        if tree is not None:
            self.trees["payout.prorate.full"] = tree

    def in_force(self) -> InForce:
        """The marks of KPIs that could be read; one with a fault has none."""
        rules, faulty = self.context.ruleset, {finding.path[:2] for finding in self.findings}
        sound = (
            kpi.id
            for kpi in rules.kpis.values()
            if measured_alike(kpi) and ("kpi", kpi.id) not in faulty and not self.context.broken("kpi", kpi.id)
        )
        return InForce(rules, frozenset(sound), self.trees)

    def message(self, alert: Alert) -> None:
        """Every `{name}` of a message has a column to show."""
        by_severity = [self.used.get(".".join(alert.path(severity))) for severity in alert.by_severity]
        if None in by_severity:
            return
        used = list(dict.fromkeys(name for names in by_severity for name in names or ()))
        windows: dict[str, str] = {}
        for severity in alert.by_severity:
            windows |= self.columns[".".join(alert.path(severity))]
        columns = self._columns(used, Names("alert", level=alert.level, short=alert.is_short), windows)
        self.message_names[alert.id] = columns
        own = str(self.context.ruleset.head.level)
        allowed = {**dict.fromkeys(("agent", "period", own, str(alert.level))), **columns}
        for language, text in alert.message.items():
            path: Path = ("alert", alert.id, "message", *((language,) if language else ()))
            for hole in _NAME.finditer(text):
                if hole[1] not in allowed:
                    self.findings.append(messages.unknown_message_name(hole[1], list(allowed), path, hole.start()))
            stray = re.search(r"[{}]", _NAME.sub(lambda found: " " * len(found[0]), text))
            if stray:
                self.findings.append(messages.stray_brace(path, stray.start()))

    def _columns(self, used: list[str], where: Names, windows: Mapping[str, str]) -> dict[str, str]:
        columns: dict[str, str] = {}
        for name in used:
            known = name if name in RESULTS else f"value:{self.measures.key(name, where)}"
            columns[name] = windows.get(name) or known
        measured = [name for name in used if name not in RESULTS and name not in windows]
        if measured:
            first = measured[0]
            columns["sample"] = f"n:{self.measures.key(first, where)}"
            target, marks = f"target:{first}", self.measures.in_force
            if target in marks and (where.level is not KpiLevel.QUEUE or marks[target].op is Op.LIT):
                columns["target"] = target
        return columns
