"""A secret is in nothing that anybody can read, whichever service fails, however much is logged; answers are short."""

import http.client
import logging
import smtplib
import socket
import threading
import time
import traceback
import urllib.request

import pytest
from attrs import evolve

from kpiengine.errors import KpiError
from kpiengine.outputs.notify import send as sending
from kpiengine.outputs.notify import webhook
from kpiengine.outputs.notify.answers import MOST_BYTES, limited
from kpiengine.outputs.notify.letter import Letter
from kpiengine.outputs.notify.secret import Secret
from kpiengine.outputs.notify.send import send
from kpiengine.project.records import Receiver

CANARY = "c4n4rY0123456789abcdef"
LETTER = Letter("k1", "centre: 1 alert", "Li Na: CSAT 61.0\n", ())
# One address of each kind that design §11 names, with the secret wherever such an address has one.
SERVICES = {
    "wecom": f"wecombot://{CANARY}",
    "dingtalk": f"dingtalk://{CANARY}@13888888888",
    "feishu": f"feishu://{CANARY}",
    "slack": f"slack://T1JJ3T3L2/A1BRTD4JD/{CANARY}xx",
    "teams": f"workflow://teams.example.com/{CANARY}/{CANARY}",
    "mattermost": f"mmosts://teams.example.com/{CANARY}abcd",
    "nobody": f"nosuchservice://{CANARY}@host/{CANARY}",
    "broken": f"mmosts://[::1/{CANARY}",
}


@pytest.fixture
def loud(caplog, monkeypatch):
    """Everything that any library logs is kept, as somebody would who looks for a fault."""
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 0)
    for name in ("apprise", "urllib3", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def said(centre, monkeypatch, capfd, loud):
    """What can be read anywhere after a letter could not be sent: error, chain of errors, streams, logs."""

    def try_it(receiver, address, project=None):
        monkeypatch.setenv("TRY_IT", address)
        with pytest.raises(KpiError) as caught:
            send(LETTER, receiver, project or centre.project, None, "en")
        error, chain = caught.value, []
        while error is not None:
            chain.append(repr(error.args))
            error = error.__cause__ or error.__context__
        traced = "".join(traceback.format_exception(caught.value))
        streams = capfd.readouterr()
        logged = [f"{r.getMessage()} {r.exc_text or ''}" for r in loud.records]
        return "\n".join([caught.value.message, *chain, traced, streams.out, streams.err, *logged])

    return try_it


@pytest.mark.parametrize("service", SERVICES)
def test_no_chat_that_fails_says_its_secret(said, monkeypatch, service):
    def refused(*_, **__):
        raise OSError(f"cannot reach https://host/{CANARY}")

    monkeypatch.setattr(socket, "getaddrinfo", refused)
    hosts = ("teams.example.com",) if "teams.example.com" in SERVICES[service] else ()
    assert CANARY not in said(Receiver("room", chat="env:TRY_IT", hosts=hosts), SERVICES[service])


def test_nor_does_a_library_that_raises_it(said, monkeypatch):
    def wild(*_):
        raise ValueError(f"no such thing: {CANARY[:10]} in mmost://host/{CANARY}abcd?x={CANARY}abcd")

    monkeypatch.setattr(sending, "_notified", wild)
    everything = said(Receiver("room", chat="env:TRY_IT", hosts=("host",), private=True), f"mmost://host/{CANARY}abcd")
    assert CANARY not in everything
    assert "ValueError: no such thing" in everything


@pytest.mark.parametrize("mood", ["error", "redirect", "reset", "cut", "long"])
def test_nor_a_webhook_nor_a_chat_at_a_server_that_answers_badly(said, web, mood):
    web.mood = mood
    here = f"127.0.0.1:{web.port}"
    hook = Receiver("hook", webhook="env:TRY_IT", hosts=("127.0.0.1",), private=True)
    room = Receiver("room", chat="env:TRY_IT", hosts=("127.0.0.1",), private=True)
    assert CANARY not in said(hook, f"http://{here}/{CANARY}?token={CANARY}")
    assert CANARY not in said(room, f"mmost://{here}/{CANARY}abcd")
    assert web.asked == 2


@pytest.mark.parametrize("mood", ["error", "refuse", "reset"])
def test_nor_mail_with_a_password(said, centre, mail, mood):
    mail.mood = mood
    server = f"mailto://ops:{CANARY}@127.0.0.1:{mail.port}?mode=insecure&smtp=127.0.0.1&cto=1&rto=1"
    with_password = evolve(centre.project, mail=evolve(centre.project.mail, server="env:TRY_IT"))
    assert CANARY not in said(Receiver("boss", mail="boss@centre.example"), server, with_password)


def test_parts_of_a_secret_are_masked_however_they_are_written():
    secret = Secret("mailtos://ops:pa%24%24w0rd@smtp.example.com?token=abcdefg")
    for text in ("ops:pa%24%24w0rd", "pa$$w0rd", "token=abcdefg", "abcdefg"):
        assert secret.masked(f"failed: {text}!").endswith("***!")
    hook = Secret("https://hooks.example.com:8443/services/T123456?key=zyxwvut")
    assert hook.masked("hooks.example.com answered 500") == "hooks.example.com answered 500"
    assert hook.masked("at /services/T123456, zyxwvut") == "at /***/***, ***"


class Endless:
    """A server that answers for ever: as fast as it can, or a byte now and then, in the headers already or after."""

    def __init__(self, begin, more, pause):
        self.begin, self.more, self.pause, self.sent = begin, more, pause, 0

    def talk(self, server):
        connection, _ = server.accept()
        try:
            self.begin and connection.recv(65536)
            connection.sendall(self.begin)
            while True:
                connection.sendall(self.more)
                self.sent += len(self.more)
                time.sleep(self.pause)
        except OSError:
            connection.close()


@pytest.fixture
def endless():
    opened = []

    def serve(begin, more, pause=0.0):
        server, told = socket.create_server(("127.0.0.1", 0)), Endless(begin, more, pause)
        thread = threading.Thread(target=told.talk, args=(server,), daemon=True)
        thread.start()
        opened.append((server, thread))
        return server.getsockname()[1]

    yield serve
    for server, thread in opened:
        server.close()
        thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\n"
BODY = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
DRIPS = {"in the headers": (HEAD, b"X: y\r\n"), "in the body": (BODY, b"x")}


@pytest.mark.parametrize("way", ["webhook", "chat"])
@pytest.mark.parametrize("where", DRIPS)
def test_a_receiver_that_drips_is_cut_off(said, endless, monkeypatch, way, where):
    """Each read gets something within the timeout, so that only the whole of it can be too slow."""
    monkeypatch.setattr(webhook, "TIMEOUT_S", 0.4)
    monkeypatch.setattr(sending, "CHAT_S", 0.4)
    port = endless(*DRIPS[where], pause=0.05)
    address = {"webhook": f"http://127.0.0.1:{port}/x", "chat": f"mmost://127.0.0.1:{port}/{CANARY}abcd"}[way]
    began = time.monotonic()
    everything = said(Receiver("r", hosts=("127.0.0.1",), private=True, **{way: "env:TRY_IT"}), address)
    assert "no answer in 0.4 seconds" in everything
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("way", ["webhook", "chat"])
@pytest.mark.parametrize("begin", [BODY, BODY.replace(b"\r\n\r\n", b"\r\nContent-Length: 100000000\r\n\r\n")])
def test_no_more_than_64_kb_of_an_answer_are_read(said, endless, monkeypatch, way, begin):
    read = []
    plain = socket.SocketIO.readinto
    monkeypatch.setattr(socket.SocketIO, "readinto", lambda self, into: read.append(plain(self, into)) or read[-1])
    port = endless(begin, b"x" * 10_000)
    address = {"webhook": f"http://127.0.0.1:{port}/x", "chat": f"mmost://127.0.0.1:{port}/{CANARY}abcd"}[way]
    everything = said(Receiver("r", hosts=("127.0.0.1",), private=True, **{way: "env:TRY_IT"}), address)
    assert "its answer is too long" in everything
    assert sum(read) == MOST_BYTES


def test_the_limit_is_gone_afterwards(web):
    web.mood = "long"
    before = socket.SocketIO.readinto
    with limited(5), pytest.raises(OSError, match="too long"):
        urllib.request.urlopen(f"http://127.0.0.1:{web.port}/", data=b"{}").read()
    assert socket.SocketIO.readinto is before
    assert len(urllib.request.urlopen(f"http://127.0.0.1:{web.port}/", data=b"{}").read()) == 100_000


def test_mail_servers_that_talk_without_end(endless):
    port = endless(b"", b"220-welcome\r\n")
    with limited(5), pytest.raises(OSError, match="too long"):
        smtplib.SMTP("127.0.0.1", port, timeout=5)
