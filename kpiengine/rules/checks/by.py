"""`by`: a key stands in one place, every line makes a whole, and nobody is left without a line."""

from collections.abc import Iterator, Sequence
from datetime import date

from kpiengine.documents.finding import Finding, Path
from kpiengine.rules.checks.context import Context
from kpiengine.rules.checks.messages import evidence as messages
from kpiengine.rules.choosing import REST, weighing
from kpiengine.rules.model.by import By
from kpiengine.rules.model.head import Head


def check(context: Context) -> Iterator[Finding]:
    """Every `by` of every KPI, and the ramp."""
    for kpi in context.ruleset.kpis.values():
        if context.broken("kpi", kpi.id, "by"):
            continue
        yield from places(context, kpi.by, ("kpi", kpi.id), context.reading.keys("kpi", kpi.id))
    ramp = context.ruleset.ramp
    if ramp is not None and ramp.lines and ramp.lines[0].at != 0:
        yield messages.starts_late(("ramp", ramp.column, 0, "from"), ramp.lines[0].at, 0)


def places(context: Context, bys: Sequence[By], where: Path, section: frozenset[str]) -> Iterator[Finding]:
    """Every `by` of a section: a key stands in the section or in one `by`, lines begin in time, names exist."""
    seen: dict[str, str] = {}
    for by in bys:
        for index, line in enumerate(by.lines):
            for key in line.values:
                other = seen.get(key) or (f"[{'.'.join(map(str, where))}]" if key in section else None)
                if other is not None and other != f"by.{by.of}":
                    at = line.at if isinstance(line.at, str) else index
                    yield messages.two_places((*where, "by", by.of, at, key), key, other, f"by.{by.of}")
        seen |= {key: f"by.{by.of}" for key in by.keys if key not in section}
    for by in bys:
        path = (*where, "by", by.of)
        yield from _starts(by, context.ruleset.head, path)
        yield from _names(context, by, path)


def _starts(by: By, head: Head, path: Path) -> Iterator[Finding]:
    """The first line holds from the beginning."""
    first = by.lines[0].at
    if by.of == "tenure_months" and first != 0:
        yield messages.starts_late((*path, 0, "from"), first, 0)
    if by.of == "date" and isinstance(first, date) and head.start != date.min and first > head.start:
        yield messages.starts_late((*path, 0, "from"), first, head.start)


def _names(context: Context, by: By, path: Path) -> Iterator[Finding]:
    """Sites that exist, and a line for each that the rule set names; scenarios in which the KPI has a weight."""
    names = [line.at for line in by.lines if isinstance(line.at, str)]
    ruleset, around = context.ruleset, context.around
    match by.of:
        case "site" | "team":
            needed = ruleset.head.agents.get(by.of, ())
            known = around.sites if by.of == "site" else frozenset()
        case "scenario":
            needed, known = weighing(ruleset, str(path[1])), frozenset(ruleset.weights)
        case _:
            return
    if by.of == "scenario" and not ruleset.weights and not context.broken("weights"):
        yield messages.lines_without_scenarios(path)
    for name in names:
        if known and name not in known and not (name == REST and by.of != "scenario"):
            yield messages.unknown_line((*path, name), by.of, name, sorted(known))
    lacking = [name for name in needed if name not in names]
    if lacking and (by.of == "scenario" or REST not in names):
        yield messages.line_missing(path, by.of, lacking)
