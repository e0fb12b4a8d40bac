"""What every test may ask for: Hypothesis profiles, the repository's root, and the shared data beside it.

Fixtures only; nothing here is imported by a test.  The profile is `ci` where CI is set, else `dev`;
HYPOTHESIS_PROFILE chooses another.
"""

import gc
import json
import os
import signal
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

# No deadline and no "too slow": how long an example takes says something of the machine, not of the code.
_SLOW_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=50, **_SLOW_MACHINE)
settings.register_profile("ci", max_examples=40, derandomize=True, database=None, **_SLOW_MACHINE)
settings.register_profile("nightly", max_examples=10_000, **_SLOW_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

# A job in the background of a shell inherits an ignored SIGINT, and so would every command that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

_ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's own folder."""
    return _ROOT


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder `shared` beside the repository: specifications, bad inputs and real data, never copied here."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder shared/ (real data, bad inputs, plans) is not beside the repository")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds what somebody's own checks have kept, and none leaves anything there; nor does the terminal of
    whoever starts the tests say how wide or how colourful an output is.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("cache")))
        for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"):
            patch.delenv(name, raising=False)
        yield


# Folders whose tests take long by their nature: many examples, or many runs of the whole command; and so do the
# contract checks of the plugins, which measure every worked example several times and on a second engine.
_SLOW = tuple(_ROOT / "tests" / name for name in ("properties", "acceptance", "faults"))


# Python looks through all that is alive for cycles every few hundred new objects; thousands of collected tests and the
# modules that they import live until the end, so each such look costs more than it finds.
gc.set_threshold(100_000, 20, 50)


def pytest_collection_finish() -> None:
    """What was collected is not looked through again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is slow, so that `make coverage`, which doubles the time of every test, need only run the rest."""
    for item in items:
        if item.path.stem == "test_contract" or any(item.path.is_relative_to(folder) for folder in _SLOW):
            item.add_marker(pytest.mark.slow)


def _served(server, state):
    """Runs a server of this machine while a test lasts; `state.free` lets go of whoever hangs."""
    state.free, state.port = threading.Event(), server.server_address[1]
    # It looks that often whether it should end; the half second that is usual would be the longest part of most tests.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state
    state.free.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def web():
    """A web server; `mood` is what it does next: ok, late (takes it and does not answer), hang, reset, error, redirect,
    long, or cut (the connection is reset in the middle of the answer).

    `got` is what it has taken: key and body; `asked` how often.  `heard` is set when it was asked, `taken` when it has
    something.
    """
    state = SimpleNamespace(mood="ok", got=[], asked=0, elsewhere=0, heard=threading.Event(), taken=threading.Event())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            state.asked += 1
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.heard.set()
            if self.path == "/elsewhere":
                state.elsewhere += 1
            if state.mood in {"ok", "late"}:
                state.got.append((self.headers["Idempotency-Key"], json.loads(body)))
                state.taken.set()
            if state.mood in {"hang", "late"}:
                state.free.wait(60)
                return
            if state.mood == "reset":
                self.connection.close()
                return
            if state.mood == "cut":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()  # with that option: a reset, not an end
                return
            status = {"ok": 200, "error": 500, "redirect": 307, "long": 200}[state.mood]
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            if state.mood == "long":
                self.wfile.write(b"x" * 100_000)

        def log_message(self, *said):
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_):
            """A client that was killed is no news."""

    yield from _served(Server(("127.0.0.1", 0), Handler), state)


class _Post(socketserver.StreamRequestHandler):
    """A mail server's side of one conversation; `state` is that of the fixture."""

    state: SimpleNamespace

    def handle(self):
        self.state.asked += 1
        if self.state.mood == "hang":
            self.state.free.wait(60)
        elif self.state.mood != "reset":
            self.say("220 here")
            self.talk()

    def talk(self):
        to = None
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "RCPT":
                to = line.partition("<")[2].rstrip(">")
                self.say("550 no such person" if self.state.mood == "refuse" else "250 yes")
            elif word == "DATA":
                self.say("354 go on")
                if not self.take(to):
                    return
            else:
                self.say("221 bye" if word == "QUIT" else "250 yes")
                if word == "QUIT":
                    return

    def take(self, to):
        """Whether the conversation goes on."""
        text = []
        while (part := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            text.append(part)
        if self.state.mood == "error":
            self.say("451 not now")
            return True
        self.state.got.append((to, "\n".join(text)))
        self.state.taken.set()
        if self.state.mood == "late":
            self.state.free.wait(60)
            return False
        self.say("250 taken")
        return True

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail():
    """A mail server; `mood` as that of the web server, or refuse; `got` pairs of recipient and text."""
    state = SimpleNamespace(mood="ok", got=[], asked=0, taken=threading.Event())
    handler = type("Handler", (_Post,), {"state": state})

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, *_):
            """A client that was killed is no news."""

    yield from _served(Server(("127.0.0.1", 0), handler), state)
