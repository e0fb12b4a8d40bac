"""Files that are too few or not whole are refused; stale ones are tried through the command line."""

import hashlib

import polars as pl
import pytest

from kpiengine.diagnostics import Refused

HEAD = "file,rows,"


def codes(refused):
    return [d.code for d in refused.value.diagnostics]


@pytest.fixture
def controlled(folder, base):
    """Loads the sound calls with a control file that says this."""

    def load(told, **settings):
        folder.put("calls.control.csv", told)
        return folder.calls(base, control="calls.control.csv", **settings)

    return load


@pytest.mark.parametrize(("least", "sound"), [(4, True), (5, False)])
def test_fewer_rows_than_there_must_be_are_refused(folder, base, least, sound):
    if sound:
        assert folder.calls(base, min_rows=least).accounts[0].read == least
        return
    with pytest.raises(Refused, match="4 rows were read, and 5 must be there, so nothing is computed") as refused:
        folder.calls(base, min_rows=least)
    assert codes(refused) == ["KPI342"]


def test_totals_that_agree_are_among_the_inputs(controlled, base):
    digest = hashlib.sha256(base.encode()).hexdigest()
    store = controlled(f"file,rows,sha256\ncalls.csv,4,{digest.upper()}\n")
    assert [one.path for one in store.inputs] == ["calls.csv", "calls.control.csv"]
    assert store.accounts[0].read == len(base.splitlines()) - 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("file,rows\ncalls.csv,5\n", "4 rows were read, and 5 were sent"),
        ("file,rows\n*,3\n", "all files: 4 rows were read, and 3 were sent"),
        ("file,rows,sha256\ncalls.csv,4,abcd\n", "and not abcd"),
        ("file,rows\ncalls.csv,4\nother.csv,2\n", "other.csv is told of and was not read"),
        ("file,rows\n", "calls.csv was read and is not told of"),
        ("file,rows\ncalls.csv,many\n", "rows is told as many, which is no number"),
        ("file,rows,nothing\ncalls.csv,4,1\n", "there is no such header"),
        ("rows\n4\n", 'it has no column "file"'),
        ("file,rows\ncalls.csv,4,5\n", "more or fewer cells"),
        ("file,rows\n\xff", "the control file cannot be read"),
    ],
)
def test_totals_that_differ_are_refused(controlled, told, said):
    with pytest.raises(Refused) as refused:
        controlled(told.encode("latin-1"))
    assert set(codes(refused)) == {"KPI344"}
    assert said in str(refused.value.diagnostics[0].message)


def test_a_control_file_that_is_not_there_is_refused(folder, base):
    with pytest.raises(Refused, match=r"calls\.control\.csv"):
        folder.calls(base, control="calls.control.csv")


@pytest.mark.parametrize("total", ["10.75", "10.750", " 10.75"])
@pytest.mark.parametrize("parquet", [False, True])
def test_sums_are_exact_and_over_the_right_file(folder, total, parquet):
    """Sums are of the raw cells of each file; an empty cell adds nothing."""
    base = "call_id,agent_id,ts,talk_s,x\n"
    texts = {
        "a": base + "1,a1,2026-06-01T00:00:00Z,1,0.75\n2,a1,2026-06-01T00:00:00Z,1,10\n3,a1,2026-06-01T00:00:00Z,1,\n",
        "b": base + "4,a1,2026-06-01T00:00:00Z,1,7.5\n",
    }
    columns = {"call_id": "call_id", "agent_id": "agent_id", "ts": "ts", "talk_s": "talk_s"}
    kind = "parquet" if parquet else "csv"
    for name, text in texts.items():
        frame = pl.read_csv(text.encode(), infer_schema_length=None).with_columns(pl.col("x").cast(pl.Decimal(10, 2)))
        folder.put(f"{name}.{kind}", frame if parquet else text)
    folder.put("control.csv", f"file,rows,x\na.{kind},3,{total}\nb.{kind},1,7.5\n")
    folder.source("calls", f"a.{kind}", f"b.{kind}", columns=columns, control="control.csv")
    from kpiengine.facts.complete import check_whole  # noqa: PLC0415 -- only what is held against the totals
    from kpiengine.facts.table import _read  # noqa: PLC0415 -- as above
    from kpiengine.sources.files import find_files  # noqa: PLC0415 -- as above

    project = folder.project()
    source = project.facts["calls"]
    found = find_files(folder.path, source.source, "calls", project.place("facts"), allow_outside=False)
    assert check_whole(source, project, _read(source, found)) is not None
    folder.put("control.csv", f"file,rows,x\na.{kind},3,{total}\nb.{kind},1,7.51\n")
    with pytest.raises(Refused, match=r"b\.\w+: x adds up to 7\.5, and 7\.51 was sent"):
        check_whole(source, project, _read(source, found))
