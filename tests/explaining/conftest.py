"""The project that `kpiengine init` writes, evaluated once: five agents of every kind of result."""

import pytest

from kpiengine.cli import main
from kpiengine.cli.init import write_project

MONTH = "2026-10"


@pytest.fixture(scope="session")
def centre(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explained") / "centre"
    write_project(folder, MONTH)
    assert main(["evaluate", "--project", str(folder), "--period", MONTH, "-q"]) == 0
    return folder


@pytest.fixture
def explain(centre, capsys):
    """Runs `kpiengine explain`; gives exit code, stdout, stderr."""

    def run(*arguments, project=None):
        capsys.readouterr()
        code = main(["explain", *arguments, "--project", str(project or centre)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
