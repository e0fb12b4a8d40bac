"""Which plugins are installed: entry points of the group `kpiengine.v1`, in sorted order.  Nothing is loaded here."""

import re
from importlib.metadata import EntryPoint, entry_points

from attrs import frozen

from kpiengine.plugin import GROUP

NEWER = re.compile(r"kpiengine\.v(\d+)")


@frozen
class Found:
    """One entry point: its name, the distribution and version that it came with, and its group's number."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint
    contract: int

    @property
    def written_for_another_contract(self) -> bool:
        """Whether it was made for another version of the plugin contract."""
        return self.entry_point.group != GROUP


def find_plugins() -> tuple[Found, ...]:
    """All of them, by name and then distribution; those for other versions of the contract too."""
    installed = entry_points()  # reads the description of every package, so once
    groups = [match for group in installed.groups if (match := NEWER.fullmatch(group))]
    found = [_found(point, int(match[1])) for match in groups for point in installed.select(group=match[0])]
    return tuple(sorted(found, key=lambda f: (f.name, f.contract, f.distribution)))


def _found(point: EntryPoint, contract: int) -> Found:
    distribution, version = (point.dist.name, point.dist.version) if point.dist else ("unknown", "unknown")
    return Found(point.name, distribution, version, point, contract)
