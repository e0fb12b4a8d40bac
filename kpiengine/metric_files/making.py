"""A record and the catalogue -> a metric with the view that it counts on, or every fault of it.

Each condition and formula is read here, with the names that it may use, so that a fault points at its character.
"""

from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from kpiengine.documents.finding import Finding, Path
from kpiengine.expressions import build
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Entry, Scope
from kpiengine.expressions.tree import Node
from kpiengine.expressions.types import Kind, Type, number
from kpiengine.metric_files import messages
from kpiengine.metric_files.followed import FOLLOWED, JUDGED, Followed, followed_view
from kpiengine.metric_files.parts import Piece, Taken, take
from kpiengine.metric_files.records import MetricKind, MetricRecord
from kpiengine.metric_files.rows import names_in, view_of_table
from kpiengine.plugin import Agg, Catalogue, Column, ColumnType, Event, Metric, Param, Part, Plan, View
from kpiengine.plugin.naming import settings, view_scope
from kpiengine.registry.records import all_columns, metric_fault
from kpiengine.rules.messages import conditions as rule_messages

LARGEST = 10**12
COUNTED = number(0, 10**9)
LENGTHS = {"s": "seconds", "min": "minutes", "h": "hours", "hours": "hours", "days": "days", "d": "days"}
PERCENT = 100


@frozen
class Made:
    """A metric and, unless it counts on a plugin's, its view; or nothing and the faults."""

    metric: Metric | None
    view: View | None
    findings: tuple[Finding, ...]


def make_metric(record: MetricRecord, catalogue: Catalogue) -> Made:
    """The metric, or every fault that its record has beside this catalogue."""
    maker = _Maker(record, catalogue)
    maker.run()
    if maker.findings or maker.view is None or maker.plan is None:
        return Made(None, None, tuple(maker.findings))
    metric = maker.metric(maker.view, maker.plan)
    fault = metric_fault(metric, {**catalogue.views, maker.view.id: maker.view})
    if fault is not None:
        return Made(None, None, (messages.cannot_be_used(f"the metric {record.id}", fault, maker.path),))
    return Made(metric, maker.view if maker.own else None, ())


@frozen
class _Counted:
    """A part as it will be, and the trees of its texts, for the names in them."""

    part: Part
    type: Type
    trees: tuple[Node, ...] = field(default=())


class _Maker:
    """Goes through one record; faults are collected, and what rests on a fault is left out."""

    def __init__(self, record: MetricRecord, catalogue: Catalogue) -> None:
        self.record, self.catalogue = record, catalogue
        self.path: tuple[str, str] = ("metric", record.id)
        self.findings: list[Finding] = []
        self.view: View | None = None
        self.plan: Plan | None = None
        self.own = False  # whether the view is the metric's and not a plugin's
        self.per = record.per or (PERCENT if record.unit == "%" else 1)

    def run(self) -> None:
        """View, parts and formula, in this order."""
        base = self._base()
        if base is None:
            return
        self.scope = self._scope(base)
        if self.scope is None:
            return
        counted = self._counted(base)
        if self.findings:
            return
        self._formula(counted)
        named = {name for one in counted.values() for tree in one.trees for name in names_in(tree)}
        self.view = self._final(base, named)
        self.plan = evolve(
            self._plan(counted),
            parts={name: evolve(one.part, view=self.view.id) for name, one in counted.items()},
        )

    # --- the rows -----------------------------------------------------------------------------------------------

    def _base(self) -> View | None:
        record = self.record
        if record.view is not None:
            found = self.catalogue.views.get(record.view)
            if found is None:
                self._say(messages.unknown("view", record.view, sorted(self.catalogue.views), (*self.path, "view")))
            return found
        table = self.catalogue.tables.get(record.facts or "")
        if table is None:
            if record.facts is not None:
                known = sorted(self.catalogue.tables)
                self._say(messages.unknown("table", record.facts, known, (*self.path, "facts")))
            return None
        view = view_of_table(f"project.{record.id}", table, self.catalogue, record)
        wanted = {"time": (record.time, ColumnType.INSTANT, "an instant")}
        wanted |= {key: (name, ColumnType.TEXT, "text") for key, name in view.subjects.items()}
        for key, (name, type_, words) in wanted.items():
            self._check_column(view.columns, name, type_, (words, key))
        self.own = True
        return None if self.findings else view

    def _check_column(
        self, columns: Mapping[str, Column], name: str | None, type_: ColumnType, said: tuple[str, str]
    ) -> None:
        words, key = said
        if name is None:
            return
        if name not in columns:
            self._say(messages.unknown("column", name, list(columns), (*self.path, key)))
        elif columns[name].type is not type_:
            self._say(messages.wrong_column(name, columns[name].type, words, (*self.path, key)))

    def _scope(self, view: View) -> Scope | None:
        lacking = [name for name in view.params if name not in self.record.params]
        if lacking:
            self._say(messages.view_needs_params(view.id, lacking, self.path))
            return None
        try:
            return view_scope(view, self.record.params)
        except ExpressionError as error:
            self._say(messages.cannot_be_used("params", str(error), (*self.path, "params")))
            return None

    def _final(self, base: View, named: set[str]) -> View:
        """The view as it will be: its own where it looks ahead, ripens later, or counts a table."""
        record, view = self.record, base
        if record.kind is MetricKind.FOLLOWED_WITHIN:
            named |= set(record.same)
            key = self.catalogue.tables[base.facts[0]].key
            params = tuple(record.params)
            within = Followed(base, params, record.same, record.within or 0, key, record.events)
            view = followed_view(f"project.{record.id}", within)
        if record.matures_after is not None:
            view = evolve(view, id=f"project.{record.id}", matures_after=record.matures_after)
        self.own = self.own or view is not base
        if record.facts is None:
            return view
        table = record.facts
        columns = all_columns(self.catalogue.tables[table], self.catalogue.tables)
        needs = sorted({f"{table}.{name}" for name in (*named, str(record.time)) if name in columns})
        return evolve(view, needs=tuple(needs))

    # --- the parts ----------------------------------------------------------------------------------------------

    def _counted(self, base: View) -> dict[str, _Counted]:
        record = self.record
        where = self._condition("where", record.where)
        match record.kind:
            case MetricKind.RATIO:
                share = self._condition("share", record.share)
                return self._pair("hits", record.share, where, share)
            case MetricKind.FOLLOWED_WITHIN:
                return self._followed(base, where)
            case MetricKind.COUNT:
                return {"n": _Counted(Part("", where=record.where), COUNTED, where)}
            case MetricKind.MEAN:
                of = self._number("of", record.of)
                type_ = of[0].type if of else COUNTED
                return {
                    "total": _Counted(Part("", Agg.SUM, record.of, record.where), type_, (*of, *where)),
                    "cases": _Counted(Part("", of=record.of, where=record.where), COUNTED),
                }
            case MetricKind.PARTS:
                return {name: one for name, text in record.parts.items() if (one := self._part(name, text)) is not None}

    def _pair(
        self, hits: str, share: str | None, where: tuple[Node, ...], trees: tuple[Node, ...]
    ) -> dict[str, _Counted]:
        """Rows that hit among rows of which it is known."""
        also = f" and ({self.record.where})" if self.record.where else ""
        return {
            hits: _Counted(Part("", where=f"({share}){also}"), COUNTED, (*trees, *where)),
            "cases": _Counted(Part("", where=f"not is_missing({share}){also}"), COUNTED),
        }

    def _followed(self, base: View, where: tuple[Node, ...]) -> dict[str, _Counted]:
        record = self.record
        if not isinstance(base.time, Event):
            self._say(messages.not_by_events(base.id, (*self.path, "kind")))
        for index, name in enumerate(record.same):
            if name not in base.columns:
                self._say(messages.unknown("column", name, list(base.columns), (*self.path, "same", index)))
        key = self.catalogue.tables[base.facts[0]].key
        if not set(key) <= set(base.columns):
            self._say(messages.key_not_kept(base.id, key, (*self.path, "view")))
        events = self._condition("events", record.events)
        also = f" and ({record.where})" if record.where else ""
        return {
            "followed": _Counted(Part("", where=f"{JUDGED} and {FOLLOWED}{also}"), COUNTED, (*where, *events)),
            "cases": _Counted(Part("", where=f"{JUDGED}{also}"), COUNTED),
        }

    def _part(self, name: str, text: str) -> _Counted | None:
        path = (*self.path, "parts", name)
        taken = take(text, path)
        if not isinstance(taken, Taken):
            self._say(taken)
            return None
        of = self._tree(path, taken.of, None) if taken.of else ()
        where = self._tree(path, taken.where, Kind.BOOL) if taken.where else ()
        if of and of[0].kind in {Kind.BOOL, Kind.TEXT}:
            self._say(messages.no_number(f"what {name} is made of", build.kind_name(of[0].kind), path))
            return None
        texts = [None if piece is None else piece.text for piece in (taken.of, taken.where)]
        part = Part("", taken.agg, *texts)
        return _Counted(part, of[0].type if of else COUNTED, (*of, *where))

    # --- the formula --------------------------------------------------------------------------------------------

    def _plan(self, counted: Mapping[str, _Counted]) -> Plan:
        value, sample = self._value(counted)
        return Plan({}, value, sample)

    def _value(self, counted: Mapping[str, _Counted]) -> tuple[str, str]:
        match self.record.kind:
            case MetricKind.RATIO:
                return f"{self.per} * hits / cases", "cases"
            case MetricKind.FOLLOWED_WITHIN:
                return f"{self.per} * followed / cases", "cases"
            case MetricKind.COUNT:
                return "n", "n"
            case MetricKind.MEAN:
                unit = LENGTHS.get(self.record.unit, "seconds")
                length = counted["total"].type.kind is Kind.DURATION
                return f"total / cases / {unit}(1)" if length else "total / cases", "cases"
            case MetricKind.PARTS:
                return str(self.record.value), str(self.record.sample)

    def _formula(self, counted: Mapping[str, _Counted]) -> None:
        """The formula and the sample of a metric by parts; a kind writes its own."""
        record = self.record
        if record.kind is not MetricKind.PARTS or record.value is None:
            return
        names: dict[str, Entry] = {**settings(record.params), **{name: one.type for name, one in counted.items()}}
        path = (*self.path, "value")
        try:
            tree = parse(record.value, Scope(names), decimals=self._decimals())
        except ExpressionError as error:
            self._say(rule_messages.condition_fault(path, record.value, error))
            return
        if tree.kind is not Kind.NUMBER:
            self._say(messages.no_number("the value", build.kind_name(tree.kind), path))
        if record.sample is not None and record.sample not in counted:
            self._say(messages.unknown("part", record.sample, list(counted), (*self.path, "sample")))

    def _decimals(self) -> int:
        if self.record.decimals is not None:
            return self.record.decimals
        return 0 if self.record.kind is MetricKind.COUNT else 1

    # --- texts --------------------------------------------------------------------------------------------------

    def _condition(self, key: str, text: str | None) -> tuple[Node, ...]:
        return self._tree((*self.path, key), Piece(text, 0), Kind.BOOL) if text is not None else ()

    def _number(self, key: str, text: str | None) -> tuple[Node, ...]:
        path = (*self.path, key)
        found = self._tree(path, Piece(text, 0), None) if text is not None else ()
        if found and found[0].kind not in {Kind.NUMBER, Kind.DURATION}:
            self._say(messages.no_number(f"`{key}`", build.kind_name(found[0].kind), path))
        return found

    def _tree(self, path: Path, piece: Piece, want: Kind | None) -> tuple[Node, ...]:
        """The tree of a text, or nothing after its fault was noted."""
        assert self.scope is not None  # noqa: S101 -- `run` ends before
        try:
            return (parse(piece.text, self.scope, want),)
        except ExpressionError as error:
            moved = ExpressionError(
                error.message, (error.column or 1) + piece.offset, error.remedy, code=error.code
            )  # a text inside a text
            self._say(rule_messages.condition_fault(path, piece.text + " " * piece.offset, moved))
            return ()

    def _say(self, finding: Finding) -> None:
        self.findings.append(finding)

    # --- the metric ---------------------------------------------------------------------------------------------

    def metric(self, view: View, plan: Plan) -> Metric:
        """The record as a metric; what it does not say is as usual for its kind."""
        record = self.record
        share = record.kind in {MetricKind.RATIO, MetricKind.FOLLOWED_WITHIN}
        highest = self.per if share else LARGEST
        lowest = 0 if share or record.kind is MetricKind.COUNT else -LARGEST
        return Metric(
            id=record.id,
            title=_by_language(record.title, record.id),
            unit=record.unit,
            decimals=self._decimals(),
            range=record.range or (lowest, highest),
            better=record.better,
            levels=record.levels or _levels(view),
            group=record.group,
            control=record.control,
            plan=plan,
            min_sample=record.min_sample,
            params={name: Param(_fixed(value)) for name, value in record.params.items()},
            docs=_by_language(record.docs, "") if record.docs else {},
            formula="; ".join((plan.value, *(f"{name} = {_as_text(part)}" for name, part in plan.parts.items()))),
            example=record.example,
            source=record.source,
        )


def _by_language(texts: Mapping[str, str], usual: str) -> dict[str, str]:
    first = next(iter(texts.values()), usual)
    return {"en": texts.get("en", first), **{code: text for code, text in texts.items() if code}}


def _levels(view: View) -> tuple[str, ...]:
    own = ("agent", "team", "site") if "agent" in view.subjects else ()
    return (*own, *(("queue",) if "queue" in view.subjects else ()), "centre")


def _fixed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_text(part: Part) -> str:
    """The part as it is written in a metric file."""
    pieces: Sequence[str] = [text for text in (part.of, part.where) if text is not None]
    name = part.agg.value + ("_if" if part.where is not None else "")
    if part.agg is Agg.COUNT and part.of is not None:
        known = f"not is_missing({part.of})"
        return f"count_if({known}{f' and ({part.where})' if part.where else ''})"
    return f"{name}({', '.join(pieces)})"
