"""One command with a fault in it: `child.py FOLDER KIND CALL N WORDS...` runs the steps and is hit at the n-th call.

KIND is kill (SIGKILL before the call is made), after (SIGKILL when it has been made), error or full (the call fails
with EIO or ENOSPC), or count (nothing happens; the calls are counted).  CALL is fsync, rename, commit, execute or any.
What was hit is written to FOLDER/../fired before it happens; the numbers of calls, and which came when, to
FOLDER/../counted.

Run by tests/faults; never imported.
"""

import errno
import json
import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path


class Injector:
    """Counts the calls that can leave something half done, and hits one of them."""

    def __init__(self, folder: Path, kind: str, call: str, number: int) -> None:
        self.kind, self.call, self.number = kind, call, number
        self.fired, self.counted = folder.parent / "fired", folder.parent / "counted"
        self.seen: dict[str, int] = {}
        self.order: list[str] = []
        self.armed = True

    def around(self, name, made):
        """The call, counted and perhaps hit."""

        def call(*arguments, **named):
            if not self.armed:
                return made(*arguments, **named)
            self.seen[name] = self.seen.get(name, 0) + 1
            self.seen["any"] = self.seen.get("any", 0) + 1
            self.order.append(name)
            hit = self.seen.get(self.call) == self.number and self.call in {name, "any"} and self.kind != "count"
            if hit:
                self._say(name)
                if self.kind == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                if self.kind in {"error", "full"}:
                    raise self._error(name)
            done = made(*arguments, **named)
            if hit and self.kind == "after":
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return call

    def _error(self, name):
        number = errno.EIO if self.kind == "error" else errno.ENOSPC
        if name in {"commit", "execute"}:
            words = "disk I/O error" if self.kind == "error" else "database or disk is full"
            return sqlite3.OperationalError(words)
        return OSError(number, os.strerror(number))

    def _say(self, name):
        self.armed = False
        self.fired.write_text(f"{self.kind} {name} {self.number}", encoding="utf-8")
        self.armed = True


class Connection(sqlite3.Connection):
    """SQLite with the injector around what it is told."""

    injector: Injector

    def execute(self, text, *arguments):
        name = "commit" if text == "COMMIT" else "execute"
        return self.injector.around(name, super().execute)(text, *arguments)


def main() -> int:
    """Does the steps; exits as the command would."""
    folder, kind, call, number, *steps = sys.argv[1:]
    at = Path(folder)
    injector = Injector(at, kind, call, int(number))
    Connection.injector = injector
    connect = sqlite3.connect
    sqlite3.connect = lambda *a, **k: connect(*a, **{"factory": Connection, **k})
    os.fsync = injector.around("fsync", os.fsync)
    for name in ("rename", "replace"):
        setattr(os, name, injector.around("rename", getattr(os, name)))
    from kpiengine.errors import Exit, KpiError  # noqa: PLC0415 -- after the injector is in place

    sys.path.insert(0, str(Path(__file__).parent))
    import steps as story  # noqa: PLC0415 -- as above

    try:
        for step in steps:
            story.do(step, at, datetime(2027, 3, 1, tzinfo=UTC))
    except KpiError as error:
        sys.stderr.write(error.message)
        return int(error.exit_code)
    except OSError as error:  # as kpiengine.cli ends
        sys.stderr.write(str(error))
        return int(Exit.IO)
    finally:
        injector.armed = False
        injector.counted.write_text(json.dumps({**injector.seen, "order": injector.order}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
