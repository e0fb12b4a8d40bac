"""Plan 08 as it stands over a made-up month: the notices, in order, are what its read-aloud says.

74, leave, 73 fires in the third week; 78 is still on; 81 is off.  On the evening of the third Sunday nobody gets
through at one site until it closes; its alert keeps the site's people, teams and queues quiet until the first check of
Monday, and they are told then.  A queue of the other site is told of all the time.  Praise is by the month,
shrinkage by the week and team.

Rule file and project file are read where they lie, not a word of them changed.  The project file is that of payroll and
ends before the data: it names two calendars and people to mail to, and says neither when those are open, nor where
tables lie, nor by which server.  That much is added to it here.
"""

import email
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kpiengine.alerts.states import Event
from kpiengine.judging.task import Task
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.alert_view import notices
from kpiengine.ledger.process import this_worker
from kpiengine.outputs.progress import Quiet
from kpiengine.pipeline import evaluate, watch
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project

SECONDS = "%Y-%m-%d %H:%M:%S"
ZONE = ZoneInfo("Asia/Shanghai")
BESIDE = """
[mail]
server = "env:TRY_MAIL"
from = "kpi@centre.example"
[calendar.cn]
hours = { mon-sun = "09:00-18:00" }
[calendar.ph]
timezone = "Asia/Manila"
hours = { mon-sun = "09:00-18:00" }
[facts.agents]
source = "data/agents.csv"
[facts.agents.extra]
line = "text"
team_lead = "text"
mail = "text"
"""
TABLES = ("surveys", "schedule", "agent_states", "contacts", "queues", "queue_entries")
NORTH = ("a1", "a2", "a3", "a4", "a5")
ROSTER = [
    *((agent, "agent", "north", "shanghai", "l1") for agent in NORTH),
    ("m1", "agent", "south", "manila", "l2"),
    ("l1", "lead", "", "shanghai", ""),
    ("l2", "lead", "", "manila", ""),
]
NAMES = {"a1": "Li Na", "a2": "Wang Wei", "l1": "Mei", "l2": "Tao"}
WEEKS = {41: (37, 50), 42: None, 43: (73, 100), 44: (39, 50), 45: (81, 100)}  # 74, leave, 73, 78, 81 for a1
SICK = {42: 18, 43: 26}  # hours of 200: 9 %, then 13 %
TRAINING = {44: 56}  # 28 %
SUNDAY = date(2026, 10, 25)
OUTAGE = ("17:00", "18:00")  # nobody gets through at Shanghai
BAD = ("10:00", "11:00", "12:00")  # from the first half of the calls are answered in time, from the second 2 of 5


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def days_of(week):
    return [date.fromisocalendar(2026, week, weekday) for weekday in range(1, 6)]


@pytest.fixture
def centre(shared, tmp_path, monkeypatch, mail):
    plans = shared / "plans"
    for folder in ("rules", "data", "secrets"):
        (tmp_path / folder).mkdir()
    (tmp_path / "rules" / "alerts.toml").write_text((plans / "08_alerts.toml").read_text("utf-8"), "utf-8")
    tables = "".join(f'[facts.{name}]\nsource = "data/{name}.csv"\n' for name in TABLES)
    given = (plans / "kpiengine.toml").read_text("utf-8")
    (tmp_path / "kpiengine.toml").write_text(given + BESIDE + tables, "utf-8")
    for name in ("wfm", "hr"):
        secret = tmp_path / "secrets" / f"{name}.addr"
        secret.write_text(f"{name}@centre.example\n", "utf-8")
        secret.chmod(0o600)
    monkeypatch.setenv("TRY_MAIL", f"mailto://127.0.0.1:{mail.port}?mode=insecure&smtp=127.0.0.1")
    for name, rows in {"agents": people(), **weeks(), **calls(), "queues": queues()}.items():
        (tmp_path / "data" / f"{name}.csv").write_text("\n".join([*rows, ""]), "utf-8")
    return tmp_path


def people():
    yield "agent_id,name,valid_from,role,kind,team_id,site_id,line,team_lead,mail"
    for who, role, team, site, lead in ROSTER:
        yield f"{who},{NAMES.get(who, who)},2026-01-01,{role},human,{team},{site},mixed,{lead},{who}@centre.example"


def queues():
    return ["queue_id,name,channel,site_id", "q1,Orders,voice,shanghai", "q2,Service,voice,manila"]


def weeks():
    """Surveys of a1 by week and of a2 by month; a working week of everybody, with what took them from the queue."""
    return {"surveys": surveys(), "schedule": list(schedule()), "agent_states": list(states())}


def surveys():
    rows = ["response_id,kind,agent_id,ts_answered,score,scale_min,scale_max"]
    months = [((2026, month), good) for month, good in ((7, 44), (8, 44), (9, 44), (10, 48))]  # 88 %, and then 96
    asked = [("a2", [date(*month, day) for day in range(1, 26)], good, 50) for month, good in months]
    asked += [("a1", days_of(week), *share) for week, share in WEEKS.items() if share is not None]
    for agent, days, good, count in asked:
        for n in range(count):
            day = days[n % len(days)]
            rows.append(f"r{len(rows)},csat,{agent},{day} 10:{n % 60:02}:00,{5 if n < good else 1},1,5")
    return rows


def shifts():
    """Agent, what he does, from and to: first what takes him from the queue, then the queue."""
    for week, share in WEEKS.items():
        left = {what: hours[week] for what, hours in (("sick", SICK), ("training", TRAINING)) if week in hours}
        for agent, day in ((agent, day) for agent in (*NORTH, "m1") for day in days_of(week)):
            away, hours = "", 0
            if agent == "a1" and share is None:
                away, hours = "leave", 8
            elif agent in NORTH[1:]:
                away, hours = next(((what, min(8, n)) for what, n in left.items() if n), ("", 0))
                if away:
                    left[away] -= hours
            start = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
            back, end = start + timedelta(hours=hours), start + timedelta(hours=8)
            yield from (
                (agent, what, f"{begin:{SECONDS}}", f"{stop:{SECONDS}}")
                for what, begin, stop in ((away, start, back), ("on_queue", back, end))
                if begin < stop
            )


def schedule():
    yield "row_id,agent_id,ts_start,ts_end,activity,paid,planned"
    for n, (agent, what, begin, stop) in enumerate(shifts()):
        yield f"s{n},{agent},{begin},{stop},{what},true,{'false' if what == 'sick' else 'true'}"


def states():
    yield "agent_id,ts_start,ts_end,state"
    for agent, what, begin, stop in shifts():
        if what == "on_queue":
            yield f"{agent},{begin},{stop},available"


def calls():
    """A call a minute at each queue on Sunday and on Monday morning, as long as both are open."""
    contacts = ["contact_id,ts_arrived,ts_ended,channel,outcome,handled_by,first_queue_id"]
    entries = ["entry_id,contact_id,seq,queue_id,agent_id,ts_enter,ts_leave,wait_s,outcome"]
    stretches = ((SUNDAY, 9, 18), (SUNDAY + timedelta(days=1), 9, 11))
    for day, first, last in stretches:
        for minute in range(first * 60, last * 60):
            clock = f"{minute // 60:02}:{minute % 60:02}"
            came = at(f"{day}T{clock}").replace(tzinfo=None)
            for queue, agent in (("q1", "a3"), ("q2", "m1")):
                out = queue == "q1" and day == SUNDAY and OUTAGE[0] <= clock < OUTAGE[1]
                wait = 60 if queue == "q2" and day == SUNDAY and is_late(clock, minute) else 10
                left = came + timedelta(seconds=wait)
                contacts.append(
                    f"c{len(contacts)},{came:{SECONDS}},{left:{SECONDS}},voice,"
                    f"{'abandoned_queue' if out else 'handled'},human,{queue}"
                )
                entries.append(
                    f"e{len(entries)},c{len(contacts) - 1},1,{queue},{'' if out else agent},{came:{SECONDS}},"
                    f"{left:{SECONDS}},{wait},{'abandoned' if out else 'answered'}"
                )
    return {"contacts": contacts, "queue_entries": entries}


def is_late(clock, minute):
    """From 10:00 every second call of the queue waits too long, from 11:00 three of five, from 12:00 none."""
    if BAD[0] <= clock < BAD[1]:
        return minute % 5 < 2  # 60 % in time
    return BAD[1] <= clock < BAD[2] and minute % 5 < 3  # 40 %


# What is mailed: to leads the alerts of their people and teams, to wfm shrinkage, queues and outages.
LETTERS = {"l1@centre.example": 4, "a2@centre.example": 1, "wfm@centre.example": 8}


def plain(mail):
    """The text of a mail."""
    return email.message_from_string(mail).get_payload(decode=True).decode("utf-8")


def run(folder, how, moment):
    project = read_project(folder)
    task = Task(Asked(), folder / "out", at(moment), this_worker("kpiengine test"))
    return how(project, task, Quiet())


def told(folder):
    with looking(place_in(folder)) as ledger:
        return [
            (
                f"{datetime.fromtimestamp(n.at / 1000, ZONE):%m-%d %H:%M}",
                n.series.alert,
                n.subject,
                Event(n.event).word,
                n.quiet,
            )
            for n in notices(ledger.database)
        ]


BY_OUTAGE = "alert alerts.site_outage"
STORY = [
    ("10-19 00:00", "shrinkage_unplanned", "north", "fired", None),  # 9 %
    # Service at the other site is 60 % from 10:00 and 40 % from 11:00: under 70, then under 50, in the second check.
    ("10-25 10:45", "service_level_now", "q2", "fired", None),
    ("10-25 11:45", "service_level_now", "q2", "worse", None),
    ("10-25 12:30", "service_level_now", "q2", "resolved", None),
    ("10-25 17:30", "site_outage", "shanghai", "fired", None),
    ("10-25 17:30", "service_level_now", "q1", "fired", BY_OUTAGE),
    ("10-26 00:00", "csat_low", "a1", "fired", BY_OUTAGE),
    ("10-26 00:00", "shrinkage_unplanned", "north", "worse", BY_OUTAGE),  # 13 %
    ("10-26 09:30", "site_outage", "shanghai", "resolved", None),
    ("10-26 09:30", "csat_low", "a1", "fired", None),
    ("10-26 09:30", "shrinkage_unplanned", "north", "worse", None),
    ("11-01 00:00", "csat_praise", "a2", "fired", None),
    ("11-02 00:00", "shrinkage_planned", "north", "fired", None),  # 28 %
    ("11-02 00:00", "shrinkage_unplanned", "north", "resolved", None),
    ("11-09 00:00", "csat_low", "a1", "resolved", None),
    ("11-09 00:00", "shrinkage_planned", "north", "resolved", None),
]


def test_the_month_as_it_goes_by(centre, mail):
    for monday in ("10-12", "10-19"):
        run(centre, evaluate, f"2026-{monday}T06:00")
    for hour in (10, 11, 12, 13, 18):
        run(centre, watch, f"2026-10-25T{hour:02}:01")
    run(centre, evaluate, "2026-10-26T06:00")
    assert len(mail.got) == 1 + 3 + 1 + 1  # shrinkage to lead and wfm, the queue, the outage
    for moment in ("09:31", "09:46", "09:46"):
        run(centre, watch, f"2026-10-26T{moment}")
    found = sorted(told(centre))
    assert found == sorted(STORY[:11])
    run(centre, evaluate, "2026-11-02T06:00")
    run(centre, evaluate, "2026-11-09T06:00")
    run(centre, evaluate, "2026-11-09T06:00")
    found = sorted(told(centre))
    assert found == sorted(STORY)
    by_receiver = {}
    for to, text in mail.got:
        by_receiver.setdefault(to, []).append(text)
    assert {to: len(texts) for to, texts in by_receiver.items()} == LETTERS
    first = plain(by_receiver["l1@centre.example"][1])
    assert "Li Na：满意度 73.0（100 份），连续两周低于 75" in first
    assert "原因：已连续 2 周成立；此前被静默。" in first


def test_nights_that_were_missed_are_made_up_in_order(centre):
    """Nobody ran anything between the second Monday and the last, but for two checks: the notices are the same."""
    run(centre, evaluate, "2026-10-12T06:00")
    run(centre, watch, "2026-10-25T10:01")
    run(centre, watch, "2026-10-26T10:01")
    made = run(centre, evaluate, "2026-11-09T06:00")
    assert [result.period.name for result in made.results] == ["2026-W42", "2026-W43", "2026-W44", "2026-W45"]
    assert sorted(told(centre)) == sorted(STORY)
