"""Where the worked examples of an installed plugin are.

They lie beside the source, in `cases/` of the distribution's folder, or in `cases/` of the package.  The folder of a
distribution is known where it was installed for work on it (`pip install -e`).
"""

import json
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from kpiengine.registry.found import find_plugins


def cases_of_plugin(name: str) -> Path | None:
    """The folder of TOML cases of the plugin with this entry-point name, if there is one."""
    for found in find_plugins():
        if found.name == name:
            folders = (_source(found.distribution), _package(found.entry_point.module))
            return next((f / "cases" for f in folders if f is not None and (f / "cases").is_dir()), None)
    return None


def _source(name: str) -> Path | None:
    """The folder from which the distribution was installed, as the installer noted it."""
    try:
        text = distribution(name).read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    parts = urlsplit(str(json.loads(text).get("url", ""))) if text else None
    return Path(unquote(parts.path)) if parts is not None and parts.scheme == "file" else None


def _package(module: str) -> Path | None:
    spec = find_spec(module.partition(".")[0])
    return Path(spec.origin).parent if spec is not None and spec.origin else None
