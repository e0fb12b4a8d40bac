"""Makes the demo centre: a project folder with three months of records of a small service centre.

Chat, phone and technical support, with the people, the events and the flaws that benchmarks/README.md lists.  The
same data to the byte on every machine: one seed, whole numbers only (no function whose last digit a maths library
may choose), fixed order, fixed line ends.  Knows nothing of the engine; the rest is copied from rules/demo.
"""

import csv
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

SEED = 2026
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
TEMPLATE = Path(__file__).resolve().parent.parent / "rules" / "demo"


@dataclass(frozen=True)
class Line:
    """A kind of work: its medium and queue, contacts per shift, and (least, most) seconds of each stage."""

    id: str
    medium: str
    contacts: tuple[int, int]
    wait: tuple[int, int]
    talk: tuple[int, int]
    hold: tuple[int, int]
    wrap: tuple[int, int]
    shifts: tuple[int, ...]  # hours at which one begins
    gives_up: int  # percent of customers who leave the queue
    topics: tuple[str, ...]

    @property
    def queue(self) -> str:
        """The line's only queue."""
        return f"q-{self.id}"


@dataclass(frozen=True)
class Agent:
    """Somebody at work: percentages of contacts solved, pleased, passed on and asked for an answer; pace in percent."""

    id: str
    line: str
    solves: int
    pleases: int
    pace: int = 100
    passes_on: int = 4
    asked: int = 60
    days: int = 5  # worked in a week
    since: date = FIRST
    until: date = LAST
    away: tuple[date, date] | None = None

    def works(self, day: date) -> bool:
        """Whether the agent has a shift on this day; days off go round the team."""
        away = self.away is not None and self.away[0] <= day <= self.away[1]
        turn = (day.toordinal() + int(self.id[1:])) % 7
        return self.since <= day <= self.until and not away and turn < self.days


LINES = {
    line.id: line
    for line in (
        Line(
            *("chat", "Chat", (16, 24), (4, 55), (180, 620), (0, 0), (5, 40), (8, 16), 6),
            topics=("delivery", "refund", "account", "coupon", "size"),
        ),
        Line(
            *("phone", "Phone", (13, 20), (3, 24), (90, 480), (0, 70), (10, 70), (8, 15), 5),
            topics=("delivery", "refund", "invoice", "account", "complaint"),
        ),
        Line(
            *("tech", "Ticket", (7, 11), (600, 12_600), (600, 3000), (0, 0), (60, 300), (9,), 1),
            topics=("login", "payment", "app crash", "printer", "network"),
        ),
    )
}

AGENTS = (
    Agent("c01", "chat", 88, 93),
    Agent("c02", "chat", 83, 90, pace=110),
    Agent("c03", "chat", 76, 84, pace=85),
    Agent("c04", "chat", 85, 91, asked=1),
    Agent("c05", "chat", 84, 89, days=3),
    Agent("c06", "chat", 66, 72, pace=135, passes_on=9),
    Agent("c07", "chat", 82, 90, until=date(2026, 2, 15)),
    Agent("c08", "chat", 74, 82, pace=120, since=date(2026, 2, 9)),
    Agent("p01", "phone", 87, 92),
    Agent("p02", "phone", 82, 88, pace=95),
    Agent("p03", "phone", 84, 90, pace=80, passes_on=24),
    Agent("p04", "phone", 80, 87, days=3),
    Agent("p05", "phone", 71, 76, pace=125),
    Agent("p06", "phone", 83, 89, away=(date(2026, 3, 1), date(2026, 3, 31))),
    Agent("p07", "phone", 90, 95, pace=105),
    Agent("p08", "phone", 78, 83, until=date(2026, 2, 20)),
    Agent("c07", "phone", 79, 86, pace=110, since=date(2026, 2, 16)),
    Agent("x99", "phone", 70, 80, since=date(2026, 3, 2), until=date(2026, 3, 6), days=7),
    Agent("t01", "tech", 80, 92),
    Agent("t02", "tech", 74, 88),
    Agent("t03", "tech", 72, 86, days=3),
    Agent("t04", "tech", 64, 78, pace=120),
    Agent("t05", "tech", 75, 90, asked=1),
    Agent("t06", "tech", 70, 84, passes_on=26, asked=1),
    Agent("t07", "tech", 77, 90, pace=90),
    Agent("t08", "tech", 68, 82),
)
BOT = Agent("bot1", "chat", 62, 70)

HEADERS = {
    "contacts": (
        *("Ref", "Medium", "Started", "First reply", "Ended", "Customer", "Topic", "Queue", "First agent"),
        *("Last agent", "Transfers", "Result", "Served by", "Solved", "Test"),
    ),
    "queue": ("Entry", "Ref", "No", "Queue", "Agent", "Entered", "Left", "Wait", "Outcome"),
    "legs": (
        *("Leg", "Ref", "Queue", "Agent", "Offered", "Answered", "Ended", "Ring", "Talk", "Hold", "Wrap"),
        *("Outcome", "Passed on"),
    ),
    "surveys": ("Survey", "Ref", "Agent", "Question", "Sent", "Answered", "Score", "Lowest", "Highest"),
}
Row = list[str]


def stamp(moment: datetime) -> str:
    """Wall clock of Shanghai, as the telephone system writes it."""
    return moment.isoformat(" ")


def clock(seconds: int) -> str:
    """A length of time as h:mm:ss."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@dataclass
class Centre:
    """Rows by kind and month, and what is still to come: customers who will be back."""

    rng: Random = field(default_factory=lambda: Random(SEED))
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    returning: dict[tuple[str, date], list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def number(self, kind: str) -> str:
        """The next id of a kind."""
        self.numbers[kind] += 1
        return f"{kind}{self.numbers[kind]:06}"

    def happens(self, percent: int) -> bool:
        """One throw."""
        return self.rng.randrange(100) < percent

    def middling(self, span: tuple[int, int]) -> int:
        """A number of the span, nearer its middle than its ends."""
        low, high = span
        return low + (self.rng.randrange(high - low + 1) + self.rng.randrange(high - low + 1)) // 2

    def put(self, kind: str, moment: datetime, *cells: object) -> None:
        """Add a row to the file of its month; what ended after the last midnight came with the last file."""
        row = ["" if cell is None else stamp(cell) if isinstance(cell, datetime) else str(cell) for cell in cells]
        self.rows[kind, f"{min(moment.date(), LAST):%Y-%m}"].append(row)

    def customer(self, line: Line, day: date) -> tuple[str, str]:
        """Who writes or calls, and about what: somebody who comes back, else somebody new."""
        waiting = self.returning[line.id, day]
        if waiting and self.happens(40):
            return waiting.pop()
        return self.number("K"), self.rng.choice(line.topics)

    def day(self, day: date) -> None:
        """All that happens on one day."""
        present = [agent for agent in AGENTS if agent.works(day)]
        for line in LINES.values():
            team = [agent for agent in present if agent.line == line.id]
            self.rng.shuffle(team)  # or the first of the list would get all who come back
            for agent in team:
                for start in self.shift(line, agent, day):
                    self.contact(line, agent, team, start)
            if line.id == "chat" and (day + timedelta(days=1)).day == 1:  # over midnight and the end of the month
                self.contact(line, team[0], team, datetime.combine(day, time(23, 57, 30)))
            for _ in range(max(1, len(team) * line.contacts[0] * line.gives_up // 100)):
                self.give_up(line, self.moment(line, day))
        for _ in range(self.rng.randrange(14, 26)):
            self.contained(self.moment(LINES["chat"], day))

    def moment(self, line: Line, day: date) -> datetime:
        """Any time of a line's day."""
        opens = line.shifts[0] * 3600
        return datetime.combine(day, time()) + timedelta(
            seconds=opens + self.rng.randrange((line.shifts[-1] + 8) * 3600 - opens)
        )

    def shift(self, line: Line, agent: Agent, day: date) -> Iterator[datetime]:
        """When an agent's contacts begin: spread over eight hours."""
        begins = line.shifts[(int(agent.id[1:]) + day.isocalendar().week) % len(line.shifts)]
        count = self.middling(line.contacts)
        gap = 8 * 3600 // count
        for i in range(count):
            seconds = begins * 3600 + i * gap + self.rng.randrange(gap)
            yield datetime.combine(day, time()) + timedelta(seconds=seconds)

    def contact(self, line: Line, agent: Agent, team: list[Agent], start: datetime) -> None:
        """One contact that is handled: waiting, one or two agents, what it led to."""
        ref = self.number("R")
        wait = self.middling(line.wait) * (4 if self.happens(14) else 1)
        test = line.id != "tech" and self.rng.randrange(600) == 0
        customer, topic = ("TEST", "test") if test else self.customer(line, start.date())
        if self.rng.randrange(40) == 0:
            topic = ""
        others = [other for other in team if other is not agent]
        if others and self.happens(3):  # rings at a colleague's desk first
            missed = self.rng.choice(others)
            ring = min(wait, 20)
            self.put(
                *("legs", start, self.number("L"), ref, line.queue, missed.id, start, None),
                *(start + timedelta(seconds=ring), clock(ring), None, None, None, "no_answer", "none"),
            )
        answered = start + timedelta(seconds=wait)
        passed = others and self.happens(agent.passes_on)
        ended = self.leg(line, agent, ref, start, answered, passed_on="warm" if passed else "none")
        self.entry(line, ref, 1, agent.id, start, answered, "answered")
        last = agent
        if passed:
            last = self.rng.choice(others)
            entered, answered = ended, ended + timedelta(seconds=self.middling(line.wait))
            ended = self.leg(line, last, ref, entered, answered)
            self.entry(line, ref, 2, last.id, entered, answered, "answered")
        solved = self.happens(last.solves)
        self.put(
            *("contacts", start, ref, line.medium, start, start + timedelta(seconds=wait), ended),
            *("" if self.rng.randrange(50) == 0 else customer, topic, line.queue, agent.id, last.id),
            *(int(bool(passed)), "handled", "human", self.solved(solved=solved), "Y" if test else "N"),
        )
        if not solved and not test and self.happens(80):
            back = start.date() + timedelta(days=1 + self.rng.randrange(6))
            self.returning[line.id, back].append((customer, topic))
        if not test and self.happens(last.asked):
            self.survey(ref, last, ended)

    def solved(self, *, solved: bool) -> str:
        """What the agent typed: sometimes nothing."""
        return "" if self.rng.randrange(60) == 0 else "yes" if solved else "no"

    def leg(  # noqa: PLR0913 -- the cells of one row
        self, line: Line, agent: Agent, ref: str, offered: datetime, answered: datetime, *, passed_on: str = "none"
    ) -> datetime:
        """An agent's part; gives when the conversation ended."""
        talk = self.middling(line.talk) * agent.pace // 100
        hold = self.middling(line.hold) if self.happens(30) else 0
        wrap = None if self.rng.randrange(300) == 0 else clock(self.middling(line.wrap))
        ended = answered + timedelta(seconds=talk + hold)
        ring = min(int((answered - offered).total_seconds()), 3 + self.rng.randrange(6))
        self.put(
            *("legs", ended, self.number("L"), ref, line.queue, agent.id, offered, answered, ended, clock(ring)),
            *(clock(talk), clock(hold), wrap, "answered", passed_on),
        )
        return ended

    def entry(  # noqa: PLR0913, PLR0917 -- the cells of one row
        self, line: Line, ref: str, number: int, agent: str | None, entered: datetime, left: datetime, outcome: str
    ) -> None:
        """One stay in the queue."""
        wait = int((left - entered).total_seconds())
        shown = "" if self.rng.randrange(700) == 0 else wait
        self.put("queue", entered, self.number("Q"), ref, number, line.queue, agent, entered, left, shown, outcome)

    def give_up(self, line: Line, start: datetime) -> None:
        """A customer who leaves the queue; some at once."""
        ref = self.number("R")
        wait = self.rng.randrange(1, 5) if self.happens(15) else 10 + self.middling(line.wait) * 2
        left = start + timedelta(seconds=wait)
        customer, topic = self.customer(line, start.date())
        self.entry(line, ref, 1, None, start, left, "abandoned")
        self.put(
            *("contacts", start, ref, line.medium, start, None, left, customer, topic, line.queue, None, None, 0),
            *("abandoned_queue", "none", None, "N"),
        )

    def contained(self, start: datetime) -> None:
        """A chat that the bot handled alone."""
        line = LINES["chat"]
        ref = self.number("R")
        answered = start + timedelta(seconds=1)
        ended = self.leg(line, BOT, ref, start, answered)
        customer, topic = self.customer(line, start.date())
        self.put(
            *("contacts", start, ref, line.medium, start, None, ended, customer, topic, None, BOT.id, BOT.id, 0),
            *("contained", "ai", self.solved(solved=self.happens(BOT.solves)), "N"),
        )

    def survey(self, ref: str, agent: Agent, ended: datetime) -> None:
        """A question to the customer, answered by one in three, up to a day and a half later."""
        sent = ended + timedelta(minutes=5)
        nps = self.happens(25)
        answered = sent + timedelta(minutes=self.rng.randrange(1, 2200)) if self.happens(36) else None
        pleased = self.happens(agent.pleases)
        if nps:
            score = self.rng.randrange(9, 11) if pleased and self.happens(70) else self.rng.randrange(3, 9)
        else:
            score = self.rng.randrange(4, 6) if pleased else self.rng.randrange(1, 4)
        self.put(
            *("surveys", sent, self.number("S"), ref, agent.id, "nps" if nps else "csat"),
            *(f"{sent:%d.%m.%Y %H:%M}", f"{answered:%d.%m.%Y %H:%M}" if answered else ""),
            *(score if answered else None, 0 if nps else 1, 10 if nps else 5),
        )


def spoil(rows: list[Row], kind: str, rng: Random) -> None:
    """The flaws that real exports have, a few to each file; changes the rows in place."""
    column = {name: i for i, name in enumerate(HEADERS[kind])}

    def some(count: int) -> list[Row]:
        return [rows[rng.randrange(len(rows))] for _ in range(count)]

    match kind:
        case "contacts":
            for row in some(2):
                row[column["Started"]] = f"{row[column['Started']][:5]}02-30 10:15:00"
            for row in some(6):
                row[column["Topic"]] = f"  {row[column['Topic']]}"
        case "legs":
            for row in [row for row in some(8) if row[column["Talk"]]][:2]:
                row[column["Talk"]] = f"-{row[column['Talk']]}"
            for row in [row for row in some(8) if row[column["Talk"]]][:2]:
                row[column["Ended"]], row[column["Answered"]] = row[column["Answered"]], row[column["Ended"]]
        case "surveys":
            answered = [row for row in rows if row[column["Score"]] and row[column["Question"]] == "csat"]
            answered[rng.randrange(len(answered))][column["Score"]] = "9"
            answered[rng.randrange(len(answered))][column["Score"]] = "n/a"
    for row in some(3):  # delivered twice
        rows.insert(rng.randrange(len(rows) + 1), list(row))


def files() -> Iterator[tuple[str, list[Row]]]:
    """Name and rows, header first, of every file of records."""
    centre = Centre()
    day = FIRST
    while day <= LAST:
        centre.day(day)
        day += timedelta(days=1)
    spoiler = Random(SEED + 1)
    for (kind, month), rows in sorted(centre.rows.items()):
        rows.sort(key=lambda row: row[0])
        spoil(rows, kind, spoiler)
        yield f"{kind}-{month}.csv", [list(HEADERS[kind]), *rows]


def write(folder: Path) -> None:
    """The project in `folder`: project file, rules, roster and queues from the template, records made anew."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True)
    for name, rows in files():
        with (data / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)


def main() -> None:
    """Write to the folder that is named on the command line."""
    folder = Path(sys.argv[1])
    write(folder)
    print(f"The demo centre is in {folder}: records of January to March 2026 in data/, rule sets in rules/.")


if __name__ == "__main__":
    main()
