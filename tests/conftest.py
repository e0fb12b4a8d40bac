"""What every test may ask for: Hypothesis profiles, the repository's root, and the shared data beside it.

Fixtures only; nothing here is imported by a test.  The profile is `ci` where CI is set, else `dev`;
HYPOTHESIS_PROFILE chooses another.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadline and no "too slow": how long an example takes says something of the machine, not of the code.
_SLOW_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=50, **_SLOW_MACHINE)
settings.register_profile("ci", max_examples=100, derandomize=True, database=None, **_SLOW_MACHINE)
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
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds what somebody's own checks have kept, and none leaves anything there."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
            patch.setenv(name, str(tmp_path_factory.mktemp("cache")))
        yield


# Folders whose tests take long by their nature: many examples, or many runs of the whole command; and so do the
# contract checks of the plugins, which measure every worked example several times and on a second engine.
_SLOW = tuple(_ROOT / "tests" / name for name in ("properties", "acceptance", "faults"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is slow, so that coverage, which slows down every line, is measured on the rest."""
    for item in items:
        if item.path.stem == "test_contract" or any(item.path.is_relative_to(folder) for folder in _SLOW):
            item.add_marker(pytest.mark.slow)
