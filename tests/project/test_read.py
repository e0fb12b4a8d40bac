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


@pytest.fixture
def read(tmp_path: Path):
    def read(text: str | bytes):
        raw = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "kpiengine.toml").write_bytes(raw)
        return read_project(tmp_path)

    return read


@pytest.fixture
def faults(read):
    def faults(text: str | bytes):
        with pytest.raises(Refused) as caught:
            read(text)
        assert all(d.code in CODES for d in caught.value.diagnostics)
        return caught.value.diagnostics

    return faults


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


FACTS = HEAD + "[facts.contacts]\nsource = 'a.csv'\n"
OFFICE = "[calendar.office]\nhours = "
SLIPS = [
    (HEAD + "tz = 'UTC'\n", "KPI602", (5, 1), 'unknown key "tz" in [project]'),
    (HEAD + "curency = 'CNY'\n", "KPI602", (5, 1), 'did you mean "currency"?'),
    (HEAD + "rows = 'unique'\n", "KPI602", (5, 1), "it belongs under [facts.NAME]"),
    (HEAD + "[watching]\nlead = 3\n", "KPI602", (5, 2), 'unknown section "watching"'),
    (HEAD + "[limits]\nper_run = -3\n", "KPI605", (6, 1), "a limit is 0 or more"),
    (HEAD + "[limits]\nper_run = { CNY = 5000, PPP = 3 }\n", "KPI607", (6, 25), "PPP"),
    (HEAD + "[limits]\nper_run = { CNY = -1 }\n", "KPI605", (6, 13), "a limit is 0 or more"),
    (HEAD + "[limits]\nper_run = '300'\n", "KPI603", (6, 1), "a number without quotes"),
    (HEAD + "[approval]\nrequired = 1\n", "KPI603", (6, 1), "true or false"),
    (HEAD + "[ledger]\nurl = '/var/ledger.db'\n", "KPI608", (6, 1), "leaves the project folder"),
    (HEAD + "[ledger]\nurl = 'env:NO_SUCH_NAME'\n", "KPI605", (6, 1), "set NO_SUCH_NAME"),
    (HEAD + "[notify.lead]\nwhom = 'x'\n", "KPI602", (6, 1), 'unknown key "whom" in [notify.lead]'),
    (HEAD + "[notify.x]\nchat = 'https://s3cret'\n", "KPI605", (6, 1), "chat"),
    (HEAD + "[period.p]\nevery = 'month'\n", "KPI604", (5, 9), "from = 2026-01-26"),
    (HEAD + "[period.p]\nfrom = '2026-01-26'\nevery = 'month'\n", "KPI603", (6, 1), "a date such as 2026-01-26"),
    (HEAD + "[period.p]\nfrom = 2026-01-29\nevery = 'month'\n", "KPI605", (6, 1), "no first day"),
    (HEAD + "[period.p]\nfrom = 2026-01-26\nevery = 'fortnight'\n", "KPI605", (7, 1), 'type it as "2 weeks"'),
    (HEAD + "[period.p]\nfrom = 2026-01-26\n", "KPI604", (5, 9), 'every = "2 weeks"'),
    (HEAD + "[period.week]\nfrom = 2026-01-26\nevery = 'month'\n", "KPI605", (5, 9), "that is a calendar already"),
    (HEAD + "[sites.a]\n", "KPI602", (5, 2), 'did you mean "site"?'),
    (HEAD + "language = 'fr'\n", "KPI605", (5, 1), 'it is one of "en", "zh"'),
    (HEAD + "language = 3\n", "KPI603", (5, 1), "language must be text in quotes, not 3"),
    (HEAD + "currency = 'CNX'\n", "KPI607", (5, 1), "CNX"),
    (HEAD + "rules = [1]\n", "KPI603", (5, 1), "text or a list of texts"),
    (HEAD + "rules = '../r.toml'\n", "KPI608", (5, 1), "allow_outside = true"),
    (HEAD + "allow_outside = 'yes'\n", "KPI603", (5, 1), "true or false"),
    (HEAD + "[site.a]\ntimezone = 'Asia/Manilla'\n", "KPI606", (6, 1), 'did you mean "Asia/Manila"?'),
    (HEAD + "[site.'a b']\n", "KPI611", (5, 7), "letters, digits, _ and -"),
    (HEAD + "[plan.a]\npays_beside = ['b']\n", "KPI609", (6, 1), 'there is no other plan "b"'),
    (HEAD + "[plan.a]\npays_beside = ['a']\n", "KPI609", (6, 1), 'there is no other plan "a"'),
    (HEAD + "[site.manila]\n[plan.a]\ncovers = { site = 'manilla' }\n", "KPI609", (7, 12), 'did you mean "manila"?'),
    (HEAD + "[plan.a]\ncovers = { role = 3 }\n", "KPI603", (6, 12), "text or a list of texts"),
    (HEAD + "[plan]\na = 3\n", "KPI603", (6, 1), "begin it with [plan.a]"),
    (HEAD + "[engine]\nname = 'pollars'\n", "KPI605", (6, 1), 'did you mean "polars"?'),
    (HEAD + "[engine]\nmemory = '4G'\n", "KPI605", (6, 1), '"4 GB"'),
    (HEAD + "[engine]\nspill = '/tmp'\n", "KPI608", (6, 1), "leaves the project folder"),
    (HEAD + "[outputs]\nfolder = '~/x'\n", "KPI608", (6, 1), "leaves the project folder"),
    (HEAD + "[outputs]\ndir = 'x'\n", "KPI602", (6, 1), 'did you mean "folder"?'),
    (HEAD + "[facts.contacts]\n", "KPI604", (5, 8), 'type source = "data/contacts.csv"'),
    (HEAD + "[facts.contacts]\nsorce = 'x'\n", "KPI602", (6, 1), 'did you mean "source"?'),
    (HEAD + "[facts.a-b]\nsource = 'x'\n", "KPI611", (5, 8), "letters, digits and _,"),
    (HEAD + "[facts.contacts]\nsource = 'a\\b.csv'\n", "KPI605", (6, 1), "type / between folders"),
    (HEAD + "[facts.contacts]\nsource = '/a.csv'\n", "KPI608", (6, 1), "leaves the project folder"),
    (HEAD + "[facts.contacts]\nsource = ''\n", "KPI603", (6, 1), "text or a list of texts"),
    (FACTS + "encoding = 'rot13'\n", "KPI605", (7, 1), '"gb18030"'),
    (FACTS + "encoding = 'utf9'\n", "KPI605", (7, 1), '"gb18030"'),
    (FACTS + "separator = ';;'\n", "KPI603", (7, 1), "one character"),
    (FACTS + "skip_lines = '2'\n", "KPI603", (7, 1), "a whole number"),
    (FACTS + "skip_lines = true\n", "KPI603", (7, 1), "a whole number, not true"),
    (FACTS + "skip_lines = -1\n", "KPI605", (7, 1), "from 0 to 1000"),
    (FACTS + "max_rejected_percent = 101\n", "KPI605", (7, 1), "from 0 to 100"),
    (FACTS + "rows = 'uniqe'\n", "KPI605", (7, 1), 'did you mean "unique"?'),
    (FACTS + "where = ' '\n", "KPI605", (7, 1), "leave the key out"),
    (FACTS + "zone = 'UTC'\n", "KPI602", (7, 1), 'did you mean "timezone"?'),
    (FACTS + "columns = 'x'\n", "KPI603", (7, 1), "begin it with [facts.contacts.columns]"),
    (FACTS + "[facts.contacts.columns]\na = [1]\n", "KPI603", (8, 1), "a header or an expression"),
    (FACTS + "[facts.contacts.columns]\n'a b' = 'x'\n", "KPI611", (8, 1), "letters, digits and _,"),
    (FACTS + "[facts.contacts.names]\na = 3\n", "KPI603", (8, 1), "text in quotes"),
    (FACTS + "[facts.contacts.extra]\nx = 'txt'\n", "KPI605", (8, 1), 'did you mean "text"?'),
    (FACTS + "[facts.contacts.extra]\nx = 3\n", "KPI603", (8, 1), 'a type such as "text"'),
    (FACTS + "[facts.contacts.extra]\nx = { required = true }\n", "KPI604", (8, 1), "no type"),
    (FACTS + "[facts.contacts.extra]\nx = { type = 'text', decimals = 1 }\n", "KPI605", (8, 22), 'type = "number"'),
    (FACTS + "[facts.contacts.extra]\nx = { type = 'text', minimum = 1 }\n", "KPI605", (8, 22), "only numbers"),
    (FACTS + "[facts.contacts.extra]\nx = { type = 'integer', maximum = 1.5 }\n", "KPI605", (8, 25), "decimals"),
    (HEAD + "calendar = 'office'\n", "KPI609", (5, 1), 'there is no calendar "office"'),
    (HEAD + "[site.a]\ncalendar = 'ofice'\n" + OFFICE + "{}", "KPI609", (6, 1), 'did you mean "office"?'),
    (HEAD + "[calendar.sale]\non = [2026-10-01]\npeak = {}", "KPI605", (7, 1), "section of its own"),
    (HEAD + "[calendar.sale]\non = [2026-10-01, 2026-10-01]", "KPI605", (6, 1), "no day stands twice"),
    (HEAD + "[calendar.sale]\non = 2026-10-01", "KPI603", (6, 1), "a list such as"),
    (HEAD + "[calendar.'a b']\nhours = {}\n", "KPI611", (5, 11), "letters, digits, _ and -"),
    (HEAD + "[calendar.office]\n", "KPI604", (5, 11), "has no hours"),
    (HEAD + "[calendar.office]\nhour = {}\n", "KPI602", (6, 1), 'did you mean "hours"?'),
    (HEAD + "[calendar.office]\nopening_hours = {}\n", "KPI602", (6, 1), 'did you mean "hours"?'),
    (HEAD + "[calendars.office]\n", "KPI602", (5, 2), 'did you mean "calendar"?'),
    (HEAD + OFFICE + "'09:00-18:00'", "KPI603", (6, 1), "a table"),
    (HEAD + OFFICE + "{ monday = '09:00-18:00' }", "KPI602", (6, 11), 'did you mean "mon"?'),
    (HEAD + OFFICE + "{ always = '09:00-18:00' }", "KPI602", (6, 11), "mon-fri"),
    (HEAD + OFFICE + "{ mon-fry = '09:00-18:00' }", "KPI602", (6, 11), 'unknown day "mon-fry"'),
    (HEAD + OFFICE + "{ mon = '9-18' }", "KPI613", (6, 11), '"09:00-18:00"'),
    (HEAD + OFFICE + "{ mon = '24:00-06:00' }", "KPI613", (6, 11), "from when to when"),
    (HEAD + OFFICE + "{ mon = '09:00-09:00' }", "KPI613", (6, 11), "from when to when"),
    (HEAD + OFFICE + "{ mon = 9 }", "KPI603", (6, 11), "text or a list of texts"),
    (HEAD + OFFICE + "{ mon = ['09:00-12:00', '11:59-18:00'] }", "KPI613", (6, 11), "overlap"),
    (HEAD + OFFICE + "{ mon-fri = '09:00-12:00', fri = '09:00-11:00' }", "KPI613", (6, 36), "what fri is like"),
    (HEAD + OFFICE + "{}\npeak = { mo = '09:00-11:00' }", "KPI602", (7, 10), 'did you mean "mon"?'),
    (HEAD + OFFICE + "{}\nholidays = ['2026-10-01']", "KPI603", (7, 1), "dates without quotes"),
    (HEAD + OFFICE + "{}\nholidays = 2026-10-01", "KPI603", (7, 1), "dates without quotes"),
    (HEAD + OFFICE + "{}\nholidays = [2026-10-01, 2026-10-01]", "KPI613", (7, 1), "what 2026-10-01 is like"),
    (HEAD + OFFICE + "{}\ndays = { 2026-02-30 = [] }", "KPI602", (7, 10), "type a date as the key"),
    (HEAD + OFFICE + "{}\nholidays = [2026-10-01]\ndays = { 2026-10-01 = [] }", "KPI613", (8, 10), "leave one of them"),
    (HEAD + OFFICE + "{}\ntimezone = 'Asia/Manilla'", "KPI606", (7, 1), 'did you mean "Asia/Manila"?'),
    ("[project]\nname = 'a'\ntimezone = 'UTC'\n", "KPI604", (None, None), "format = 1"),
    (HEAD.replace("format = 1", "format = 2"), "KPI610", (1, 1), "format 2 is not known"),
    (HEAD.replace("format = 1", "format = true"), "KPI610", (1, 1), "is not known"),
    ("format = 1\n", "KPI604", (None, None), "[project]"),
    (HEAD.replace('"centre"', '"3 centres"'), "KPI611", (3, 1), "begin with a letter"),
    (HEAD.replace("timezone", "time_zone"), "KPI602", (4, 1), 'did you mean "timezone"?'),
    (HEAD.replace('timezone = "Asia/Shanghai"', ""), "KPI604", (2, 2), "has no timezone"),
    (HEAD.replace("Asia/Shanghai", "CET+1"), "KPI606", (4, 1), "there is no time zone"),
]


@pytest.mark.parametrize(("text", "code", "at", "words"), SLIPS, ids=range(len(SLIPS)))
def test_a_slip_is_reported_at_its_place(faults, text, code, at, words):
    (fault,) = faults(text)

    assert fault.code == code
    assert (fault.place.line, fault.place.column) == at
    assert words in f"{fault.message}; {fault.remedy}"


@pytest.mark.parametrize(
    "text",
    [
        "[notify.x]\nchat = 'slack://s3cret/a'\n",
        "[notify.x]\nchatt = 'slack://s3cret/a'\n",
        "[notify.x]\nchat = slack://s3cret\n",
        "[notify.x]\nwebhook = 's3cret'\nhosts = ['h.example']\n",
        "[notify.x]\nmail = 'env:A'\nchat = 'x://s3cret'\n",
        "[notify.x]\nmail = 's3cret'\n",
        "[mail]\nserver = 's3cret'\n",
        "[mail]\nserver = 'mailtos://ops:s3cret@h' oops\n",
    ],
)
def test_a_secret_that_stands_where_it_should_not_is_not_repeated(read, text):
    with pytest.raises(Refused) as refused:
        read(HEAD + text)
    assert "s3cret" not in refused.value.message
    assert "kpiengine.toml:" in refused.value.message


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
