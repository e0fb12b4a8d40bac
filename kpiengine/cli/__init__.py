"""The command line: arguments in, exit code out; one file per command."""

from kpiengine.cli.shell import main

__all__ = ["main"]
