"""The real command line against a web server and a mail server of this machine: killed, held up, refused.

Every notice arrives, distinct keys are distinct messages, and a signal ends a command within five seconds.
"""

import email
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from kpiengine.cli.init import write_project
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.outbox import attempts_of

MONTH = "2026-09"
RECEIVERS = """
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


@pytest.fixture
def centre(tmp_path):
    folder = tmp_path / "centre"
    write_project(folder, MONTH)
    rules = folder / "rules" / "phone.toml"
    text = rules.read_text("utf-8").replace("when = 'csat < 60'", 'when = \'csat < 60\'\nnotify = ["hook", "boss"]')
    rules.write_text(text, "utf-8")
    with (folder / "kpiengine.toml").open("a", encoding="utf-8") as file:
        file.write(RECEIVERS)
    return folder


@pytest.fixture
def command(centre, web, mail):
    """Starts the real command line, in a process of its own."""
    servers = {
        "TRY_HOOK": f"http://127.0.0.1:{web.port}/hook/s3cr3t-t0ken",
        "TRY_MAIL": f"mailto://127.0.0.1:{mail.port}?mode=insecure&smtp=127.0.0.1",
    }

    def start(*arguments, **environment):
        words = [sys.executable, "-m", "kpiengine", *arguments, "--project", str(centre)]
        env = {**os.environ, **servers, **environment}
        return subprocess.Popen(  # noqa: S603 -- ours
            words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )

    return start


def ended(running):
    out, err = running.communicate(timeout=120)
    return running.returncode, out, err


def mailed(mail):
    """The keys of the messages that came by mail."""
    texts = [email.message_from_string(text).get_payload(decode=True).decode() for _, text in mail.got]
    return [re.search(r"Message (\S+)", text)[1] for text in texts]


def outcomes(centre):
    with looking(place_in(centre)) as ledger:
        return sorted((to, outcome) for _, to, outcome, _ in attempts_of(ledger.database))


@pytest.mark.parametrize("late", ["web", "mail"])
def test_killed_between_sending_and_noting_it(centre, command, web, mail, late):
    """The receiver has it and has not answered: then the command is killed, as with a power cut."""
    server = {"web": web, "mail": mail}[late]
    server.mood = "late"
    for arguments in (("evaluate", "--period", MONTH), ("deliver",), ("deliver",)):
        server.taken.clear()
        with command(*arguments) as running:
            assert server.taken.wait(60)
            running.send_signal(signal.SIGKILL)
            assert running.wait(10) == -signal.SIGKILL
    server.mood = "ok"
    with command("deliver") as running:
        code, _, said = ended(running)
    assert (code, "0 left" in said) == (0, True)
    keys = {"web": [key for key, _ in web.got], "mail": mailed(mail)}
    assert len(keys[late]) == 4
    assert {name: len(set(found)) for name, found in keys.items()} == {"web": 1, "mail": 1}
    assert {(to, "sent") for to in ("hook", "boss")} <= set(outcomes(centre))
    with command("deliver") as running:
        assert ended(running)[0] == 0
    assert len(web.got) + len(mail.got) == sum(map(len, keys.values()))  # nothing comes once more


# Says when a stage begins and stays there: asleep, or in work of a library that no signal interrupts.
HELD = """
import hashlib, sys, time
from kpiengine.cli import main
from kpiengine.outputs import progress
def stage(self, name, detail=""):
    if name == sys.argv[1]:
        print("here", flush=True)
        time.sleep(60) if sys.argv[2] == "asleep" else hashlib.pbkdf2_hmac("sha256", b"", b"", 10**9)
progress.Quiet.stage = stage
sys.exit(main(sys.argv[3:]))
"""
MOMENTS = [(stage, "asleep") for stage in ("load", "measure", "settle", "notify")] + [("measure", "deaf")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize(("stage", "how"), MOMENTS)
def test_a_signal_ends_it_within_seconds_with_nothing_half_done(  # noqa: PLR0917 -- whom, when and how
    centre, command, web, number, stage, how
):
    """In each stage; afterwards the result is there whole or not at all, and the next command does the rest."""
    words = [sys.executable, "-c", HELD, stage, how, "evaluate", "--period", MONTH, "--project", str(centre)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as running:  # noqa: S603 -- ours
        assert running.stdout.readline() == "here\n"
        began = time.monotonic()
        running.send_signal(number)
        _, said = running.communicate(timeout=30)
        assert running.returncode == 128 + number, said
        assert time.monotonic() - began < 5
    whole = centre / "out" / "bonus" / MONTH / "run.json"
    assert whole.is_file() == (stage == "notify")
    assert web.got == []
    with command("evaluate", "--period", MONTH) as running:
        code, _, said = ended(running)
    assert (code, "alerts: " in said) == (0, True), said
    assert whole.is_file()
    assert len(web.got) == 1
