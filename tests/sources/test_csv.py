"""Strict CSV: what is read, which rows are broken, which files are refused, and that both readers agree."""

import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpiengine.diagnostics import Refused
from kpiengine.errors import Exit
from kpiengine.sources.bytes_in import read_text
from kpiengine.sources.csv_rows import read_rows
from kpiengine.sources.csv_text import FIELD_LIMIT, CsvForm, read_csv
from kpiengine.sources.files import FoundFile, stamp
from kpiengine.sources.raw import ROW


def rows(raw):
    return raw.scan(numbered=False).collect().rows()


def lines(raw):
    return [raw.locate(row) for row in raw.scan(numbered=True).collect()[ROW]]


def test_every_cell_is_text_and_stays_as_written(put):
    raw = read_csv(put("a,b\n007,NA\nnull,1e5\n 8 ,nan\n").files, CsvForm())
    assert rows(raw) == [("007", "NA"), ("null", "1e5"), (" 8 ", "nan")]


def test_an_empty_cell_is_missing_quoted_or_not(put):
    assert rows(read_csv(put('a,b\n1,\n,2\n"",3\n').files, CsvForm())) == [("1", None), (None, "2"), (None, "3")]


def test_a_byte_order_mark_is_no_part_of_the_first_header(put):
    assert read_csv(put(b"\xef\xbb\xbfa,b\n1,2\n").files, CsvForm()).headers == ("a", "b")


def test_blank_lines_are_passed_over_and_lines_still_count(put):
    raw = read_csv(put("a,b\n1,2\n\n\n3,4\n\n").files, CsvForm())
    assert rows(raw) == [("1", "2"), ("3", "4")]
    assert lines(raw) == [("rows.csv", 2), ("rows.csv", 5)]
    assert raw.rows == 2


def test_dos_line_ends(put):
    assert rows(read_csv(put("a,b\r\n1,2\r\n\r\n3,\r\n").files, CsvForm())) == [("1", "2"), ("3", None)]


def test_old_mac_line_ends(put):
    raw = read_csv(put("a,b\r1,2\r3,4\r").files, CsvForm())
    assert rows(raw) == [("1", "2"), ("3", "4")]
    assert lines(raw) == [("rows.csv", 2), ("rows.csv", 3)]


def test_lines_above_the_header_must_be_declared(put):
    found = put("# exported\na,b\n1,2\n")
    assert rows(read_csv(found.files, CsvForm(skip_lines=1))) == [("1", "2")]
    assert read_csv(found.files, CsvForm()).headers == ("# exported",)


@pytest.mark.parametrize("text", ['a,b\n1,2\n3\n4,5\n6,7,8\n9,"x"\n', 'a,b\n1,2\n3\n4,5\n6,7,8\n9,"x\n"\n'])
def test_short_and_long_rows_are_broken_and_named_by_line(put, text):
    raw = read_csv(put(text).files, CsvForm())
    assert [r[0] for r in rows(raw)] == ["1", "4", "9"]
    assert raw.rows == 5
    found = [(raw.locate(row)[1], code, reason) for row, _, code, reason in raw.broken.rows()]
    assert found == [
        (3, "KPI321", "1 cells where the header has 2"),
        (5, "KPI320", "3 cells where the header has 2"),
    ]


def test_another_separator_in_one_row_breaks_that_row(put):
    raw = read_csv(put("a,b,c\n1,2,3\n4;5;6\n").files, CsvForm())
    assert raw.broken["text"].to_list() == ["4;5;6"]


def test_a_bare_quote_is_that_character(put):
    assert rows(read_csv(put('a,b\n1,Ann "A" Lee\n2,x\n').files, CsvForm())) == [("1", 'Ann "A" Lee'), ("2", "x")]


def test_line_breaks_and_separators_inside_quotes(put):
    raw = read_csv(put('a,b\n1,"x\ny"\n2,"u,v"\n3,"say ""hi"""\n').files, CsvForm())
    assert rows(raw) == [("1", "x\ny"), ("2", "u,v"), ("3", 'say "hi"')]
    assert [line for _, line in lines(raw)] == [2, 4, 5]


@pytest.mark.parametrize("text", ['a,b\n1,"x\n2,y\n', 'a,b\n1,"x"y\n', '"a,b\n1,2\n'])
def test_quotes_that_do_not_match_refuse_the_file(put, text):
    with pytest.raises(Refused, match="KPI314") as fault:
        read_csv(put(text).files, CsvForm())
    assert fault.value.exit_code == Exit.DATA


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "KPI305"),
        (b"a,a\n1,2\n", "KPI311"),
        (b"a,b\n1,\x00\n", "KPI307"),
        (b"a,b\n1,\xe9\n", "KPI306"),
        ("a,b\n1,2\n".encode("utf-16"), "KPI306"),
        (b"<!doctype html><html>503</html>", "KPI310"),
        (b"PK\x03\x04rest", "KPI310"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "KPI313"),
        (b'a,b\n1,"' + b"x" * 100_000 + b'\n"\n', "KPI313"),
    ],
)
def test_what_is_no_csv_is_refused(put, content, code):
    with pytest.raises(Refused) as fault:
        read_csv(put(content).files, CsvForm())
    assert [d.code for d in fault.value.diagnostics] == [code]
    assert fault.value.exit_code == Exit.DATA


def test_a_cell_of_just_the_limit_is_read(put):
    assert rows(read_csv(put(f"a,b\n1,{'x' * FIELD_LIMIT}\n").files, CsvForm())) == [("1", "x" * FIELD_LIMIT)]


def test_bad_bytes_are_named_by_offset_and_line_over_chunks(put):
    content = b"a,b\n" + b"1,2\n" * 600_000 + b"1,\xff\n"
    with pytest.raises(Refused) as fault:
        read_csv(put(content).files, CsvForm())
    found = fault.value.diagnostics[0]
    assert found.place is not None
    assert found.place.line == 600_002
    assert f"byte {4 + 4 * 600_000 + 2} " in found.message


def test_half_a_character_at_the_end_is_refused(put):
    with pytest.raises(Refused, match="KPI306"):
        read_csv(put("a\nä".encode()[:-1]).files, CsvForm())


def test_a_declared_encoding(put):
    found = put("name,team\n王伟,T1\n".encode("gb18030"))
    with pytest.raises(Refused, match="KPI306"):
        read_csv(found.files, CsvForm())
    assert rows(read_csv(found.files, CsvForm(encoding="gb18030"))) == [("王伟", "T1")]


def test_gzip_with_two_members(put):
    found = put(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"), "rows.csv.gz")
    assert rows(read_csv(found.files, CsvForm())) == [("1", "2"), ("3", "4")]


def test_truncated_gzip_is_refused(put):
    with pytest.raises(Refused, match="KPI308"):
        read_csv(put(gzip.compress(b"a,b\n" + b"1,2\n" * 1000)[:-12], "rows.csv.gz").files, CsvForm())


def test_a_gzip_bomb_is_refused(put):
    with pytest.raises(Refused, match="KPI309"):
        read_csv(put(gzip.compress(b"a,b\n" + b"0" * 60_000_000), "rows.csv.gz").files, CsvForm())


def test_parts_need_the_same_headers_in_any_order(put):
    first, second = put("a,b\n1,2\n", "1.csv"), put("b,a\n4,3\n", "2.csv")
    raw = read_csv(first.files + second.files, CsvForm())
    assert rows(raw) == [("1", "2"), ("3", "4")]
    assert lines(raw) == [("1.csv", 2), ("2.csv", 2)]
    with pytest.raises(Refused, match=r'KPI312.*lacks "b"; it has beside "c"'):
        read_csv(first.files + put("a,c\n1,2\n", "3.csv").files, CsvForm())


def test_messages_show_no_control_characters(put):
    with pytest.raises(Refused) as fault:
        read_csv(put(b"<\x1b]0;PWNED\x07>").files, CsvForm())
    assert "\x1b" not in str(fault.value)
    assert "\\u{001B}" in str(fault.value)


CELLS = st.text(st.sampled_from(list('abé王"\n\r,; 0')), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.booleans())
def test_what_a_csv_writer_wrote_is_read_back(tmp_path_factory, records, quote_all):
    out = io.StringIO()
    # a writer that quotes little leaves a lone carriage return bare, which then ends the line
    quote_all = quote_all or any("\r" in cell for record in records for cell in record)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(["a", "b", "c"])
    writer.writerows(records)
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    path.write_bytes(out.getvalue().encode())
    raw = read_csv([FoundFile(path, "rows.csv", stamp(path))], CsvForm())
    assert rows(raw) == [tuple(cell or None for cell in record) for record in records]
    assert raw.broken.height == 0


LINES = st.lists(st.text(st.sampled_from(list('ab,"1 ')), max_size=9), max_size=6)


@given(LINES)
def test_the_quick_reader_agrees_with_the_record_reader(tmp_path_factory, body):
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    path.write_text("\n".join(["x,y", *body]), encoding="utf-8")
    found = FoundFile(path, "rows.csv", stamp(path))
    text = read_text(found, "utf-8")
    try:
        _, count, frame, broken = read_rows(text, ("x", "y"), ",", 0, 0, FIELD_LIMIT)
    except Refused:
        with pytest.raises(Refused):
            read_csv([found], CsvForm())
        return
    raw = read_csv([found], CsvForm())
    assert raw.scan(numbered=True).collect().rows() == frame.collect().rows()
    assert raw.rows == count
    assert raw.broken["row"].to_list() == broken["row"].to_list()


@given(st.binary(max_size=120), st.integers(0, 60), st.integers(0, 60))
def test_random_bytes_are_read_or_refused(tmp_path_factory, noise, start, cut):
    sound = b'id,agent,s\n1,"x, y",200\n2,z,300\n3,w,\n'
    path = tmp_path_factory.mktemp("csv") / "rows.csv"
    path.write_bytes(sound[:start] + noise + sound[start + cut :])
    found = FoundFile(path, "rows.csv", stamp(path))
    try:
        raw = read_csv([found], CsvForm())
    except Refused:
        return
    assert raw.scan(numbered=True).collect().height + raw.broken.height == raw.rows
