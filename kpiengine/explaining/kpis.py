"""One KPI: what was counted, the value, what it was held against, the points, the weight, and why each is so."""

from collections.abc import Iterator
from datetime import date

from kpiengine.explaining.curve import arithmetic, marks
from kpiengine.explaining.note import Note, note
from kpiengine.explaining.teller import Teller
from kpiengine.rules.choosing import REST, day
from kpiengine.rules.in_force import ranked
from kpiengine.rules.model.by import By, Line
from kpiengine.rules.model.kpi import Kpi
from kpiengine.rules.stints import BY_TEAM
from kpiengine.scores.evidence import Evidence

_PLAIN_STATUS = "ok"
_UNITS = ("team", "site")  # by name; the column `team` is a number


def kpi_note(teller: Teller, kpi: Kpi) -> Note:
    """The KPI with everything below it."""
    return note(_headline(teller, kpi), _below(teller, kpi), "kpi")


def _headline(teller: Teller, kpi: Kpi) -> str:
    name = teller.title(kpi.title, kpi.id).partition("#")[0]
    measured = {"name": name, "value": teller.with_unit(kpi, "value"), "n": teller.of_kpi("n", kpi.id)}
    if kpi not in teller.rules.weighted:
        return teller.say("watched", **measured)
    evidence = teller.values.get(f"evidence:{kpi.id}")
    words = teller.evidence(kpi)
    if teller.values.get(f"points:{kpi.id}") is None:
        return teller.say("left out", why=words, **measured)
    earned = {"points": teller.of_kpi("points", kpi.id), "weight": teller.of_kpi("weight", kpi.id)}
    if evidence == Evidence.OWN:
        return teller.say("scored", **measured, **earned)
    return teller.say("left out", why=teller.say("points and", why=words, **earned), **measured)


def _below(teller: Teller, kpi: Kpi) -> Iterator[Note]:
    said = teller.found.sheet.measures[kpi.id]
    title = teller.title(said["title"], str(said["metric"]))
    cuts = dict(said["slice"])
    if said.get("only") is not None:  # one scenario, or one of the agent's teams
        stint = said["only"]["dimension"] == BY_TEAM
        cuts["team" if stint else said["only"]["dimension"]] = [
            teller.values.get("unit:team") if stint else said["only"]["value"]
        ]
    only = "; ".join(f"{name} {', '.join(map(str, values))}" for name, values in cuts.items())
    sliced = teller.say("only", slice=only) if only else ""
    yield note(teller.say("measured as", metric=title, level=said["level"], slice=sliced), _counted(teller, kpi.id))
    used = teller.of_kpi("used", kpi.id)
    counted = teller.values.get(f"used:{kpi.id}")
    if counted is not None and counted != teller.values.get(f"value:{kpi.id}"):
        yield note(teller.say("used", used=used))
    if kpi in teller.rules.weighted or marks(teller, kpi):
        yield from (note(sentence) for sentence in teller.reader.kpi(kpi))
    if in_force := marks(teller, kpi):
        why = [note(teller.say("applied", applied=one)) for one in _applied(teller, kpi)]
        why.insert(0, note(_source(teller, kpi), kind="source"))
        yield note(teller.say("marks", marks=in_force), why)
    yield from arithmetic(teller, kpi)


def _source(teller: Teller, kpi: Kpi) -> str:
    """Which file and section says the marks; of a list by something, which line holds."""
    own = kpi.id.partition("#")[0]
    held = [(by.of, line) for by in kpi.by if (line := _line(teller, by)) is not None]
    text = "".join(teller.say("said in line", of=of, at=line.at) for of, line in held)
    return teller.say("said in", path=" / ".join(_files(teller)), kpi=own, line=text)


def _files(teller: Teller) -> tuple[str, ...]:
    """The rule file, and those that it takes over."""
    sheet = teller.found.sheet.document
    return (sheet["path"], *sheet["bases"])


def _line(teller: Teller, by: By) -> Line | None:
    """The line that holds for the agent, as far as the record says by what."""
    if by.of == "date":
        first = int(teller.values["first_day"] or 0)
        begun = [line for line in by.lines if isinstance(line.at, date) and day(line.at) <= first]
        return begun[-1] if begun else None
    columns = (f"unit:{by.of}",) if by.of in _UNITS else (by.of, f"roster:{by.of}")
    for column in columns:
        value = teller.values.get(column)
        if value is None:
            continue
        if all(isinstance(line.at, int) for line in by.lines):
            reached = [line for line in by.lines if int(str(line.at)) <= int(value)]
            return reached[-1] if reached else None
        rest = next((line for line in by.lines if line.at == REST), None)
        return next((line for line in by.lines if line.at == value), rest)
    return None


def _counted(teller: Teller, key: str) -> Iterator[Note]:
    """The formula over what was counted, and the status where it is not plain."""
    said, prefix = teller.found.sheet.measures[key], f"part:{key}:"
    parts = [name for name in teller.values if name.startswith(prefix)]
    shown = ", ".join(f"{name.removeprefix(prefix)} {teller.short(name)}" for name in parts)
    value = teller.of_kpi("value", key)
    yield note(teller.say("formula", formula=said["formula"], value=value, parts=shown), kind="formula")
    status = teller.values.get(f"status:{key}")
    if status != _PLAIN_STATUS:
        yield note(teller.say("status", status=status), kind="status")


def _applied(teller: Teller, kpi: Kpi) -> Iterator[str]:
    """What made marks and weight what they are."""
    rules, values = teller.rules, teller.values
    if values.get("ease"):
        yield f"ease {teller.shown('ease')} %"
    for place, relax in enumerate(ranked(kpi.relax), 1):
        if values.get(f"relaxed:{kpi.id}") == place:
            yield f"relax {relax.id}" + (f" ({relax.because})" if relax.because else "")
    for place, one in enumerate(ranked(rules.reweights), 1):
        if values.get("reweighted") == place:
            yield f"reweight {one.id.partition('#')[0]}" + (f" ({one.because})" if one.because else "")
