"""Hostile text: only our own exception leaves, quickly; and simpleeval has nothing to reach."""

import ast
import json
import threading
import time
from pathlib import Path

import pytest
import simpleeval
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.expressions import build, scalar
from kpiengine.expressions.errors import ExpressionError
from kpiengine.expressions.parse import parse
from kpiengine.expressions.scope import Scope
from kpiengine.expressions.types import BOOL, TEXT, Kind, number

SCOPE = Scope({"csat": number(2, 10**6), "aht_s": number(0, 10**6), "p": BOOL, "s": TEXT})
LIMIT = 0.25  # seconds; a millisecond on a quiet machine


def test_the_corpus(shared: Path):
    lines = (shared / "bad_inputs" / "expr" / "expressions.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 29
    for line in lines:
        case = json.loads(line)
        started = time.process_time()
        try:
            parse(case["expr"], SCOPE, Kind.BOOL if case["kind"] == "condition" else None)
        except ExpressionError as caught:
            verdict, fault = "refuse", caught
        else:
            verdict, fault = "accept", ExpressionError("", 1, "none")
        assert case["expect"].startswith(verdict), case
        assert fault.column is not None, case
        assert fault.remedy, case
        assert time.process_time() - started < LIMIT, case


def test_what_the_corpus_accepts_means_what_it_says():
    row = {"csat": 450, "aht_s": None}
    assert scalar.evaluate(parse("not (aht_s < 300)", SCOPE), row) is None
    assert scalar.evaluate(parse("4.5 <= csat", SCOPE), row) is True
    assert scalar.evaluate(parse("csat >= 4.5", SCOPE), row) is True
    assert scalar.evaluate(parse("round(2.5)", SCOPE), {}) == 3


PIECES = st.sampled_from(
    [
        *"+-*/%<>=()[],.:;!&|^~@#{}\\\n\t\x00 ",
        *("csat", "aht_s", "p", "s", "1", "2.5", "0", "007", "1e9", "0x1F", "'a'", '"b"', "f'{x}'", "=>", "客"),
        *("**", "//", "<=", ">=", "==", "!=", ":=", "and", "or", "not", "in", "is", "if", "else", "lambda", "for"),
        *("None", "true", "is_missing(", "coalesce(", "min(", "round(", "days(", "__class__", "≥", "“", "\uff43"),
    ]
)


@given(
    st.one_of(
        st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=25).map("".join)
    )
)
def test_any_text_gives_a_tree_or_our_own_error(text: str):
    started = time.process_time()
    column = 1
    try:
        node = parse(text, SCOPE)
    except ExpressionError as fault:
        column = fault.column or 0
    else:
        row = {"csat": 450, "aht_s": 0, "p": None, "s": "a"}
        assert type(scalar.evaluate(node, row)) in (int, bool, str, type(None))
    assert 1 <= column <= len(text) + 1
    assert time.process_time() - started < LIMIT


def test_the_evaluator_knows_calls_names_and_constants_only():
    evaluator = scalar.Evaluator()
    assert set(evaluator.nodes) == {ast.Call, ast.Name, ast.Constant}
    assert evaluator.operators == {}
    assert not set(simpleeval.DEFAULT_FUNCTIONS) & set(evaluator.functions)
    for text in ("1 + 1", "(1).real", "[1][0]", "x if 1 else 2", "rand()", "f'{1}'"):
        with pytest.raises(simpleeval.InvalidExpression):
            evaluator.value(ast.parse(text, mode="eval").body, {"x": 1})


@pytest.mark.parametrize("wrong", [1 / 2, b"1", [1], {"a": 1}, object(), type("Sub", (int,), {})(3)])
def test_only_exact_values_enter_a_row(wrong: object):
    with pytest.raises(ExpressionError, match="not an exact number"):
        scalar.evaluate(build.name("csat", number(0, 10)), {"csat": wrong})


def test_a_row_without_the_name_is_an_error_not_missing():
    with pytest.raises(ExpressionError, match="no value for 'csat'"):
        scalar.evaluate(build.name("csat", number(0, 10)), {"aht": 1})


def test_threads_do_not_share_names():
    node = parse("csat + aht_s * 1000", SCOPE)
    wrong: list[object] = []

    def work(k: int) -> None:
        row = {"csat": k, "aht_s": k}
        wrong.extend(v for _ in range(300) if (v := scalar.evaluate(node, row)) != k + k * 100_000)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
