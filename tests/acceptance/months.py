"""A centre in Manila over several months: its rows, and the life of each month through the real pipeline and ledger.

Everybody works Mondays to Fridays from 9 to 17 o'clock.
"""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kpiengine import pipeline
from kpiengine.explaining.recorded import everyone
from kpiengine.explaining.redo import redo
from kpiengine.judging.task import Task
from kpiengine.ledger import looking, place_in, working
from kpiengine.ledger.closing import close
from kpiengine.ledger.paying import pay
from kpiengine.ledger.process import Worker, this_worker
from kpiengine.outputs.payroll import payroll_file, write_payroll
from kpiengine.outputs.progress import Quiet
from kpiengine.periods import parse_period
from kpiengine.planning.asked import Asked
from kpiengine.project import read_project

ZONE = "Asia/Manila"
SHARED = Path(__file__).parents[2].parent / "shared" / "plans"


def at(day, hour, minute=0):
    return f"{day.isoformat()}T{hour:02}:{minute:02}:00+08:00"


def days_of(month):
    year, number = (int(text) for text in month.split("-"))
    day = date(year, number, 1)
    while day.month == number:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def table(path, rows, header=None):
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(header or rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def roster(people, line):
    return [
        {"agent_id": agent, "valid_from": "2025-01-01", "hired_on": "2024-01-01", "kind": "human", "role": "agent",
         "team_id": "t1", "site_id": "manila", "line": line, "fte": "1.00"}
        for agent in people
    ]  # fmt: skip


def shifts(month, agent, activity="on_queue", until=17):
    for day in days_of(month):
        yield {
            "row_id": f"{agent}-{day}", "agent_id": agent, "ts_start": at(day, 9), "ts_end": at(day, until),
            "activity": activity, "layer": "base", "planned": "true", "paid": "true",
        }  # fmt: skip


def states(month, agent):
    for day in days_of(month):
        yield {"agent_id": agent, "ts_start": at(day, 9), "ts_end": at(day, 17), "state": "available", "paid": "true"}


def calls(month, agent, count=40, minutes=5):
    """Contacts, their legs and their stays in a queue, all answered within ten seconds."""
    for i in range(count):
        day, name = list(days_of(month))[i % 14], f"{agent}-{month}-{i}"
        minute = 0 if minutes > 5 else i // 14 * 6
        end = {"ts_ended": f"{at(day, 10, minute)[:14]}{minute + minutes:02}:00+08:00"}
        yield (
            {"contact_id": name, "channel": "voice", "direction": "inbound", "customer_id": f"c-{name}",
             "ts_arrived": at(day, 10, minute), "outcome": "handled", "handled_by": "human", "last_agent_id": agent,
             **end},
            {"leg_id": name, "contact_id": name, "queue_id": "Q1", "agent_id": agent, "leg_type": "handle",
             "ts_offered": at(day, 10, minute), "ts_answered": at(day, 10, minute), "outcome": "answered",
             "talk_s": 60 * minutes, "hold_s": 0, "hold_count": 0, "acw_s": 0, **end},
            {"entry_id": name, "contact_id": name, "seq": 1, "queue_id": "Q1", "agent_id": agent,
             "ts_enter": at(day, 10, minute), "ts_leave": at(day, 10, minute), "wait_s": 0, "outcome": "answered",
             "answered_leg_id": name},
        )  # fmt: skip


def reviews(month, agent, score):
    for i, day in enumerate(list(days_of(month))[:5]):
        yield {
            "review_id": f"{agent}-{month}-{i}", "agent_id": agent, "ts_submitted": at(day, 10, i),
            "points_earned": score, "points_possible": 100,
        }  # fmt: skip


class Centre:
    """A project folder and its clock."""

    def __init__(self, folder):
        self.folder = folder

    def worker(self, person="ops"):
        me = this_worker("kpiengine test")
        return Worker(person, me.host, me.process, me.command)

    def evaluate(self, month, when, **more):
        """The result of a month, evaluated on a day, with every number of everybody redone; by agent."""
        now = datetime.fromisoformat(when).replace(tzinfo=UTC)
        task = Task(Asked(month), self.folder / "out", now, self.worker(), **more)
        made = pipeline.evaluate(read_project(self.folder), task, Quiet())
        for one in everyone(read_project(self.folder)):
            redo(one)
        self.made = made
        return {row["agent_id"]: row for row in made.results[0].tables["decisions"].iter_rows(named=True)}

    def close(self, plan, month, when, hold=()):
        project, now = read_project(self.folder), datetime.fromisoformat(when).replace(tzinfo=UTC)
        with working(place_in(self.folder), self.worker(), now, project=project.name) as ledger:
            return close(ledger, project, plan, parse_period(month, project.zone), hold)

    def pay(self, plan, month, when):
        """By payee what one month pays: minor units."""
        project, now = read_project(self.folder), datetime.fromisoformat(when).replace(tzinfo=UTC)
        with working(place_in(self.folder), self.worker("payroll"), now, project=project.name) as ledger:
            made = payroll_file(pay(ledger, plan, month))
            write_payroll(made, self.folder / f"payroll-{month}.csv", ledger.place.payroll)
        with (self.folder / f"payroll-{month}.csv").open(encoding="utf-8", newline="") as file:
            return {row["payee"]: row["amount"] for row in csv.DictReader(file)}

    def record(self, agent, month):
        """A recorded scorecard: every column of it."""
        (found,) = [one for one in everyone(read_project(self.folder)) if (one.agent, one.run.period) == (agent, month)]
        return found.row

    def lines(self):
        """Every published line: month, payee, revision, entitlement, held back, amount."""
        with looking(place_in(self.folder)) as ledger:
            return ledger.database.all(
                "SELECT a.period, s.payee, s.revision, s.entitlement, s.held_back, s.amount "
                "FROM statements s JOIN accounts a ON a.id = s.account ORDER BY a.period, s.payee, s.revision"
            )
