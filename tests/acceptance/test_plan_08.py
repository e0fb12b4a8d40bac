"""Plan 08 over a made-up month: the notices, in order, are what its read-aloud says.

74, leave, 73 fires in the third week; 78 is still on; 81 is off.  The outage of a site keeps its people quiet, and
they are told afterwards.  The plan is read where it lies; of its alerts the two that the story is about.  The plan's
outage is a site's connect rate, which the catalogue has for queues and the centre only, so here it is that hardly a
call is answered at the site.
"""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
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

PLAN = Path(__file__).parents[2].parent / "shared" / "plans" / "08_alerts.toml"
SECONDS = "%Y-%m-%d %H:%M:%S"
ZONE = ZoneInfo("Asia/Shanghai")
WEEKS = {41: (37, 50), 42: None, 43: (73, 100), 44: (39, 50), 45: (81, 100)}  # 74, leave, 73, 78, 81
PROJECT = """format = 1
[project]
name = "centre"
timezone = "Asia/Shanghai"
[facts.agents]
source = "data/agents.csv"
[facts.agents.extra]
team_lead = "text"
[facts.surveys]
source = "data/surveys.csv"
[facts.schedule]
source = "data/schedule.csv"
[facts.agent_legs]
source = "data/legs.csv"
[notify.lead]
who = "team_lead"
file = "lead.jsonl"
[notify.wfm]
file = "wfm.jsonl"
"""

pytestmark = pytest.mark.skipif(not PLAN.is_file(), reason="the shared plans are not beside the repository")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def centre(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "data").mkdir()
    text = PLAN.read_text("utf-8").replace("from = 2026-10-01", "from = 2026-10-05")  # the first day of a week
    for name in ("csat_praise", "shrinkage_unplanned", "shrinkage_planned", "service_level_now"):
        text = re.sub(rf"\[alert\.{name}\].*?(?=\n\[|\Z)", "", text, flags=re.DOTALL)
    text = text.replace("'connect_rate < 20'", "'contacts_handled < 5'").replace("min_sample = 20", "min_sample = 1")
    text = text.replace("connect_rate", "contacts_handled")
    (tmp_path / "rules" / "alerts.toml").write_text(text, "utf-8")
    (tmp_path / "kpiengine.toml").write_text(PROJECT, "utf-8")
    files = {
        "agents": "agent_id,name,valid_from,role,kind,team_id,site_id,team_lead\n"
        "a1,Li Na,2026-01-01,agent,human,north,shanghai,l1\n",
        **_weeks(),
        "legs": _calls(),
    }
    for name, rows in files.items():
        (tmp_path / "data" / f"{name}.csv").write_text(rows, "utf-8")
    return tmp_path


def _weeks():
    surveys, schedule = [], []
    for week, share in WEEKS.items():
        days = [date.fromisocalendar(2026, week, weekday) for weekday in range(1, 6)]
        doing = "on_queue" if share else "leave"
        schedule += [f"s{day},a1,{day} 09:00:00,{day} 17:00:00,{doing},true" for day in days]
        good, asked = share or (0, 0)
        surveys += [
            f"r{week}-{n},csat,a1,{days[n % 5]} 10:{n % 60:02}:00,{5 if n < good else 1},1,5" for n in range(asked)
        ]
    return {
        "surveys": "\n".join(["response_id,kind,agent_id,ts_answered,score,scale_min,scale_max", *surveys, ""]),
        "schedule": "\n".join(["row_id,agent_id,ts_start,ts_end,activity,paid", *schedule, ""]),
    }


def _calls():
    """A call every half minute around midnight of the third Sunday; for an hour nobody gets through."""
    begin, rows = at("2026-10-25T22:00"), ["leg_id,contact_id,agent_id,ts_offered,ts_answered,ts_ended,outcome,talk_s"]
    for n in range(420):
        came = begin + timedelta(seconds=30 * n)
        if not at("2026-10-25T23:30") <= came < at("2026-10-26T00:30"):
            ended = came + timedelta(seconds=20)
            rows.append(f"l{n},c{n},a1,{came:{SECONDS}},{came:{SECONDS}},{ended:{SECONDS}},answered,20")
    return "\n".join([*rows, ""])


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


STORY = [
    ("10-26 00:00", "csat_low", "a1", "fired", "alert alerts.site_outage"),
    ("10-26 00:00", "site_outage", "shanghai", "fired", None),
    ("10-26 00:45", "csat_low", "a1", "fired", None),
    ("10-26 00:45", "site_outage", "shanghai", "resolved", None),
    ("11-09 00:00", "csat_low", "a1", "resolved", None),
]


def test_the_month_as_it_goes_by(centre):
    for monday in ("10-12", "10-19"):
        run(centre, evaluate, f"2026-{monday}T06:00")
    run(centre, watch, "2026-10-25T23:31")
    run(centre, watch, "2026-10-26T00:01")
    run(centre, evaluate, "2026-10-26T00:05")
    assert told(centre) == sorted(STORY[:2], key=lambda t: t[1] != "site_outage")
    for moment in ("00:16", "00:31", "00:46", "00:46"):
        run(centre, watch, f"2026-10-26T{moment}")
    assert sorted(told(centre)) == sorted(STORY[:4])
    run(centre, evaluate, "2026-11-02T06:00")
    assert len(told(centre)) == 4  # 78: still on, and nothing new
    run(centre, evaluate, "2026-11-09T06:00")
    run(centre, evaluate, "2026-11-09T06:00")
    assert sorted(told(centre)) == sorted(STORY)
    letters = [json.loads(line) for line in (centre / "lead.jsonl").read_text("utf-8").splitlines()]
    assert [letter["title"] for letter in letters] == ["centre: 1 alert", "centre: 1 over"]
    assert "Li Na: CSAT 73.0 over 100 answers, two weeks under 75" in letters[0]["text"]
    assert "Why now: it has held for 2 weeks; it was kept quiet until now." in letters[0]["text"]


def test_nights_that_were_missed_are_made_up_in_order(centre):
    """Nobody ran anything between the second Monday and November: the states and notices are those of the story."""
    run(centre, evaluate, "2026-10-12T06:00")
    run(centre, watch, "2026-10-25T23:31")
    run(centre, watch, "2026-10-26T01:01")
    made = run(centre, evaluate, "2026-11-09T06:00")
    assert [result.period.name for result in made.results] == ["2026-W42", "2026-W43", "2026-W44", "2026-W45"]
    assert sorted(told(centre)) == sorted(STORY)
    assert [(n.body["late"], n.body["after_quiet"]) for n in made.alerts.notices] == [
        (True, False),
        (False, True),
        (False, False),
    ]
