"""Every slip in kpiengine.toml at its place, with its remedy, and without the secrets that stand beside it."""

import pytest

from kpiengine.diagnostics import Refused

HEAD = 'format = 1\n[project]\nname = "centre"\ntimezone = "Asia/Shanghai"\n'
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
