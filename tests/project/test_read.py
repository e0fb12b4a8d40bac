"""kpiengine.toml: what it gives, and that every slip is reported at its place, all at once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kpiengine.codes import CODES
from kpiengine.diagnostics import Refused
from kpiengine.periods import PayCalendar
from kpiengine.plugin.columns import ColumnType
from kpiengine.project import read_project
from kpiengine.project.read import read_as_far_as_possible

HOUR = 3_600_000
HEAD = 'format = 1\n[project]\nname = "centre"\ntimezone = "Asia/Shanghai"\n'


def test_a_small_file_has_defaults_for_the_rest(read, tmp_path):
    project = read(HEAD)

    assert (project.name, project.zone, project.language, project.currency) == ("centre", "Asia/Shanghai", "en", None)
    assert project.folder == tmp_path.resolve()
    assert project.rules == ("rules/*.toml",)
    assert project.outputs == Path("out")
    assert project.allowed_plugins is None
    assert (project.engine.name, project.engine.memory, project.engine.spill) == ("polars", None, None)
    assert (project.sites, project.plans, project.facts) == ({}, {}, {})
    assert len(project.sha256) == 64


def test_everything_that_can_be_said(read):
    project = read("""
format = 1
[project]
name = "centre"
timezone = "Asia/Shanghai"
language = "zh"
currency = "CNY"
rules = ["rules/*.toml", "more/a.toml"]
[site.shanghai]
calendar = "day"
[site.manila]
timezone = "Asia/Manila"
currency = "PHP"
[calendar.day]
hours = { mon-fri = ["13:00-18:00", "09:00-12:00"], sat = "22:00-06:00", sun = [] }
holidays = [2026-10-01]
days = { 2026-10-10 = "00:00-24:00" }
peak = { tue = "10:00-11:30" }
[calendar.night]
timezone = "Asia/Manila"
hours = { sat-mon = "20:00-24:00" }
[plan.bonus]
covers = { role = "agent", site = "shanghai", line = ["phone", "chat"] }
[plan.okr]
pays_beside = ["bonus"]
[plugins]
allow = ["contacts"]
[engine]
name = "duckdb"
memory = "4 GB"
spill = "tmp"
[outputs]
folder = "results"
[facts.contacts]
source = ["data/a-*.csv", "data/b.csv"]
encoding = "gb18030"
separator = ";"
skip_lines = 2
thousands = ","
where = 'Kind == "call"'
date_format = "%d/%m/%Y"
time_format = "%H:%M"
timezone = "Asia/Manila"
ambiguous = "first"
max_rejected_rows = 10
max_rejected_percent = 0.5
rows = "versions"
[facts.contacts.columns]
contact_id = "Call Id"
talk_s = 'hms(AvgTalkDuration)'
version = 1
is_test = false
rate = 1.50
[facts.contacts.names]
answered = "Answered (Y/N)"
[facts.calls]
source = "x.parquet"
[facts.agents]
derive = ["agent_legs.agent_id"]
[facts.agents.extra]
line = "text"
base_pay = { type = "number", decimals = 2, minimum = 0, maximum = 99999.99, required = true }
shift = { type = "text", values = ["day", "night"] }
""")

    assert project.sites["shanghai"].zone == "Asia/Shanghai"
    assert (project.currency_of("shanghai"), project.currency_of("manila"), project.currency_of(None)) == (
        "CNY",
        "PHP",
        "CNY",
    )
    day, night = project.calendars.by_name["day"], project.calendars.by_name["night"]
    assert (project.calendars.default, project.calendars.of_site) == (None, {"shanghai": "day"})
    assert (day.zone, night.zone) == ("Asia/Shanghai", "Asia/Manila")
    assert day.week == (((9 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)),) * 5 + (((22 * HOUR, 30 * HOUR),), ())
    assert day.days == ((20727, ()), (20736, ((0, 24 * HOUR),)))
    assert day.peak == ((), ((10 * HOUR, 11 * HOUR + HOUR // 2),), (), (), (), (), ())
    assert [bool(windows) for windows in night.week] == [True, False, False, False, False, True, True]
    assert project.plans["bonus"].covers == {"role": ("agent",), "site": ("shanghai",), "line": ("phone", "chat")}
    assert project.plans["okr"].pays_beside == ("bonus",)
    assert project.allowed_plugins == ("contacts",)
    assert (project.engine.name, project.engine.memory, project.engine.spill) == ("duckdb", 4 * 10**9, Path("tmp"))
    assert project.outputs == Path("results")
    contacts = project.facts["contacts"]
    assert contacts.source == ("data/a-*.csv", "data/b.csv")
    assert (contacts.format, contacts.encoding, contacts.separator, contacts.skip_lines) == ("csv", "gb18030", ";", 2)
    assert (contacts.thousands, contacts.where, contacts.zone) == (",", 'Kind == "call"', "Asia/Manila")
    assert (contacts.ambiguous, contacts.rows) == ("first", "versions")
    assert (contacts.max_rejected_rows, contacts.max_rejected_percent) == (10, Decimal("0.5"))
    assert contacts.columns == {
        "contact_id": "Call Id",
        "talk_s": "hms(AvgTalkDuration)",
        "version": 1,
        "is_test": False,
        "rate": Decimal("1.50"),
    }
    assert contacts.columns["is_test"] is False
    assert contacts.names == {"answered": "Answered (Y/N)"}
    assert project.facts["calls"].format == "parquet"
    agents = project.facts["agents"]
    assert agents.derive == ("agent_legs.agent_id",)
    assert agents.extra["line"].null
    pay = agents.extra["base_pay"]
    assert (pay.type, pay.decimals, pay.null, pay.minimum, pay.maximum) == (ColumnType.NUMBER, 2, False, 0, 9_999_999)
    assert agents.extra["shift"].values == ("day", "night")


def test_a_single_calendar_holds_everywhere_and_of_several_one_is_named(read):
    one, other = "[calendar.a]\nhours = { mon = [] }\n", "[calendar.b]\nhours = { mon = [] }\n"

    assert read(HEAD).calendars.default is None
    assert read(HEAD + one).calendars.default == "a"
    assert read(HEAD + one + other).calendars.default is None
    assert read(HEAD + "calendar = 'b'\n" + one + other).calendars.default == "b"


def test_later_stages_can_name_the_place_of_a_key(read):
    project = read(HEAD + "[facts.contacts]\nsource = 'a.csv'\n[facts.contacts.columns]\n  talk_s = 'hms(Talk)'\n")

    place = project.place("facts", "contacts", "columns", "talk_s")
    assert (place.line, place.column, place.source) == (8, 3, "  talk_s = 'hms(Talk)'")
    assert place.path.endswith("kpiengine.toml")
    assert project.place("facts", "contacts", "columns", "not_there").line == 7


def test_all_faults_come_at_once_in_file_order(faults):
    found = faults(HEAD + "curency = 'CNY'\n[engine]\nname = 'x'\n[facts.a]\nsource = '../x'\nrows = 'y'\n")

    assert [(d.code, d.place.line) for d in found] == [
        ("KPI602", 5),
        ("KPI605", 7),
        ("KPI608", 9),
        ("KPI605", 10),
    ]


def test_paths_may_leave_the_project_where_it_says_so(read):
    project = read(HEAD + "allow_outside = true\n[facts.a]\nsource = '../../data/*.csv'\n")

    assert project.allow_outside
    assert project.facts["a"].source == ("../../data/*.csv",)


def test_a_folder_without_a_project_file_says_how_to_begin(tmp_path):
    with pytest.raises(Refused, match="kpiengine init"):
        read_project(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(read):
    assert read(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode()).name == "centre"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD.encode() + b"# caf\xe9\n", 5),
        (HEAD + "language = \n", 5),
        (HEAD + "name = 'twice'\n", 5),
        (HEAD + "x = " + "[" * 5000 + "]" * 5000, None),
        (HEAD + "x = " + "9" * 5000, None),
        (b"# " + b"x" * 1_000_001, None),
    ],
)
def test_a_file_that_is_no_toml_is_refused_cleanly(faults, text, line):
    found = faults(text)

    assert {fault.code for fault in found} <= {code for code in CODES if code < "KPI100"}
    if line is not None:
        assert [fault.place.line for fault in found] == [line]


def test_slips_of_the_keyboard_are_named_and_the_rest_is_checked_too(faults):
    found = faults(HEAD + "language = “zh”\n[facts.a]\nsource = 'a.csv'\nmax_rejected_percent = 5 %\nrow = 'unique'\n")

    assert [(fault.code, fault.place.line) for fault in found] == [("KPI011", 5), ("KPI013", 8), ("KPI602", 9)]


def test_a_broken_file_is_read_as_far_as_it_goes(tmp_path):
    def reading(text: str):
        (tmp_path / "kpiengine.toml").write_text(text, "utf-8")
        return read_as_far_as_possible(tmp_path)

    found = reading(HEAD.replace("timezone", "timezoen") + 'currency = "CNY"\nrules = ["../x.toml", "r/*.toml"]\n')
    assert {d.code for d in found.faults} == {"KPI602", "KPI608"}
    assert found.project is not None
    assert (found.project.currency, found.project.rules) == ("CNY", ("r/*.toml",))
    assert found.doubts == {"currency"}
    assert reading(HEAD + "[facts.calls]\nsuorce = 3\n").doubts == set()
    assert reading(HEAD + '[facts.agents]\nsource = "x.csv"\n[facts.agents.extra]\nshift = 3\n').doubts == {"roster"}
    assert reading(HEAD + "[rooster]\n").doubts == {"currency", "roster"}
    assert reading("= 3\n").project is None


def test_a_column_of_the_roster_keeps_its_type(faults, read):
    text = HEAD + '[facts.agents]\nsource = "x.csv"\n[facts.agents.extra]\n'
    (fault,) = faults(text + 'role = "number"\n')
    assert (fault.code, fault.place.line) == ("KPI612", 8)
    assert read(text + 'role = { type = "text", values = ["agent", "coach"] }\n').roster.extra["role"].values


def test_places_are_said_from_where_the_command_runs(tmp_path, monkeypatch):
    (tmp_path / "centre" / "below").mkdir(parents=True)
    (tmp_path / "centre" / "kpiengine.toml").write_text("format = 2\n", "utf-8")
    said = {}
    for name, folder in ((".", "centre"), ("centre", "."), ("centre/below", "..")):
        monkeypatch.chdir(tmp_path / name)
        said[name] = str(read_as_far_as_possible(Path(folder)).faults[-1].place)
    full = (tmp_path / "centre" / "kpiengine.toml").resolve().as_posix()
    assert said == {".": "centre/kpiengine.toml:1:1", "centre": "kpiengine.toml:1:1", "centre/below": f"{full}:1:1"}


def test_periods_of_its_own(read):
    pay, weeks = "from = 2026-01-26\nevery = 'month'\n", "from = 2026-01-05\nevery = '2 weeks'\n"
    assert read(f"{HEAD}[period.pay]\n{pay}[period.fortnight]\n{weeks}").periods == {
        "pay": PayCalendar("pay", date(2026, 1, 26), months=1),
        "fortnight": PayCalendar("fortnight", date(2026, 1, 5), days=14),
    }
