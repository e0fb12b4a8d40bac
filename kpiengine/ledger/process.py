"""Who is at work: the account, the machine and this very process, told apart from a later one with the same number."""

import getpass
import os
import socket
from pathlib import Path

from attrs import frozen

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@frozen
class Worker:
    """An account on a machine, its process, and what it was asked to do."""

    person: str
    host: str
    process: str  # boot:number:start, so that no later process is taken for this one
    command: str


def this_worker(command: str) -> Worker:
    """Who runs this command."""
    return Worker(person(), socket.gethostname(), _process(os.getpid()) or f"?:{os.getpid()}:?", command)


def person() -> str:
    """The account's name, `unknown` where there is no login, as in some containers."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def number_of(process: str) -> str:
    """The number that the system shows for a process."""
    return process.split(":")[1]


def is_alive(process: str) -> bool:
    """Whether that very process still runs here; one of another machine or before a restart does not."""
    number = number_of(process)
    return number.isdigit() and _process(int(number)) == process


def _process(number: int) -> str | None:
    """The process of that number by the kernel's account of it; None if there is none."""
    try:
        boot = _BOOT.read_text("ascii").strip()
        stat = Path(f"/proc/{number}/stat").read_text("ascii", errors="replace")
    except OSError:
        return _without_proc(number)
    fields = stat.rpartition(")")[2].split()  # a program's name may hold blanks and brackets
    return None if fields[0] in {"Z", "X"} else f"{boot}:{number}:{fields[19]}"


def _without_proc(number: int) -> str | None:
    """For systems without /proc: the number alone, while a process has it."""
    if _BOOT.exists():
        return None
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    return f"-:{number}:-"
