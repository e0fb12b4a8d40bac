"""The two interpreters agree, on Polars and DuckDB, for every typed tree and row; the project's most important test.

Trees are drawn through the builders (so they are what a rule can become), rows hit ties, zero divisors, negative
and missing values and the ends of every range.
"""

import os
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any, TypeAlias

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from kpiengine.expressions import build, columnar, scalar
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.program import Program, Step
from kpiengine.expressions.tree import Node, Op, Rounding, Value
from kpiengine.expressions.types import BOOL, DATE, DURATION, INSTANT, INT64_MAX, TEXT, Kind, Type, number

COLUMNS: dict[str, Type] = {
    "a": number(2, 10**9),
    "b": number(0, 10**9),
    "c": number(1, 10**6),
    "h": number(0, 2**62),
    "w": number(3, INT64_MAX),
    "p": BOOL,
    "q": BOOL,
    "s": TEXT,
    "day": DATE,
    "t": INSTANT,
    "u": INSTANT,
    "d": DURATION,
}
Row: TypeAlias = dict[str, Value]
STORED = {Kind.BOOL: pl.Boolean, Kind.TEXT: pl.String, Kind.DATE: pl.Int32}
SCHEMA = {name: STORED.get(type_.kind, pl.Int64) for name, type_ in COLUMNS.items()}
ALL = "KPIENGINE_ALL" in os.environ
MOST = 120  # parts written out in one expression; Polars takes long to plan more


class Grower:
    """Grows typed trees and rows from a source of chance, which Hypothesis can replay and shrink."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def one_of(self, *options: Any) -> Any:
        return options[self.chance.randint(0, len(options) - 1)]

    def tried(self, make: Callable[..., Node], *args: Node) -> Node:
        """The new node, or its first argument where the builder refuses (range, decimals)."""
        try:
            return make(*args)
        except ExpressionError:
            return args[0]

    def tree(self, depth: int) -> Node:
        return self.one_of(self.number, self.number, self.condition, self.duration)(depth)

    def leaf(self) -> Node:
        if self.one_of(*range(4)):
            column = self.one_of(*"abchw")
            return build.name(column, COLUMNS[column])
        digits = self.one_of("0", "1", "-1", "2", "3", "7", "10", "100", "0.5", "-2.5", "0.07", "33.333", "60", "1e3")
        big = self.one_of(str(2**63), str(-(2**63) - 1), str(2**100))
        return self.one_of(
            build.number_lit(Decimal(digits)),
            build.number_lit(Decimal(digits)),
            build.number_lit(Decimal(big)),
            build.missing(number(2, 0)),
        )

    def number(self, depth: int) -> Node:  # noqa: C901, PLR0911, PLR0912 - a branch for each operator
        if depth <= 0 or self.one_of(*range(8)) == 0:
            return self.leaf()
        a, b = self.number(depth - 1), self.number(depth - 1)
        rounding, scale = self.one_of(*Rounding), self.one_of(0, 1, 2, 4, 9)
        match self.one_of(*"+-*///cr", "neg", "abs", "min", "max", "if", "coalesce", "time", "mean"):
            case "+":
                return self.tried(build.add, a, b)
            case "-":
                return self.tried(build.sub, a, b)
            case "*":
                return self.tried(build.mul, a, b)
            case "/":
                return self.tried(lambda x, y: build.div(x, y, scale, rounding), a, b)
            case "c":
                c = self.leaf()
                return self.tried(lambda x, y, z: build.ratio((x, z), (y,), None, rounding), a, b, c)
            case "r":
                return self.tried(lambda x: build.round_to(x, scale, rounding), a)
            case "neg":
                return build.neg(a)
            case "abs":
                return build.abs_(a)
            case "min":
                return self.tried(build.min_, a, b, self.leaf())
            case "max":
                return self.tried(build.max_, a, b)
            case "if":
                flag = self.condition(depth - 1)
                return self.tried(lambda x, y: build.if_(flag, x, y), a, b)
            case "coalesce":
                return self.tried(build.coalesce, a, b)
            case "time":
                return self.tried(lambda x, y: build.div(x, y, scale), self.duration(depth - 1), self.duration(1))
            case _:
                v, w = self.leaf(), self.leaf()
                return self.tried(lambda *n: build.weighted_mean(((n[0], n[1]), (n[2], n[3])), 2, rounding), v, a, w, b)

    def duration(self, depth: int) -> Node:
        leaf = build.name("d", DURATION)
        if depth <= 0:
            return self.one_of(leaf, build.lit(86_400_000, DURATION), build.lit(0, DURATION))
        inner, day = self.duration(depth - 1), build.name("day", DATE)
        match self.one_of("since", "days", "+", "*", "-"):
            case "since":
                moment = self.tried(build.add, build.name("u", INSTANT), inner)
                return self.tried(build.sub, build.name("t", INSTANT), moment)
            case "days":
                return build.sub(day, self.one_of(day, build.lit(20_000, DATE)))
            case "+":
                return self.tried(build.add, inner, self.duration(depth - 1))
            case "*":
                return self.tried(build.mul, inner, self.number(depth - 1))
            case _:
                return build.neg(inner)

    def condition(self, depth: int) -> Node:  # noqa: PLR0911 - a branch for each operator
        if depth <= 0 or self.one_of(*range(8)) == 0:
            return self.one_of(
                build.name("p", BOOL),
                build.name("q", BOOL),
                build.eq(build.name("s", TEXT), build.lit("x")),
                build.lit(value=True),
                build.missing(BOOL),
            )
        match self.one_of("<", "<", "and", "or", "not", "missing", "if", "time", "in", "="):
            case "<":
                how = self.one_of(build.lt, build.le, build.gt, build.ge, build.eq, build.ne)
                a, b = self.number(depth - 1), self.number(depth - 1)
                compared = self.tried(how, a, b)
                return compared if compared.kind is Kind.BOOL else build.is_missing(compared)
            case "and":
                return build.and_(*(self.condition(depth - 1) for _ in range(3)))
            case "or":
                return build.or_(self.condition(depth - 1), self.condition(depth - 1))
            case "not":
                return build.not_(self.condition(depth - 1))
            case "missing":
                return build.is_missing(self.number(depth - 1))
            case "if":
                return build.if_(*(self.condition(depth - 1) for _ in range(3)))
            case "time":
                return build.le(self.duration(depth - 1), self.duration(depth - 1))
            case "in":
                return build.or_(*(build.eq(build.name("s", TEXT), build.lit(text)) for text in ("", "y", "客")))
            case _:
                return build.eq(self.condition(depth - 1), self.condition(depth - 1))

    def cell(self, type_: Type) -> Value:
        if self.one_of(*range(7)) == 0:
            return None
        if type_.kind is Kind.BOOL:
            return self.one_of(*FLAGS)
        if type_.kind is Kind.TEXT:
            return self.one_of("x", "y", "", "客")
        ends = (0, 0, 1, -1, 2, 3, 5, -5, 10, 15, -25, 50, 100, 1450, type_.bound, -type_.bound, type_.bound - 1)
        inside = self.chance.randint(-type_.bound, type_.bound)
        return self.one_of(self.one_of(*ends), self.one_of(*ends), inside)

    def rows(self, count: int) -> list[Row]:
        return [{name: self.cell(type_) for name, type_ in COLUMNS.items()} for _ in range(count)]


FLAGS = (True, False)
CHANCE = st.randoms(use_true_random=False)
MANY = settings(max_examples=2 * settings().max_examples)
EMPTY: Row = dict.fromkeys(COLUMNS)


def by_rows(node: Node, rows: list[Row]) -> list:
    return [scalar.evaluate(node, row) for row in rows]


def by_narwhals(node: Node, frame: pl.DataFrame) -> list:
    return nw.from_native(frame).with_columns(z=columnar.to_expr(node))["z"].to_list()


def by_polars(node: Node, frame: pl.DataFrame) -> list:
    return frame.with_columns(z=columnar.to_expr(node, columnar.words_of(frame)))["z"].to_list()


def column(name: str) -> Node:
    return build.name(name, COLUMNS[name])


def assert_agree(nodes: list[Node], rows: list[Row]) -> None:
    """Every tree by rows, alone over columns, and all of them as one program."""
    frame = pl.DataFrame(rows, schema=SCHEMA)
    steps = []
    for i, node in enumerate(nodes):
        expected = by_rows(node, rows)
        assert all(abs(x) <= node.type.bound for x in expected if type(x) is int)
        if columnar.expanded_size(node) <= MOST:
            assert by_polars(node, frame) == expected
            assert by_narwhals(node, frame) == expected
        if node.type.bound <= INT64_MAX:
            steps.append(Step(f"step{i}", node))
    out = Program(tuple(steps)).run(frame)
    for step in steps:
        assert out[step.name].to_list() == by_rows(step.node, rows)
        assert out[step.name].dtype == STORED.get(step.node.kind, pl.Int64)


@MANY
@given(CHANCE, st.integers(1, 4))
def test_columns_and_rows_agree_on_polars(chance: Random, depth: int):
    grow = Grower(chance)
    node = grow.tree(depth)
    rows = grow.rows(8)
    for kind in {inner.op for inner in columnar.walk(node)}:
        event(f"operator {kind.value}")
    event("wide" if any(columnar.work_bound(n) > INT64_MAX for n in columnar.walk(node)) else "Int64 throughout")
    event("some missing" if None in by_rows(node, rows) else "none missing")
    assert_agree([node], rows)


@pytest.mark.parametrize("seed", range(20))
def test_many_trees_at_once(seed: int):
    """Twelve larger trees in one program, which share parts; 24 rows."""
    grow = Grower(Random(seed))  # noqa: S311 - no secret
    nodes = [grow.tree(grow.one_of(2, 3, 4)) for _ in range(12)]
    assert_agree(nodes, grow.rows(24))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1_000, 2_000 if ALL else 1_200))
def test_thousands_of_trees(seed: int):
    """Twelve a seed: 2,400, and 12,000 in `make test-full`."""
    grow = Grower(Random(seed))  # noqa: S311 - no secret
    assert_agree([grow.tree(grow.one_of(2, 3, 4, 5)) for _ in range(12)], grow.rows(40))


def test_half_way_is_away_from_zero_below_zero_too():
    node = build.div(column("c"), build.lit(10), 1)
    assert by_rows(node, [EMPTY | {"c": -25}, EMPTY | {"c": 25}, EMPTY | {"c": -24}]) == [-3, 3, -2]
    assert_agree([node], [EMPTY | {"c": c} for c in range(-30, 31)])


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("scale", [0, 1, 2, 3])
def test_the_ends_of_int64_and_int128(rounding: Rounding, scale: int):
    """Where doubling a number, or adding half a divisor, would wrap in silence."""
    ends = [2**62, 2**62 - 1, INT64_MAX, INT64_MAX - 1, INT64_MAX // 2, INT64_MAX // 2 + 1, 1, 0]
    rows = [EMPTY | {"h": h % (2**62 + 1) * s, "w": w * s, "b": 3} for h in ends for w in ends for s in (1, -1)]
    h, w, b = column("h"), column("w"), column("b")
    pairs = [(w, build.lit(7)), (w, w), (h, w), (w, h), (w, b), (h, build.lit(2**62)), (build.mul(h, w), h)]
    pairs += [(build.add(w, w), build.lit(4)), (build.mul(h, build.lit(2)), h), (w, build.number_lit(Decimal("0.3")))]
    nodes = [build.div(num, den, scale, rounding) for num, den in pairs]
    assert_agree(nodes, rows)


@MANY
@given(CHANCE, st.integers(1, 4))
def test_what_engines_may_compute_is_equal_on_duckdb(chance: Random, depth: int):
    grow = Grower(chance)
    node, rows = grow.tree(depth), grow.rows(8)
    try:
        expr = columnar.engine_expr(node)
    except ExpressionError:
        event("not for engines")
        assert any(n.op is Op.DIV or columnar.work_bound(n) > INT64_MAX for n in columnar.walk(node))
        return
    event("compared")
    relation = nw.from_native(duckdb.from_arrow(pl.DataFrame(rows, schema=SCHEMA).to_arrow()))
    values = relation.with_columns(z=expr).select("z").collect("polars")["z"].to_list()
    assert values == by_rows(node, rows)


@given(CHANCE)
def test_a_program_gives_what_its_steps_give_in_any_order(chance: Random):
    grow = Grower(chance)
    rows = grow.rows(6)
    steps: list[Step] = []
    for i in range(5):
        node = grow.number(3)
        if steps:
            used = grow.one_of(*steps)
            node = grow.tried(
                grow.one_of(build.max_, build.div, build.add), node, build.name(used.name, used.node.type)
            )
        if node.type.bound <= INT64_MAX:
            steps.append(Step(f"step{i}", node))
    shuffled = sorted(steps, key=lambda _: grow.one_of(*range(100)))
    program = Program(tuple(shuffled))
    out = program.run(pl.DataFrame(rows, schema=SCHEMA))
    assert out.columns == [*SCHEMA, *(step.name for step in shuffled)]
    assert program.types() == {step.name: step.node.type for step in steps}
    for row, found in zip(rows, out.to_dicts(), strict=True):
        known = dict(row)
        for step in steps:
            known[step.name] = scalar.evaluate(step.node, known)
        assert known == program.run_row(row) == found


LOGIC = st.recursive(
    st.sampled_from([("p", build.name("p", BOOL)), ("q", build.name("q", BOOL)), ("r", build.name("r", BOOL))]),
    lambda sub: st.one_of(
        st.tuples(sub, sub).map(lambda x: (f"({x[0][0]} AND {x[1][0]})", build.and_(x[0][1], x[1][1]))),
        st.tuples(sub, sub).map(lambda x: (f"({x[0][0]} OR {x[1][0]})", build.or_(x[0][1], x[1][1]))),
        sub.map(lambda x: (f"(NOT {x[0]})", build.not_(x[1]))),
        sub.map(lambda x: (f"({x[0]} IS NULL)", build.is_missing(x[1]))),
        st.tuples(sub, sub).map(lambda x: (f"coalesce({x[0][0]}, {x[1][0]})", build.coalesce(x[0][1], x[1][1]))),
        st.tuples(sub, sub).map(lambda x: (f"({x[0][0]} = {x[1][0]})", build.eq(x[0][1], x[1][1]))),
    ),
    max_leaves=8,
)
TRUTH = [
    {"p": p, "q": q, "r": r} for p in (True, False, None) for q in (True, False, None) for r in (True, False, None)
]


@MANY
@given(LOGIC)
def test_three_valued_logic_is_that_of_sql(pair: tuple[str, Node]):
    """DuckDB's own SQL says what and, or, not mean; all 27 combinations of three flags."""
    sql, node = pair
    with duckdb.connect() as connection:
        rows = ", ".join(
            "({p}, {q}, {r})".format(**{k: "NULL" if v is None else v for k, v in row.items()}) for row in TRUTH
        )
        text = f"SELECT p, q, r, {sql} FROM (VALUES {rows}) AS t(p, q, r)"  # noqa: S608 - the test's own text
        found = connection.execute(text).fetchall()
    expected = {(p, q, r): value for p, q, r, value in found}
    for row in TRUTH:
        assert scalar.evaluate(node, row) == expected[(row["p"], row["q"], row["r"])]
    frame = pl.DataFrame(TRUTH, schema=dict.fromkeys("pqr", pl.Boolean))
    assert by_polars(node, frame) == by_rows(node, TRUTH)
