"""One fault at a time in a sound file of calls: what is refused, what is a rejected row, and what is accepted.

The kinds are those of the shared corpus of bad inputs; the ids in the cases are its numbers.
"""

import gzip
from datetime import UTC, datetime

import polars as pl
import pytest

from kpiengine.diagnostics import Refused
from kpiengine.errors import Exit


def changed(base, line, old, new):
    """The sound file with one text replaced in one line (1 is the header)."""
    lines = base.splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return "".join(lines)


REFUSED = {
    "B07 two columns with one name": (lambda b: changed(b, 1, "hold_s", "talk_s"), "KPI311", 1),
    "B09 a required column is absent": (lambda b: b.replace("talk_s", "talktime"), "KPI323", 1),
    "B17 zero bytes": (lambda _: b"", "KPI305", None),
    "B27 a huge cell": (lambda b: changed(b, 3, "voice", "v" * 200_000), "KPI313", 3),
    "B29 a comment above the header": (lambda b: "# exported\n" + b, "KPI323", 1),
    "B31 a web page": (lambda _: "<!doctype html><html>503</html>", "KPI310", 1),
    "B05 one byte of another encoding": (lambda b: changed(b, 3, "007", "0\x92").encode("latin-1"), "KPI306", 3),
    "Z05 gzip cut short": (lambda b: gzip.compress(b.encode())[:-9], "KPI308", None),
    "I13 one id with two contents": (lambda b: b + "c002,007,voice,2026-06-02T09:00:00+08:00,251,0,1\n", "KPI336", 3),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(folder, base, case):
    make, code, line = REFUSED[case]
    with pytest.raises(Refused) as fault:
        folder.calls(make(base), max_rejected_rows=100)
    found = fault.value.diagnostics[0]
    assert (found.code, fault.value.exit_code) == (code, Exit.DATA)
    assert found.place is not None
    assert (found.place.path, found.place.line) == ("calls.csv", line)


REJECTED = {
    "B11 a row too long": ((3, ",1\n", ",1,9\n"), "KPI320", None, "8 cells"),
    "B13 a row cut short": ((3, ",250,0,1", ",250"), "KPI321", None, "5 cells"),
    "B23 other separators": ((3, "c002,007,voice", "c002;007;voice"), "KPI321", None, "5 cells"),
    "V01 a thousands comma": ((3, "250", '"1,400"'), "KPI330", "talk_s", "no number"),
    "V03 NaN": ((3, "250", "NaN"), "KPI330", "talk_s", "no number"),
    "V05 overflow": ((3, "250", "1e999"), "KPI330", "talk_s", "no number"),
    "V07 a call of 463 days": ((3, "250", "40000000"), "KPI332", "talk_s", "from 0.000 s to 86400.000 s"),
    "V08 no value": ((3, "250", ""), "KPI331", "talk_s", "missing"),
    "V09 a word for yes": ((3, ",0,1\n", ",0,TRUE\n"), "KPI330", "resolved", "none of 1, 0"),
    "V11 full-width digits": ((3, "250", "\uff12\uff15\uff10"), "KPI330", "talk_s", "U+FF12"),
    "V13 hexadecimal": ((3, "250", "0xFA"), "KPI330", "talk_s", "no number"),
    "V15 a currency sign": ((3, "250", "$250"), "KPI330", "talk_s", "no number"),
    "V17 a no-break space": ((3, "250", "2\u00a0500"), "KPI330", "talk_s", "U+00A0"),
    "V19 an exponent": ((3, "250", "4e2"), "KPI330", "talk_s", "no number"),
    "negative": ((3, "250", "-1"), "KPI332", "talk_s", "from 0.000 s"),
    "no listed value": ((3, "voice", "phone"), "KPI333", "channel", "one of voice, chat"),
    "T03 another date form": ((3, "2026-06-02T09:00:00+08:00", "13/06/2026 09:00"), "KPI330", "started_at", "no time"),
    "T05 a leap second": ((3, "09:00:00", "23:59:60"), "KPI330", "started_at", "no time like"),
    "T07 an Excel serial": ((3, "2026-06-02T09:00:00+08:00", "46174.375"), "KPI330", "started_at", "no time"),
    "a year of long ago": ((3, "2026-06-02T", "1026-06-02T"), "KPI332", "started_at", "from 1970-01-01"),
    "no key": ((3, "c002", ""), "KPI331", "call_id", "missing"),
}


@pytest.mark.parametrize("case", REJECTED)
def test_rejected_row(folder, base, case):
    (line, old, new), code, column, reason = REJECTED[case]
    text = changed(base, line, old, new)
    with pytest.raises(Refused) as fault:
        folder.calls(text)
    assert [d.code for d in fault.value.diagnostics] == ["KPI337", code]
    assert fault.value.exit_code == Exit.DATA
    store = folder.calls(text, max_rejected_rows=1)
    found = store.rejected.row(0, named=True)
    assert (found["table"], found["file"], found["line"], found["code"]) == ("calls", "calls.csv", line, code)
    assert found["column"] == column
    assert reason in found["reason"]
    account = store.accounts[0]
    assert (account.read, account.used, account.rejected) == (4, 3, 1)


ACCEPTED = {
    "B01 a byte order mark": lambda b: b"\xef\xbb\xbf" + b.encode(),
    "B19 blank lines": lambda b: b.replace("\nc002", "\n\n\nc002"),
    "B21 old Mac line ends": lambda b: b.replace("\n", "\r"),
    "dos line ends": lambda b: b.replace("\n", "\r\n"),
    "Z07 gzip": lambda b: gzip.compress(b.encode()),
    "I12 every row twice": lambda b: b + b.split("\n", 1)[1],
    "Z07 gzip, two members": lambda b: gzip.compress(b.encode()) + gzip.compress(b.split("\n", 1)[1].encode()),
    "T13 the same instants in UTC": lambda b: b.replace("T09:00:00+08:00", "T01:00:00Z"),
    "T01 without offsets, in the project's zone": lambda b: b.replace("+08:00", ""),
    "rows in another order": lambda b: "\n".join([b.split("\n")[0], *b.split("\n")[:0:-1]]),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted_with_the_same_result(folder, base, rows_of, case):
    expected = rows_of(folder.calls(base), "calls")
    store = folder.calls(ACCEPTED[case](base))
    assert rows_of(store, "calls") == expected
    account = store.accounts[0]
    assert account.read == account.used + account.duplicate
    assert account.duplicate == (4 if "twice" in case or "two" in case else 0)


def test_ids_stay_text(folder, base, rows_of):
    ids = ["007", "7", "nan", "NULL", "9007199254740993", "\uff10\uff10\uff17"]
    body = "".join(f"{i},{i},voice,2026-06-01T09:00:00Z,1,0,1\n" for i in ids)
    store = folder.calls(base.split("\n", 1)[0] + "\n" + body)
    assert sorted(row["agent_id"] for row in rows_of(store, "calls")) == sorted(ids)


def test_declared_thousands(folder, base, rows_of):
    store = folder.calls(changed(base, 3, "250", '"1,400"'), thousands=",")
    assert [row["talk_s"] for row in rows_of(store, "calls")] == [200_000, 1_400_000, 300_000, 150_000]


def test_wall_times_when_clocks_change(folder, base):
    twice = changed(base.replace("+08:00", ""), 3, "2026-06-02T09:00:00", "2026-11-01T01:30:00")
    skipped = changed(base.replace("+08:00", ""), 3, "2026-06-02T09:00:00", "2026-03-08T02:30:00")
    for text in (twice, skipped):
        with pytest.raises(Refused, match=r"KPI335 .*the clocks change then"):
            folder.calls(text, zone="America/New_York", ambiguous="reject")
    store = folder.calls(twice, zone="America/New_York")  # the first reading, in summer time
    assert store.accounts[0].used == 4
    started = store.tables["calls"].to_native().collect()["started_at"].to_list()
    assert datetime(2026, 11, 1, 5, 30, tzinfo=UTC).timestamp() * 1000 in started
    with pytest.raises(Refused, match="KPI335"):
        folder.calls(skipped, zone="America/New_York")


def test_a_row_that_contradicts_itself(folder, base):
    text = base.replace("started_at,", "started_at,ended_at,").replace("+08:00,", "+08:00,2026-06-02T09:00:00+08:00,")
    with pytest.raises(Refused, match=r"KPI334.*the call ends before it starts"):
        folder.calls(text)
    store = folder.calls(text, max_rejected_rows=2)
    assert store.rejected["line"].to_list() == [4, 5]


PARQUET = pl.DataFrame(
    {
        "call_id": ["c1", "c2"],
        "agent_id": ["007", "012"],
        "channel": ["voice", "chat"],
        "started_at": pl.Series([1_780_275_600_000, 1_780_275_600_000]).cast(pl.Datetime("ms", "UTC")),
        "talk_s": [200, 250],
    }
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (pl.col("call_id").replace_strict({"c1": 1.5, "c2": 2.0}).alias("agent_id"), "KPI325"),
        (pl.concat_list("talk_s").alias("talk_s"), "KPI325"),
        (pl.lit("c1").alias("call_id"), "KPI336"),
    ],
    ids=["P05 float ids", "P13 nested", "one key twice"],
)
def test_parquet_refused(folder, change, code):
    with pytest.raises(Refused) as fault:
        folder.calls(PARQUET.with_columns(change))
    assert (fault.value.diagnostics[0].code, fault.value.exit_code) == (code, Exit.DATA)


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        (pl.when(pl.col("call_id") == "c1").then("talk_s").alias("talk_s"), "KPI331", None),
        (pl.when(pl.col("call_id") == "c1").then("talk_s").otherwise(10**15).alias("talk_s"), "KPI332", "1" + "0" * 15),
        (pl.when(pl.col("call_id") == "c1").then("talk_s").otherwise(2**62).alias("talk_s"), "KPI332", str(2**62)),
        (pl.when(pl.col("call_id") == "c1").then(1.5).otherwise(float("nan")).alias("talk_s"), "KPI330", "NaN"),
        (pl.when(pl.col("call_id") == "c1").then(1.5).otherwise(1.0005).alias("talk_s"), "KPI330", "1.0005"),
        (pl.when(pl.col("call_id") == "c1").then("agent_id").otherwise(pl.lit("")).alias("agent_id"), "KPI331", ""),
    ],
    ids=["P07 null", "too long", "near the edge of 64 bits", "NaN", "a fourth decimal", "an empty id"],
)
def test_parquet_rejected(folder, change, code, text):
    store = folder.calls(PARQUET.with_columns(change), max_rejected_rows=1)
    found = store.rejected.row(0, named=True)
    assert (found["line"], found["code"], found["text"]) == (2, code, text)
    assert store.accounts[0].used == 1


def test_p09_parts_in_either_order_equal_the_whole(folder, rows_of):
    whole = rows_of(folder.calls(PARQUET), "calls")
    folder.put("p1.parquet", PARQUET[1:])
    folder.put("p2.parquet", PARQUET[:1])
    folder.source("calls", "p*.parquet")
    assert rows_of(folder.load("calls"), "calls") == whole


def test_p03_a_damaged_page_is_refused_or_gives_rows_that_keep_the_contract(folder):
    folder.put("calls.parquet", PARQUET)
    data = (folder.path / "calls.parquet").read_bytes()
    folder.source("calls", "calls.parquet", max_rejected_rows=2)
    refused = 0
    for at in range(4, len(data) - 8, 7):
        (folder.path / "calls.parquet").write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
        try:
            account = folder.load("calls").accounts[0]
        except Refused as fault:
            refused += 1
            assert fault.exit_code == Exit.DATA  # noqa: PT017 -- either way is right, this one has its code
        else:
            assert account.read == account.used + account.rejected + account.duplicate
    assert refused > 0
