"""What a plugin prints is kept and made harmless; the user's own Ctrl-C still ends the command."""

import os
import signal
import sys
import threading

import pytest

from kpiengine.registry import load_catalogue
from kpiengine.registry.isolation import Fault, attempt, escaped, quiet


def test_what_a_plugin_prints_never_reaches_the_terminal(install, capfd):
    catalogue = load_catalogue((install("prints"),))
    assert capfd.readouterr() == ("", "")
    (plugin,) = catalogue.plugins
    assert plugin.problem is None
    for text in ('{"payout": 999}', r"\x1b[2J", "beneath", "child", "and in a hook"):
        assert text in plugin.printed
    assert set(catalogue.metrics) == {"cold_rate"}


def test_streams_work_again_afterwards(capfd):
    with quiet() as printed:
        sys.stdout.write("hidden")
    sys.stdout.write("shown\n")
    assert capfd.readouterr().out == "shown\n"
    assert printed.text == "hidden"


def test_quiet_gives_streams_back_after_an_error(capfd):
    with pytest.raises(ValueError, match="odd"), quiet():
        raise ValueError("odd")
    os.write(1, b"shown")
    assert capfd.readouterr().out == "shown"


def test_a_real_ctrl_c_is_the_users_and_goes_on_up():
    def interrupted():
        signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        attempt(interrupted)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_raised_by_a_plugin_is_its_own():
    def raises():
        raise KeyboardInterrupt

    assert attempt(raises) == Fault("KeyboardInterrupt (test_isolation.py:51)")


def test_a_signal_handler_that_a_plugin_sets_is_taken_back():
    before = signal.getsignal(signal.SIGTERM)
    assert not isinstance(attempt(lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN)), Fault)
    assert signal.getsignal(signal.SIGTERM) == before


def test_attempt_works_outside_the_main_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(attempt(sys.exit)))
    thread.start()
    thread.join()
    assert isinstance(results[0], Fault)


def test_escaped_is_one_short_line():
    assert escaped("a\nb\x1b[31m\u202e", 100) == r"a\nb\x1b[31m\u202e"
    assert len(escaped("x" * 5000, 100)) == 100
