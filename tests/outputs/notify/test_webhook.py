"""Where a webhook may lead, and what a secret shows."""

import pickle
import socket

import pytest

from kpiengine.errors import KpiError
from kpiengine.outputs.notify import webhook
from kpiengine.outputs.notify.secret import Secret, resolve
from kpiengine.outputs.notify.webhook import Rules, is_public, post


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.9", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),  # noqa: S104
        *("::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::"),
        *("224.0.0.1", "255.255.255.255", "::"),
    ],
)
def test_not_of_the_open_internet(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_of_the_open_internet(address):
    assert is_public(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://hooks.example.com/x", "a webhook begins with https://"),
        ("file:///etc/passwd", "a webhook begins with https://"),
        ("https://hooks.example.com.evil.org/x", "is not among the hosts"),
        ("https://example.com@evil.org/x", "is not among the hosts"),
        ("https://[::1/x", "the webhook is no address"),
    ],
)
def test_addresses_that_are_refused_before_anything_is_opened(monkeypatch, address, why):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("it was looked up"))
    with pytest.raises(KpiError, match=why):
        post(Secret(address), Rules(("hooks.example.com", "example.com")), {}, "k")


def test_a_name_that_leads_into_the_house_is_not_connected_to(monkeypatch):
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    monkeypatch.setattr(webhook.socket, "socket", lambda *_: pytest.fail("it was connected to"))
    with pytest.raises(KpiError, match="an address inside the house"):
        post(Secret("https://hooks.example.com/x"), Rules(("*.example.com",)), {}, "k")


def test_a_secret_shows_nothing():
    secret = Secret("https://host/very-secret?token=abcdef")
    assert f"{secret} {secret!r} {[secret]}" == "*** *** [***]"
    assert secret.masked("failed at https://host/very-secret?token=abcdef: very-secret") == "failed at ***: ***"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_where_secrets_stand(tmp_path, monkeypatch):
    monkeypatch.setenv("HOOK", " abc \n")
    assert resolve("env:HOOK", tmp_path).reveal() == "abc"
    with pytest.raises(KpiError, match="the environment has no NOPE"):
        resolve("env:NOPE", tmp_path)
    file = tmp_path / "hook"
    file.write_text("abc\n")
    file.chmod(0o644)
    with pytest.raises(KpiError, match="others can read the secret hook"):
        resolve("file:hook", tmp_path)
    file.chmod(0o600)
    assert resolve("file:hook", tmp_path).reveal() == "abc"
