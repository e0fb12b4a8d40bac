"""The functions that a column mapping may call beside the language's own: how text of a file becomes a value.

Text is turned into values by the engine (`kpiengine.sources`), everything else by the typed tree; so each call here
adds a step, a column of its own, and stands for it in the tree.  A step that cannot read a cell that is there makes
the row a rejected one, also where an `if` would not have used the value: a text that is not what the mapping says is
never passed over.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

import narwhals as nw
import polars as pl
from attrs import evolve, field, frozen, mutable

from kpiengine.expressions import build
from kpiengine.expressions.columnar import to_expr
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.functions import STANDARD, Function
from kpiengine.expressions.tree import Node, Op
from kpiengine.expressions.types import DATE, DURATION, INSTANT, TEXT, Kind, Type, number
from kpiengine.plugin.columns import Column, ColumnType
from kpiengine.sources import times
from kpiengine.sources.columns import Reading, Stored, date_of, from_text, instant_of

MAX_DECIMALS = 9


@frozen
class Step:
    """One computed column: `expr` over columns of lower layers.

    `failed` is true where a cell was there and could not be read; `shown` is the column with that cell's text, and
    `clock` true where the text was a time that the zone's clock skips or repeats.
    """

    name: str
    expr: "pl.Expr | nw.Expr"
    layer: int
    failed: pl.Expr | None = None
    shown: str | None = None
    what: str = ""
    clock: pl.Expr | None = None


@mutable
class Steps:
    """Collects the steps of one table's mapping, in layers: a step uses columns of lower layers only."""

    reading: Reading
    steps: list[Step] = field(factory=list)
    layers: dict[str, int] = field(factory=dict)

    def add(self, stored: Stored, inputs: tuple[str, ...], type_: Type, shown: str | None = None) -> Node:
        """A step that makes `stored` out of the columns `inputs`; the node that stands for it."""
        name = f"~{len(self.steps)}"
        layer = 1 + max((self.layers.get(i, 0) for i in inputs), default=0)
        failed = None
        if stored.fallible:
            failed = pl.all_horizontal(pl.col(i).is_not_null() for i in inputs) & pl.col(name).is_null()
        self.steps.append(Step(name, stored.expr, layer, failed, shown or inputs[-1], stored.what, stored.clock))
        self.layers[name] = layer
        return build.name(name, type_)

    def column(self, node: Node) -> str:
        """The column that holds the node, computed first where it is more than a name."""
        if node.op is Op.NAME:
            return str(node.value)
        name = f"~{len(self.steps)}"
        layer = 1 + max((self.layers.get(i, 0) for i in names_in(node)), default=0)
        self.steps.append(Step(name, to_expr(node), layer))
        self.layers[name] = layer
        return name

    def functions(self) -> Mapping[str, Function]:
        """All functions, each adding its step here."""
        made: tuple[tuple[str, Callable[..., Node], str, int, int | None, tuple[int, ...]], ...] = (
            ("hms", self._hms, "hms(text)", 1, 1, ()),
            ("seconds", self._seconds, "seconds(x)", 1, 1, ()),
            ("integer", self._integer, "integer(text)", 1, 1, ()),
            ("number", self._number, "number(text, 2)", 2, 2, (1,)),
            ("trim", lambda n: self._text(n, lambda e: e.str.strip_chars()), "trim(text)", 1, 1, ()),
            ("lower", lambda n: self._text(n, lambda e: e.str.to_lowercase()), "lower(text)", 1, 1, ()),
            ("upper", lambda n: self._text(n, lambda e: e.str.to_uppercase()), "upper(text)", 1, 1, ()),
            ("concat", self._concat, "concat(a, b)", 2, None, ()),
            ("text", self._as_text, "text(number)", 1, 1, ()),
            ("blank", self._blank, 'blank(text, "NA")', 2, None, ()),
            ("only_if", _only_if, "only_if(value, condition)", 2, 2, ()),
            ("date", self._date, 'date(text, "%d/%m/%Y")', 1, 2, (1,)),
            ("instant", self._instant, "instant(text)", 1, 1, ()),
            ("local", self._local, 'local(date, time) or local(text, "%d/%m/%Y %H:%M")', 1, 3, (2,)),
            ("epoch_s", lambda n: _epoch(n, 1000), "epoch_s(number)", 1, 1, ()),
            ("epoch_ms", lambda n: _epoch(n, 1), "epoch_ms(number)", 1, 1, ()),
        )
        return {id_: Function(id_, make, usage, least, most, raw) for id_, make, usage, least, most, raw in made}

    # --- text into values ---------------------------------------------------------------------------------------

    def _read(self, node: Node, function: str, make: Callable[[pl.Expr], Stored], type_: Type) -> Node:
        _want_text(node, function)
        name = self.column(node)
        return self.add(make(pl.col(name)), (name,), type_)

    def _hms(self, node: Node) -> Node:
        def make(text: pl.Expr) -> Stored:
            return Stored(times.clock_ms(text), fallible=True, what="no length of time like 0:02:23")

        return self._read(node, "hms", make, DURATION)

    def _seconds(self, node: Node) -> Node:
        if node.kind is Kind.NUMBER:
            return STANDARD["seconds"].build(node)
        column = Column(ColumnType.DURATION)
        return self._read(node, "seconds", lambda text: from_text(text, column, self.reading), DURATION)

    def _integer(self, node: Node) -> Node:
        column = Column(ColumnType.INTEGER)
        return self._read(node, "integer", lambda text: from_text(text, column, self.reading), number(0, 10**15))

    def _number(self, node: Node, decimals: int | Decimal | str) -> Node:
        if not isinstance(decimals, int) or not 0 <= decimals <= MAX_DECIMALS:
            raise ExpressionError(
                f"number takes 0 to {MAX_DECIMALS} decimals", remedy="write number(text, 2)", code="KPI203"
            )
        column = Column(ColumnType.NUMBER, decimals=decimals)
        type_ = number(decimals, 10**18)
        return self._read(node, "number", lambda text: from_text(text, column, self.reading), type_)

    def _date(self, node: Node, form: int | Decimal | str | None = None) -> Node:
        if node.kind is Kind.DATE:
            return node
        if node.kind is Kind.INSTANT:
            raise ExpressionError(
                "a point in time has a date only in a zone", remedy="map the text of the date", code="KPI204"
            )
        chosen = self.reading.date if form is None else _form(form)
        if node.op is Op.LIT and form is None and chosen is None:
            return STANDARD["date"].build(node.value)
        return self._read(node, "date", lambda text: date_of(text, chosen), DATE)

    def _instant(self, node: Node) -> Node:
        if node.kind is Kind.INSTANT:
            return node
        return self._read(node, "instant", lambda text: instant_of(text, self.reading, None), INSTANT)

    def _local(self, *args: Node | int | Decimal | str) -> Node:
        nodes = tuple(arg for arg in args if isinstance(arg, Node))
        form = None if len(args) < 3 else _form(args[2])  # type: ignore[arg-type]  # the third is raw # noqa: PLR2004
        first = nodes[0]
        if len(nodes) == 1 and first.kind is Kind.INSTANT:
            return first
        second = nodes[1] if len(nodes) > 1 else None
        if second is not None and second.op is Op.LIT and "%" in str(second.value):
            form, second = _form(str(second.value)), None
        if second is None:
            chosen = form or self.reading.time
            return self._read(first, "local", lambda text: instant_of(text, self.reading, chosen), INSTANT)
        if form is not None:
            whole = self._concat(first, build.lit(" "), second)
            return self._read(whole, "local", lambda text: instant_of(text, self.reading, form), INSTANT)
        day = self._date(first)
        time = second if second.kind is Kind.DURATION else self._hms(second)
        inputs = (self.column(day), self.column(time))
        moment = times.local(pl.col(inputs[0]), pl.col(inputs[1]), self.reading.zone, first=self.reading.first)
        clock = pl.col(inputs[1]).is_between(0, times.DAY_MS - 1) & moment.is_null()
        stored = Stored(moment, fallible=True, what="no time of day", clock=clock)
        return self.add(stored, inputs, INSTANT, shown=self.column(second))

    # --- text into text -----------------------------------------------------------------------------------------

    def _text(self, node: Node, make: Callable[[pl.Expr], pl.Expr]) -> Node:
        _want_text(node, "this function")
        name = self.column(node)
        made = make(pl.col(name))
        return self.add(Stored(pl.when(made != "").then(made)), (name,), TEXT)

    def _concat(self, *nodes: Node) -> Node:
        for node in nodes:
            _want_text(node, "concat")
        inputs = tuple(str(n.value) if n.op is Op.NAME else self.column(n) for n in nodes if n.op is not Op.LIT)
        parts = [pl.lit(n.value) if n.op is Op.LIT else pl.col(self.column(n)) for n in nodes]
        return self.add(Stored(pl.concat_str(parts)), inputs, TEXT)

    def _as_text(self, node: Node) -> Node:
        if node.kind is Kind.TEXT:
            return node
        if node.kind is not Kind.NUMBER or node.scale:
            raise ExpressionError("text takes a whole number", remedy="leave it out", code="KPI204")
        name = self.column(node)
        return self.add(Stored(pl.col(name).cast(pl.String)), (name,), TEXT)

    def _blank(self, node: Node, *words: Node) -> Node:
        _want_text(node, "blank")
        if any(w.op is not Op.LIT or w.kind is not Kind.TEXT for w in words):
            raise ExpressionError("blank takes texts in quotes", remedy='write blank(text, "NA", "-")', code="KPI203")
        name = self.column(node)
        listed = [str(w.value) for w in words]
        return self.add(Stored(pl.when(~pl.col(name).is_in(listed)).then(pl.col(name))), (name,), TEXT)


def names_in(node: Node) -> set[str]:
    """The columns that a node uses."""
    found = {str(node.value)} if node.op is Op.NAME else set()
    return found.union(*(names_in(arg) for arg in node.args))


def _only_if(value: Node, condition: Node) -> Node:
    if condition.kind is not Kind.BOOL:
        raise ExpressionError(
            "the second argument must be yes or no", remedy='write only_if(x, y == "Y")', code="KPI204"
        )
    return build.if_(condition, value, build.missing(value.type))


def _epoch(node: Node, factor: int) -> Node:
    if node.kind is not Kind.NUMBER or node.scale:
        raise ExpressionError("a whole number is needed here", remedy="write epoch_s(integer(text))", code="KPI204")
    moved = build.mul(node, build.lit(factor))
    return evolve(moved, type=evolve(INSTANT, bound=moved.type.bound))


def _want_text(node: Node, function: str) -> None:
    if node.kind is not Kind.TEXT:
        raise ExpressionError(
            f"{function} reads text, and this is {build.kind_name(node.kind)}",
            remedy="leave the function out",
            code="KPI204",
        )


def _form(text: int | Decimal | str) -> times.Form:
    try:
        return times.form(str(text))
    except ValueError as fault:
        raise ExpressionError(
            f"the format cannot be used: {fault}", remedy='write it like "%d/%m/%Y %H:%M"', code="KPI317"
        ) from None
