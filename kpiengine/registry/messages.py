"""What is said about plugins that are broken or in each other's way: one sentence each, with a stable code."""

import difflib
from collections.abc import Iterable, Sequence

from kpiengine.plugin import API_VERSION


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def cannot_load(cause: str) -> str:
    """Its import failed."""
    return f"KPI501 it cannot be loaded: {cause}"


def hook_failed(hook: str, cause: str) -> str:
    """A hook raised."""
    return f"KPI502 its hook {hook} failed: {cause}"


def unknown_hook(hook: str, known: Iterable[str]) -> str:
    """A hook that the contract does not have."""
    return f'KPI503 it implements "{hook}", which is no hook{_nearest(hook, known)}'


def unmarked_hook(hook: str) -> str:
    """A function named like a hook that is not marked as one."""
    return f"KPI503 its function {hook} is not marked with @hookimpl, so it would never be called"


def bad_hook(hook: str, cause: str) -> str:
    """A hook with arguments or of the wrong kind."""
    return f"KPI503 its hook {hook} does not fit the contract: {cause}"


def no_hook(known: Sequence[str]) -> str:
    """A plugin that brings nothing."""
    return f"KPI503 it implements none of the hooks {', '.join(known)}"


def wrong_return(hook: str, wanted: str, got: str) -> str:
    """A hook that returned something else."""
    return f"KPI504 its hook {hook} must return a list of {wanted}, but returned {got}"


def needs_newer(wanted: str) -> str:
    """Made for another version of the contract."""
    return f"KPI505 it asks for version {wanted} of the plugin contract, and this kpiengine offers {API_VERSION}"


def two_distributions(name: str, distributions: Iterable[str]) -> str:
    """One entry-point name, several packages."""
    both = " and ".join(distributions)
    return f'KPI506 the packages {both} both call their plugin "{name}", so neither is loaded; uninstall one of them'


def two_plugins(what: str, plugins: Iterable[str]) -> str:
    """One id, several plugins."""
    both = " and ".join(plugins)
    return (
        f"KPI507 the plugins {both} both bring the {what}, so neither is used; allow only one of them in kpiengine.toml"
    )


def twice(what: str) -> str:
    """One id twice in one plugin."""
    return f"KPI507 it brings the {what} twice, so neither is used"


def not_installed(name: str, known: Iterable[str]) -> str:
    """An allowed plugin that is not there."""
    return f'KPI508 the project allows the plugin "{name}", which is not installed{_nearest(name, known)}'


def faulty(what: str, why: str) -> str:
    """A table, view or metric that cannot be used."""
    return f"KPI509 its {what} cannot be used: {why}"


def unknown_name(kind: str, name: str, known: Iterable[str]) -> str:
    """Something refers to what is not there."""
    return f'there is no {kind} "{name}"{_nearest(name, known)}'
