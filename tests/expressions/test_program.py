"""Steps over a frame: order, types, sharing, and what is refused when a program is made."""

import narwhals as nw
import polars as pl
import pytest

from kpiengine.expressions import build, columnar
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.program import Program, Step
from kpiengine.expressions.types import TEXT, number

X = build.name("x", number(2, 10**12))
Y = build.name("y", number(0, 10**12))
FRAME = pl.DataFrame({"x": [2900, -5, None, 7], "y": [50, 3, 1, 0]}, schema={"x": pl.Int64, "y": pl.Int64})


def test_steps_may_come_in_any_order_and_columns_keep_theirs():
    share = build.div(X, Y, 2)
    more = build.add(build.name("share", share.type), build.lit(1))
    out = Program((Step("more", more), Step("share", share))).run(FRAME)
    assert out.columns == ["x", "y", "more", "share"]
    assert out["share"].to_list() == [58, -2, None, None]
    assert out["more"].to_list() == [158, 98, None, None]


def test_a_frame_comes_back_as_it_was_given():
    program = Program((Step("z", build.add(X, Y)),))
    assert isinstance(program.run(FRAME), pl.DataFrame)
    assert isinstance(program.run(FRAME.lazy()), pl.LazyFrame)
    assert isinstance(program.run(nw.from_native(FRAME)), nw.DataFrame)
    assert program.run(FRAME.lazy()).collect().equals(program.run(FRAME))


def test_literals_fill_their_column():
    nodes = [build.lit(3), build.lit("gold"), build.lit(value=True), build.missing(number(0, 0)), build.missing(TEXT)]
    out = Program(tuple(Step(f"c{i}", node) for i, node in enumerate(nodes))).run(FRAME)
    assert [out[f"c{i}"].to_list() for i in range(5)] == [[3] * 4, ["gold"] * 4, [True] * 4, [None] * 4, [None] * 4]
    assert [out[f"c{i}"].dtype for i in range(5)] == [pl.Int64, pl.String, pl.Boolean, pl.Int64, pl.String]


def test_an_empty_frame_keeps_the_types():
    out = Program((Step("z", build.div(X, Y, 2)), Step("ok", build.ge(X, Y)))).run(FRAME.clear())
    assert out.schema == {"x": pl.Int64, "y": pl.Int64, "z": pl.Int64, "ok": pl.Boolean}


def test_wide_steps_inside_narrow_ones_leave_no_int128():
    wide = build.name("w", number(0, 2**62))
    node = build.div(build.mul(wide, wide), build.lit(2**62), 0)
    assert node.type.bound <= 2**62
    out = Program((Step("z", node), Step("flag", build.gt(build.mul(wide, wide), build.lit(2**100))))).run(
        pl.DataFrame({"w": [2**62, -(2**61), 3]})
    )
    assert out["z"].to_list() == [2**62, 2**60, 0]
    assert out["flag"].to_list() == [True, True, False]
    assert out.schema == {"w": pl.Int64, "z": pl.Int64, "flag": pl.Boolean}


def test_a_step_that_could_exceed_int64_is_refused_when_the_program_is_made():
    with pytest.raises(ExpressionError, match="product could grow beyond 18 digits"):
        Program((Step("product", build.mul(X, Y)),))


def test_cycles_doubles_and_false_types_are_refused():
    a, b = (build.name(name, number(0, 10)) for name in "ab")
    with pytest.raises(ExpressionError, match="a -> b -> a"):
        Program((Step("a", build.min_(b, build.lit(3))), Step("b", build.min_(a, build.lit(3)))))
    with pytest.raises(ExpressionError, match="'a' is computed twice"):
        Program((Step("a", build.lit(1)), Step("a", build.lit(2))))
    with pytest.raises(ExpressionError, match="b reads a as"):
        Program((Step("a", build.number_lit(1)), Step("b", build.name("a", number(2, 10)))))
    with pytest.raises(ExpressionError, match="b reads a as"):
        Program((Step("a", build.lit(11)), Step("b", a)))


def test_deep_nesting_is_shared_by_a_program_and_refused_as_one_expression():
    node = X
    for _ in range(12):
        node = build.div(Y, build.add(build.round_to(node, 0), build.lit(1)), 0)
    with pytest.raises(ExpressionError, match="nested too deeply"):
        columnar.to_expr(node)
    program = Program((Step("z", node),))
    out = program.run(FRAME)
    assert out["z"].to_list() == [program.run_row(row)["z"] for row in FRAME.to_dicts()]


def test_equal_steps_are_computed_once_and_both_given():
    program = Program((Step("a", build.div(X, Y, 2)), Step("b", build.div(X, Y, 2))))
    out = program.run(FRAME)
    assert out["a"].to_list() == out["b"].to_list() == [58, -2, None, None]


def test_engines_get_no_division_and_nothing_wide():
    with pytest.raises(ExpressionError, match="never divided"):
        columnar.engine_expr(build.div(X, Y, 0))
    with pytest.raises(ExpressionError, match="beyond 18 digits"):
        columnar.engine_expr(build.gt(build.mul(X, Y), build.lit(1)))
    out = nw.from_native(FRAME).with_columns(z=columnar.engine_expr(build.ge(X, Y)))
    assert out["z"].to_list() == [False, False, None, True]


def test_a_weighted_mean_drops_a_missing_value_from_both_sums():
    pairs = [(build.name("w", number(0, 100)), X), (build.lit(60), Y)]
    out = Program((Step("m", build.weighted_mean(pairs, 2)),)).run(
        pl.DataFrame({"w": [40, 40, 40, 0], "x": [8000, None, 8000, 1], "y": [90, 90, None, None]})
    )
    assert out["m"].to_list() == [8600, 9000, 8000, None]
    assert build.weighted_mean([], 2) == build.missing(number(2, 0))


def test_small_integer_columns_do_not_wrap():
    """A roster may hold Int32 or Int8; the product is computed in Int64 all the same."""
    a, b = build.name("a", number(0, 2**31)), build.name("b", number(0, 127))
    frame = pl.DataFrame({"a": [2**31 - 1], "b": [127]}, schema={"a": pl.Int32, "b": pl.Int8})
    out = Program((Step("z", build.mul(a, a)), Step("y", build.mul(b, b)))).run(frame)
    assert out.select("z", "y").rows() == [((2**31 - 1) ** 2, 127**2)]


def test_a_literal_before_a_column_of_one_value_gives_every_row():
    """Polars 2.1 makes one row of `literal < column` where all rows of a `when` took the same literal."""
    a = build.name("a", number(0, 100))
    chosen = Step("chosen", build.if_(build.eq(a, build.lit(1)), build.lit(70), build.lit(80)))
    column = build.name("chosen", chosen.node.type)
    compare = (build.lt, build.le, build.gt, build.ge, build.eq, build.ne)
    asked = [Step(one.__name__, one(build.lit(21), column)) for one in compare]
    made = Program((chosen, *asked)).run(pl.DataFrame({"a": [5, 5]}))
    assert [made[step.name].to_list() for step in asked] == [[x] * 2 for x in (True, True, False, False, False, True)]
