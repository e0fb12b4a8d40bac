"""What the scan of the raw text says, before and instead of the parser."""

import time
from decimal import Decimal

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.documents.text import Hints, code_only, read_text

HINTS = Hints("CNY", {"csat_pct": "%"})
PERCENT = '[kpi.csat]\nmetric = "csat_pct"\ntarget = 88 %'


def one(text):
    read = read_text(text.encode(), "r.toml", HINTS)
    assert len(read.findings) == 1
    finding = read.findings[0]
    return read, finding.code, f"{finding.message}; {finding.remedy}"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("period = “month”", "KPI011", 'these are Chinese quotes; type "month"'),
        ("weight ＝ 40", "KPI012", "this ＝ is full-width; type the plain ="),
        (PERCENT, "KPI013", "no % sign: csat_pct is in percent already; type 88"),
        ("bonus = 1,200", "KPI014", "no commas in numbers; type 1200 or 1_200"),
        ("bonus = ¥300", "KPI015", "no currency sign: this rule set pays in CNY; take it out"),
        ("from = 2026-10-1", "KPI016", "a date is not written 2026-10-1; type 2026-10-01"),
        ("from = 2026/10/01", "KPI016", "a date is not written 2026/10/01; type 2026-10-01"),
        ("客服 = 1", "KPI017", "names are letters a-z; put 客服 into `title`"),
        ("[tier.gold]\nfrom = 90\n[tier]\ngold = { from = 90 }", "KPI020", "tier.gold is already written in line 1"),
    ],
)
def test_first_errors_of_an_ops_lead(text, code, said):
    _, found, message = one(text)
    assert found == code
    assert said in message


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("period = “month”", {"period": "month"}),
        ("weight ＝ ４０", {"weight": 40}),
        ("weight = “40”", {"weight": 40}),
        ("target = 88 %", {"target": 88}),
        ("pair = [75 %, 85%]", {"pair": [75, 85]}),
        ("gold = { bonus = 1,200, cap = 3 }", {"gold": {"bonus": 1200, "cap": 3}}),
        ("target = 88,5", {"target": Decimal("88.5")}),
        ("bonus = CNY 1,300", {"bonus": 1300}),
        ("bonus = 300元", {"bonus": 300}),
    ],
)
def test_a_slip_with_one_meaning_does_not_hide_the_rest_of_the_file(text, document):
    read = read_text(f"{text}\nother = 1".encode(), "r.toml", HINTS)
    assert read.document == {**document, "other": 1}
    assert read.findings


def test_the_currency_is_the_one_that_the_file_says():
    read = read_text(b'currency = "PHP"\nbonus = \xc2\xa5300', "r.toml", HINTS)
    assert "pays in PHP" in read.findings[0].message


def test_signs_inside_text_and_comments_are_nobodys_business():
    text = 'title = "“Silver” 5 % ¥1,200 ＝ 2026/10/1"  # “x” 5 % 客服\nwhen = \'a ＞ "客服"\'\n'
    assert read_text(text.encode(), "r.toml", HINTS).findings == ()


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    plain = read_text(b"a = 1\nb = 2\n", "r.toml")
    assert read_text(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n", "r.toml").document == plain.document == {"a": 1, "b": 2}


def test_other_encodings_are_refused_with_line_and_byte():
    read = read_text('a = 1\ntitle = "客服"'.encode("gbk"), "r.toml")
    assert read.document is None
    assert [(f.code, f.at) for f in read.findings] == [("KPI002", (2, 10))]
    assert "byte 16 " in read.findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5_000 + "]" * 5_000,
        "a" + ".a" * 50_000 + " = 1",
        "\n".join(f"a{'.b' * 20}{i} = 1" for i in range(3_000)),
        "x = " + "{ a = " * 40 + "1" + " }" * 40,
        "x = 1\n" * 200_000,
    ],
    ids=["nested arrays", "dotted key", "many deep keys", "inline tables", "size"],
)
def test_what_a_parser_would_choke_on_is_refused_at_once(text):
    start = time.perf_counter()
    read = read_text(text.encode(), "r.toml")
    assert time.perf_counter() - start < 1
    assert read.document is None
    assert {finding.code for finding in read.findings} == {"KPI003"}


@pytest.mark.parametrize("number", ["9" * 5_000, "1e999999999999", "0." + "1" * 400])
def test_numbers_beyond_reason_are_refused_with_their_place(number):
    _, code, _ = one(f"a = {number}")
    assert code == "KPI019"


def test_numbers_are_exact():
    assert read_text(b"a = 0.1\nb = 70.50", "r.toml").document == {"a": Decimal("0.1"), "b": Decimal("70.50")}


@given(st.text(alphabet=st.sampled_from("ab=.,[]{}\"'#\n 0123456789%¥“”＝客-/\\"), max_size=60))
def test_any_text_is_answered_and_never_raises(text):
    read = read_text(text.encode(), "r.toml", HINTS)
    assert (read.document is None) <= bool(read.findings)
    assert len(code_only(text)) == len(text)


@given(st.text(alphabet=st.sampled_from("ab=.[]{}\"'#\n 0123456789-"), max_size=60))
def test_what_the_parser_accepts_is_read_as_the_parser_reads_it(text):
    try:
        document = tomli.loads(text, parse_float=Decimal)
    except (tomli.TOMLDecodeError, ArithmeticError):
        return
    read = read_text(text.encode(), "r.toml")
    assert read.document == document or read.findings
