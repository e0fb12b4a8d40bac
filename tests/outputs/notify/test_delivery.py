"""Every notice arrives, whatever the receiver does, and distinct keys are distinct messages."""

import json

import pytest

from kpiengine.alerts.policy import Escalation
from kpiengine.ledger.outbox import attempts_of, unsent
from kpiengine.outputs.notify import outbox, webhook
from kpiengine.outputs.notify.letter import Letter, fitted, letter
from kpiengine.outputs.notify.outbox import deliver
from kpiengine.outputs.notify.send import send
from kpiengine.project.records import Receiver
from kpiengine.rules.lasting import Length


def sent(centre, receiver=None):
    with centre.at_work() as ledger:
        return deliver(ledger, centre.project, receiver)


def attempts(centre):
    with centre.at_work() as ledger:
        return attempts_of(ledger.database)


def test_a_message_is_sent_once_and_says_why_now(centre, web):
    centre.alerts("a1", people=[("a1", "Li Na", None)])
    first = sent(centre)
    assert (first.sent, first.left) == (1, 0)
    assert (sent(centre).sent, web.asked) == (0, 1)
    key, body = web.got[0]
    assert body["key"] == key
    assert body["title"] == "centre: 1 alert"
    assert body["text"] == (
        f"NEW  Low CSAT (warning)  2026-W41\n  Li Na: CSAT 61.0\n  Why now: it holds in 2026-W41.\n\nMessage {key}\n"
    )
    notice = body["notices"][0]
    assert (notice["subject"], notice["event"], notice["message"]) == ("a1", "fired", "a1: CSAT 61.0")


@pytest.mark.parametrize(
    ("mood", "why"),
    [
        ("error", "127.0.0.1 answered 500"),
        ("redirect", "127.0.0.1 answered 307; redirects are not followed"),
        ("reset", "127.0.0.1: "),
        ("hang", "127.0.0.1: no answer in"),
        ("long", "127.0.0.1: its answer is too long"),
    ],
)
def test_a_receiver_that_fails_gets_it_from_the_next_command(centre, web, monkeypatch, mood, why):
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.5)
    centre.alerts("a1")
    web.mood = mood
    first = sent(centre)
    assert (first.sent, first.left, web.elsewhere) == (0, 1, 0)
    assert first.problems[0].startswith(f"wfm: {why}")
    assert "s3cr3t" not in first.problems[0]
    web.mood = "ok"
    assert sent(centre).sent == 1
    assert [outcome for *_, outcome, _ in attempts(centre)] == ["failed", "sent"]
    assert len(web.got) == 1


def test_killed_between_sending_and_noting_it_the_same_key_comes_again(centre, web, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    for end, agent in enumerate(["a1", "a2", "a3"], start=1):
        centre.alerts(agent, end=end)
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "mark", die)
            with pytest.raises(Killed):
                sent(centre)
    assert sent(centre).left == 0
    keys = [key for key, _ in web.got]
    assert len(keys) == 6
    assert len(set(keys)) == 3
    fired = {n["subject"] for _, body in web.got for n in body["notices"] if n["event"] == "fired"}
    assert fired == {"a1", "a2", "a3"}


def test_five_thousand_alerts_are_one_message(centre, web):
    centre.alerts(*(f"a{n:04}" for n in range(5000)))
    assert (sent(centre).sent, len(web.got)) == (1, 1)
    body = web.got[0][1]
    assert body["title"] == "centre: 5000 alerts"
    assert "and 4980 more" in body["text"]
    assert len(body["notices"]) == 5000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chat_that_takes_only_so_much_gets_what_fits_and_the_number_of_the_others(centre, web, monkeypatch, language):
    centre.alerts(*(f"a{n:03}" for n in range(300)))
    monkeypatch.setenv("TRY_CHAT", f"mmost://127.0.0.1:{web.port}/3ccdd113474722377935511fc85d3dd4")
    room = Receiver("room", chat="env:TRY_CHAT", hosts=("127.0.0.1",), private=True)
    with centre.at_work() as ledger:
        (message,) = unsent(ledger.database)
    send(letter(message, "centre", {}, language, 0), room, centre.project, None, language)
    text = web.got[0][1]["text"]
    assert 3800 < len(text.encode()) <= 4000  # what Mattermost takes
    listed = text.count("CSAT 61.0") + text.count("满意度 61.0")
    more = {"en": f"and {300 - listed} more; `kpiengine", "zh": f"另有 {300 - listed} 条；用 `kpiengine"}[language]
    assert more in text
    assert message.key in text
    assert "300" in text.partition("\n")[0]


def test_one_notice_alone_may_be_too_long():
    said = Letter("k1", "centre: 2 alerts", "x" * 5000, (None, None), ("x" * 5000, "y"))
    assert fitted(said, 1000).text == "2 in all; `kpiengine alerts history` lists them\n\nMessage k1\n"


def test_one_message_for_each_lead_by_mail(centre, mail):
    people = [("l1", "Mei", "mei@centre.example"), ("l2", "Tao", "tao@centre.example"), ("a1", "Li Na", None)]
    centre.alerts("a1", notify=["lead", "boss"], people=people)
    assert sent(centre).sent == 2
    assert sorted(to for to, _ in mail.got) == ["boss@centre.example", "mei@centre.example"]
    texts = dict(mail.got)
    assert "Subject: centre: 1 alert" in texts["mei@centre.example"]
    assert "kpi@centre.example" in texts["mei@centre.example"]


def test_a_person_without_an_address_does_not_hold_up_the_others(centre):
    centre.alerts("a1", notify=["lead"], lead="l9", people=[("l1", "Mei", "mei@centre.example")])
    centre.alerts("a1", "a2", notify=["lead"], lead="l1", end=2, people=[("l1", "Mei", "mei@centre.example")])
    found = sent(centre)
    assert (found.sent, found.left) == (1, 1)
    assert found.problems == ("lead: the roster's column mail has no mail address for this person",)


def test_a_mail_server_that_refuses(centre, mail):
    mail.mood = "refuse"
    centre.alerts("a1", notify=["boss"])
    assert sent(centre).problems == ("boss: the service did not take it",)
    mail.mood = "ok"
    assert sent(centre).sent == 1


def test_a_file_gets_lines_that_programs_read(centre):
    centre.alerts("a1", notify=["log"])
    assert sent(centre).sent == 1
    line = json.loads((centre.folder / "out" / "notices.jsonl").read_text("utf-8"))
    assert line["notices"][0]["key"] == "alerts.csat_low/agent:a1/2026-W41/1/1"


def test_whom_nobody_can_tell_is_said(centre):
    centre.alerts("a1", notify=["hr", "wfm"], lead=None)
    assert centre.problems == ["1 notice was not sent: kpiengine.toml has no [notify.hr]"]
    with centre.at_work() as ledger:
        assert [message.receiver for message in unsent(ledger.database)] == ["wfm"]


def test_only_one_receiver(centre, web):
    centre.alerts("a1", notify=["wfm", "log"])
    assert sent(centre, "log").sent == 1
    assert web.got == []


def test_grouped_by_site_each_gets_its_own_message(centre, web):
    centre.alerts("a1", "a2", group_by="team")
    assert sent(centre).sent == 1
    assert web.got[0][1]["title"] == "centre (north): 2 alerts"


def test_who_heard_of_an_escalation_hears_of_the_end_and_nobody_else_does(centre, web):
    """Two are on, of one it is told that it goes on; both end."""
    rule = {"notify": ["log"], "escalation": Escalation(Length(2, "h"), ("wfm",))}
    centre.alerts("a1", end=1, **rule)
    centre.alerts("a1", "a2", end=3, **rule)
    centre.alerts("a1", "a2", end=4, verdict=0, **rule)
    sent(centre)
    heard = [(n["subject"], n["event"]) for _, body in web.got for n in body["notices"]]
    assert heard == [("a1", "escalated"), ("a1", "resolved")]
    assert "STILL ON, ESCALATED  Low CSAT" in web.got[0][1]["text"]
    assert "Why now: it has been on for 2 h, and nobody has acknowledged it." in web.got[0][1]["text"]
    assert web.got[1][1]["title"] == "centre: 1 alert over"
    lines = (centre.folder / "out" / "notices.jsonl").read_text("utf-8").splitlines()
    found = [(n["subject"], n["event"]) for line in lines for n in json.loads(line)["notices"]]
    assert found == [("a1", "fired"), ("a2", "fired"), ("a1", "resolved"), ("a2", "resolved")]


def test_praise_is_counted_by_itself(centre, web):
    for end in (1, 2):
        centre.alerts("a1", "a2", praise=True, end=end)
        sent(centre)
    title, text = web.got[1][1]["title"], web.got[1][1]["text"]
    assert title == "centre: 2 notes of praise"
    assert "PRAISE  Low CSAT  2026-W42\n  a1: CSAT 61.0\n  Why now: it was reached in 2026-W42." in text


def test_no_secret_and_no_name_in_the_ledger(centre, web):
    centre.alerts("a1", notify=["wfm", "lead", "boss"], people=[("a1", "Li Na", None), ("l1", "Mei", "m@x.example")])
    web.mood = "error"
    sent(centre)
    with centre.at_work():
        pass
    raw = b"".join(path.read_bytes() for path in (centre.folder / ".kpiengine").glob("ledger.db*"))
    for text in ("s3cr3t", "Li Na", "m@x.example", "boss@centre"):
        assert text.encode() not in raw
