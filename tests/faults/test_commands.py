"""Typed commands that are hit by the system: killed at a call, failing calls, a full disk, a power cut.

Each hit command is `kpiengine evaluate`, `close` or `pay` on a small centre.  After each: what a reader sees is whole,
the ledger is sound, exit 0 is only given for what is done, and the same command again ends in the same content.
The quick tests take a thinned set of places; KPIENGINE_FAULTS=all the full one (`make test-faults`).
"""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from kpiengine.errors import Exit
from kpiengine.ledger import looking, place_in
from kpiengine.ledger.verify import faults

ALL = os.environ.get("KPIENGINE_FAULTS") == "all"
STEPS = ("evaluate", "close", "pay", "late", "next", "close-next", "pay-next")
LONG = ("evaluate", "late", "next")  # these measure; the others only write
EVERY = {True: 12, False: 1}  # of the calls of a long step one in so many is hit in the full set, of a short one each
FULL_KILLS = 300
MIB = 1 << 20

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None,
    reason="strace is not installed (Debian: strace), so no command was hit at its system calls",
)


class Centre:
    """The small centre at every step: as it was before, as it is after, and the calls that the step makes."""

    def __init__(self, folder, nursery, kind):
        self.folder, self.nursery, self.kind = folder, nursery, kind
        self.before, self.after, self.calls = {}, {}, {}
        whole = folder / "whole"
        kind.write_centre(whole)
        for step in STEPS:
            kind.prepare(whole, step)
            self.before[step] = folder / f"before-{step}"
            shutil.copytree(whole, self.before[step])
            log = folder / f"log-{step}" if shutil.which("strace") else None
            code, said, main = self.run(whole, step, log=None if log is None else str(log))
            assert code == 0, said
            self.after[step] = kind.content(whole)
            self.calls[step] = Counter() if log is None else counted(log, main)
        self.paid = {name: (whole / name).read_text() for name in kind.PAID}

    def run(self, folder, step, **asked):
        """The step's command, in that folder."""
        argv = [str(folder / w) if w.endswith(".csv") else w for w in self.kind.COMMANDS[step]]
        return self.nursery.ask([*argv, "--project", str(folder)], **asked)

    def copy(self, step, to):
        """The centre as it is before the step."""
        shutil.copytree(self.before[step], to, dirs_exist_ok=True)
        return to

    def places(self, step):
        """Call and number of every place of the full set."""
        every = EVERY[step in LONG]
        return [(call, n) for call, count in sorted(self.calls[step].items()) for n in range(1, count + 1, every)]

    def chosen(self, step, thinned):
        """The places of this run: the full set, or a few that are spread over it."""
        places = self.places(step)
        return places if ALL else [places[len(places) * part // thinned] for part in range(thinned)]


def counted(log, main):
    """How often the command's main thread makes each call; others write to threads of the engine."""
    found = re.findall(rf"^{main} +([a-z0-9]+)\(", log.read_text(errors="replace"), flags=re.MULTILINE)
    return Counter(found)


@pytest.fixture(scope="session")
def small(tmp_path_factory, nursery, centre):
    """The centre, run once without faults."""
    return Centre(tmp_path_factory.mktemp("small"), nursery, centre)


def check_at_once(small, folder, step, code, said):
    """What a reader sees before anything is done again."""
    if place_in(folder).exists:
        assert sound(folder) == []
    tables, files = small.kind.content(folder)
    was, becomes = small.kind.content(small.before[step])[1], small.after[step][1]
    for name, seen in files.items():
        if not any(part.startswith(".") and part != ".kpiengine" for part in Path(name).parts):  # nobody reads those
            assert seen in {was.get(name), becomes.get(name)}, f"{name} is half written"
            if name.endswith(".json"):
                json.loads((folder / name).read_text("utf-8"))
    if code >= 0:
        assert code in {Exit.OK, Exit.IO}, (code, said)
        assert "Traceback" not in said
        assert "defect" not in said
    if code == Exit.OK:
        assert (tables, files) == small.after[step]


def sound(folder):
    """Faults of the ledger; none where it was hit before it had a first table."""
    try:
        with looking(place_in(folder)) as ledger:
            return faults(ledger)
    except Exception as error:  # noqa: BLE001 -- told below
        return [] if "there is no ledger" in str(error) else [str(error)]


def check_again(small, folder, step):
    """The same command again, and what follows where that is quick; the end is the content of a run without faults."""
    code, said, _ = small.run(folder, step)
    assert code == 0, said
    assert small.kind.content(folder) == small.after[step]
    rest = STEPS[STEPS.index(step) + 1 :]
    for later in rest:
        if later in LONG:
            break
        code, said, _ = small.run(folder, later)
        assert code == 0, said
        assert small.kind.content(folder) == small.after[later]
    assert sound(folder) == []


@needs_strace
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", ["signal=SIGKILL", "error=EIO", "error=ENOSPC"])
def test_a_command_that_is_hit_at_a_system_call(small, fired, tmp_path, step, fault):
    """Thinned: one kill and one error in each step."""
    is_kill = fault == "signal=SIGKILL"
    places = small.chosen(step, thinned=1 if step in LONG else 2)
    if not is_kill:  # the kills take every place; an error needs no more than each kind of moment
        # Threads of the engine are woken by a write that no disk can fail; files that cannot be written are had by
        # pwrite64, fsync and the full disk.
        places = [place for place in places if place[0] != "write"] or [("fdatasync", 1)]
        places = places[:: 6 if step in LONG else 2]
    for call, number in places:
        folder = small.copy(step, tmp_path / f"{call}-{number}")
        log = tmp_path / "log"
        code, said, _ = small.run(folder, step, log=str(log), inject=f"{call}:{fault}:when={number}")
        hit = code == -9 if is_kill else "(INJECTED)" in log.read_text(errors="replace")
        # How often a thread of the engine is woken by a write differs from run to run; every other call is as counted.
        assert hit or (call == "write" and code == 0), f"{fault} at {call} {number} of {step}: {code} {said}"
        fired[f"strace {fault}"] += hit
        check_at_once(small, folder, step, code, said)
        check_again(small, folder, step)
        shutil.rmtree(folder)


@pytest.mark.parametrize("step", STEPS)
def test_a_command_that_is_killed_from_outside(small, fired, tmp_path, step):
    """Kill -9 after some milliseconds, wherever the command is then."""
    moments = [30, 60, 90, 130, 180, 250, 400, 700, 1000, 1500] if ALL else [80]
    for moment in moments:
        folder = small.copy(step, tmp_path / str(moment))
        code, said, _ = small.run(folder, step, after_ms=moment)
        assert code in {-9, 0}, said
        fired["kill -9 from outside"] += code == -9
        check_at_once(small, folder, step, code, said)
        check_again(small, folder, step)
        shutil.rmtree(folder)


@pytest.mark.parametrize("step", STEPS)
def test_a_command_that_is_asked_to_end(small, fired, tmp_path, step):
    """TERM, INT and HUP, whatever the command is at: its exit code says so, and the next finds all or nothing."""
    asked = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
    moments = [20, 45, 70, 100, 140, 190, 260, 350, 480, 650, 900, 1200, 1600]
    tried = [(number, ms) for number in asked for ms in moments]
    for number, moment in tried if ALL else [(asked[STEPS.index(step) % 3], 80)]:
        folder = small.copy(step, tmp_path / f"{number}-{moment}")
        code, said, _ = small.run(folder, step, after_ms=moment, signal=number)
        # Before the command listens the system ends it, and after its end nobody does.
        assert code in {128 + number, -number, 0}, f"{number} after {moment} ms: {code} {said}"
        fired[f"{signal.Signals(number).name} from outside"] += code != 0
        check_at_once(small, folder, step, -number, said)
        check_again(small, folder, step)
        shutil.rmtree(folder)


@needs_strace
@pytest.mark.parametrize("step", STEPS)
def test_a_power_cut(small, fired, tmp_path, step):
    """The image of a disk as it is at the cut: what was not made durable is not in it."""
    places = small.chosen(step, thinned=1)
    places = places[:: 8 if step in LONG else 3]
    tried = [*places, (None, 0)]  # the last one: right after the command has ended
    if not ALL and step in LONG:
        tried = tried[-1:] if step == "evaluate" else tried[:1]
    for call, number in tried:
        image, crash = tmp_path / "image", tmp_path / "crash"
        disk = _disk(small, step, image, tmp_path)
        inject = None if call is None else f"{call}:signal=SIGKILL:when={number}"
        code, said, _ = small.run(disk, step, log=str(tmp_path / "log"), inject=inject)
        shutil.copyfile(image, crash)
        unmounted(disk)
        after = mounted(tmp_path, "-o", "loop", str(crash))
        assert after is not None
        assert code == (0 if call is None else -9) or (call == "write" and code == 0), said
        fired["power cut"] += 1
        check_at_once(small, after, step, code, said)
        check_again(small, after, step)
        unmounted(after)


def mounted(tmp_path, *options):
    """Whether this machine lets us mount; a folder and what takes it away again."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return None
    folder = Path(tempfile.mkdtemp(dir=tmp_path, prefix="mount"))
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)  # noqa: S603, S607 -- our own words
    return folder if done.returncode == 0 else None


def unmounted(folder):
    """Takes a mount away."""
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 -- our own words


def _disk(small, step, image, tmp_path):
    """A disk of its own with the centre on it, which writes nothing by itself for ten minutes."""
    image.unlink(missing_ok=True)
    with image.open("wb") as file:
        file.truncate(24 * MIB)
    make = ["mkfs.ext4", "-q", "-d", str(small.before[step]), str(image)]
    if shutil.which("mkfs.ext4") is None or subprocess.run(make, check=False).returncode:  # noqa: S603 -- our own words
        pytest.skip("mkfs.ext4 is missing or does not work here, so no power cut was tried")
    disk = mounted(tmp_path, "-o", "loop,commit=600", str(image))
    if disk is None:
        pytest.skip("this machine does not let us mount an image, so no power cut was tried")
    return disk


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk(small, fired, tmp_path, step):
    """A disk with less room than the command needs: old files stay as they are; with room the command ends well."""
    count = (4 if step in LONG else 8) if ALL else 1
    used = sum(-(-p.stat().st_size // 4096) * 4096 for p in small.before[step].rglob("*") if p.is_file())
    for part in range(count):
        room = 16 + part * 24 if step not in LONG else 32 + part * 64
        disk = mounted(tmp_path, "-t", "tmpfs", "-o", f"size={used // 1024 + 64 + room}k", "none")
        if disk is None:
            pytest.skip("this machine does not let us mount a small disk, so no full disk was tried")
        folder = small.copy(step, disk / "centre")
        code, said, _ = small.run(folder, step)
        fired["full disk"] += code == Exit.IO
        check_at_once(small, folder, step, code, said)
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)  # noqa: S603, S607 -- our own words
        check_again(small, folder, step)
        unmounted(disk)


@pytest.mark.parametrize(
    ("step", "waiting"), [("evaluate", False), ("evaluate", True), ("close", False), ("pay", True)]
)
def test_eight_at_once_make_one_record(small, tmp_path, step, waiting):
    """One does the work; the others are told that it writes, or wait for it and find it done."""
    folder = small.copy(step, tmp_path / "centre")
    argv = [str(folder / w) if w.endswith(".csv") else w for w in small.kind.COMMANDS[step]]
    codes, said, _ = small.nursery.ask([*argv, *(["--wait"] if waiting else []), "--project", str(folder)], times=8)
    assert set(codes) == {Exit.OK} if waiting else {Exit.OK} <= set(codes) <= {Exit.OK, Exit.LOCKED}, said
    assert small.kind.content(folder) == small.after[step]
    assert sound(folder) == []


def test_what_is_paid_is_paid_once(small):
    for name, due in small.kind.PAID.items():
        paid = [line.split(",")[:2] for line in small.paid[name].splitlines()[1:]]
        assert dict(paid) == due
        assert len(paid) == len(due)


@needs_strace
def test_there_are_enough_places_in_the_full_set(small):
    """`make test-faults` puts at least 300 kills into evaluate, close and pay."""
    assert sum(len(small.places(step)) for step in STEPS) >= FULL_KILLS
    assert all({"pwrite64", "fdatasync"} <= {call for call, _ in small.places(step)} for step in STEPS)


@pytest.mark.skipif(not ALL, reason="this is the thinned set; `make test-faults` counts the full one")
def test_zz_every_kind_fired_and_the_full_set_has_300_kills(fired):
    kills = fired["strace signal=SIGKILL"]
    assert kills >= FULL_KILLS or shutil.which("strace") is None
    silent = [kind for kind, count in fired.items() if count == 0]
    assert silent == []
