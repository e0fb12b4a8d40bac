"""Chats reach allowed hosts only, and the address that is connected to is looked at, whatever library connects."""

import os
import socket
import urllib.request

import pytest

from kpiengine.errors import KpiError
from kpiengine.outputs.notify.guard import guarded
from kpiengine.outputs.notify.letter import Letter
from kpiengine.outputs.notify.send import send
from kpiengine.outputs.notify.webhook import Rules
from kpiengine.project.records import Receiver

TOKEN = "3ccdd113474722377935511fc85d3dd4"  # noqa: S105 -- of nobody
LETTER = Letter("k1", "centre: 1 alert", "Li Na: CSAT 61.0\n", ())
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
PUBLIC = "93.184.216.34"


@pytest.fixture
def chat(centre, monkeypatch):
    """Sends a letter to a chat at an address; gives why it could not, or None."""

    def try_it(address, hosts=(), *, private=False):
        monkeypatch.setenv("TRY_CHAT", address)
        receiver = Receiver("room", chat="env:TRY_CHAT", hosts=tuple(hosts), private=private)
        try:
            send(LETTER, receiver, centre.project, None, "en")
        except KpiError as error:
            return error.message.replace(TOKEN, "a secret")
        return None

    return try_it


@pytest.fixture
def here(web):
    return f"mmost://127.0.0.1:{web.port}/{TOKEN}"


@pytest.fixture
def names(monkeypatch):
    """What names lead to, one answer after the other; the last one stays."""

    def lead(*answers):
        left = list(answers)

        def found(_, port, *__, **___):
            kind = socket.AF_INET6 if ":" in left[0] else socket.AF_INET
            where = (left.pop(0) if len(left) > 1 else left[0], port)
            return [(kind, socket.SOCK_STREAM, 6, "", where)]

        monkeypatch.setattr(socket, "getaddrinfo", found)

    return lead


def test_an_allowed_host_in_the_house_gets_it(chat, web, here):
    assert chat(here, ["127.0.0.1"], private=True) is None
    assert "Li Na: CSAT 61.0" in web.got[0][1]["text"]


def test_an_address_that_says_where_needs_an_allowed_host(chat, web, here):
    assert "allow it with `hosts`" in chat(here, private=True)
    assert "is not among the hosts" in chat(here, ["chat.example.com"], private=True)
    assert "is not encrypted" in chat(here, ["127.0.0.1"])
    assert chat(f"mmosts://127.0.0.1:{web.port}/{TOKEN}", ["127.0.0.1"]).startswith("it leads to an address inside")
    assert web.asked == 0


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_a_service_with_a_host_of_its_own_is_not_led_into_the_house(chat, names, web, inside):
    names(inside)
    assert chat(SLACK).startswith("it leads to an address inside the house")
    assert web.asked == 0


def test_a_name_that_leads_elsewhere_at_the_second_look(chat, names, web):
    """DNS rebinding: whoever looks before connecting sees an innocent address; what is connected to is not it."""
    names(PUBLIC, "127.0.0.1")
    assert socket.getaddrinfo("chat.example.com", web.port)[0][4][0] == PUBLIC
    why = chat(f"mmosts://chat.example.com:{web.port}/{TOKEN}", ["chat.example.com"])
    assert why.startswith("it leads to an address inside the house")
    assert web.asked == 0


def test_redirects_are_not_followed(chat, web, here):
    web.mood = "redirect"
    assert chat(here, ["127.0.0.1"], private=True) == "the service did not take it"
    assert (web.asked, web.elsewhere) == (1, 0)


def test_no_proxy_and_no_passwords_of_the_environment(chat, web, here, monkeypatch):
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "elsewhere.example")
    assert chat(here, ["127.0.0.1"], private=True) is None
    assert len(web.got) == 1
    assert os.environ["NO_PROXY"] == "elsewhere.example"
    assert "NETRC" not in os.environ


def test_whatever_library_connects(web):
    address = f"http://127.0.0.1:{web.port}/"
    with guarded(Rules(())) as guard:
        with pytest.raises(OSError, match="inside the house"):
            urllib.request.urlopen(address, data=b"{}")
        with pytest.raises(OSError, match="inside the house"):
            socket.create_connection(("127.0.0.1", web.port))
        with socket.socket(type=socket.SOCK_DGRAM) as sender, pytest.raises(OSError, match="inside the house"):
            sender.sendto(b"x", ("127.0.0.1", web.port))
        with socket.socket(socket.AF_UNIX) as pipe, pytest.raises(OSError, match="no address of the internet"):
            pipe.connect("/run/nothing")
    assert len(guard.refused) == 4
    socket.create_connection(("127.0.0.1", web.port)).close()  # and afterwards all is as before
