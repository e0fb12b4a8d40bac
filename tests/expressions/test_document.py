"""Trees as plain data: what is written is read back as a tree that gives the same values."""

import json
from typing import Any

import pytest

from kpiengine.expressions import build as b
from kpiengine.expressions.document import from_document, read_type, to_document, type_text
from kpiengine.expressions.scalar import evaluate
from kpiengine.expressions.statistics import wilson
from kpiengine.expressions.tree import Rounding
from kpiengine.expressions.types import BOOL, DATE, TEXT, number

ROW = {"score": 8050, "n": 40, "hits": 31, "team": "T1", "ok": None}
TREES = [
    b.lit(7, number(0, 10)),
    b.lit("T1"),
    b.lit(value=True),
    b.missing(number(2, 100)),
    b.ge(b.name("score", number(2, 10**6)), b.number_lit(80)),
    b.and_(b.name("ok", BOOL), b.eq(b.name("team", TEXT), b.lit("T1"))),
    b.ratio((b.name("hits", number(0, 100)), b.lit(100)), (b.name("n", number(0, 100)),), 2, Rounding.DOWN),
    b.if_(b.is_missing(b.name("ok", BOOL)), b.lit(1), b.lit(2)),
    wilson(b.name("hits", number(0, 100)), b.name("n", number(0, 100)), 95, 1, upper=False),
]


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_a_tree_that_went_through_json_gives_the_same_value(tree: Any) -> None:
    back = from_document(json.loads(json.dumps(to_document(tree))))
    assert evaluate(back, ROW) == evaluate(tree, ROW)
    assert to_document(back) == to_document(tree)


@pytest.mark.parametrize("type_", [number(0, 5), number(3, 5), BOOL, TEXT, DATE])
def test_a_type_keeps_its_kind_and_decimals(type_: Any) -> None:
    back = read_type(type_text(type_))
    assert (back.kind, back.scale) == (type_.kind, type_.scale)


@pytest.mark.parametrize("text", ["number.x", "money", ""])
def test_what_is_no_type_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_type(text)
