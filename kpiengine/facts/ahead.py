"""Before anything else of a run: which files it may read, so that their hashes are begun while plugins are loaded.

Only Parquet: a text file is hashed as it is read.  Nothing is refused here; the load stage says what is wrong.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress

from kpiengine.diagnostics import Refused
from kpiengine.project import Project
from kpiengine.sources.files import FoundFile, find_files
from kpiengine.sources.hashing import ahead


def hashed_ahead(project: Project) -> AbstractContextManager[None]:
    """While this lasts the project's large files are hashed beside other work; what a run does not read is dropped."""
    return ahead(_files(project))


def _files(project: Project) -> Iterator[FoundFile]:
    for source in project.facts.values():
        if source.format == "parquet" and source.source:
            place = project.place("facts", source.table, "source")
            with suppress(Refused):
                found = find_files(
                    project.folder, source.source, source.table, place, allow_outside=project.allow_outside
                )
                yield from found.files
