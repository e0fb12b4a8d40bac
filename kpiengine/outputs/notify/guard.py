"""Where a library may connect to while it sends for us: looked at below the library, when the connection is opened.

Chats go through Apprise, which has no check of its own.  Python tells an audit hook of every name that is looked up and
of every address that a socket is connected to, whatever library does it; while a guard stands, the hook refuses what
the receiver may not reach.  It sees the address and not the name, so a name that points elsewhere at the second look
(DNS rebinding) gains nothing.  Proxies and passwords of the environment are not used.

It does not look at what is sent.  A hook of Python cannot be taken away; without a guard it does nothing.
"""

import ipaddress
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from attrs import Factory, define

from kpiengine.outputs.notify.webhook import Rules, is_named, is_public

QUIET_ENVIRONMENT = {"NO_PROXY": "*", "no_proxy": "*", "NETRC": os.devnull}


@define
class Guard:
    """What one receiver may reach; `refused` says what was not let through.  Without hosts any name will do."""

    rules: Rules
    refused: list[str] = Factory(list)

    def look_up(self, name: object) -> None:
        """A name is asked for; raises OSError if it is none of the receiver's."""
        shown = name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)
        if self.rules.hosts and not is_named(shown, None, self.rules):
            self._refuse(f"{shown} is not among the hosts that this receiver may reach")

    def connect(self, address: object) -> None:
        """A socket is about to be connected; raises OSError unless that is a numbered address outside the house."""
        host = address[0] if isinstance(address, tuple) and address else None
        try:
            ipaddress.ip_address(str(host).partition("%")[0])
        except ValueError:
            self._refuse("it would connect to something that is no address of the internet")
        if not self.rules.private and not is_public(str(host)):
            self._refuse("it leads to an address inside the house; say `private = true` if it should")

    def _refuse(self, why: str) -> None:
        self.refused.append(why)
        raise OSError(why)


class _Standing:
    """The guard that stands now, and whether Python knows of the hook."""

    guard: Guard | None = None
    hooked: bool = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    guard = _Standing.guard
    if guard is None:
        return
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        guard.look_up(arguments[0])
    elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"} and arguments[1] is not None:
        guard.connect(arguments[1])


@contextmanager
def guarded(rules: Rules) -> Iterator[Guard]:
    """Whatever is connected to meanwhile must be allowed by the rules."""
    if not _Standing.hooked:
        sys.addaudithook(_hook)
        _Standing.hooked = True
    before = {name: os.environ.get(name) for name in QUIET_ENVIRONMENT}
    outer, _Standing.guard = _Standing.guard, Guard(rules)
    os.environ.update(QUIET_ENVIRONMENT)
    try:
        yield _Standing.guard
    finally:
        _Standing.guard = outer
        for name, text in before.items():
            if text is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = text
