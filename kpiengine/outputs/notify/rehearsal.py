"""Who would hear of what, and whether the receivers can be reached: nothing is recorded."""

from typing import Any

from kpiengine.alerts.checks import policies_of
from kpiengine.diagnostics import Refused, has_errors
from kpiengine.errors import KpiError
from kpiengine.metric_files import with_metric_files
from kpiengine.outputs.notify.addressing import receiver_of
from kpiengine.outputs.notify.letter import Letter
from kpiengine.outputs.notify.secret import MASK
from kpiengine.outputs.notify.send import send
from kpiengine.project import Project
from kpiengine.project.notify import REFERENCE
from kpiengine.project.records import Receiver
from kpiengine.registry import load_catalogue
from kpiengine.rules.load import read_rules

KEY = "test"


def rehearse(project: Project) -> list[dict[str, Any]]:
    """One row for each alert and receiver: what brings it about, and by which way it would go."""
    catalogue, own = with_metric_files(project, load_catalogue(project.allowed_plugins, every_plan=False))
    rulesets, faults = read_rules(project, catalogue)
    if has_errors((*own, *faults)):
        raise Refused((*own, *faults))
    rows = []
    for checked in rulesets:
        for series, policy in policies_of(checked).items():
            told = [("fires or ends", name) for name in policy.notify]
            if policy.escalation is not None:
                told += [(f"still on after {policy.escalation.after}", name) for name in policy.escalation.notify]
            rows += [
                {
                    "alert": str(series),
                    "kind": "praise" if policy.praise else "warning",
                    "event": "holds" if policy.praise else event,
                    "receiver": name,
                    "way": way_of(project, receiver_of(project, name), name),
                }
                for event, name in told
            ]
    return rows


def way_of(project: Project, receiver: Receiver | None, name: str) -> str:
    """The way in words; what is a secret is masked."""
    if receiver is None:
        return f"nobody: kpiengine.toml has no [notify.{name}]"
    who = (
        "" if receiver.who is None else "the agent, " if receiver.who == "agent" else f"{receiver.who} of the roster, "
    )
    match receiver.way:
        case "mail":
            mail = str(receiver.mail)
            shown = f"mail to {MASK} ({mail})" if REFERENCE.fullmatch(mail) else f"mail to {mail}"
        case "chat":
            shown = f"chat {MASK} ({receiver.chat})"
        case "webhook":
            shown = f"webhook {MASK} ({receiver.webhook}) at {', '.join(receiver.hosts)}"
        case "file":
            shown = f"file {receiver.file}"
        case _ if project.mail is None:
            return f"nobody: [notify.{name}] says no way, and there is no [mail]"
        case _:
            shown = f"mail to the roster's column {receiver.address}"
    return who + shown


def try_receivers(project: Project) -> dict[str, str | None]:
    """Sends a test message to every receiver that needs no person; None where it arrived, else why it did not."""
    found: dict[str, str | None] = {}
    text = {"en": "This is a test; nobody has to do anything.", "zh": "这是测试消息，无需处理。"}  # noqa: RUF001 -- Chinese punctuation
    for name, receiver in project.receivers.items():
        if receiver.way == "person":
            continue
        language = receiver.language or project.language
        try:
            send(Letter(KEY, f"{project.name}: test", text[language] + "\n", ()), receiver, project, None, language)
        except KpiError as error:
            found[name] = error.message
        else:
            found[name] = None
    return found
