"""One POST to an allowed host, after a look at the address that is really connected to.

A name can point anywhere at any moment, so what is checked is the address of the open connection, not the name.  No
redirect is followed, no proxy of the environment is used, an answer of more than 64 kB or that is not over after ten
seconds is none (`answers`).  Private addresses are for receivers that say `private = true`, and only they may do
without https.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from attrs import frozen

from kpiengine.errors import KpiError
from kpiengine.outputs.notify.answers import limited
from kpiengine.outputs.notify.secret import Secret

TIMEOUT_S = 10.0
_OK = range(200, 300)


@frozen
class Rules:
    """Where a receiver may be reached: hosts (`*.example.com` for all below it), and whether inside the house."""

    hosts: tuple[str, ...]
    private: bool = False


def post(address: Secret, rules: Rules, body: Mapping[str, Any], key: str) -> None:
    """Sends the body as JSON; returns after a 2xx only.  Raises KpiError with the reason, without the address."""
    url = _split(address, rules)
    payload = json.dumps(body, ensure_ascii=False).encode()
    target = url.path or "/"
    if url.query:
        target += f"?{url.query}"
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "kpiengine",
        "Idempotency-Key": key,
        "Connection": "close",
    }
    connection = _connection(url, rules)
    try:
        with limited(TIMEOUT_S):
            connection.request("POST", target, payload, headers)
            with connection.getresponse() as answer:
                answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise KpiError(f"{url.hostname}: {_why(error)}") from None
    finally:
        connection.close()
    if answer.status not in _OK:
        extra = "; redirects are not followed" if answer.status in range(300, 400) else ""
        raise KpiError(f"{url.hostname} answered {answer.status}{extra}")


def _split(address: Secret, rules: Rules) -> SplitResult:
    try:
        url = urlsplit(address.reveal())
        port = url.port
    except ValueError:
        raise KpiError("the webhook is no address") from None
    schemes = ("https", "http") if rules.private else ("https",)
    if url.scheme not in schemes or not url.hostname:
        raise KpiError(f"a webhook begins with {' or '.join(f'{s}://' for s in schemes)}")
    if not is_named(url.hostname, port, rules):
        raise KpiError(f"{url.hostname} is not among the hosts that this receiver may reach")
    return url


def is_named(name: str, port: int | None, rules: Rules) -> bool:
    """Whether a host is one of those that may be reached, without a port on any that is allowed for one."""
    if port is None and any(host.rpartition(":")[0] == name for host in rules.hosts):
        return True
    return any(host in {name, f"{name}:{port}"} or _below(name, host) for host in rules.hosts)


def _below(name: str, host: str) -> bool:
    return host.startswith("*.") and name.endswith(host[1:])


def _connection(url: SplitResult, rules: Rules) -> http.client.HTTPConnection:
    host, port = str(url.hostname), url.port
    if url.scheme == "https":
        return _Checked(rules, host, port or 443, ssl.create_default_context())
    return _Checked(rules, host, port or 80, None)


class _Checked(http.client.HTTPConnection):
    """A connection that looks whom it has reached before it says anything."""

    def __init__(self, rules: Rules, host: str, port: int, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S)
        self._rules = rules
        self._context = context

    def connect(self) -> None:
        """Connects to the first address that may be reached."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        allowed = [each for each in found if self._rules.private or is_public(str(each[4][0]))]
        if not allowed:
            raise OSError("it leads to an address inside the house; say `private = true` if it should")
        fault: OSError = OSError("it cannot be reached")
        for family, kind, protocol, _, where in allowed:
            opened = socket.socket(family, kind, protocol)
            opened.settimeout(TIMEOUT_S)
            try:
                opened.connect(where)
                self._check(str(opened.getpeername()[0]))
                wrapped = self._context.wrap_socket(opened, server_hostname=self.host) if self._context else opened
            except OSError as error:
                opened.close()
                fault = error
                continue
            self.sock = wrapped
            return
        raise fault

    def _check(self, reached: str) -> None:
        if not self._rules.private and not is_public(reached):
            raise OSError("it leads to an address inside the house")


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet: not private, loopback, link-local, nor such a one in disguise."""
    if "%" in address:
        return False
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer in {TIMEOUT_S:g} seconds"
    if isinstance(error, ssl.SSLError):
        return "its certificate is not trusted, or it speaks no TLS"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text)
