"""Tables on a stream whose reader has gone."""

import io
import sys

import pytest

from kpiengine.cli.terminal import Terminal


class Closed(io.StringIO):
    """A pipe that nobody reads any more."""

    def write(self, text):  # noqa: ARG002 -- as streams have it
        raise BrokenPipeError


def test_a_table_into_a_closed_pipe_is_no_defect(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(BrokenPipeError):  # which the shell turns into its exit code
        Terminal().results().print("a table")
