"""One letter by the way that its receiver says: mail and chats through Apprise, webhooks and files by ourselves.

It returns when the receiver has taken the letter, and raises otherwise; what it raises has no secret in it.
"""

import json
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kpiengine.alerts.policy import WORD_OF
from kpiengine.alerts.states import Event
from kpiengine.errors import KpiError
from kpiengine.ledger.notices import Noted
from kpiengine.outputs.notify.answers import limited
from kpiengine.outputs.notify.guard import guarded
from kpiengine.outputs.notify.letter import PERSON, Letter, fitted
from kpiengine.outputs.notify.polite import overheard
from kpiengine.outputs.notify.secret import Secret, resolve
from kpiengine.outputs.notify.webhook import Rules, post
from kpiengine.project import Project
from kpiengine.project.notify import REFERENCE
from kpiengine.project.records import Receiver

# Services of Apprise that send to any address at all: for those there is `webhook`, which looks where it goes.
ANYWHERE = ("json", "xml", "form", "apprise", "file", "exec", "syslog", "dbus", "gnome", "windows", "macosx")
CHAT_S, MAIL_S = 10.0, 60.0  # seconds that one answer may last; mail servers take their time on purpose
MARGIN = 16  # bytes that Apprise puts around a title where the service has none
INSTALL = "the library that sends mail and chats is not installed; type `pip install kpiengine[notify]`"


def send(letter: Letter, receiver: Receiver, project: Project, person: Mapping[str, str] | None, language: str) -> None:
    """Sends it, or raises KpiError with the reason."""
    match receiver.way:
        case "file":
            _append(project.folder / str(receiver.file), _body(letter, language))
        case "webhook":
            address = resolve(str(receiver.webhook), project.folder)
            rules = Rules(receiver.hosts, receiver.private)
            _masked(address, lambda: post(address, rules, _body(letter, language), letter.key))
        case "chat":
            address = resolve(str(receiver.chat), project.folder)
            rules = Rules(receiver.hosts, receiver.private)
            _masked(address, lambda: _chat(address.reveal(), letter, rules))
        case _:
            _mail(letter, receiver, project, person)


def _mail(letter: Letter, receiver: Receiver, project: Project, person: Mapping[str, str] | None) -> None:
    if project.mail is None:
        raise KpiError('kpiengine.toml has no [mail]; write [mail] with server = "env:KPIENGINE_MAIL"')
    to = _address(receiver, project, person)
    server = resolve(project.mail.server, project.folder)
    if not server.reveal().startswith(("mailto://", "mailtos://")):
        raise KpiError("the mail server is written as mailto://host or mailtos://user:password@host")
    joint = "&" if "?" in server.reveal() else "?"
    sender = f"&from={quote(project.mail.sender)}" if project.mail.sender else ""
    whole = Secret(f"{server.reveal()}{joint}to={quote(to)}&format=text{sender}")
    _masked(server, lambda: _apprise(whole.reveal(), letter))


def _address(receiver: Receiver, project: Project, person: Mapping[str, str] | None) -> str:
    if receiver.mail is not None:
        return resolve(receiver.mail, project.folder).reveal() if REFERENCE.fullmatch(receiver.mail) else receiver.mail
    found = (person or {}).get(receiver.address)
    if not found or "@" not in found or any(sign in found for sign in " ,;<>\r\n"):
        raise KpiError(f"the roster's column {receiver.address} has no mail address for this person")
    return found


def _chat(address: str, letter: Letter, rules: Rules) -> None:
    service = _service(address)
    if any(name.rstrip("s") in ANYWHERE or name in ANYWHERE for name in _schemes(service)):
        raise KpiError("this kind of address can lead anywhere; use `webhook` or `file` for it")
    if _says_where(service):
        if not rules.hosts:
            raise KpiError("this kind of address says which host it leads to; allow it with `hosts`")
        if not service.secure and not rules.private:
            raise KpiError("this address is not encrypted; take the one that ends in s, or say `private = true`")
    title = 0 if service.title_maxlen else len(letter.title.encode()) + MARGIN
    shorter = fitted(letter, service.body_maxlen - title)  # it refuses a longer one, every time
    with guarded(rules) as guard, limited(CHAT_S) as answers, overheard(address.partition("://")[0].lower()) as refused:
        sent = _notified(service, shorter)
    if not sent or guard.refused or refused:
        raise KpiError(next(iter([*guard.refused, *answers.faults, *refused, "the service did not take it"])))


def _says_where(service: Any) -> bool:  # noqa: ANN401 -- of a library without types
    """Whether the address itself names a host; else the service has its own."""
    return any("{host}" in template for template in service.templates)


def _apprise(address: str, letter: Letter) -> None:
    with limited(MAIL_S) as answers:
        sent = _notified(_service(address), letter)
    if not sent:
        raise KpiError(next(iter([*answers.faults, "the service did not take it"])))


def _notified(service: Any, letter: Letter) -> bool:  # noqa: ANN401 -- of a library without types
    return bool(service.notify(body=letter.text, title=letter.title, body_format="text"))


def _service(address: str) -> Any:  # noqa: ANN401 -- of a library without types
    try:
        import apprise  # noqa: PLC0415 -- an extra, and a tenth of a second
    except ImportError:
        raise KpiError(INSTALL) from None
    asset = apprise.AppriseAsset(app_id="kpiengine", async_mode=False, http_redirects=False)
    service = apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        raise KpiError("the address is none that Apprise knows")
    return service


def _schemes(service: Any) -> list[str]:  # noqa: ANN401 -- of a library without types
    """The words with which addresses of the service begin."""
    found: list[str] = []
    for scheme in (service.protocol, service.secure_protocol):
        found += [scheme] if isinstance(scheme, str) else list(scheme or ())
    return found


def _append(file: Path, body: Mapping[str, Any]) -> None:
    """One line of JSON; a reader tells a repeated one by its key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(body, ensure_ascii=False) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        raise KpiError(f"{file.name}: {error.strerror or error}") from None


def _body(letter: Letter, language: str) -> dict[str, Any]:
    """What programs read."""
    return {
        "format": 1,
        "key": letter.key,
        "title": letter.title,
        "text": letter.text,
        "notices": [event(notice, language) for notice in letter.notices],
    }


def event(notice: Noted, language: str) -> dict[str, Any]:
    """One notice for programs: ids only, no names."""
    said = notice.body
    return {
        "key": notice.key,
        "ruleset": notice.series.ruleset,
        "alert": notice.series.alert,
        "level": notice.level,
        "subject": notice.subject,
        "window": said["window"],
        "at": notice.at,
        "event": Event(notice.event).word,
        "kind": "praise" if said["praise"] else "warning",
        "severity": None if said["praise"] else WORD_OF.get(said["severity"]),
        "values": said.get("values", ""),
        "message": str(said.get(f"message_{language}", "")).replace(PERSON, notice.subject),
        "action": said.get("action"),
        "why": said["why"][language],
    }


def _masked(secret: Secret, act: Callable[[], None]) -> None:
    """Whatever goes wrong is told without the secret, and no library says it to a log meanwhile.

    What is raised is raised anew: the error of the library, which has the address in it, does not hang on it.
    """
    logged = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        act()
    except KpiError as error:
        why = secret.masked(error.message)
    except Exception as error:  # noqa: BLE001 -- a library of many services may raise anything, with the address in it
        why = f"{type(error).__name__}: {secret.masked(str(error))}"[:300]
    else:
        return
    finally:
        logging.disable(logged)
    raise KpiError(why)
