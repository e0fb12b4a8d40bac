"""[notify.NAME] and [mail] of the project file: who can be told of alerts, and how they are reached.

Whatever opens a door (the address of a chat, a webhook, a mail server with its password) stands in the environment or
in a file that only its owner can read, never in the project file: `env:NAME` or `file:PATH`.  Nothing is resolved
here.
"""

import re
from typing import Any, cast

from attrs import evolve

from kpiengine.diagnostics import Place
from kpiengine.project import messages
from kpiengine.project.paths import path_of
from kpiengine.project.records import MailServer, Receiver
from kpiengine.project.section import Section

WAYS = ("mail", "chat", "webhook", "file")
MOST_LINES = 500
MASK = "***"
REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:[^\s].*")
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_HOST = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})?")


def read_receivers(root: Section, *, outside: bool) -> dict[str, Receiver]:
    """Every receiver by its name, in file order."""
    return {name: _receiver(name, section, outside=outside) for name, section in root.named("notify", "receiver")}


def read_mail(root: Section) -> MailServer | None:
    """The mail server, if one is written."""
    section = root.section("mail")
    section.check_keys()
    if not section.data:
        return None
    section.required("server", 'server = "env:KPIENGINE_MAIL"')
    return MailServer(_reference(section, "server") or "", section.text("from"))


def _receiver(name: str, section: Section, *, outside: bool) -> Receiver:
    section.check_keys()
    ways = [way for way in WAYS if way in section.data]
    if len(ways) > 1:
        remedy = "make a receiver of each, and name both in the alert"
        section.fault(messages.not_allowed(_hidden(section, ways[1]), ways[1], MASK, remedy))
    hosts = section.texts("hosts") or ()
    for host in hosts:
        if not _HOST.fullmatch(host):
            section.fault(messages.not_allowed(section.place("hosts"), "hosts", host, 'type it as "hooks.example.com"'))
    if "webhook" in section.data and not hosts:
        section.fault(messages.missing_key(section.place(), "hosts", section.name, 'hosts = ["hooks.example.com"]'))
    return Receiver(
        name=name,
        who=section.text("who") or ("agent" if name == "agent" else None),
        address=section.text("address") or "mail",
        mail=_mail(section),
        chat=_reference(section, "chat"),
        webhook=_reference(section, "webhook"),
        file=path_of(section, "file", outside=outside),
        hosts=hosts,
        private=section.flag("private", default=False),
        language=cast("Any", section.choice("language", ("en", "zh"), "") or None),
        lines=section.whole("lines", 20, most=MOST_LINES),
    )


def _mail(section: Section) -> str | None:
    text = section.text("mail")
    if text is None or _ADDRESS.fullmatch(text) or REFERENCE.fullmatch(text):
        return text
    remedy = 'type an address, or where it stands: "env:NAME" or "file:secrets/NAME"'
    section.fault(messages.not_allowed(_hidden(section, "mail"), "mail", MASK, remedy))
    return None


def _hidden(section: Section, key: str) -> Place:
    """Where the key stands, without the line itself."""
    return evolve(section.place(key), source=None)


def _reference(section: Section, key: str) -> str | None:
    """A reference to a secret; the text itself is not repeated, because it may be one."""
    text = section.text(key)
    if text is None or REFERENCE.fullmatch(text):
        return text
    remedy = 'a secret stands elsewhere: "env:NAME" or "file:secrets/NAME"'
    section.fault(messages.not_allowed(_hidden(section, key), key, MASK, remedy))
    return None
