"""A letter to the payee: what was measured, what it earned, and every sum so that it can be redone on a calculator."""

from collections.abc import Iterator, Mapping

from kpiengine.explaining.accumulated import so_far_lines
from kpiengine.explaining.carried import carried_lines
from kpiengine.explaining.curve import arithmetic
from kpiengine.explaining.due import chapters
from kpiengine.explaining.formula import parts_sum
from kpiengine.explaining.money import steps_of
from kpiengine.explaining.recorded import Recorded
from kpiengine.explaining.segments import counts, headline, mix_sum, segments_of
from kpiengine.explaining.story import reasons
from kpiengine.explaining.sums import score_sum
from kpiengine.explaining.teller import Teller
from kpiengine.expressions.tree import Value
from kpiengine.rules.model.kpi import Kpi


def letter(found: Recorded, values: Mapping[str, Value], language: str) -> str:
    """Paragraphs with blank lines between them; `values` are those of `redo`."""
    return "\n\n".join(_paragraphs(Teller(found, values, language)))


def _paragraphs(teller: Teller) -> Iterator[str]:
    found, head = teller.found, teller.rules.head
    yield teller.say("dear", name=found.name or found.agent)
    about = {"period": found.run.period, "title": teller.title(head.title, head.id)}
    yield _first(teller, about)
    if teller.rules.scenarios is None:
        yield from _score(teller, teller.say("what counted"))
    else:
        for one in segments_of(teller):
            if counts(teller, one.scenario):
                yield from _score(one, headline(teller, one.scenario), "score in scenario")
        if (sum_ := mix_sum(teller)) is not None:
            yield teller.say("your score", sum=sum_, score=teller.shown("score"))
    if "tier" in teller and teller.values["tier"] is not None:
        yield _tier(teller)
    if gates := list(_gates(teller)):
        yield "\n".join(gates)
    if teller.values.get("amount"):
        steps = (*so_far_lines(teller), *carried_lines(teller), *steps_of(teller))
        yield teller.say("the money") + "\n" + "\n".join(f"  {line}" for line in steps)
    for heading, lines in chapters(teller):
        yield heading + "\n" + "\n".join(f"  {line}" for line in lines)
    if why := list(reasons(teller)):
        yield teller.say("also") + "\n" + "\n".join(f"- {text}" for text in why)
    yield teller.say("farewell", run=found.run.number, plan=found.run.plan, period=found.run.period)


def _score(teller: Teller, heading: str, word: str = "your score") -> Iterator[str]:
    """Each KPI that makes a score, and the sum."""
    kpis = [kpi for kpi in teller.rules.kpis.values() if kpi in teller.rules.weighted]
    if kpis:
        yield heading + "\n" + "\n".join(_of_kpi(teller, i, kpi) for i, kpi in enumerate(kpis, 1))
    if (sum_ := score_sum(teller)) is not None:
        yield teller.say(word, sum=sum_, score=teller.shown("score"))


def _first(teller: Teller, about: Mapping[str, str]) -> str:
    if "amount" not in teller:
        return teller.say("letter unpaid", **about)
    if teller.values["amount"] is None:
        return teller.say("letter undetermined", **about)
    return teller.say("letter paid", amount=teller.money("amount"), **about)


def _of_kpi(teller: Teller, number: int, kpi: Kpi) -> str:
    sentences = list(teller.reader.kpi(kpi))
    figures = {"value": teller.with_unit(kpi, "value"), "n": teller.of_kpi("n", kpi.id)}
    known = teller.values.get(f"points:{kpi.id}") is not None
    said = teller.found.sheet.measures[kpi.id]
    name = teller.title(
        said["title"] if "" in kpi.title else kpi.title, kpi.id.partition("#")[0]
    )  # no title of its own
    lines = [f"{number}. {name}", *sentences]
    lines.append(teller.say("you had", **figures))
    lines += parts_sum(teller, kpi.id)
    if known:
        lines += [each.text for each in arithmetic(teller, kpi)]
        earned = {"points": teller.of_kpi("points", kpi.id), "weight": teller.of_kpi("weight", kpi.id)}
        lines.append(teller.say("that earns", **earned))
    else:
        lines.append(teller.say("not counted", why=teller.evidence(kpi)))
    return "\n".join(line if i == 0 else f"   {line}" for i, line in enumerate(lines))


def _tier(teller: Teller) -> str:
    reached = int(teller.values["tier"] or 0)
    said = teller.say("your tier", tier=teller.tier("tier"))
    if not reached:
        return said
    tiers = teller.rules.tiers
    above = tiers[reached] if reached < len(tiers) else None
    return f"{said} {teller.reader.tier(tiers[reached - 1], above)}"


def _gates(teller: Teller) -> Iterator[str]:
    for gate in teller.rules.gates.values():
        if teller.values.get(f"failed:{gate.id}"):
            yield teller.reader.gate(gate) + " " + teller.say("gate not met")
