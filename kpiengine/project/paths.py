"""Paths and globs of the project file, which stay inside the project unless it says otherwise."""

from pathlib import PurePosixPath

from kpiengine.project import messages
from kpiengine.project.section import Section


def path_of(section: Section, key: str, *, outside: bool) -> str | None:
    """The one path under a key."""
    if section.text(key) is None:
        return None
    found = paths_of(section, key, outside=outside)
    return found[0] if found else None


def paths_of(section: Section, key: str, *, outside: bool) -> tuple[str, ...] | None:
    """Relative paths or globs; without `allow_outside` none may be absolute or climb out with `..`.

    One that is refused is reported and left out.
    """
    found: list[str] = []
    for text in section.texts(key) or ():
        path = PurePosixPath(text)
        if "\\" in text or "\0" in text:
            section.fault(messages.not_allowed(section.place(key), key, text, "type / between folders"))
        elif not outside and (path.is_absolute() or ".." in path.parts or text.startswith("~")):
            section.fault(messages.leaves_project(section.place(key), key, text))
        else:
            found.append(text)
    return tuple(found) or None
