"""The project file `kpiengine.toml`: read, checked and handed on as frozen records."""

from kpiengine.project.read import FILE_NAME, read_project
from kpiengine.project.records import (
    Approval,
    Engine,
    FactSource,
    LedgerPlace,
    Limits,
    PlanCoverage,
    Project,
    Site,
    most_of,
)

__all__ = [
    "FILE_NAME",
    "Approval",
    "Engine",
    "FactSource",
    "LedgerPlace",
    "Limits",
    "PlanCoverage",
    "Project",
    "Site",
    "most_of",
    "read_project",
]
