"""The real command line against a web server and a mail server of this machine: killed, held up, refused, stopped.

Every notice arrives, distinct keys are distinct messages, and a signal ends a command within five seconds with nothing
half done.  Each command is a process of its own; it is forked from one that has everything loaded (`forked.py`),
since what is looked at is how it ends and not how it starts.
"""

import email
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kpiengine.cli import stopping
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.outbox import attempts_of

HERE = Path(__file__).parent
SECRET = "s3cr3t-t0ken"  # noqa: S105 -- of nobody
SOON_S = 5
MONTH = ("evaluate", "--period", "2026-09")
WAITS = {"patience": "kpiengine.cli.stopping:PATIENCE_S", "timeout": "kpiengine.outputs.notify.webhook:TIMEOUT_S"}
PROJECT = """\
format = 1
[project]
name = "centre"
timezone = "Asia/Shanghai"
[plugins]
allow = ["kpiengine-contacts", "kpiengine-experience"]
[facts.agents]
source = "data/agents.csv"
[facts.surveys]
source = "data/surveys.csv"
[mail]
server = "env:TRY_MAIL"
from = "kpi@centre.example"
[notify.hook]
webhook = "env:TRY_HOOK"
hosts = ["127.0.0.1"]
private = true
[notify.boss]
mail = "boss@centre.example"
"""
RULES = """\
format = 1
[ruleset]
id = "phone"
plan = "bonus"
title = { en = "Phone" }
from = 2026-07-01
period = "month"
agents = { role = "agent" }
[kpi.csat]
metric = "csat_pct"
target = 80
floor = 50
weight = 100
min_sample = 2
[alert]
csat_low = { when = 'csat < 60', notify = ["hook", "boss"] }
"""


def write_centre(folder):
    """The smallest project that tells somebody of something: one agent whose customers are content in August only."""
    for name in ("data", "rules"):
        (folder / name).mkdir(parents=True)
    (folder / "kpiengine.toml").write_text(PROJECT)
    (folder / "rules" / "phone.toml").write_text(RULES)
    (folder / "data" / "agents.csv").write_text("agent_id,name,valid_from,role\na01,Ana,2025-01-01,agent\n")
    rows = [
        f"s{month}{day},csat,a01,2026-{month:02}-{day:02}T09:00:00,{5 if month == 8 else 1},1,5\n"
        for month in (7, 8, 9)
        for day in (3, 4, 5)
    ]
    head = "response_id,kind,agent_id,ts_answered,score,scale_min,scale_max\n"
    (folder / "data" / "surveys.csv").write_text(head + "".join(rows))


class Running:
    """One command while it runs; `pid` is its process."""

    def __init__(self, process, said):
        self.process, self.said = process, said
        self.pid = int(self.line())

    def line(self):
        return self.process.stdout.readline().strip()

    def stop(self, number):
        os.kill(self.pid, number)

    def ended(self, within_s=60):
        """Exit code (negative: the signal that killed it), stdout, stderr."""
        began = time.monotonic()
        code = int(self.line())
        assert time.monotonic() - began < within_s
        return code, *(Path(f"{self.said}.{number}").read_text("utf-8") for number in (1, 2))


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("warm")
    command = [sys.executable, str(HERE / "forked.py")]
    with subprocess.Popen(  # noqa: S603 -- our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=folder
    ) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def centre(tmp_path):
    folder = tmp_path / "centre"
    write_centre(folder)
    return folder


@pytest.fixture
def command(centre, warm, tmp_path, web, mail):
    """Starts a command of the project, in a process of its own."""
    servers = {
        "TRY_HOOK": f"http://127.0.0.1:{web.port}/hook/{SECRET}",
        "TRY_MAIL": f"mailto://127.0.0.1:{mail.port}?mode=insecure&smtp=127.0.0.1&cto=0.5&rto=0.5",
    }

    def start(*arguments, hold=None, **seconds):
        said = str(tmp_path / "said")
        argv = [*arguments, "--project", str(centre)]
        asked = {
            "argv": argv,
            "env": servers,
            "said": said,
            "hold": hold,
            "seconds": {WAITS[n]: s for n, s in seconds.items()},
        }
        warm.stdin.write(json.dumps(asked) + "\n")
        warm.stdin.flush()
        return Running(warm, said)

    return start


def mailed(mail):
    """The keys of the messages that came by mail."""
    texts = [email.message_from_string(text).get_payload(decode=True).decode() for _, text in mail.got]
    return [re.search(r"Message (\S+)", text)[1] for text in texts]


def outcomes(centre):
    with looking(place_in(centre)) as ledger:
        return sorted((to, outcome) for _, to, outcome, _ in attempts_of(ledger.database))


def told(centre):
    """Windows and events of all notices."""
    with looking(place_in(centre)) as ledger:
        rows = ledger.database.all("SELECT body FROM alert_notices ORDER BY id")
    return [json.loads(body)["window"] for (body,) in rows]


@pytest.mark.parametrize("late", ["web", "mail"])
def test_killed_between_sending_and_noting_it(centre, command, web, mail, late):
    """The receiver has it and has not answered: then the command is killed, as with a power cut."""
    server = {"web": web, "mail": mail}[late]
    server.mood = "late"
    for arguments in (MONTH, ("deliver",), ("deliver",)):
        server.taken.clear()
        running = command(*arguments)
        assert server.taken.wait(20)
        running.stop(signal.SIGKILL)
        assert running.ended()[0] == -signal.SIGKILL
    server.mood = "ok"
    code, _, said = command("deliver").ended()
    assert (code, "0 left" in said) == (0, True)
    keys = {"web": [key for key, _ in web.got], "mail": mailed(mail)}
    assert len(keys[late]) == 4
    assert {name: len(set(found)) for name, found in keys.items()} == {"web": 1, "mail": 1}
    assert {(to, "sent") for to in ("hook", "boss")} <= set(outcomes(centre))
    assert command("deliver").ended()[0] == 0
    assert len(web.got) + len(mail.got) == sum(map(len, keys.values()))  # nothing comes once more


@pytest.mark.parametrize(
    ("mood", "mail_mood", "then"),
    [
        ("error", "error", MONTH),
        ("redirect", "refuse", ("deliver",)),
        ("cut", "reset", ("deliver",)),
        ("hang", "hang", ("deliver",)),
    ],
)
def test_a_receiver_that_fails_costs_nothing_but_time(  # noqa: PLR0917 -- what both servers do, and what comes then
    centre, command, web, mail, mood, mail_mood, then
):
    """The result is recorded, the command ends with 4, and the next run or `deliver` sends what is left."""
    web.mood, mail.mood = mood, mail_mood
    code, _, said = command(*MONTH, timeout=0.5).ended()
    assert (code, "messages: 0 sent, 2 left" in said) == (4, True), said
    assert SECRET not in said
    assert (centre / "out" / "bonus" / "2026-09" / "run.json").is_file()
    code, _, said = command("deliver", "--log-format", "json", "-vv", timeout=0.5).ended()
    assert (code, json.loads(said.splitlines()[-1])["message"]) == (4, "0 messages sent, 2 left")
    assert SECRET not in said
    assert (web.got, mail.got, web.elsewhere) == ([], [], 0)
    web.mood = mail.mood = "ok"
    assert command(*then).ended()[0] == 0
    assert [notice["event"] for notice in web.got[0][1]["notices"]] == ["fired"]
    assert outcomes(centre) == [(to, how) for to in ("boss", "hook") for how in ("failed", "failed", "sent")]
    assert command("deliver").ended()[0] == 0
    assert (len(web.got), len(mailed(mail)), web.elsewhere) == (1, 1, 0)
    raw = b"".join(path.read_bytes() for path in centre.rglob("*") if path.is_file())
    assert SECRET.encode() not in raw


def test_a_run_that_is_refused_for_its_data_sends_what_earlier_ones_left(centre, command, web, mail):
    web.mood = mail.mood = "error"
    assert command(*MONTH).ended()[0] == 4
    web.mood = mail.mood = "ok"
    (centre / "data" / "surveys.csv").rename(centre / "late.csv")
    assert command(*MONTH, "--dry-run").ended()[0] == 3
    assert web.got == []
    assert command(*MONTH).ended()[0] == 3
    assert (len(web.got), len(mail.got)) == (1, 1)


# Each moment and each signal, and all three where results are written.  Not the full product: who hears of a signal
# (Python, or the thread that waits beside a deaf library) depends neither on the stage nor on which of the two it is
# that Python tells alike, TERM and HUP.
TERM, INT, HUP = signal.SIGTERM, signal.SIGINT, signal.SIGHUP
MOMENTS = [
    *(("load", "asleep", TERM), ("measure", "asleep", INT), ("publish", "asleep", HUP)),
    *(("settle", "asleep", number) for number in (TERM, INT, HUP)),
    *(("measure", "deaf", number) for number in (TERM, INT)),
]


@pytest.mark.parametrize(("stage", "how", "number"), MOMENTS)
def test_a_signal_ends_it_within_seconds_with_nothing_half_done(  # noqa: PLR0917 -- whom, when and how
    centre, command, web, stage, how, number
):
    """In each stage; afterwards no result file is half there, and the next command does the rest."""
    assert stopping.PATIENCE_S + 1 < SOON_S  # that is how long a deaf one takes; here it is asked to be shorter
    running = command(*MONTH, hold=[stage, how], patience=0.2)
    assert running.line() == "here"
    running.stop(number)
    assert running.ended(SOON_S)[0] == 128 + number
    assert not (centre / "out").exists()
    assert web.got == []
    code, _, said = command(*MONTH).ended()
    assert (code, "alerts: 1 new notice;" in said) == (0, True), said
    assert (centre / "out" / "bonus" / "2026-09" / "run.json").is_file()
    assert len(web.got) == 1


@pytest.mark.parametrize("number", [TERM, INT])
def test_a_signal_while_a_receiver_does_not_answer(centre, command, web, number):
    web.mood = "hang"
    running = command(*MONTH)
    assert web.heard.wait(20)
    running.stop(number)
    assert running.ended(SOON_S)[0] == 128 + number
    assert (centre / "out" / "bonus" / "2026-09" / "run.json").is_file()
    web.mood = "ok"
    web.free.set()
    assert command("deliver").ended()[0] == 0
    assert len(web.got) == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, TERM])
def test_whoever_dies_between_recording_and_telling_leaves_it_to_the_next_night(centre, command, web, number):
    """Three months were recorded and nobody was told: a command that asks for nothing makes up for all three."""
    running = command("evaluate", "--from", "2026-07-01", "--to", "2026-09-30", hold=["notify", "asleep"])
    assert running.line() == "here"
    running.stop(number)
    assert running.ended(SOON_S)[0] == (-number if number == signal.SIGKILL else 128 + number)
    shutil.rmtree(centre / "out")
    assert command("evaluate").ended()[0] == 0
    assert told(centre) == ["2026-07", "2026-08", "2026-09"]  # bad, good, bad
    assert sorted(path.name for path in (centre / "out" / "bonus").iterdir()) == ["2026-07", "2026-08", "2026-09"]
    assert len(web.got) == 1
    code, _, said = command("evaluate").ended()  # nothing is left to do: of later months there are no facts
    assert (code, "2026-10" in said, "2026-09" in said) == (3, True, False)


# What a machine may be like: pairwise as few as show each at least once, since each is a start of Python.
MACHINES = {
    "usual": {"TZ": "UTC", "LANG": "en_GB.UTF-8", "HOME": "/root"},
    "odd": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": "/nonexistent", "COLUMNS": "30", "PYTHONUTF8": "0"},
    "broken": {"TZ": "Nowhere/Nothing", "LANG": "zh_CN.GB18030", "LC_ALL": "no_such.locale", "PYTHONHASHSEED": "7"},
}


@pytest.mark.slow
def test_time_zone_language_home_and_folder_of_the_machine_do_not_matter(tmp_path, web, mail):
    """The same result to the byte and the same notices, also where the environment has next to nothing."""
    servers = {
        "TRY_HOOK": f"http://127.0.0.1:{web.port}/hook",
        "TRY_MAIL": f"mailto://127.0.0.1:{mail.port}?mode=insecure&smtp=127.0.0.1",
    }
    seen = []
    for name, machine in MACHINES.items():
        folder, elsewhere = tmp_path / name, tmp_path / f"{name}-elsewhere"
        write_centre(folder)
        elsewhere.mkdir()
        with (folder / "kpiengine.toml").open("a") as file:
            file.write('language = "zh"\n')  # of the last receiver
        data = folder / "data"
        (data / "agents.csv").write_text((data / "agents.csv").read_text().replace("Ana", "李娜"), "utf-8")
        with (data / "surveys.csv").open("a") as file:  # half an hour before and after the month, in the project's zone
            file.write("e1,csat,a01,2026-09-30T23:30:00,5,1,5\ne2,csat,a01,2026-10-01T00:30:00,5,1,5\n")
        words = [sys.executable, "-m", "kpiengine", *MONTH, "--format", "json", "--project", str(folder)]
        ran = subprocess.run(  # noqa: S603 -- ours
            words, env=servers | machine, cwd=elsewhere, capture_output=True, encoding="utf-8", check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert list(elsewhere.iterdir()) == []
        out = folder / "out"
        files = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        del files["bonus/2026-09/run.json"]  # says when, where and by whom
        with looking(place_in(folder)) as ledger:
            notices = ledger.database.all("SELECT at, event, body FROM alert_notices")
            number = ledger.id
        posted = json.dumps(web.got.pop()[1]).replace(number, "")
        letter = email.message_from_string(mail.got.pop()[1]).get_payload(decode=True).decode().replace(number, "")
        assert "李娜" in letter
        seen.append((ran.stdout, files, notices, posted, letter))
    assert "25.0" in letter  # one of four is content: the one of 23:30 counts
    assert seen[1] == seen[0]
    assert seen[2] == seen[0]
