"""Columns of real exports as columns of a table: names, constants, expressions, and what is said of slips."""

from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest

from kpiengine.diagnostics import Refused
from kpiengine.errors import Exit

EXPORT = """\ufeffCall Id,Agent,Date,Time,Answered (Y/N),Talk,Speed [s],Note
ID1, Diane,2021-01-01,9:12:58,Y,0:02:23,109,NA
ID2,Becky,2021-01-01,19:00:00,N,,,
"""
COLUMNS = {
    "call_id": "Call Id",
    "agent_id": "trim(Agent)",
    "channel": '"voice"',
    "started_at": "local(Date, Time)",
    "ended_at": "local(Date, Time) + hms(Talk)",
    "talk_s": "coalesce(hms(Talk), seconds(0))",
    "hold_s": "speed",
    "resolved": 'answered == "Y"',
    "price": Decimal("2.5"),
}
NAMES = {"answered": "Answered (Y/N)", "speed": "Speed [s]"}


def ms(text):
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


def test_a_flat_export(folder, rows_of):
    store = folder.calls(EXPORT, columns=COLUMNS, names=NAMES)
    start = ms("2021-01-01T09:12:58+08:00")
    assert rows_of(store, "calls") == [
        {
            "call_id": "ID1", "agent_id": "Diane", "channel": "voice", "started_at": start,
            "ended_at": start + 143_000, "talk_s": 143_000, "hold_s": 109_000,
            "resolved": True, "price": 250, "version": 1, "updated_at": None,
        },
        {
            "call_id": "ID2", "agent_id": "Becky", "channel": "voice", "started_at": ms("2021-01-01T19:00:00+08:00"),
            "ended_at": None, "talk_s": 0, "hold_s": None, "resolved": False, "price": 250, "version": 1,
            "updated_at": None,
        },
    ]  # fmt: skip
    assert store.mapped == {f"calls.{name}" for name in COLUMNS}


@pytest.mark.parametrize(
    ("column", "text", "cell", "expected"),
    [
        ("talk_s", "hms(x)", "1:01:01.5", 3_661_500),
        ("talk_s", "seconds(x)", "12.345", 12_345),
        ("talk_s", "minutes(integer(x))", "3", 180_000),
        ("talk_s", "integer(x) * 2", "3", 6_000),
        ("price", "number(x, 2)", "2.50", 250),
        ("price", "integer(x) / 3", "10", None),
        ("price", "round(number(x, 1) / 4, 2)", "10.0", 250),
        ("agent_id", "lower(x)", "ÄB", "äb"),
        ("agent_id", "upper(x)", "äb", "ÄB"),
        ("agent_id", 'concat(x, "-", call)', "a", "a-c1"),
        ("agent_id", 'coalesce(blank(x, "NA", "-"), "nobody")', "NA", "nobody"),
        ("agent_id", 'only_if(x, x != "b")', "a", "a"),
        ("agent_id", "text(integer(x))", "007", "7"),
        ("resolved", 'x in ["y", "Y"]', "Y", True),
        ("resolved", "is_missing(x)", "", True),
        ("channel", '"chat" if x == "C" else "voice"', "C", "chat"),
        ("started_at", "instant(x)", "2026-06-01T09:00:00Z", ms("2026-06-01T09:00:00+00:00")),
        ("started_at", 'local(x, "%d/%m/%Y %H:%M")', "01/06/2026 9:00", ms("2026-06-01T09:00:00+08:00")),
        ("started_at", "epoch_s(integer(x))", "1780275600", 1_780_275_600_000),
        ("started_at", "epoch_ms(integer(x))", "1780275600000", 1_780_275_600_000),
        ("ended_at", 'local(date(x, "%y%m%d"), "23:59:00")', "260601", ms("2026-06-01T23:59:00+08:00")),
    ],
)
def test_functions(folder, rows_of, column, text, cell, expected):  # noqa: PLR0917 -- a table of cases
    columns = {
        "call_id": "call", "agent_id": '"a"', "channel": '"voice"', "started_at": "t", "talk_s": 1, column: text,
    }  # fmt: skip
    content = f"call,t,x\nc1,2026-01-01T00:00:00Z,{cell}\n"
    if expected is None:
        with pytest.raises(Refused, match=r"KPI204 .*9 decimals, and the column 2"):
            folder.calls(content, columns=columns)
    else:
        assert rows_of(folder.calls(content, columns=columns), "calls")[0][column] == expected


@pytest.mark.parametrize(
    ("text", "cell", "code"),
    [
        ("hms(x)", "1:2", "KPI330"),
        ("seconds(x)", "1e3", "KPI330"),
        ('hms(x) if call != "c1" else seconds(1)', "soon", "KPI330"),
        ("hms(trim(x))", " ? ", "KPI330"),
    ],
)
def test_what_a_function_cannot_read_rejects_the_row_and_shows_the_text(folder, text, cell, code):
    columns = {"call_id": "call", "agent_id": '"a"', "channel": '"voice"', "started_at": "t", "talk_s": text}
    store = folder.calls(f"call,t,x\nc1,2026-01-01T00:00:00Z,{cell}\n", columns=columns, max_rejected_rows=1)
    found = store.rejected.row(0, named=True)
    assert (found["column"], found["code"], found["text"].strip()) == ("talk_s", code, cell.strip())


def test_a_date_and_time_that_the_zone_skips(folder):
    columns = {"call_id": "call", "agent_id": '"a"', "channel": '"voice"', "started_at": "local(d, t)", "talk_s": 1}
    store = folder.calls(
        "call,d,t\nc1,2026-03-08,2:30:00\nc2,2026-03-08,3:30:00\nc3,2026-03-08,24:00:00\n",
        columns=columns, zone="America/New_York", max_rejected_rows=2,
    )  # fmt: skip
    assert [(r["line"], r["code"], r["text"]) for r in store.rejected.to_dicts()] == [
        (2, "KPI335", "2:30:00"),
        (4, "KPI330", "24:00:00"),
    ]


SLIPS = {
    "a column that is not there": ({"talks": "Talk"}, 'KPI323 .*has no column "talks".*did you mean "talk_s"'),
    "a name that is no header": ({"talk_s": "hms(Tlak)"}, 'KPI202 .*there is no "Tlak".*did you mean "Talk"'),
    "a column left out": ({"talk_s": None}, 'KPI324 .*calls needs "talk_s"; calls.csv has "Call Id"'),
    "text where yes or no is due": ({"resolved": "concat(Agent, Note)"}, "KPI204 .*this is text"),
    "arithmetic on text": ({"talk_s": "Talk * 2"}, "KPI204 .*number is needed"),
    "a syntax slip": ({"resolved": 'answered = "Y"'}, "KPI201"),
    "a function that is not there": ({"talk_s": "hmss(Talk)"}, 'KPI203 .*did you mean "hms"'),
    "a bare number for text": ({"agent_id": 7}, "KPI325 .*does not go into a text column"),
    "a constant with too many decimals": ({"price": Decimal("2.505")}, "KPI325 .*more than 2 decimals"),
    "a constant out of range": ({"talk_s": 10**9}, "KPI325 .*outside"),
    "yes where a number is due": ({"price": True}, "KPI325 .*yes/no columns only"),
    "an unknown format": ({"started_at": 'local(Date, "%Q")'}, "KPI317"),
    "too many decimals of a function": ({"price": "number(Note, 3)"}, "KPI204 .*3 decimals, and the column 2"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_slips_are_found_before_a_row_is_read(folder, slip):
    change, message = SLIPS[slip]
    columns = {name: value for name, value in {**COLUMNS, **change}.items() if value is not None}
    with pytest.raises(Refused, match=message) as fault:
        folder.calls(EXPORT, columns=columns, names=NAMES)
    assert fault.value.exit_code == Exit.DATA
    assert len(fault.value.diagnostics) == 1


def test_all_slips_are_reported_at_once(folder):
    columns = {**COLUMNS, "talk_s": "hms(Tlak)", "resolved": "Talk * 2", "nope": "Talk"}
    with pytest.raises(Refused) as fault:
        folder.calls(EXPORT, columns=columns, names={**NAMES, "z": "Zone"}, time_format="%H")
    assert sorted(d.code for d in fault.value.diagnostics) == ["KPI202", "KPI204", "KPI317", "KPI323", "KPI323"]


def test_without_a_mapping_headers_are_the_columns_and_strangers_are_named(folder, base):
    with pytest.raises(Refused, match=r'KPI323 .*calls has no column "tlak_s"; it lacks "talk_s"'):
        folder.calls(base.replace("talk_s", "tlak_s"))
    assert folder.calls(base).accounts[0].used == 4


def test_beside_a_mapping_headers_of_a_columns_name_are_taken_and_others_passed_over(folder, base, rows_of):
    text = base.replace("call_id", "Call Id").replace("hold_s", "held")
    store = folder.calls(text, columns={"call_id": "Call Id"})
    first = rows_of(store, "calls")[0]
    assert (first["talk_s"], first["resolved"], first["hold_s"]) == (200_000, True, None)
    assert "calls.resolved" in store.mapped
    assert "calls.hold_s" not in store.mapped


def test_parquet_columns_in_expressions(folder, rows_of):
    frame = pl.DataFrame(
        {
            "id": [1, 2],
            "agent": pl.Series(["a", "b"], dtype=pl.Categorical),
            "at": pl.Series([0, 60_000_000]).cast(pl.Datetime("us", "UTC")),
            "talk": pl.Series([1_500, None]).cast(pl.Duration("ms")),
            "price": [2.5, 0.1],
            "paid": pl.Series([Decimal("1.10"), Decimal("2.20")], dtype=pl.Decimal(10, 2)),
        }
    )
    columns = {
        "call_id": "id", "agent_id": "agent", "channel": '"voice" if agent == "a" else "chat"', "started_at": "at",
        "ended_at": "at + talk", "talk_s": "coalesce(talk, seconds(0))",
        "price": "number(price, 2) + paid", "resolved": "id > 1",
    }  # fmt: skip
    first, second = rows_of(folder.calls(frame, columns=columns), "calls")
    assert (first["channel"], first["ended_at"], first["talk_s"], first["price"]) == ("voice", 1_500, 1_500, 360)
    assert (second["call_id"], second["ended_at"], second["price"], second["resolved"]) == ("2", None, 230, True)
